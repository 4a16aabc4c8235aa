//! Orders with their schedules, kept while they are asked for often: at the bell every pupil of a school joins a room of the same order, and its cluster
//! looks at it again and again.
//!
//! An entry is valid for one edit and one suspension of its order, which are read each time under the reader's own scope; nothing is ever served from
//! here alone. What is kept is bounded by the number of lessons.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use homeroom_domain::{
    ids::OrderId,
    order::{Order, Schedule},
};
use tokio::task::{JoinError, spawn_blocking};

use crate::{
    auth::TenantTx,
    http::ApiError,
    orders::store::{self, Stamp},
};

/// About 100 bytes each. The term of a large school has 48,000.
const LESSONS_MAX: usize = 1_000_000;
/// What an order costs besides its lessons: its document.
const LESSONS_AT_LEAST: usize = 100;

/// An order and what its timetable says. The phase is that of the moment at which it was read, and may be another by now.
#[derive(Debug)]
pub struct Timetabled {
    pub order: Order,
    /// The edit that the order is.
    pub edit: i64,
    pub schedule: Schedule,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Timetables {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: HashMap<OrderId, Entry>,
    /// The same by their last use.
    by_use: BTreeMap<u64, OrderId>,
    lessons: usize,
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    stamp: Stamp,
    timetabled: Arc<Timetabled>,
    last_used: u64,
}

impl Timetables {
    /// The schedule of an order of the tenant. `None` when it has no such order.
    pub(crate) async fn of(&self, tx: &mut TenantTx, id: OrderId) -> Result<Option<Arc<Timetabled>>, ApiError> {
        let Some(stamp) = store::stamp(tx, id).await? else { return Ok(None) };
        if let Some(found) = self.kept(id, &stamp) {
            return Ok(Some(found));
        }
        let Some((order, _)) = store::find(tx, id).await? else { return Ok(None) };
        self.expand(stamp, order).await.map(Some).map_err(|error| ApiError::Internal(error.into()))
    }

    /// What is kept of an order that bears this stamp, for one who has read it with other things.
    pub(crate) fn kept(&self, id: OrderId, stamp: &Stamp) -> Option<Arc<Timetabled>> {
        self.lock().find(id, stamp)
    }

    /// Works the schedule out on a thread for such work, and keeps it.
    pub(crate) async fn expand(&self, stamp: Stamp, order: Order) -> Result<Arc<Timetabled>, JoinError> {
        let edit = stamp.edit;
        let timetabled = spawn_blocking(move || Arc::new(Timetabled { schedule: order.schedule(), edit, order })).await?;
        self.lock().keep(stamp, timetabled.clone());
        Ok(timetabled)
    }

    /// The schedules of some orders of the tenant. The transaction ends before any of them is worked out, which takes long where many are.
    pub(crate) async fn of_all(&self, mut tx: TenantTx, stamped: Vec<(OrderId, Stamp)>) -> Result<Vec<Arc<Timetabled>>, ApiError> {
        let (mut timetabled, mut missing) = (Vec::with_capacity(stamped.len()), Vec::new());
        for (id, stamp) in stamped {
            match self.kept(id, &stamp) {
                Some(found) => timetabled.push(found),
                None => missing.extend(store::find(&mut tx, id).await?.map(|(order, _)| (stamp, order))),
            }
        }
        tx.rollback().await?;
        for (stamp, order) in missing {
            timetabled.push(self.expand(stamp, order).await.map_err(anyhow::Error::from)?);
        }
        Ok(timetabled)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&mut self, id: OrderId, stamp: &Stamp) -> Option<Arc<Timetabled>> {
        let entry = self.entries.get_mut(&id).filter(|entry| entry.stamp == *stamp)?;
        self.by_use.remove(&entry.last_used);
        self.clock += 1;
        entry.last_used = self.clock;
        self.by_use.insert(self.clock, id);
        Some(entry.timetabled.clone())
    }

    fn keep(&mut self, stamp: Stamp, timetabled: Arc<Timetabled>) {
        let id = timetabled.order.id;
        self.forget(id);
        self.clock += 1;
        self.lessons += weight(&timetabled);
        self.by_use.insert(self.clock, id);
        self.entries.insert(id, Entry { stamp, timetabled, last_used: self.clock });
        while self.lessons > LESSONS_MAX && self.entries.len() > 1 {
            let Some(oldest) = self.by_use.first_key_value().map(|(_, id)| *id) else { return };
            self.forget(oldest);
        }
    }

    fn forget(&mut self, id: OrderId) {
        if let Some(old) = self.entries.remove(&id) {
            self.by_use.remove(&old.last_used);
            self.lessons -= weight(&old.timetabled);
        }
    }
}

fn weight(timetabled: &Timetabled) -> usize {
    timetabled.schedule.lessons().len() + LESSONS_AT_LEAST
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

    const STAMP: Stamp = Stamp { edit: 1, suspended_since: None };

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
            generations: vec![Generation { number: 1, created_at: effective_from, effective_from, document, kind }],
            dropped: vec![],
            rooms: rooms.into_iter().zip(1..).map(|(key, id)| Room { id: ClassroomId::new(Uuid::from_u128(id)), key }).collect(),
            phase: OrderPhase::Active,
            cancelled_at: None,
            ends_at: None,
            suspended_since: None,
        }
    }

    #[test]
    fn what_was_used_last_stays_and_what_was_not_for_longest_goes_alone() {
        let (first, schedule) = (large(0), large(0).schedule());
        let mut kept = Kept::default();
        let fit = LESSONS_MAX / (schedule.lessons().len() + LESSONS_AT_LEAST);
        let keep = |kept: &mut Kept, number| {
            let order = Order { id: OrderId::new(Uuid::from_u128(number)), ..first.clone() };
            kept.keep(STAMP, Arc::new(Timetabled { order, edit: STAMP.edit, schedule: schedule.clone() }));
        };
        let find = |kept: &mut Kept, number| kept.find(OrderId::new(Uuid::from_u128(number)), &STAMP).is_some();
        (0..fit as u128).for_each(|number| keep(&mut kept, number));
        assert!(find(&mut kept, 0), "all fit");
        keep(&mut kept, 1_000);
        assert!(!find(&mut kept, 1));
        assert!(find(&mut kept, 0) && find(&mut kept, 2) && find(&mut kept, 1_000));
        assert_eq!((kept.entries.len(), kept.by_use.len()), (fit, fit));
    }

    #[test]
    fn another_edit_or_suspension_is_another_schedule() {
        let mut kept = Kept::default();
        let order = large(7);
        kept.keep(STAMP, Arc::new(Timetabled { schedule: order.schedule(), edit: STAMP.edit, order }));
        let id = OrderId::new(Uuid::from_u128(7));
        assert!(kept.find(id, &Stamp { edit: 2, ..STAMP }).is_none());
        assert!(kept.find(id, &Stamp { suspended_since: Some(Timestamp::UNIX_EPOCH), ..STAMP }).is_none());
        assert!(kept.find(id, &STAMP).is_some());
    }
}
