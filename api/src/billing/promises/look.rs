//! Looking: each hour that is over, at the lessons that ended in it, and a day later once more.
//!
//! A replica that comes back may tell of an hour late, and a cluster be seen again: the second look makes a fact of what was unknown. What was credited is
//! never taken back. Who looks twice, or is cut off, finds what was written and adds nothing.

use std::collections::HashMap;

use futures::future::BoxFuture;
use homeroom_domain::{
    billing::{Kept, Stretch},
    order::{Order, Readiness},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    facts::{self, Look, OrderLooks, Seen},
    keep,
    store::{self, Pass},
    weeks::Weeks,
};
use crate::{
    app::AppState,
    auth::SystemTx,
    billing::{
        hours::{HOUR, hour_of},
        usage,
    },
    orders::store::ahead,
};

/// After the end of an hour, until it is looked at and until it is looked at again.
const FIRST_AFTER: SignedDuration = SignedDuration::from_mins(10);
const SECOND_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// No lesson is longer, with what it may go on.
const LESSON_MAX: SignedDuration = SignedDuration::from_hours(27);
/// How long weeks are kept: three years.
const WEEKS_KEPT: SignedDuration = SignedDuration::from_hours(3 * 366 * 24);
/// Orders that are read and worked out at once.
const PAGE: i64 = 50;
/// Hours that one turn catches up with at most: after a long silence others get their turns in between.
const HOURS_A_TURN: usize = 24;

/// Looks at every hour that is due.
///
/// # Errors
/// When the database does not answer; the next turn goes on where this one stopped. What fails for one order is told, and tried again by the second look.
pub(crate) async fn keep_promises(app: AppState) -> anyhow::Result<()> {
    for (pass, after) in [(Pass::First, FIRST_AFTER), (Pass::Second, SECOND_AFTER)] {
        let now = app.clock.now();
        let last = hour_of(now.saturating_sub(after)?)?.saturating_sub(HOUR)?;
        let mut hour = first(&app, pass, now).await?;
        for _ in 0..HOURS_A_TURN {
            if hour > last {
                break;
            }
            let weeks = look_at(&app, pass, (hour, hour.saturating_add(HOUR)?)).await?;
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            // Somebody else has come further: what was found is added up already.
            if !store::advance(tx.conn(), pass, (hour.saturating_sub(HOUR)?, hour)).await? {
                break;
            }
            weeks.write(tx.conn()).await?;
            tx.commit().await?;
            hour = hour.saturating_add(HOUR)?;
        }
    }
    Ok(())
}

/// Throws away weeks that were kept for long enough.
pub(crate) fn sweep_promises(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(store::forget_weeks(conn, now - WEEKS_KEPT, limit))
}

/// The first hour that is still to be looked at. Where nobody ever looked that is the one before this: nothing was promised earlier.
async fn first(app: &AppState, pass: Pass, now: Timestamp) -> anyhow::Result<Timestamp> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    if let Some(last) = store::watermark(tx.conn(), pass).await? {
        return Ok(last.saturating_add(HOUR)?);
    }
    let before = hour_of(now)?.saturating_sub(HOUR)?;
    store::set_watermark(tx.conn(), pass, before.saturating_sub(HOUR)?).await?;
    tx.commit().await?;
    Ok(before)
}

/// The first look is at what may be credited alone; the second at every order, so that it can be added up.
async fn look_at(app: &AppState, pass: Pass, window: Stretch) -> anyhow::Result<Weeks> {
    let (mut after, mut weeks) = (None, Weeks::default());
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let ids = store::promised_orders(tx.conn(), (window, pass), after, PAGE).await?;
        after = ids.last().copied();
        if after.is_none() {
            return Ok(weeks);
        }
        let orders = ahead::read_of_all(tx.conn(), &ids).await?;
        let (known, seen) = read(&mut tx, &orders, &ids, (window, app.clock.now())).await?;
        drop(tx);
        let mut looked = app.work.own(move || facts::of_orders(&orders, &seen, window)).await?;
        if pass == Pass::Second {
            sum(app, &mut weeks, &mut looked).await?;
        }
        for mut order in looked {
            order.looks.retain(|look| is_news(known.get(&look.lesson_id).map(String::as_str), look.kept));
            if order.looks.is_empty() {
                continue;
            }
            if let Err(error) = keep_one(app, &order).await {
                tracing::error!(order = %order.order, error = format!("{error:#}"), "what was promised of an order could not be looked at");
            }
        }
    }
}

/// Adds up what was found of some orders.
async fn sum(app: &AppState, weeks: &mut Weeks, looked: &mut [OrderLooks]) -> sqlx::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    count_pupils(tx.conn(), looked).await?;
    weeks.add(tx.conn(), looked).await
}

/// Where lessons say how many they expect.
async fn count_pupils(conn: &mut PgConnection, looked: &mut [OrderLooks]) -> sqlx::Result<()> {
    let mut expecting: Vec<&mut Look> =
        looked.iter_mut().flat_map(|order| &mut order.looks).filter(|look| look.expected.is_some()).collect();
    if expecting.is_empty() {
        return Ok(());
    }
    let rooms: Vec<_> = expecting.iter().map(|look| (look.room_id.uuid(), (look.opens_at, look.wanted.ends_at))).collect();
    let pupils = store::let_in(conn, &rooms).await?;
    expecting.iter_mut().zip(pupils).for_each(|(look, seen)| look.seen = seen);
    Ok(())
}

/// What is known already is left alone; what was unknown may turn into a fact.
pub(super) fn is_news(before: Option<&str>, kept: Kept) -> bool {
    match before {
        None => kept != Kept::InTime,
        Some("unknown") => kept != Kept::Unknown,
        Some(_) => false,
    }
}

async fn keep_one(app: &AppState, order: &OrderLooks) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    keep::breaches(tx.conn(), order, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

async fn read(
    tx: &mut SystemTx,
    orders: &[Order],
    ids: &[Uuid],
    (window, now): (Stretch, Timestamp),
) -> anyhow::Result<(HashMap<String, String>, Seen)> {
    let since = window.0.saturating_sub(LESSON_MAX)?;
    let known = store::found_within(tx.conn(), ids, window).await?.into_iter().collect();
    let rooms: Vec<Uuid> = orders.iter().flat_map(|order| &order.rooms).map(|room| room.id.uuid()).collect();
    let mut ready: HashMap<Uuid, Vec<Readiness>> = HashMap::new();
    for (room, from, to) in store::ready(tx.conn(), &rooms, since).await? {
        ready.entry(room).or_default().push(Readiness { from, to });
    }
    let unseen = usage::unseen(tx.conn(), ids, since, now).await?;
    Ok((known, Seen { ready, unseen }))
}
