//! Orders with their schedules, kept while they are asked for often: a cluster looks at an order again and again, and people at single lessons.
//!
//! An entry is of one edit and one suspension of its order and of so many seconds that its lessons went on, which are read each time under the reader's own scope; nothing is ever served from here
//! alone. What is kept is bounded by the number of lessons. Lists read what is kept and keep nothing: one of them would sweep out everybody else's.

use std::{hash::RandomState, sync::Arc};

use homeroom_domain::{
    ids::OrderId,
    order::{Order, Schedule},
};
use quick_cache::{
    OptionsBuilder, Weighter,
    sync::{Cache, DefaultLifecycle},
};

use crate::{
    app::App,
    auth::SystemTx,
    orders::store::{self, Stamp},
    work::Work,
};

/// About 150 bytes each, with the run that it is a part of. The term of a large school has 48,000.
const LESSONS_MAX: u64 = 1_000_000;
/// What an order costs besides its lessons: its document.
const LESSONS_AT_LEAST: u64 = 100;
/// Orders that fit when each is an ordinary one.
const ORDERS: usize = 2_000;

/// An order and what its timetable says. The phase is that of the moment at which it was read, and may be another by now.
#[derive(Debug)]
pub struct Timetabled {
    pub order: Order,
    /// The edit that the order is.
    pub edit: i64,
    pub schedule: Schedule,
}

/// Of one order as one stamp has it. What another stamp replaced is asked for no more, and goes with time.
type Key = (OrderId, Stamp);

/// See the module.
#[derive(Debug)]
pub struct Timetables {
    kept: Cache<Key, Arc<Timetabled>, ByLessons, RandomState>,
}

#[derive(Debug, Clone)]
struct ByLessons;

impl Weighter<Key, Arc<Timetabled>> for ByLessons {
    fn weight(&self, _: &Key, timetabled: &Arc<Timetabled>) -> u64 {
        timetabled.schedule.lessons().len() as u64 + LESSONS_AT_LEAST
    }
}

impl Default for Timetables {
    fn default() -> Self {
        Self::of_weight(LESSONS_MAX)
    }
}

impl Timetables {
    fn of_weight(lessons: u64) -> Self {
        // Of several shards each would have a part of the room, in which a large school's term no longer fits.
        let options = OptionsBuilder::new().shards(1).estimated_items_capacity(ORDERS).weight_capacity(lessons).build();
        #[expect(clippy::expect_used, reason = "both capacities are given")]
        let options = options.expect("the options are complete");
        Self { kept: Cache::with_options(options, ByLessons, RandomState::new(), DefaultLifecycle::default()) }
    }

    /// What is kept of an order that bears this stamp, else what `working` comes to. Who asks while another works it out waits for that one.
    pub(crate) async fn kept_or<E>(
        &self,
        id: OrderId,
        stamp: Stamp,
        working: impl Future<Output = Result<Arc<Timetabled>, E>>,
    ) -> Result<Arc<Timetabled>, E> {
        self.kept.get_or_insert_async(&(id, stamp), working).await
    }

    /// What is kept of an order that bears this stamp, for one who has read it with other things.
    pub(crate) fn kept(&self, id: OrderId, stamp: &Stamp) -> Option<Arc<Timetabled>> {
        self.kept.get(&(id, *stamp))
    }

    /// Works the schedule out for the service itself, and keeps it.
    ///
    /// # Errors
    /// When working it out panicked.
    pub(crate) async fn expand(&self, stamp: Stamp, order: Order, work: &Work) -> anyhow::Result<Arc<Timetabled>> {
        let id = order.id;
        let timetabled = work.own(move || work_out(stamp.edit, order)).await?;
        self.kept.insert((id, stamp), timetabled.clone());
        Ok(timetabled)
    }
}

/// An order with its schedule as its stamp, which was just read, has it: what is kept, else read and worked out for the service itself, and kept. `None` where
/// there is none.
///
/// # Errors
/// When the database does not answer, or working it out panicked.
pub(crate) async fn timetabled(app: &App, id: OrderId, stamp: Stamp) -> anyhow::Result<Option<Arc<Timetabled>>> {
    if let Some(kept) = app.timetables.kept(id, &stamp) {
        return Ok(Some(kept));
    }
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let Some(order) = store::load_full(tx.conn(), id).await? else { return Ok(None) };
    drop(tx);
    let stamp = Stamp::of(&order, stamp.edit);
    app.timetables.expand(stamp, order, &app.work).await.map(Some)
}

