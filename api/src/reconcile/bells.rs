//! Which rooms are not up although their bell has rung.
//!
//! A bell is no boundary of the timetable, and a cluster that does not answer tells nothing: so each round leaves here what it knows of the lessons to
//! come and of rooms that are up, and the sum is worked out at every tick. In memory, lost with the worker and left anew by the first rounds of the next.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order::{Order, Run, Schedule},
};
use jiff::{SignedDuration, Timestamp};

/// Known this long beyond the next boundary, for an order whose round at it fails. No lesson is longer either.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// A room that is not up so long before its bell is told of: what can still be done takes a minute.
pub(super) const TOLD_BEFORE: SignedDuration = SignedDuration::from_mins(1);
/// So long after a bell it is still told of, in its lesson: nobody may have looked in the minute before it.
pub(super) const TOLD_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// What is known of one order.
#[derive(Debug)]
pub(super) struct Known {
    /// By start.
    lessons: Vec<Wanted>,
    /// Rooms that are up, or were when the cluster last answered.
    up: HashSet<ClassroomId>,
}

/// A room that a lesson wants.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    room: ClassroomId,
    from: Timestamp,
    to: Timestamp,
    /// Since when it was to come up.
    since: Timestamp,
}

/// Rooms of an order whose bell is about to ring, or rang, and that are not up.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) order: OrderId,
    pub(super) bell: Timestamp,
    pub(super) rooms: Vec<ClassroomId>,
}

/// By order.
#[derive(Debug, Default)]
pub(super) struct Bells {
    orders: Mutex<HashMap<OrderId, Known>>,
}

impl Bells {
    pub(super) fn note(&self, order: OrderId, known: Known) {
        if known.lessons.is_empty() {
            self.lock().remove(&order);
        } else {
            self.lock().insert(order, known);
        }
    }

    pub(super) fn forget(&self, order: OrderId) {
        self.lock().remove(&order);
    }

    /// How many rooms are in a lesson and not known to be up.
    pub(super) fn late(&self, now: Timestamp) -> usize {
        self.lock().values().map(|known| known.late(now)).sum()
    }

