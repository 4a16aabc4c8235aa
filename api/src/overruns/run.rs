//! One look at all orders that have a room which closes soon.

use futures::{StreamExt as _, stream};
use homeroom_domain::{admission::OverrunStep, order::DECIDED_BEFORE};
use jiff::Timestamp;

use super::{
    book::{self, Booking},
    inside,
    store::{self, Due},
};
use crate::{app::AppState, auth::SystemTx, orders};

/// Orders that are read at once, and that are looked at side by side: what does not answer holds nobody else up for long.
const PAGE: i64 = 500;
const AT_ONCE: usize = 16;

/// Lets lessons go on in rooms that would close soon and in which people are, as far as there is room for them.
///
/// # Errors
/// When the database does not say which; what fails for one order is told, and tried again at the next look.
pub(crate) async fn go_on(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    let soon = now.saturating_add(DECIDED_BEFORE).unwrap_or(Timestamp::MAX);
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let due = store::due(tx.conn(), (now, soon), after, PAGE).await?;
        drop(tx);
        after = due.last().copied();
        if after.is_none() {
            return Ok(());
        }
        let looks = stream::iter(due).map(|due| {
            let app = app.clone();
            async move {
                if let Err(error) = look(&app, due).await {
                    tracing::warn!(order = %due.order, %error, "whether lessons of an order go on could not be decided");
                }
            }
        });
        looks.buffer_unordered(AT_ONCE).collect::<()>().await;
    }
}

async fn look(app: &AppState, due: Due) -> anyhow::Result<()> {
    let now = app.clock.now();
    let Some(timetabled) = orders::timetabled(app, due.order, due.stamp).await? else { return Ok(()) };
    let mut closing = timetabled.order.closing(&timetabled.schedule, now);
    if closing.is_empty() {
        return Ok(());
    }
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let rooms = store::rooms(tx.conn(), &closing).await?;
    drop(tx);
    let occupied = inside::occupied(app, due.order, rooms, now).await;
    closing.retain(|closing| occupied.contains(&closing.room_id));
    if closing.is_empty() {
        return Ok(());
    }
    let stamp = orders::store::Stamp::of(&timetabled.order, timetabled.edit);
    let steps = app.work.own(move || OverrunStep::all(&timetabled.order, &timetabled.schedule, closing, now)).await?;
    book::steps(app, Booking { order: due.order, tenant: due.tenant, stamp }, steps).await
}
