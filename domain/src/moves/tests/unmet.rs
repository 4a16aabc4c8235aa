//! Which lessons of a lost cluster nothing is in time for.

use std::collections::BTreeSet;

use super::*;
use crate::{
    at_risk::RiskCause,
    moves::{LostOrder, Onward, Split, Unmet, UnmetBell, unmet},
};

const A: ClassroomId = ClassroomId::new(Uuid::from_u128(9));
const B: ClassroomId = ClassroomId::new(Uuid::from_u128(10));
const BOTH: &[ClassroomId] = &[A, B];

/// Two rooms with a lesson from 9:00 to 9:45 and one from 9:55 to 10:40 every day, and a lead of ten minutes.
fn two_rooms() -> Order {
    let lesson = |key: &str, start: &str| json!({"key": key, "rrule": "FREQ=DAILY", "start": start, "duration_minutes": 45});
    let mut order = of(&json!({
        "name": "Autumn", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 50}, {"key": "b", "seats": 50}],
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"},
        "timetable": {"time_zone": "UTC", "lessons": [lesson("math", "09:00"), lesson("music", "09:55")]}}));
    order.rooms.push(Room { id: B, key: "b".into() });
    order
}

fn today(time: &str) -> Timestamp {
    at(&format!("2026-09-07T{time}Z"))
}

/// Of the lessons that begin until ten, with where the rooms go on from that moment.
fn decided(split: &Split, elsewhere: &[ClassroomId], (onward, now): (Onward, &str)) -> Vec<UnmetBell> {
    let (order, elsewhere) = (two_rooms(), elsewhere.iter().copied().collect());
    let schedule = order.schedule();
    let apart = BTreeMap::new();
    let lost = LostOrder { order: &order, schedule: &schedule, split, elsewhere: &elsewhere, apart: &apart };
    unmet(&lost, onward, (today(now), today("10:00:00")))
}

fn moved(now: &str) -> Vec<UnmetBell> {
    decided(&Split::default(), &[], (Onward::From(today(now)), now))
}

fn said(bells: &[UnmetBell]) -> Vec<(Timestamp, Unmet, Option<Timestamp>, &[ClassroomId])> {
    bells.iter().map(|bell| (bell.starts_at, bell.verdict, bell.ready_by, &*bell.rooms)).collect()
}

#[test]
fn a_room_that_comes_up_elsewhere_is_due_as_if_its_lesson_had_been_decided_upon_then() {
    let nine = today("09:00:00");
    let table: [(&str, Option<(Unmet, &str)>); 6] = [
        ("08:50:00", None),
        ("08:51:00", None),
        ("08:51:01", Some((Unmet::Late, "09:00:01"))),
        ("08:58:00", Some((Unmet::Late, "09:07:00"))),
        ("09:35:59", Some((Unmet::Late, "09:44:59"))),
        ("09:36:00", Some((Unmet::Missed, "09:45:00"))),
    ];
    for (now, expected) in table {
        let bells = moved(now);
        let expected: Vec<_> = expected.into_iter().map(|(how, ready_by)| (nine, how, Some(today(ready_by)), BOTH)).collect();
        assert_eq!(said(&bells), expected, "{now}");
    }
    let late = moved("08:58:00").remove(0);
    assert_eq!(late.cause, RiskCause::RoomsComeUpLate { lead_minutes: 10, ready_by: today("09:07:00") });
    let order = two_rooms();
    let first = order.schedule().lessons().iter().find(|held| held.lesson.starts_at == nine).map(|held| order.lesson_id(held));
    assert_eq!((late.ends_at, Some(late.lesson)), (today("09:45:00"), first));
}

