use jiff::{
    SignedDuration,
    civil::{date, time},
};
use proptest::prelude::*;

use super::*;
use crate::{
    admission::fixtures::{
        METAL, NOW, always, at as instant, document, lesson_on_monday, line, monday, one_day, stored, timetabled, valid,
    },
    order::{Change, MovedTo, NewOrder},
    timetable::{Lesson, runs, wanted},
};

fn of(document: NewOrder, now: &str) -> Demand {
    Demand::of_new(&valid(document), instant(now))
}

/// Steps as `(hours and minutes from the first day's 00:00, amount)`.
fn steps(steps: &Steps) -> Vec<(String, String, i64)> {
    let text = |slot: Slot| slot.start().strftime("%d %H:%M").to_string();
    steps.iter().map(|s| (text(s.from), text(s.to), s.amount)).collect()
}

fn quota(demand: &Demand, resource: Resource) -> Vec<(String, String, i64)> {
    steps(&demand.quota()[&resource])
}

fn pods(demand: &Demand) -> Vec<(String, String, i64)> {
    steps(&demand.cluster_demand(METAL).unwrap()[&Resource::Pods])
}

fn step(from: &str, to: &str, amount: i64) -> (String, String, i64) {
    (from.into(), to.into(), amount)
}

#[test]
fn quota_counts_lessons_and_clusters_count_lead_and_drain_too() {
    let demand = of(lesson_on_monday("class", &[50, 30]), NOW);
    assert_eq!(quota(&demand, Resource::Rooms), [step("07 09:00", "07 09:45", 2)]);
    assert_eq!(quota(&demand, Resource::Seats), [step("07 09:00", "07 09:45", 80)]);
    assert_eq!(pods(&demand), [step("07 08:50", "07 09:55", 2)]);
    let cluster = demand.cluster_demand(METAL).unwrap();
    // 6 x 52 and 6 x 32 streams
    assert_eq!(steps(&cluster[&Resource::CpuMilli]), [step("07 08:50", "07 09:55", 1716 + 1056)]);
    assert_eq!(steps(&cluster[&Resource::MemoryMib]), [step("07 08:50", "07 09:55", 362 + 322)]);
    assert_eq!(steps(&cluster[&Resource::NetworkMbit]), [step("07 08:50", "07 09:55", 156 + 96)]);
    // 60 rooms of the one and 98 of the other fill a node
    assert_eq!(steps(&cluster[&Resource::NodeShare]), [step("07 08:50", "07 09:55", 1_000_000_000 / 60 + 1_000_000_000 / 98)]);
}

#[test]
fn network_is_counted_only_where_nodes_have_it_and_a_room_no_node_holds_has_no_demand() {
    let demand = of(lesson_on_monday("class", &[50]), NOW);
    let without = NodeShape { network_mbit: None, ..METAL };
    assert!(!demand.cluster_demand(without).unwrap().contains_key(&Resource::NetworkMbit));
    assert_eq!(demand.cluster_demand(NodeShape { cpu_milli: 1715, ..METAL }), None);
}

#[test]
fn twelve_rooms_at_nine_and_twelve_others_at_ten_are_twelve() {
    let mut document = document("class", &[20; 24]);
    for (hour, rooms) in [(9, 0..12), (10, 12..24)] {
        let mut lessons = line(monday(), time(hour, 0, 0, 0), 60);
        lessons.rooms = Some(rooms.map(|i| format!("r{i}")).collect());
        document.timetable.lessons.push(lessons);
    }
    let demand = of(document, NOW);
    assert_eq!(quota(&demand, Resource::Rooms), [step("07 09:00", "07 11:00", 12)]);
    assert_eq!(demand.peak(), Some(Peak { at: instant("2026-09-07T09:00:00Z"), rooms: 12, seats: 240 }));
    // Lead and drain overlap: both dozens are up from 09:50 to 10:10.
    assert_eq!(pods(&demand), [step("07 08:50", "07 09:50", 12), step("07 09:50", "07 10:10", 24), step("07 10:10", "07 11:10", 12)]);
}

#[test]
fn lessons_of_a_room_that_share_a_slot_or_a_run_are_one_room() {
    let mut document = document("class", &[50]);
    document.timetable.lessons = vec![line(monday(), time(9, 0, 0, 0), 51), line(monday(), time(9, 53, 0, 0), 50)];
    let demand = of(document, NOW);
    assert_eq!(quota(&demand, Resource::Rooms), [step("07 09:00", "07 10:45", 1)]);
    assert_eq!(pods(&demand), [step("07 08:50", "07 10:55", 1)]);
}

#[test]
fn a_term_that_began_is_wanted_from_now_on_and_an_always_room_throughout() {
    assert_eq!(quota(&of(lesson_on_monday("class", &[50]), "2026-09-07T09:22:00Z"), Resource::Seats), [step("07 09:20", "07 09:45", 50)]);
    assert_eq!(of(lesson_on_monday("class", &[50]), "2026-09-08T00:00:00Z").peak(), None);
    let mut document = always(document("class", &[50]));
    document.term.last_day = date(2026, 9, 2);
    document.timetable.time_zone = "Asia/Shanghai".into();
    assert_eq!(quota(&of(document, "2026-08-01T00:00:00Z"), Resource::Rooms), [step("31 16:00", "02 16:00", 1)]);
}

