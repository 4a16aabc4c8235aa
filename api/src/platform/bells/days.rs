//! What timetables say of a UTC day, order by order, kept while operators look at it.
//!
//! An order's day is worked out once for each edit of it: a look at 30,000 rooms expands nothing that an earlier one did. Never served without the
//! orders' present stamps.

use std::{hash::RandomState, sync::Arc};

use homeroom_domain::{ids::OrderId, order::Order};
use jiff::{SignedDuration, Timestamp};
use quick_cache::{
    OptionsBuilder, Weighter,
    sync::{Cache, DefaultLifecycle},
};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::store::DueOrder;
use crate::{
    auth::{PlatformCaller, ReadPlatformOrders},
    http::{ApiError, beside},
    orders::store::{Stamp, ahead},
};

/// A lesson in a room: some 32 bytes each. A day of 30,000 rooms has 300,000.
const RINGS_MAX: u64 = 1_500_000;
/// What a day of an order costs besides.
const RINGS_AT_LEAST: u64 = 8;
const DAYS_EXPECTED: usize = 10_000;
/// Orders whose documents are in memory at once.
const BATCH: usize = 25;
const DAY_SECONDS: i64 = 86_400;

/// A lesson that begins in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ring {
    pub(super) at: Timestamp,
    pub(super) until: Timestamp,
    pub(super) room: Uuid,
}

type Operator = PlatformCaller<ReadPlatformOrders>;
type Key = (OrderId, Stamp, i64);
type Day = Arc<[Ring]>;

#[derive(Debug, Clone)]
struct ByRings;

impl Weighter<Key, Day> for ByRings {
    fn weight(&self, _: &Key, day: &Day) -> u64 {
        day.len() as u64 + RINGS_AT_LEAST
    }
}

/// See the module.
#[derive(Debug)]
pub struct BellDays {
    kept: Cache<Key, Day, ByRings, RandomState>,
    /// Whoever works days out, so that two who look at once do not do it twice.
    working: Mutex<()>,
}

impl Default for BellDays {
    fn default() -> Self {
        let options = OptionsBuilder::new().shards(1).estimated_items_capacity(DAYS_EXPECTED).weight_capacity(RINGS_MAX).build();
        #[expect(clippy::expect_used, reason = "both capacities are given")]
        let options = options.expect("the options are complete");
        Self { kept: Cache::with_options(options, ByRings, RandomState::new(), DefaultLifecycle::default()), working: Mutex::new(()) }
    }
}

impl BellDays {
    /// The lessons of these orders that begin from the first moment on and before the second.
    pub(super) async fn rings(
        &self,
        caller: &Operator,
        orders: &[DueOrder],
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Vec<Ring>, ApiError> {
        let day = |at: Timestamp| at.as_second().div_euclid(DAY_SECONDS);
        let mut rings = Vec::new();
        for day in day(from)..=day(to) {
            let _working = beside(self.working.lock()).await;
            for batch in orders.chunks(BATCH) {
                for kept in beside(self.days(caller, batch, day)).await? {
                    rings.extend(kept.iter().filter(|ring| from <= ring.at && ring.at < to));
                }
            }
        }
        Ok(rings)
    }

    /// The day of each order, in no order.
    async fn days(&self, caller: &Operator, orders: &[DueOrder], day: i64) -> Result<Vec<Day>, ApiError> {
        let (mut days, mut missing) = (Vec::with_capacity(orders.len()), Vec::new());
        for order in orders {
            match self.kept.get(&(OrderId::new(order.id), order.stamp, day)) {
                Some(kept) => days.push(kept),
                None => missing.push((order.id, order.stamp)),
            }
        }
        if missing.is_empty() {
            return Ok(days);
        }
        let ids: Vec<Uuid> = missing.iter().map(|(id, _)| *id).collect();
        let mut tx = caller.begin().await?;
        let read = ahead::read_of_all(tx.conn(), &ids).await?;
        tx.rollback().await?;
        let worked = caller.app().work.own(move || read.into_iter().map(|order| (order.id, held(&order, day))).collect::<Vec<_>>()).await?;
        for (id, rings) in worked {
            // One that was edited meanwhile is kept under the stamp that it no longer has, where nobody finds it.
            if let Some((_, stamp)) = missing.iter().find(|(missing, _)| *missing == id.uuid()) {
                self.kept.insert((id, *stamp, day), rings.clone());
            }
            days.push(rings);
        }
        Ok(days)
    }
}

/// The lessons of an order that begin on a day and are not cancelled.
fn held(order: &Order, day: i64) -> Day {
    let begins = Timestamp::from_second(day * DAY_SECONDS).unwrap_or(Timestamp::MIN);
    let ends = begins.saturating_add(SignedDuration::from_secs(DAY_SECONDS)).unwrap_or(Timestamp::MAX);
    let lessons = order.lessons_between(begins, ends);
    let held = lessons.iter().filter(|held| !held.lesson.cancelled && (begins..ends).contains(&held.lesson.starts_at));
    held.map(|held| Ring { at: held.lesson.starts_at, until: held.lesson.ends_at, room: held.room_id.uuid() }).collect()
}