#[test]
fn where_nothing_takes_an_order_its_lessons_are_missed_but_for_those_whose_room_stays() {
    let nowhere = (Onward::Nowhere { clusters: 2 }, "09:10:00");
    let missed = |starts_at: &str, rooms: &'static [ClassroomId]| (today(starts_at), Unmet::Missed, None, rooms);
    let none = decided(&Split::default(), &[], nowhere);
    assert_eq!(said(&none), [missed("09:00:00", BOTH), missed("09:55:00", BOTH)]);
    assert_eq!(none[0].cause, RiskCause::NoPlaceElsewhere { clusters: 2 });
    // Between these lessons a room stays up: it is one run.
    let until = two_rooms().schedule().run_at(A, today("09:10:00")).unwrap().to;
    let split = Split { stay: [(A, until)].into(), goes: true };
    assert_eq!(said(&decided(&split, &[], nowhere)), [missed("09:00:00", &[B]), missed("09:55:00", &[B])]);
    assert_eq!(said(&decided(&Split::default(), &[B], nowhere)), [missed("09:00:00", &[A]), missed("09:55:00", &[A])]);
    let short = Split { stay: [(A, today("09:50:00"))].into(), goes: true };
    assert_eq!(said(&decided(&short, &[], nowhere)), [missed("09:00:00", &[B]), missed("09:55:00", BOTH)]);
}

#[test]
fn rooms_that_are_left_behind_miss_their_lessons_while_the_others_are_late() {
    let (order, split, none) = (two_rooms(), Split::default(), BTreeSet::new());
    let schedule = order.schedule();
    let now = today("08:58:00");
    let of = |onward: Option<Onward>| {
        let apart = [(B, onward)].into();
        let lost = LostOrder { order: &order, schedule: &schedule, split: &split, elsewhere: &none, apart: &apart };
        unmet(&lost, Onward::From(now), (now, today("09:00:00")))
    };
    let (goes, stays) = ([A], [B]);
    let late = (today("09:00:00"), Unmet::Late, Some(today("09:07:00")), &goes[..]);
    let missed = (today("09:00:00"), Unmet::Missed, None, &stays[..]);
    assert_eq!(said(&of(Some(Onward::Nowhere { clusters: 2 }))), [missed, late]);
    assert_eq!(said(&of(None)), [late], "it runs on where it is");
}

#[test]
fn a_lesson_that_runs_is_held_late_and_one_that_is_over_or_begins_later_is_not_asked_about() {
    assert_eq!(said(&moved("10:30:00")), [(today("09:55:00"), Unmet::Late, Some(today("10:39:00")), BOTH)]);
    assert_eq!(said(&moved("10:40:00")), []);
    let nowhere = decided(&Split::default(), &[], (Onward::Nowhere { clusters: 0 }, "10:40:00"));
    assert_eq!(said(&nowhere), [], "tomorrow is beyond that moment");
}

proptest! {
    /// Nothing is promised that is not due in time, and whoever fails over sooner misses no more.
    #[test]
    fn a_lesson_is_met_or_named_and_an_earlier_failover_names_no_more(first in 0_i64..7_200, later in 0_i64..3_600) {
        let when = |seconds: i64| today("08:45:00") + SignedDuration::from_secs(seconds);
        let of = |now: Timestamp| {
            let order = two_rooms();
            let (schedule, split, none, apart) = (order.schedule(), Split::default(), BTreeSet::new(), BTreeMap::new());
            let lost = LostOrder { order: &order, schedule: &schedule, split: &split, elsewhere: &none, apart: &apart };
            unmet(&lost, Onward::From(now), (now, today("10:00:00")))
        };
        let (sooner, after) = (of(when(first)), of(when(first + later)));
        for bell in &sooner {
            prop_assert!(bell.ready_by.is_some_and(|by| by > bell.starts_at && (by < bell.ends_at) == (bell.verdict == Unmet::Late)));
        }
        for bell in sooner.iter().filter(|bell| bell.ends_at > when(first + later)) {
            prop_assert!(after.iter().any(|known| known.starts_at == bell.starts_at && known.ready_by >= bell.ready_by));
        }
    }
}