/// Of an order with these generations.
fn of_generations(generations: &[(Timestamp, ValidOrder)], since: Timestamp) -> Demand {
    let order = stored(generations);
    Demand::of(&order, &order.schedule(), since)
}

/// Old and new, the new in force from `from`.
fn amended(old: NewOrder, new: NewOrder, from: &str) -> Demand {
    of_generations(&[(instant(NOW), valid(old)), (instant(from), valid(new))], instant(from))
}

#[test]
fn a_live_room_keeps_its_size_to_the_end_of_its_run_and_the_larger_is_booked() {
    let two_lessons = |seats: u32| {
        let mut document = lesson_on_monday("class", &[seats]);
        document.timetable.lessons.push(line(monday(), time(14, 0, 0, 0), 45));
        document
    };
    let (large, small) = (6 * 52 * 110 / 20, 6 * 32 * 110 / 20);
    let cpu = |demand: &Demand| steps(&demand.cluster_demand(METAL).unwrap()[&Resource::CpuMilli]);
    let shrunk = amended(two_lessons(50), two_lessons(30), "2026-09-07T09:20:00Z");
    assert_eq!(cpu(&shrunk), [step("07 09:20", "07 09:55", large), step("07 13:50", "07 14:55", small)]);
    assert_eq!(quota(&shrunk, Resource::Seats), [step("07 09:20", "07 09:45", 50), step("07 14:00", "07 14:45", 30)]);
    let grown = amended(two_lessons(30), two_lessons(50), "2026-09-07T09:20:00Z");
    assert_eq!(cpu(&grown), [step("07 09:20", "07 09:55", large), step("07 13:50", "07 14:55", large)]);
}

#[test]
fn a_lesson_that_began_is_held_to_its_end_though_the_new_document_has_none() {
    let demand = amended(lesson_on_monday("class", &[50]), document("class", &[50]), "2026-09-07T09:20:00Z");
    assert_eq!(quota(&demand, Resource::Rooms), [step("07 09:20", "07 09:45", 1)]);
    assert_eq!(pods(&demand), [step("07 09:20", "07 09:55", 1)]);
    let dropped = amended(lesson_on_monday("class", &[50]), document("class", &[50]), "2026-09-07T08:40:00Z");
    assert_eq!(dropped.peak(), None);
}

#[test]
fn a_running_lesson_that_is_moved_is_counted_where_it_is_held_and_nowhere_else() {
    let mut moved = lesson_on_monday("class", &[50, 50]);
    moved.timetable.lessons[0].rooms = Some(vec!["r0".into()]);
    let mut elsewhere = moved.clone();
    elsewhere.timetable.lessons[0].rooms = Some(vec!["r1".into()]);
    let demand = amended(moved.clone(), elsewhere, "2026-09-07T09:20:00Z");
    assert_eq!(quota(&demand, Resource::Rooms), [step("07 09:20", "07 09:45", 1)]);
    assert_eq!(pods(&demand), [step("07 09:20", "07 09:55", 1)]);
    let mut later = moved.clone();
    later.timetable.changes = vec![Change {
        lesson: moved.timetable.lessons[0].key.clone(),
        room: "r0".into(),
        on: monday(),
        cancelled: false,
        moved_to: Some(MovedTo { start: Some(time(14, 0, 0, 0)), ..MovedTo::default() }),
    }];
    assert_eq!(amended(moved, later, "2026-09-07T09:20:00Z"), demand);
}

#[test]
fn an_always_room_is_restarted_in_its_new_size_at_once() {
    let day = |seats: u32| {
        let mut document = always(document("class", &[seats]));
        document.term.last_day = date(2026, 9, 7);
        document
    };
    let demand = amended(day(50), day(30), "2026-09-07T12:00:00Z");
    assert_eq!(quota(&demand, Resource::Seats), [step("07 12:00", "08 00:00", 30)]);
    assert_eq!(steps(&demand.cluster_demand(METAL).unwrap()[&Resource::CpuMilli]), [step("07 12:00", "08 00:10", 6 * 32 * 110 / 20)]);
}

#[test]
fn a_shifted_demand_is_that_of_the_shifted_document() {
    let mut later = lesson_on_monday("class", &[50, 30]);
    later.timetable.lessons = vec![line(monday(), time(10, 30, 0, 0), 45)];
    assert_eq!(of(lesson_on_monday("class", &[50, 30]), NOW).shifted(18), of(later, NOW));
}

