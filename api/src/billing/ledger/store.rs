//! The SQL of the ledger.

use homeroom_domain::{
    billing::{Currency, ledger::Entries},
    ids::TenantId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// A movement of money.
#[derive(Debug)]
pub(in crate::billing) struct Movement<'a> {
    pub tenant: TenantId,
    pub kind: &'static str,
    /// What is done: the same key is never posted twice.
    pub key: &'a str,
    pub currency: Currency,
    pub entries: Entries,
    pub at: Timestamp,
}

/// Posts a movement; one of nothing is not posted. A key that was posted before is an error of the constraint: whoever does a thing again looks first.
#[tracing::instrument(name = "db.billing.post", skip_all)]
pub(in crate::billing) async fn post(conn: &mut PgConnection, movement: Movement<'_>) -> sqlx::Result<()> {
    if movement.entries.is_empty() {
        return Ok(());
    }
    let (accounts, amounts): (Vec<String>, Vec<i64>) =
        movement.entries.iter().map(|(account, amount)| (account.as_str().to_owned(), *amount)).unzip();
    sqlx::query!(
        "WITH t AS (INSERT INTO ledger_transactions (id, tenant_id, kind, key, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id, tenant_id)
         INSERT INTO ledger_entries (tenant_id, transaction_id, account, currency, amount_minor)
         SELECT t.tenant_id, t.id, n.account, $6, n.amount FROM t, unnest($7::text[], $8::bigint[]) AS n(account, amount)",
        Uuid::now_v7(),
        movement.tenant.uuid(),
        movement.kind,
        movement.key,
        movement.at.to_sqlx() as jiff_sqlx::Timestamp,
        movement.currency.code(),
        &accounts,
        &amounts
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Undoes a movement by its own entries; nothing where there was none, or it was undone before.
#[tracing::instrument(name = "db.billing.reverse", skip_all)]
pub(in crate::billing) async fn reverse(conn: &mut PgConnection, tenant: TenantId, key: &str, at: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH t AS (INSERT INTO ledger_transactions (id, tenant_id, kind, key, reverses, created_at)
                    SELECT $1, tenant_id, 'reverse', 'reverse:' || key, id, $4 FROM ledger_transactions WHERE tenant_id = $2 AND key = $3
                    ON CONFLICT DO NOTHING RETURNING id, tenant_id, reverses)
         INSERT INTO ledger_entries (tenant_id, transaction_id, account, currency, amount_minor)
         SELECT t.tenant_id, t.id, e.account, e.currency, -e.amount_minor FROM t JOIN ledger_entries e ON e.transaction_id = t.reverses",
        Uuid::now_v7(),
        tenant.uuid(),
        key,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Transactions whose entries do not sum to zero, and accounts whose balance is not the sum of its entries.
#[tracing::instrument(name = "db.billing.ledger_faults", skip_all)]
pub(super) async fn ledger_faults(conn: &mut PgConnection) -> sqlx::Result<(i64, i64, i64)> {
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM ledger_entries) AS "entries!",
                  (SELECT count(*) FROM (SELECT FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) AS u) AS "unbalanced!",
                  (SELECT count(*) FROM (SELECT tenant_id, account, currency, sum(amount_minor) AS amount FROM ledger_entries GROUP BY 1, 2, 3) AS e
                   FULL JOIN ledger_balances b USING (tenant_id, account, currency) WHERE e.amount IS DISTINCT FROM b.amount_minor) AS "off!""#
    );
    let row = row.fetch_one(conn).await?;
    Ok((row.entries, row.unbalanced, row.off))
}
