//! `homeroom admin ledger verify`: that every transaction sums to zero, and every balance is the sum of its entries.

use super::store;
use crate::{auth::SystemTx, db::Pools};

/// Looks at all entries, and says how many there are.
///
/// # Errors
/// With how many transactions and balances are wrong.
pub(crate) async fn verify(pools: &Pools) -> anyhow::Result<i64> {
    let mut tx = SystemTx::of_operator(pools).await?;
    let (entries, unbalanced, off) = store::ledger_faults(tx.conn()).await?;
    anyhow::ensure!(
        unbalanced == 0 && off == 0,
        "{unbalanced} transactions do not sum to zero, {off} balances are not the sum of their entries"
    );
    Ok(entries)
}