#[test]
fn a_schools_term_is_a_few_hundred_steps() {
    let mut document = document("class", &[50; 60]);
    let days: Vec<_> = (0..20).flat_map(|week| (0..5).map(move |day| monday() + jiff::Span::new().days(week * 7 + day))).collect();
    for lesson in 0i8..8 {
        let mut line = line(monday(), time(8 + lesson, 0, 0, 0), 45);
        line.dates = Some(days.clone());
        document.timetable.lessons.push(line);
    }
    let order = valid(document);
    assert_eq!(order.lessons.len(), 46_080);
    let demand = Demand::of_new(&order, instant(NOW));
    assert_eq!(demand.peak().map(|p| (p.rooms, p.seats)), Some((60, 3000)));
    // The breaks are shorter than lead and drain: each room has one run a day.
    assert_eq!(demand.cluster_demand(METAL).unwrap()[&Resource::Pods].iter().count(), 96);
}

proptest! {
    /// Minute by minute under the law of the live room: what is up, in the size it was started with, is covered by what is booked for its slot.
    #[test]
    fn what_is_booked_covers_the_pod_that_is_up(
        old in lessons(), new in lessons(), (small, large) in (1u32..60, 1u32..60), takes_over in 0i64..600,
    ) {
        let (old, new) = (one_day(&[small], Some(&old)), one_day(&[large], Some(&new)));
        let from = start() + SignedDuration::from_mins(takes_over);
        let booked = of_generations(&[(start(), old.clone()), (from, new.clone())], start());
        let booked = booked.cluster_demand(METAL).unwrap();
        let cpu = booked.get(&Resource::CpuMilli).cloned().unwrap_or_default();
        let up = |order: &ValidOrder, counts: &dyn Fn(&Lesson) -> bool| {
            let lessons: Vec<Lesson> = order.lessons.iter().filter(|lesson| counts(lesson)).copied().collect();
            runs(&wanted(&order.document, &lessons), order.kind.lead_minutes, order.kind.drain_minutes)
        };
        let (planned, begun, runs_new) = (up(&old, &|_| true), up(&old, &|l| l.starts_at < from), up(&new, &|l| l.starts_at >= from));
        let mut pod: Option<i64> = None;
        for minute in 0..900 {
            let now = start() + SignedDuration::from_mins(minute);
            let goes_on = if now < from { &planned } else { &begun }.iter().any(|r| r.from <= now && now < r.to);
            let begins = now >= from && runs_new.iter().any(|r| r.from <= now && now < r.to);
            let size = if now < from { old.rooms[0].size } else { new.rooms[0].size };
            pod = (goes_on || begins).then(|| pod.unwrap_or(size.cpu_milli));
            prop_assert!(cpu.at(Slot::holding(now)) >= pod.unwrap_or_default(), "minute {}", minute);
        }
    }

    /// Over several generations, always-rooms among them: each run that is planned is covered in the size of the generation under which it began.
    #[test]
    fn what_is_booked_covers_what_is_planned(asked in prop::collection::vec((0i64..400, prop::option::weighted(0.8, lessons()), 1u32..60), 1..5)) {
        let mut from = start();
        let mut generations = Vec::new();
        for (after, lessons, seats) in &asked {
            generations.push((from, one_day(&[*seats], lessons.as_deref())));
            from += SignedDuration::from_mins(after + 1);
        }
        let cpu = of_generations(&generations, start()).cluster_demand(METAL).unwrap().remove(&Resource::CpuMilli).unwrap_or_default();
        for run in stored(&generations).schedule().runs() {
            let (_, began_under) = &generations[usize::try_from(run.generation - 1).unwrap()];
            let last = Slot::at_or_after(run.to).0;
            for slot in Slot::holding(run.from.max(start())).0..last {
                prop_assert!(cpu.at(Slot(slot)) >= began_under.rooms[0].size.cpu_milli, "{:?} in {:?}", run, Slot(slot).start());
            }
        }
    }

    /// A new order is booked for what it is when it is stored, whenever it is made.
    #[test]
    fn a_new_order_wants_what_the_stored_one_does(lessons in prop::option::weighted(0.9, lessons()), seats in prop::collection::vec(1u32..60, 1..4), made in -60i64..900) {
        let (order, now) = (one_day(&seats, lessons.as_deref()), start() + SignedDuration::from_mins(made));
        prop_assert_eq!(Demand::of_new(&order, now), of_generations(&[(now, order)], now));
    }

    /// One room is never counted twice, whatever its lessons.
    #[test]
    fn a_room_is_one_room(lessons in lessons(), seats in 1u32..60) {
        let order = timetabled("class", &[seats], &lessons);
        let demand = Demand::of_new(&order, start());
        for minute in 0..900 {
            let now = start() + SignedDuration::from_mins(minute);
            let slot = Slot::holding(now);
            let touched = order.lessons.iter().any(|l| l.starts_at < Slot(slot.0 + 1).start() && slot.start() < l.ends_at);
            prop_assert_eq!(demand.rooms.at(slot), i64::from(touched));
            prop_assert_eq!(demand.seats.at(slot), i64::from(touched) * i64::from(seats));
        }
    }
}

fn start() -> Timestamp {
    instant("2026-09-07T00:00:00Z")
}

/// Gaps and lengths in minutes.
fn lessons() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0i64..90, 5i64..90), 0..6)
}
