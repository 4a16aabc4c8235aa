//! Joins are kept by day, for so many days; a day that is over goes as a whole.

use jiff::tz::TimeZone;

use super::store;
use crate::{app::App, auth::SystemTx};

/// Makes the days that come and drops those that are over. Every replica may, at any time.
///
/// # Errors
/// When the database does not answer, or somebody enters for so long that no day can be made; the next turn tries again.
pub async fn keep_joins(app: &App) -> sqlx::Result<()> {
    let today = app.clock.now().to_zoned(TimeZone::UTC).date();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    store::keep_joins(&mut tx, today, app.config.joins_kept_days).await?;
    tx.commit().await
}
