//! Moving everything that is sealed to the present master key, so that the one before can go. Values stay sealed meanwhile: only the wrapping of
//! their data keys changes.
//!
//! In batches, each a transaction of its own: no row is held for longer than its batch takes, and what is stopped goes on where it was.

use crate::{
    app::App,
    auth::{self, SystemTx},
    clusters, links, orders,
    seal::SealedColumn,
};

/// Values that are moved in one transaction.
const BATCH: i64 = 500;

/// Every column that holds sealed values, each offered by its owner.
pub const SEALED: [SealedColumn; 4] = [auth::sealed::SEALED, clusters::store::SEALED, links::SEALED, orders::store::SEALED];

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rewrapped {
    /// Values that the present key wraps now.
    pub moved: u64,
    /// Values that it wrapped before.
    pub already: u64,
    /// Values that no configured key opens; each was logged by its place.
    pub failed: u64,
}

/// Wraps every data key under the present master key. It may be stopped and run again.
///
/// # Errors
/// When the database fails; what was moved until then stays moved.
pub async fn rewrap_secrets(app: &App) -> sqlx::Result<Rewrapped> {
    let mut done = Rewrapped::default();
    for column in &SEALED {
        let mut after = None;
        loop {
            let mut tx = SystemTx::of_operator(&app.pools).await?;
            let values = (column.read)(tx.conn(), after.as_deref(), BATCH).await?;
            let Some((last, _)) = values.last() else { break };
            after = Some(last.clone());
            for (key, value) in values {
                rewrap(app, &mut tx, column, (&key, &value), &mut done).await?;
            }
            tx.commit().await?;
        }
    }
    Ok(done)
}

async fn rewrap(
    app: &App,
    tx: &mut SystemTx,
    column: &SealedColumn,
    (key, value): (&str, &[u8]),
    done: &mut Rewrapped,
) -> sqlx::Result<()> {
    let place = format!("{}/{key}", column.place);
    match app.seal.rewrap(&place, value) {
        Ok(None) => done.already += 1,
        // Not when somebody replaced the value meanwhile: with the present key, then.
        Ok(Some(fresh)) => done.moved += u64::from((column.replace)(tx.conn(), key, value, &fresh).await?),
        Err(error) => {
            done.failed += 1;
            tracing::error!(place, %error, "a sealed value could not be moved to the present master key");
        }
    }
    Ok(())
}
