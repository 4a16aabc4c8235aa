//! What closes gaps: once a day Stripe's own list of events is looked through for what no call brought, and what was left undone is asked for again.

use futures::future::BoxFuture;
use homeroom_outside::stripe::Id;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::{
    ApplyEvent,
    hooks::take,
    inbox::KINDS,
    refunds::send,
    start::collect,
    store::{calls, collections, inbox, pages, refunds},
};
use crate::{
    app::AppState,
    auth::SystemTx,
    jobs::{self, NewJob},
};

/// Stripe keeps its events for 30 days.
const LONGEST: SignedDuration = SignedDuration::from_hours(29 * 24);
/// What happened shortly before the look of before may not have been listed then.
const OVERLAP: SignedDuration = SignedDuration::from_hours(1);
/// A job that was asked for longer ago has been lost, or waits for its next try and does no harm twice.
const LEFT_UNDONE: SignedDuration = SignedDuration::from_hours(2);
/// Of what was left undone, so much a day.
const MOST: i64 = 1_000;
/// Pages of a hundred events.
const MOST_PAGES: usize = 1_000;
const EVENTS_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
const PAGES_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
const CALLS_KEPT: SignedDuration = SignedDuration::from_hours(396 * 24);

/// Looks through Stripe's list, and at what was left undone.
///
/// # Errors
/// When Stripe or the database does not answer; the next turn begins where this one did.
pub(crate) async fn sweep_events(app: AppState) -> anyhow::Result<()> {
    let Some(stripe) = &app.config.collection.stripe else { return Ok(()) };
    let now = app.clock.now();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let before = inbox::swept_to(tx.conn()).await?;
    tx.rollback().await?;
    let since = before.map_or(now - LONGEST, |to| (to - OVERLAP).max(now - LONGEST));
    let mut after: Option<Id> = None;
    let mut is_whole = false;
    for _ in 0..MOST_PAGES {
        let page = stripe.events(&KINDS, since.as_second(), after.as_ref()).await?;
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        for notice in page.events.iter().filter(|notice| notice.livemode == stripe.livemode()) {
            take(&app, tx.conn(), notice).await?;
        }
        tx.commit().await?;
        after = page.events.last().map(|notice| notice.id.clone());
        if !page.more || after.is_none() {
            is_whole = true;
            break;
        }
    }
    anyhow::ensure!(is_whole, "Stripe has more events than are looked through at a time");
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    inbox::set_swept_to(tx.conn(), now).await?;
    ask_again(tx.conn(), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks again for what was left undone.
async fn ask_again(conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<()> {
    let since = now - LEFT_UNDONE;
    for event in inbox::waiting_events(&mut *conn, since, MOST).await? {
        let key = event.clone();
        let _ = jobs::enqueue(&mut *conn, NewJob::new(&ApplyEvent { event }, None, now).once(&key)).await?;
    }
    for (collection, tenant) in collections::stuck(&mut *conn, since, MOST).await? {
        collect(&mut *conn, collection, tenant, now).await?;
    }
    for (refund, tenant) in refunds::stuck_refunds(&mut *conn, since, MOST).await? {
        send(&mut *conn, refund, tenant, now).await?;
    }
    Ok(())
}

/// Throws away what was kept for long enough.
pub(crate) fn sweep_collection(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let events = inbox::forget_events(&mut *conn, now - EVENTS_KEPT, limit).await?;
        let pages = pages::forget_pages(&mut *conn, now - PAGES_KEPT, limit).await?;
        let calls = calls::forget_calls(conn, now - CALLS_KEPT, limit).await?;
        Ok(events.max(pages).max(calls))
    })
}