    /// Rooms that are not up a minute before their bell, or in the lesson after it, by order and bell.
    pub(super) fn missing(&self, now: Timestamp) -> Vec<Missing> {
        self.lock().iter().flat_map(|(order, known)| known.missing(*order, now)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrderId, Known>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// `until` is the order's next boundary.
    pub(super) fn of(order: &Order, schedule: &Schedule, up: HashSet<ClassroomId>, now: Timestamp, until: Timestamp) -> Self {
        let far = |at: Timestamp, by: SignedDuration| at.saturating_add(by).unwrap_or(at);
        let (first, last) = (far(now, -DAY), far(until, DAY));
        let lessons = schedule.lessons();
        let window =
            lessons.partition_point(|held| held.lesson.starts_at < first)..lessons.partition_point(|held| held.lesson.starts_at < last);
        let runs: HashMap<ClassroomId, &[Run]> = schedule
            .runs()
            .chunk_by(|one, next| one.room == next.room)
            .filter_map(|runs| Some((order.rooms.get(runs[0].room as usize)?.id, runs)))
            .collect();
        let held = lessons[window].iter().filter(|held| !held.lesson.cancelled && held.lesson.ends_at > now);
        let mut lessons: Vec<_> =
            held.filter_map(|held| wanted(held.room_id, runs.get(&held.room_id)?, held.lesson.starts_at, held.lesson.ends_at)).collect();
        lessons.sort_unstable_by_key(|wanted| wanted.from);
        Self { lessons, up }
    }

    fn late(&self, now: Timestamp) -> usize {
        let begun = self.lessons.partition_point(|wanted| wanted.from <= now);
        self.lessons[..begun].iter().filter(|wanted| now < wanted.to && !self.up.contains(&wanted.room)).count()
    }

    /// One that was to come up within the last minute before its bell could not be up by then, and breaks nothing yet.
    fn missing(&self, order: OrderId, now: Timestamp) -> Vec<Missing> {
        let is_missing = |wanted: &&Wanted| {
            let minute = wanted.from.saturating_sub(TOLD_BEFORE).unwrap_or(wanted.from);
            minute <= now && now < wanted.to && wanted.since < minute && !self.up.contains(&wanted.room)
        };
        let earliest = now.saturating_sub(TOLD_AFTER).unwrap_or(now);
        let lately = self.lessons.partition_point(|wanted| wanted.from <= earliest);
        let missing: Vec<&Wanted> = self.lessons[lately..].iter().filter(is_missing).collect();
        let bells = missing.chunk_by(|one, next| one.from == next.from);
        bells.map(|rooms| Missing { order, bell: rooms[0].from, rooms: rooms.iter().map(|wanted| wanted.room).collect() }).collect()
    }
}

/// The part of a lesson in which its room is wanted: none of one that a suspension keeps from beginning, and of one that ran when the order was made
/// only what came after.
fn wanted(room: ClassroomId, runs: &[Run], starts_at: Timestamp, ends_at: Timestamp) -> Option<Wanted> {
    let run = runs.get(runs.partition_point(|run| run.to <= starts_at))?;
    let (from, to) = (run.from.max(starts_at), run.to.min(ends_at));
    (from < to).then_some(Wanted { room, from, to, since: run.from })
}

#[cfg(test)]
mod tests {
    use homeroom_domain::{
        ids::TenantId,
        order::{Generation, OrderPhase, Room},
    };
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn room(number: u128) -> ClassroomId {
        ClassroomId::new(Uuid::from_u128(number))
    }

    /// Rooms a and b, every day from 9 to 9:45.
    fn order() -> Order {
        let document = json!({
            "name": "Autumn", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 50}, {"key": "b", "seats": 50}],
            "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"},
            "timetable": {"time_zone": "UTC", "lessons": [{"key": "math", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}]}});
        let kind = json!({"name": "class", "speakers": 6, "seats_max": 200, "staff_seats": 3, "packets_per_second": 110, "stream_kbit": 500,
            "recorded_track_cpu_milli": 0, "lead_minutes": 10, "drain_minutes": 10, "grace_seconds": 30, "priority": 1000});
        let generation = Generation {
            number: 1,
            created_at: at("2026-08-01T00:00:00Z"),
            effective_from: at("2026-08-01T00:00:00Z"),
            replaced_at: None,
            document: serde_json::from_value(document).unwrap(),
            kind: serde_json::from_value(kind).unwrap(),
        };
        Order {
            id: OrderId::new(Uuid::from_u128(7)),
            tenant_id: TenantId::new(Uuid::from_u128(8)),
            created_at: generation.effective_from,
            generations: vec![generation],
            dropped: vec![],
            rooms: [(1, "a"), (2, "b")].map(|(number, key)| Room { id: room(number), key: key.into() }).into(),
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

    fn late(order: &Order, up: &[ClassroomId], seen: &str, now: &str) -> usize {
        let schedule = order.schedule();
        let until = schedule.next_change_at(at(seen)).unwrap();
        let bells = Bells::default();
        bells.note(order.id, Known::of(order, &schedule, up.iter().copied().collect(), at(seen), until));
        bells.late(at(now))
    }

    #[test]
    fn a_room_is_late_from_its_bell_to_the_end_of_its_lesson_unless_it_is_up() {
        let order = order();
        for (now, expected) in [("08:59:59", 0), ("09:00:00", 2), ("09:44:59", 2), ("09:45:00", 0)] {
            let now = format!("2026-09-07T{now}Z");
            assert_eq!(late(&order, &[], "2026-09-07T08:50:00Z", &now), expected, "{now}");
            assert_eq!(late(&order, &[room(1)], "2026-09-07T08:50:00Z", &now), expected / 2, "{now}");
            assert_eq!(late(&order, &[], "2026-09-06T12:00:00Z", &now), expected, "{now}: the round at the lead may fail");
        }
    }

    #[test]
    fn a_room_that_is_not_up_a_minute_before_its_bell_is_missing() {
        let order = order();
        let missing = |now: &str, up: &[ClassroomId]| {
            let (seen, schedule) = (at("2026-09-07T08:50:00Z"), order.schedule());
            let bells = Bells::default();
            bells.note(order.id, Known::of(&order, &schedule, up.iter().copied().collect(), seen, seen));
            bells.missing(at(now))
        };
        let both = |rooms: &[u128]| {
            let (rooms, bell) = (rooms.iter().map(|number| room(*number)).collect(), at("2026-09-07T09:00:00Z"));
            vec![Missing { order: OrderId::new(Uuid::from_u128(7)), bell, rooms }]
        };
        assert_eq!(missing("2026-09-07T08:58:59Z", &[]), []);
        assert_eq!(missing("2026-09-07T08:59:00Z", &[]), both(&[1, 2]));
        assert_eq!(missing("2026-09-07T08:59:59Z", &[room(1)]), both(&[2]));
        assert_eq!(missing("2026-09-07T08:59:00Z", &[room(1), room(2)]), []);
        assert_eq!(missing("2026-09-07T09:00:00Z", &[room(1)]), both(&[2]), "nobody may have looked before");
        assert_eq!(missing("2026-09-07T09:44:59Z", &[]), both(&[1, 2]));
        assert_eq!(missing("2026-09-07T09:45:00Z", &[]), [], "it is over");
    }

    #[test]
    fn a_room_that_was_ordered_within_the_last_minute_is_not_missing_yet() {
        let mut order = order();
        order.generations[0].created_at = at("2026-09-07T08:59:30Z");
        order.generations[0].effective_from = at("2026-09-07T08:59:30Z");
        let now = at("2026-09-07T08:59:40Z");
        let bells = Bells::default();
        bells.note(order.id, Known::of(&order, &order.schedule(), HashSet::new(), now, now));
        assert_eq!(bells.missing(now), []);
    }

    #[test]
    fn a_suspended_order_has_no_room_that_is_late_but_those_of_running_lessons() {
        let suspended = order().suspend(at("2026-09-07T09:10:00Z")).unwrap();
        assert_eq!(late(&suspended, &[], "2026-09-07T09:10:00Z", "2026-09-07T09:20:00Z"), 2);
        assert_eq!(late(&suspended, &[], "2026-09-07T12:00:00Z", "2026-09-08T09:20:00Z"), 0);
    }

    #[test]
    fn a_lesson_that_ran_when_the_order_was_made_has_rung_its_bell_already() {
        let mut order = order();
        order.generations[0].created_at = at("2026-09-07T09:20:00Z");
        order.generations[0].effective_from = at("2026-09-07T09:20:00Z");
        assert_eq!(late(&order, &[], "2026-09-07T09:20:00Z", "2026-09-07T09:20:00Z"), 2);
    }

    #[test]
    fn what_is_forgotten_is_not_counted() {
        let (order, bells) = (order(), Bells::default());
        let bell = at("2026-09-07T09:00:00Z");
        bells.note(order.id, Known::of(&order, &order.schedule(), HashSet::new(), bell, bell));
        assert_eq!(bells.late(bell), 2);
        bells.forget(order.id);
        assert_eq!(bells.late(bell), 0);
    }
}
