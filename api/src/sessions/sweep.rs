//! Throwing away what has ended: sessions, links, attempts, retired signing keys, kept answers.

use jiff::SignedDuration;

use super::store;
use crate::{
    app::App,
    auth::{SystemTx, attempts, identity::SESSION_IDLE},
    http::idempotency,
};

/// Answers are kept for at least a day; two make sure that nobody's clock cuts it short.
const ANSWERS: SignedDuration = SignedDuration::from_hours(48);
/// Long after the last token of a retired key.
const RETIRED_KEYS: SignedDuration = SignedDuration::from_hours(24);

/// Deletes what is of no use any more, for all tenants. Writes nothing where there is nothing.
pub async fn sweep(app: &App) -> sqlx::Result<()> {
    let now = app.clock.now();
    let stale =
        store::Stale { now, seen_before: now - SESSION_IDLE, attempted_before: now - attempts::WINDOW, retired_before: now - RETIRED_KEYS };
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let swept = store::sweep(tx.conn(), &stale).await? + idempotency::forget(tx.conn(), now - ANSWERS).await?;
    tx.commit().await?;
    tracing::debug!(rows = swept, "swept");
    Ok(())
}
