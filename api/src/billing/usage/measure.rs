//! Measuring: each hour that is over, of all orders of which a room was up, a day later once more, and two weeks later for the last time.
//!
//! What was up is known from when it was seen to be; a replica that comes back may tell of an hour late. So an hour is measured ten minutes after its end,
//! which is what usage shows, and again later, when the difference is recorded as a correction: the second look still goes into the draft of its month, the
//! third may come after its invoice, and the next one makes it good. What nobody could see, its cluster being silent, is not charged. An event's id is
//! derived of room, hour, meter and the number of the correction, so that whoever measures twice, or is cut off, adds nothing twice.

use std::collections::BTreeMap;

use homeroom_domain::{
    billing::{Meter, Stretch, seconds_up, without},
    ids::ClassroomId,
    order::Order,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::store::{self, NewEvent, Pass};
use crate::{
    app::AppState,
    auth::SystemTx,
    billing::hours::{HOUR, hour_of},
    orders::store::ahead,
};

/// After the end of an hour, until it is measured, until it is measured again, and until what is learnt of it later is left as it is.
const MEASURED_AFTER: SignedDuration = SignedDuration::from_mins(10);
const SETTLED_AFTER: SignedDuration = SignedDuration::from_hours(24);
const LAST_AFTER: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Orders that are read and worked out at once.
const PAGE: usize = 50;
/// Hours that one turn catches up with at most: after a long silence others get their turns in between.
const HOURS_A_TURN: usize = 72;

/// Measures every hour that is due. Hours in which no room was up are passed over.
///
/// # Errors
/// When the database does not answer; the next turn goes on where this one stopped.
pub(crate) async fn measure(app: AppState) -> anyhow::Result<()> {
    for (pass, after) in [(Pass::Measured, MEASURED_AFTER), (Pass::Settled, SETTLED_AFTER), (Pass::Last, LAST_AFTER)] {
        let now = app.clock.now();
        let last = hour_of(now.saturating_sub(after)?)?.saturating_sub(HOUR)?;
        let mut hour = first(&app, pass, now).await?;
        for _ in 0..HOURS_A_TURN {
            if hour > last {
                break;
            }
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            let busy = store::next_up(tx.conn(), hour).await?.map_or(Ok(Timestamp::MAX), hour_of)?;
            drop(tx);
            if busy <= last {
                measure_hour(&app, busy, now).await?;
            }
            let done = busy.min(last);
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            store::set_watermark(tx.conn(), pass, done).await?;
            tx.commit().await?;
            hour = done.saturating_add(HOUR)?;
        }
    }
    Ok(())
}

/// The first hour that is still to be measured. Where nothing was ever measured that is the one before this: what ran earlier was not sold by the hour.
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

async fn measure_hour(app: &AppState, hour: Timestamp, now: Timestamp) -> anyhow::Result<()> {
    let window = (hour, hour.saturating_add(HOUR)?);
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let all = store::orders_up(tx.conn(), window).await?;
    drop(tx);
    for ids in all.chunks(PAGE) {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let up = store::up(tx.conn(), window, ids).await?;
        let unseen = store::unseen(tx.conn(), ids, window.0, now).await?;
        let orders = ahead::read_of_all(tx.conn(), ids).await?;
        drop(tx);
        let counted = app.work.own(move || count(&orders, &up, &unseen, window)).await?;
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let before = store::counted(tx.conn(), hour, ids).await?;
        let events: Vec<NewEvent> = counted.into_iter().filter_map(|room| event(&room, hour, &before)).collect();
        if !events.is_empty() {
            store::record(tx.conn(), hour, &events, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// A room's seconds of the hour.
#[derive(Debug)]
struct Counted {
    tenant: Uuid,
    order: Uuid,
    room: Uuid,
    seconds: i64,
}

/// `up` by room, `unseen` by order.
fn count(orders: &[Order], up: &BTreeMap<Uuid, Vec<Stretch>>, unseen: &BTreeMap<Uuid, Vec<Stretch>>, window: Stretch) -> Vec<Counted> {
    let mut counted = Vec::new();
    for order in orders {
        let unseen = unseen.get(&order.id.uuid()).map_or(&[][..], Vec::as_slice);
        let mut lessons: BTreeMap<ClassroomId, Vec<Stretch>> = BTreeMap::new();
        for (room, stretch) in order.asked_between(window.0, window.1) {
            lessons.entry(room).or_default().push(stretch);
        }
        for (room, lessons) in lessons {
            let seen = without(up.get(&room.uuid()).map_or(&[][..], Vec::as_slice), unseen);
            let seconds = i64::try_from(seconds_up(&seen, &lessons, window)).unwrap_or_default();
            counted.push(Counted { tenant: order.tenant_id.uuid(), order: order.id.uuid(), room: room.uuid(), seconds });
        }
    }
    counted
}

/// What is to be recorded beside what was; `None` where that is right.
fn event(room: &Counted, hour: Timestamp, before: &BTreeMap<Uuid, (i64, i64)>) -> Option<NewEvent> {
    let (events, seconds) = before.get(&room.room).copied().unwrap_or_default();
    let quantity = room.seconds - seconds;
    (quantity != 0).then(|| NewEvent {
        tenant: room.tenant,
        id: event_id(ClassroomId::new(room.room), hour, events),
        order: room.order,
        room: room.room,
        quantity,
    })
}

/// Of a room, an hour, the meter and, from the second on, the number of the event.
fn event_id(room: ClassroomId, hour: Timestamp, number: i64) -> String {
    let (hour, meter) = (hour.strftime("%Y%m%dT%H"), Meter::RoomHours.as_str());
    let correction = if number > 0 { format!(".{number}") } else { String::new() };
    format!("{room}.{hour}.{meter}{correction}")
}