pub(crate) fn work_out(edit: i64, order: Order) -> Arc<Timetabled> {
    Arc::new(Timetabled { schedule: order.schedule(), edit, order })
}

#[cfg(test)]
mod tests {
    use homeroom_domain::{
        ids::{ClassroomId, TenantId},
        order::{Generation, OrderPhase, Room},
    };
    use jiff::Timestamp;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    const STAMP: Stamp = Stamp { edit: 1, suspended_since: None, stopped_since: None, overrun_seconds: 0 };

    /// 60 rooms with 4 lessons a day for half a year: about 44,000.
    fn large(number: u128) -> Order {
        let rooms: Vec<String> = (0..60).map(|room| room.to_string()).collect();
        let line = |start: &str| json!({"key": start, "rrule": "FREQ=DAILY", "start": start, "duration_minutes": 40});
        let lessons = ["08:00", "09:00", "10:00", "11:00"].map(line);
        let document = json!({
            "name": "Autumn", "kind": "class", "region": "r", "rooms": rooms.iter().map(|key| json!({"key": key, "seats": 50})).collect::<Vec<Value>>(),
            "term": {"first_day": "2026-09-01", "last_day": "2027-03-01"},
            "timetable": {"time_zone": "UTC", "lessons": lessons}});
        let kind = json!({"name": "class", "speakers": 6, "seats_max": 200, "staff_seats": 3, "packets_per_second": 110, "stream_kbit": 500,
            "recorded_track_cpu_milli": 0, "lead_minutes": 10, "drain_minutes": 10, "grace_seconds": 30, "priority": 1000});
        let effective_from: Timestamp = "2026-08-01T00:00:00Z".parse().unwrap();
        let (document, kind) = (serde_json::from_value(document).unwrap(), serde_json::from_value(kind).unwrap());
        Order {
            id: OrderId::new(Uuid::from_u128(number)),
            tenant_id: TenantId::new(Uuid::from_u128(1)),
            created_at: effective_from,
            generations: vec![Generation { number: 1, created_at: effective_from, effective_from, replaced_at: None, document, kind }],
            dropped: vec![],
            rooms: rooms.into_iter().zip(1..).map(|(key, id)| Room { id: ClassroomId::new(Uuid::from_u128(id)), key }).collect(),
            phase: OrderPhase::Active,
            overruns: vec![],
            overrun_seconds: 0,
            cancelled_at: None,
            ends_at: None,
            suspended_since: None,
            stopped_since: None,
            reserved_until: None,
        }
    }

    fn entry(order: &Order, schedule: &Schedule, number: u128) -> (Key, Arc<Timetabled>) {
        let order = Order { id: OrderId::new(Uuid::from_u128(number)), ..order.clone() };
        ((order.id, STAMP), Arc::new(Timetabled { order, edit: STAMP.edit, schedule: schedule.clone() }))
    }

    #[test]
    fn what_is_kept_is_bounded_by_lessons_and_a_large_order_fits() {
        let (order, schedule) = (large(0), large(0).schedule());
        let each = schedule.lessons().len() as u64 + LESSONS_AT_LEAST;
        let timetables = Timetables::of_weight(3 * each);
        for number in 0..10 {
            let (key, timetabled) = entry(&order, &schedule, number);
            timetables.kept.insert(key, timetabled);
            assert!(timetables.kept.weight() <= 3 * each);
            assert!(timetables.kept(key.0, &STAMP).is_some() || number >= 3, "three fit");
        }
        assert!(timetables.kept.len() >= 2);
        let all = Timetables::default();
        let (key, timetabled) = entry(&order, &schedule, 1);
        all.kept.insert(key, timetabled);
        assert!(all.kept(key.0, &STAMP).is_some());
    }

    #[tokio::test]
    async fn another_edit_suspension_or_overrun_is_another_schedule() {
        let timetables = Timetables::default();
        let id = timetables.expand(STAMP, large(7), &Work::start().unwrap()).await.unwrap().order.id;
        assert!(timetables.kept(id, &Stamp { edit: 2, ..STAMP }).is_none());
        assert!(timetables.kept(id, &Stamp { suspended_since: Some(Timestamp::UNIX_EPOCH), ..STAMP }).is_none());
        assert!(timetables.kept(id, &Stamp { overrun_seconds: 300, ..STAMP }).is_none());
        assert!(timetables.kept(id, &STAMP).is_some());
    }
}
