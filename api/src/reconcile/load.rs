//! Everything that a round decides on: the order's rows, its schedule, and what each room should be now.
//!
//! A schedule costs an expansion of the whole timetable, so it is kept as long as what it is made from stays.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order::{Order, Schedule},
    phase::{self, Lifecycle, RoomState, Status},
    workload::{Credentials, Desired, Settings, Surroundings},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    error::ReconcileError,
    place::Place,
    store::{self, OrderRow, RoomRow},
};
use crate::orders::secret::RoomSecret;

/// An order, ready to be planned.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) row: OrderRow,
    pub(super) schedule: Arc<Schedule>,
    pub(super) life: Lifecycle,
    pub(super) desired: Desired,
    pub(super) next_change_at: Option<Timestamp>,
}

/// Loads an order that is placed here and works out what it wants now. `None` when there is nothing to look at.
pub(super) async fn order(place: &Place, id: OrderId, now: Timestamp) -> Result<Option<Loaded>, ReconcileError> {
    // A look would do, but who was overtaken should find out before it writes to the cluster.
    let mut tx = place.lease.begin().await?;
    let Some(row) = store::load(&mut tx, place.cluster(), id).await? else { return Ok(None) };
    drop(tx);
    let schedule = place.schedules.of(&row.order);
    let life = Lifecycle::of(&row.order, &schedule);
    let desired = desired(place, &row, &schedule, &life, now)?;
    let next_change_at = schedule.next_change_at(now);
    Ok(Some(Loaded { row, schedule, life, desired, next_change_at }))
}

fn desired(place: &Place, row: &OrderRow, schedule: &Schedule, life: &Lifecycle, now: Timestamp) -> Result<Desired, ReconcileError> {
    let credentials = row.rooms.iter().map(|room| Ok((room.id, credentials(place, room)?)));
    let around = Surroundings {
        stage: phase::stage(row.order.phase, life, now),
        settings: settings(place),
        credentials: credentials.collect::<Result<_, ReconcileError>>()?,
    };
    Desired::of(&row.order, schedule, around, now).map_err(|_| ReconcileError::Unreadable("a room"))
}

fn settings(place: &Place) -> Settings {
    let config = &place.app.config;
    Settings {
        installation: config.installation.clone(),
        image: config.room_image.clone(),
        network_limited: place.network().unwrap_or_default(),
        monitoring_namespace: config.monitoring_namespace.clone(),
    }
}

fn credentials(place: &Place, room: &RoomRow) -> Result<Credentials, ReconcileError> {
    let secret =
        RoomSecret::open(&place.app.seal, room.id, &room.secret).map_err(|_| ReconcileError::Unreadable("the secret of a room"))?;
    Ok(Credentials { key: secret.key.clone(), secret: secret.secret.clone() })
}

impl Loaded {
    /// How many rooms a lesson is in that are not available.
    pub(super) fn late(&self, status: &Status, now: Timestamp) -> u32 {
        let is_up = |id: ClassroomId| {
            status.rooms.iter().any(|room| room.id == id && (!room.wanted || matches!(room.state, RoomState::Available { .. })))
        };
        let lessons = self.schedule.lessons();
        let begun = lessons.partition_point(|held| held.lesson.starts_at <= now);
        // Sorted by start, and no lesson is longer than a day.
        let day = SignedDuration::from_hours(24);
        let recent = lessons[..begun].iter().rev().take_while(|held| now.duration_since(held.lesson.starts_at) <= day);
        let late = recent.filter(|held| !held.lesson.cancelled && now < held.lesson.ends_at && !is_up(held.room_id));
        u32::try_from(late.count()).unwrap_or(u32::MAX)
    }
}

/// Schedules by order, as many as are worth their memory.
#[derive(Debug, Default)]
pub(super) struct Schedules {
    kept: Mutex<HashMap<OrderId, (MadeFrom, Arc<Schedule>)>>,
}

/// A schedule depends on nothing else; names may change without.
#[derive(Debug, PartialEq, Eq)]
struct MadeFrom {
    generations: Vec<(i64, Timestamp)>,
    rooms: usize,
    ends: [Option<Timestamp>; 3],
}

/// A large school's term is 48,000 lessons; this many of all orders take about 50 MiB.
const LESSONS_KEPT: usize = 500_000;

impl Schedules {
    fn of(&self, order: &Order) -> Arc<Schedule> {
        let from = MadeFrom {
            generations: order.generations.iter().map(|generation| (generation.number, generation.effective_from)).collect(),
            rooms: order.rooms.len(),
            ends: [order.cancelled_at, order.ends_at, order.suspended_since],
        };
        if let Some((_, schedule)) = self.lock().get(&order.id).filter(|(made_from, _)| *made_from == from) {
            return schedule.clone();
        }
        let schedule = Arc::new(order.schedule());
        let mut kept = self.lock();
        let lessons: usize = kept.values().map(|(_, schedule)| schedule.lessons().len()).sum();
        if lessons + schedule.lessons().len() > LESSONS_KEPT {
            kept.clear();
        }
        kept.insert(order.id, (from, schedule.clone()));
        schedule
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<OrderId, (MadeFrom, Arc<Schedule>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
