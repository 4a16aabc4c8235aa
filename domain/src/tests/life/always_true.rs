//! What holds whatever is amended, when, and however often.

use std::collections::BTreeMap;

use crate::{
    calendar::Resource,
    demand::Demand,
    ids::ClassroomId,
    order::{Door, NewOrder, Order, RoomWanted, Schedule, ValidOrder},
    sizing::{NodeShape, size},
    slots::{Slot, Steps},
    timetable::{runs, wanted},
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{amend, at, class, monday, on, order};

/// A day's lessons in two rooms that do not overlap, at minutes of the hour that differ from document to document.
pub(super) fn some_lessons() -> impl Strategy<Value = NewOrder> {
    (prop::collection::btree_set((0u8..2, 0u16..22), 0..14), 0u8..50).prop_map(|(places, minute)| {
        let keyed: Vec<(String, &str, String)> = places
            .into_iter()
            .map(|(room, hour)| (format!("{room}-{hour}"), ["a", "b"][usize::from(room)], format!("{hour:02}:{:02}", minute + 5 * room)))
            .collect();
        let lessons: Vec<(&str, &str, &str)> = keyed.iter().map(|(k, r, s)| (k.as_str(), *r, s.as_str())).collect();
        monday(&lessons)
    })
}

proptest! {
    /// With one generation, runs are the union of what is wanted.
    #[test]
    fn one_generation_is_the_union_of_its_lessons(document in some_lessons()) {
        let valid = ValidOrder::accepted(document.clone(), class());
        let expected = runs(&wanted(&document, &valid.lessons), 10, 10);
        let schedule = order(document).schedule();
        let found: Vec<_> = schedule.runs().iter().map(|r| (r.room, r.from, r.to)).collect();
        prop_assert_eq!(found, expected.iter().map(|s| (s.room, s.from, s.to)).collect::<Vec<_>>());
    }

    /// Whatever is amended, when, for when, and however often: a room that was up stays under its generation for as long as it is up, every lesson that is
    /// held has its room up, nothing changes between two boundaries, and what is past is not rewritten.
    #[test]
    fn amendments_never_touch_a_live_room(first in some_lessons(), next in prop::collection::vec((some_lessons(), 1u16..400, ahead()), 1..6)) {
        let mut order = order(first);
        let mut now = at("00:00");
        for (document, minutes, ahead) in next {
            now += SignedDuration::from_mins(i64::from(if minutes < 200 { minutes % 12 + 1 } else { minutes }));
            let before = order.schedule();
            let from = now + SignedDuration::from_mins(ahead.into());
            order = amend(order, document, Some(from), now).expect("an amendment").order;
            let after = order.schedule();
            check_takeover(&before, &after, now)?;
        }
        check_whole(&order, &order.schedule())?;
    }
}

/// For how many minutes an amendment waits.
pub(super) fn ahead() -> impl Strategy<Value = u16> {
    prop_oneof![Just(0u16), 1u16..20]
}

proptest! {
    // What it is there to find needs two moments within a lead of each other.
    #![proptest_config(ProptestConfig::with_cases(2 * ProptestConfig::default().cases))]

    /// A pod is as large as when its room went up, for as long as the room is wanted. Minute by minute what is held covers the pods, whatever was amended,
    /// when, for when, and whatever was dropped.
    #[test]
    fn what_is_held_covers_every_pod(
        first in (some_lessons(), seats()),
        next in prop::collection::vec((some_lessons(), seats(), prop_oneof![1i64..12, 1i64..300], ahead()), 1..8),
    ) {
        let mut now = on("2026-09-07", "00:00");
        let mut stands = Stands::new(order(with_seats(first)), now);
        for (document, seats, minutes, ahead) in next {
            stands.pass(&mut now, minutes)?;
            let from = now + SignedDuration::from_mins(ahead.into());
            stands.amend(with_seats((document, seats)), from, now);
        }
        stands.pass(&mut now, 24 * 60)?;
    }
}

fn seats() -> impl Strategy<Value = [u32; 2]> {
    [1u32..60, 1u32..60]
}

fn with_seats((mut document, seats): (NewOrder, [u32; 2])) -> NewOrder {
    document.rooms.iter_mut().zip(seats).for_each(|(room, seats)| room.seats = seats);
    document
}

/// An order, the cores that are held for it, and those of the pods that are up.
struct Stands {
    order: Order,
    schedule: Schedule,
    held: Steps,
    /// With the generation for which each went up.
    pods: BTreeMap<ClassroomId, (i64, i64)>,
}

impl Stands {
    fn new(order: Order, now: Timestamp) -> Self {
        let schedule = order.schedule();
        let held = cores(&order, &schedule, now);
        Self { order, schedule, held, pods: BTreeMap::new() }
    }

    fn amend(&mut self, document: NewOrder, from: Timestamp, now: Timestamp) {
        let amended = amend(self.order.clone(), document, Some(from), now).expect("an amendment");
        self.order = amended.order;
        self.schedule = self.order.schedule();
        let wanted = cores(&self.order, &self.schedule, amended.felt_from);
        self.held = self.held.truncated(Slot::holding(amended.felt_from)).plus(&wanted);
    }

    fn pass(&mut self, now: &mut Timestamp, minutes: i64) -> Result<(), TestCaseError> {
        for _ in 0..minutes {
            let wanted = self.schedule.rooms_wanted_at(*now);
            self.pods.retain(|room, _| wanted.iter().any(|still| still.room_id == *room));
            for room in wanted {
                let new = (room.generation, self.size(&room));
                let (went_up_for, _) = self.pods.entry(room.room_id).or_insert(new);
                prop_assert_eq!(*went_up_for, room.generation, "at {}", now);
            }
            let (up, held) = (self.pods.values().map(|(_, cores)| cores).sum::<i64>(), self.held.at(Slot::holding(*now)));
            prop_assert!(up <= held, "{up} are up at {now} and {held} are held");
            *now += SignedDuration::from_mins(1);
        }
        Ok(())
    }

    fn size(&self, wanted: &RoomWanted) -> i64 {
        let generation = self.order.generation(wanted.generation).expect("its generation");
        let key = &self.order.rooms.iter().find(|room| room.id == wanted.room_id).expect("its room").key;
        let seats = generation.document.rooms.iter().find(|room| room.key == *key).expect("its seats").seats;
        size(&generation.kind, seats).cpu_milli
    }
}

/// What an admission at that moment would book.
fn cores(order: &Order, schedule: &Schedule, since: Timestamp) -> Steps {
    let shape = NodeShape { cpu_milli: 100_000, memory_mib: 400_000, network_mbit: None, pods: 100, interfaces: None };
    Demand::of(order, schedule, since).cluster_demand(shape).expect("rooms that fit").remove(&Resource::CpuMilli).unwrap_or_default()
}

fn check_takeover(before: &Schedule, after: &Schedule, now: Timestamp) -> Result<(), TestCaseError> {
    let past =
        |s: &Schedule| s.runs().iter().filter(|r| r.from < now).map(|r| (r.room, r.from, r.to.min(now), r.generation)).collect::<Vec<_>>();
    // Runs that began before the amendment are the same until it.
    for run in past(before) {
        prop_assert!(past(after).contains(&run), "{run:?} was rewritten");
    }
    let live = before.rooms_wanted_at(now - SignedDuration::from_secs(1));
    for room in before.rooms_wanted_at(now).iter().filter(|room| live.iter().any(|l| l.room_id == room.room_id)) {
        for still in after.rooms_wanted_at(now).iter().filter(|still| still.room_id == room.room_id) {
            prop_assert_eq!(still.generation, room.generation);
        }
    }
    let running =
        |s: &Schedule| s.lessons().iter().filter(|l| l.lesson.starts_at < now && !l.lesson.cancelled).copied().collect::<Vec<_>>();
    prop_assert_eq!(running(before), running(after));
    Ok(())
}

/// What a room's row says from one boundary on is right until the next.
fn check_doors(schedule: &Schedule, boundary: Timestamp, last: Timestamp) -> Result<(), TestCaseError> {
    for (place, (room, opening)) in schedule.openings(boundary).into_iter().enumerate() {
        for now in [boundary, last] {
            let wanted = schedule.rooms_wanted_at(now).into_iter().find(|wanted| wanted.room_id == room);
            let next = || schedule.runs().iter().find(|run| run.room as usize == place && run.from > now).map(|run| run.from);
            let door = wanted.map_or_else(|| Door::Closed { opens_at: next() }, |wanted| Door::Open { until: wanted.until });
            prop_assert_eq!(opening.at(now), door, "{} at {}", place, now);
        }
    }
    Ok(())
}

fn check_whole(order: &Order, schedule: &Schedule) -> Result<(), TestCaseError> {
    for held in schedule.lessons().iter().filter(|l| !l.lesson.cancelled) {
        // Its lead, where it was known of by then.
        let known_from = order.generation(held.generation).expect("its generation").created_at;
        let mut now = known_from.max(held.lesson.starts_at - SignedDuration::from_mins(10));
        while now < held.lesson.ends_at {
            prop_assert!(schedule.rooms_wanted_at(now).iter().any(|w| w.room_id == held.room_id), "{held:?} without its room at {now}");
            now += SignedDuration::from_mins(5);
        }
        prop_assert_eq!(schedule.lesson(order, order.lesson_id(held)), Some(held));
    }
    let mut now = at("00:00");
    let end = on("2026-09-08", "06:00");
    while now < end {
        let next = schedule.next_change_at(now).unwrap_or(end).min(end);
        let last = next - SignedDuration::from_secs(1);
        prop_assert_eq!(schedule.rooms_at(now), schedule.rooms_at(last.max(now)), "between {} and {}", now, next);
        check_doors(schedule, now, last.max(now))?;
        now = next;
    }
    for pair in schedule.runs().windows(2) {
        prop_assert!((pair[0].room, pair[0].to) <= (pair[1].room, pair[1].from) || pair[0].room < pair[1].room);
    }
    Ok(())
}
