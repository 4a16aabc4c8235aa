//! An order's life: which generation counts when, which rooms are up, and what cancel and suspension leave.

mod support;

use homeroom_domain::{
    calendar::Resource,
    demand::{Demand, InForce},
    ids::{ClassroomId, OrderId, TenantId},
    order::{
        AmendError, Amended, Generation, LessonState, NewOrder, Oddity, Order, OrderPhase, Readiness, Room, Schedule, ValidOrder, ready_at,
        ready_by,
    },
    sizing::NodeShape,
    slots::Slot,
    timetable::{Lesson, runs, wanted},
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::class;
use uuid::Uuid;

/// An instant of Monday 7 September 2026.
fn at(time: &str) -> Timestamp {
    on("2026-09-07", time)
}

fn on(day: &str, time: &str) -> Timestamp {
    format!("{day}T{time}:00Z").parse().expect("an instant")
}

/// Lessons of 45 minutes on 7 September: key, room and start.
fn monday(lessons: &[(&str, &str, &str)]) -> NewOrder {
    let line = |(key, room, start): &(&str, &str, &str)| json!({"key": key, "rooms": [room], "dates": ["2026-09-07"], "start": start, "duration_minutes": 45});
    document(json!({"time_zone": "UTC", "lessons": lessons.iter().map(line).collect::<Vec<_>>()}), &["a", "b"])
}

fn always(rooms: &[&str]) -> NewOrder {
    document(json!({"time_zone": "UTC", "availability": "always"}), rooms)
}

#[expect(clippy::needless_pass_by_value, reason = "a literal at every call")]
fn document(timetable: Value, rooms: &[&str]) -> NewOrder {
    let rooms: Vec<Value> = rooms.iter().map(|key| json!({"key": key, "seats": 50})).collect();
    let value = json!({"name": "a", "kind": "class", "region": "r", "rooms": rooms,
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"}, "timetable": timetable});
    serde_json::from_value(value).expect("a document")
}

/// An order made at a time of 1 September, with rooms a and b.
fn order(first: NewOrder) -> Order {
    let made = on("2026-09-01", "00:00");
    let room = |(number, key): (u128, &str)| Room { id: ClassroomId::new(Uuid::from_u128(number)), key: key.to_owned() };
    Order {
        id: OrderId::new(Uuid::from_u128(1)),
        tenant_id: TenantId::new(Uuid::from_u128(2)),
        created_at: made,
        generations: vec![Generation { number: 1, effective_from: made, document: first, kind: class() }],
        rooms: [(10, "a"), (11, "b")].map(room).into(),
        phase: OrderPhase::Active,
        cancelled_at: None,
        ends_at: None,
        suspended_since: None,
    }
}

fn amend(order: Order, next: NewOrder, from: Option<Timestamp>, now: Timestamp) -> Result<Amended, AmendError> {
    let mut made = 100;
    order.amend(&ValidOrder::accepted(next, class()), from, now, || {
        made += 1;
        ClassroomId::new(Uuid::from_u128(made))
    })
}

fn amended(order: Order, next: NewOrder, now: Timestamp) -> Order {
    amend(order, next, None, now).expect("an amendment").order
}

/// Room, from, to and generation of each run.
fn up(order: &Order) -> Vec<String> {
    let time = |t: Timestamp| t.to_string().trim_start_matches("2026-09-").trim_end_matches(":00Z").to_owned();
    let run =
        |r: &homeroom_domain::order::Run| format!("{} {}-{} g{}", order.rooms[r.room as usize].key, time(r.from), time(r.to), r.generation);
    order.schedule().runs().iter().map(run).collect()
}

/// Start, generation and line of each lesson that is held.
fn held(order: &Order) -> Vec<String> {
    let line = |generation: u32, line: u32| order.generations[generation as usize].document.timetable.lessons[line as usize].key.clone();
    let text = |l: &homeroom_domain::order::HeldLesson| {
        format!("{} {} g{}", l.lesson.starts_at, line(l.generation_index, l.lesson.line), l.generation)
    };
    order.schedule().lessons().iter().filter(|l| !l.lesson.cancelled).map(text).collect()
}

#[test]
fn rooms_are_up_from_lead_to_drain_and_time_is_the_next_change() {
    let order = order(monday(&[("x", "a", "09:00"), ("y", "a", "10:00"), ("z", "b", "09:00")]));
    assert_eq!(up(&order), ["a 07T08:50-07T10:55 g1", "b 07T08:50-07T09:55 g1"]);
    let schedule = order.schedule();
    let mut now = on("2026-08-01", "00:00");
    let mut changes = Vec::new();
    while let Some(next) = schedule.next_change_at(now) {
        changes.push(next.to_string());
        now = next;
    }
    let objects = "2026-08-31T09:00:00Z";
    let term = "2026-10-01T00:00:00Z";
    assert_eq!(changes, [objects, "2026-09-01T00:00:00Z", "2026-09-07T08:50:00Z", "2026-09-07T09:55:00Z", "2026-09-07T10:55:00Z", term]);
    let wanted: Vec<_> = schedule.rooms_wanted_at(at("10:00")).iter().map(|w| (w.room_id, w.generation, w.until)).collect();
    assert_eq!(wanted, [(order.rooms[0].id, 1, at("10:55"))]);
    assert_eq!(schedule.rooms_at(at("10:00")).len(), 2);
}

#[test]
fn a_running_lesson_stays_under_the_old_generation_and_a_live_room_keeps_it_to_the_end_of_its_run() {
    let before = order(monday(&[("x", "a", "09:00"), ("y", "a", "10:00"), ("z", "a", "14:00"), ("v", "b", "14:00")]));
    let after = amended(before, monday(&[("y", "a", "10:05"), ("z", "a", "14:00")]), at("09:20"));
    // x goes on though the new document has dropped it; y follows without a restart of the room; the afternoon is new.
    assert_eq!(held(&after), ["2026-09-07T09:00:00Z x g1", "2026-09-07T10:05:00Z y g2", "2026-09-07T14:00:00Z z g2"]);
    assert_eq!(up(&after), ["a 07T08:50-07T11:00 g1", "a 07T13:50-07T14:55 g2"]);
    assert_eq!(after.in_force(at("09:19")).number, 1);
    assert_eq!(after.in_force(at("09:20")).number, 2);
}

#[test]
fn a_room_in_its_lead_keeps_its_generation_where_the_lesson_stays_and_goes_where_it_does_not() {
    let lessons = [("x", "a", "09:00"), ("y", "b", "09:00")];
    let after = amended(order(monday(&lessons)), monday(&[("x", "a", "09:00")]), at("08:55"));
    assert_eq!(up(&after), ["a 07T08:50-07T09:55 g1", "b 07T08:50-07T08:55 g1"]);
    assert_eq!(held(&after), ["2026-09-07T09:00:00Z x g2"]);
}

#[test]
fn a_room_that_was_down_starts_under_the_new_generation() {
    let after = amended(order(monday(&[("x", "a", "07:00")])), monday(&[("y", "a", "09:00"), ("z", "b", "07:55")]), at("07:58"));
    // z would have begun before the amendment and does not exist; the lead of y has not begun.
    assert_eq!(up(&after), ["a 07T06:50-07T07:55 g1", "a 07T08:50-07T09:55 g2"]);
    assert_eq!(held(&after), ["2026-09-07T07:00:00Z x g1", "2026-09-07T09:00:00Z y g2"]);
    // A lead that should have begun already begins where the last run ended, under the new generation.
    let late = amended(order(monday(&[("x", "a", "07:00")])), monday(&[("y", "a", "08:00")]), at("07:57"));
    assert_eq!(up(&late), ["a 07T06:50-07T07:55 g1", "a 07T07:55-07T08:55 g2"]);
}

#[test]
fn a_lesson_that_was_held_is_not_held_again_when_it_is_moved_afterwards() {
    let later = |cancelled: bool| {
        let mut document = monday(&[("x", "a", "09:00")]);
        let change = if cancelled { json!({"cancelled": true}) } else { json!({"moved_to": {"start": "15:00"}}) };
        let mut value = json!({"lesson": "x", "room": "a", "on": "2026-09-07"});
        value.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        document.timetable.changes = vec![serde_json::from_value(value).expect("a change")];
        document
    };
    let after = amended(order(monday(&[("x", "a", "09:00")])), later(false), at("10:00"));
    assert_eq!(held(&after), ["2026-09-07T09:00:00Z x g1"]);
    // One that was cancelled in time can still be held later the same day.
    let again = amended(order(later(true)), later(false), at("10:00"));
    assert_eq!(held(&again), ["2026-09-07T15:00:00Z x g2"]);
    assert_eq!(again.schedule().lessons().len(), 1, "one lesson, one id");
}

#[test]
fn a_pending_generation_is_in_force_from_its_moment_and_dropped_by_one_before_it() {
    let first = order(monday(&[("x", "a", "09:00"), ("y", "a", "12:00")]));
    let pending = amend(first, monday(&[("y", "a", "13:00")]), Some(at("11:00")), at("08:00")).unwrap().order;
    assert_eq!(held(&pending), ["2026-09-07T09:00:00Z x g1", "2026-09-07T13:00:00Z y g2"]);
    assert_eq!((pending.in_force(at("08:00")).number, pending.newest().number), (1, 2));

    let replaced = amend(pending, monday(&[("y", "a", "14:00")]), Some(at("10:00")), at("08:30")).unwrap();
    assert_eq!(replaced.dropped, [2]);
    let oddity = Oddity::PendingGenerationDropped { generation: 2, effective_from: at("11:00") };
    assert_eq!(replaced.warnings.iter().map(|w| &w.oddity).collect::<Vec<_>>(), [&oddity]);
    assert_eq!(replaced.order.generations.iter().map(|g| g.number).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(held(&replaced.order), ["2026-09-07T09:00:00Z x g1", "2026-09-07T14:00:00Z y g3"]);
}

#[test]
fn an_amendment_keeps_kind_zone_and_region_and_the_ids_of_its_rooms() {
    let edit = |edit: fn(&mut NewOrder)| {
        let mut document = monday(&[("x", "a", "09:00")]);
        edit(&mut document);
        document
    };
    let base = || order(monday(&[("x", "a", "09:00")]));
    let refused = |next| amend(base(), next, None, at("08:00")).unwrap_err();
    assert_eq!(refused(edit(|d| d.kind = "lecture".into())), AmendError::OtherKind);
    assert_eq!(refused(edit(|d| d.region = "s".into())), AmendError::OtherRegion);
    assert_eq!(refused(edit(|d| d.timetable.time_zone = "Asia/Shanghai".into())), AmendError::OtherZone);
    let same = || edit(|_| ());
    assert_eq!(amend(base(), same(), Some(at("07:59")), at("08:00")).unwrap_err(), AmendError::InThePast { now: at("08:00") });
    assert_eq!(amend(base().suspend(at("07:00")).unwrap(), same(), None, at("08:00")).unwrap_err(), AmendError::Suspended);
    assert_eq!(amend(base().cancel(at("07:00"), false).order, same(), None, at("08:00")).unwrap_err(), AmendError::Ending);
    assert_eq!(amend(base(), same(), None, on("2026-10-01", "00:00")).unwrap_err(), AmendError::Ending);

    let other_rooms = document(json!({"time_zone": "UTC", "availability": "always"}), &["b", "c"]);
    let after = amended(base(), other_rooms, at("08:00"));
    assert_eq!(after.rooms.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(after.rooms[1].id, base().rooms[1].id);
    // a is no longer named and not live; c is named.
    assert_eq!(
        after.schedule().rooms_at(at("08:01")).iter().map(|r| r.room_id).collect::<Vec<_>>(),
        [after.rooms[1].id, after.rooms[2].id]
    );
}

#[test]
fn an_edit_of_names_is_not_a_new_generation() {
    let (old, mut new) = (monday(&[("x", "a", "09:00")]), monday(&[("x", "a", "09:00")]));
    new.name = "another".into();
    new.rooms[0].name = Some("7年级".into());
    new.metadata.insert("a".into(), "b".into());
    assert!(new.differs_in_labels_alone(&old));
    new.rooms[0].seats += 1;
    assert!(!new.differs_in_labels_alone(&old));
}

#[test]
fn always_rooms_run_as_one_and_an_amendment_restarts_them() {
    let first = order(always(&["a", "b"]));
    assert_eq!(up(&first), ["a 01T00:00-2026-10-01T00:10 g1", "b 01T00:00-2026-10-01T00:10 g1"]);
    let after = amend(first, always(&["a"]), None, at("09:00")).unwrap();
    assert!(after.warnings.iter().any(|w| w.oddity == Oddity::RestartsRooms { at: at("09:00") }));
    assert_eq!(up(&after.order), ["a 01T00:00-07T09:00 g1", "a 07T09:00-2026-10-01T00:10 g2", "b 01T00:00-07T09:00 g1"]);
    assert_eq!(after.order.schedule().ends_at(), on("2026-10-01", "00:10"));
}

#[test]
fn lessons_give_way_to_always_rooms_only_when_their_run_has_ended() {
    let after = amended(order(monday(&[("x", "a", "09:00")])), always(&["a", "b"]), at("09:20"));
    assert_eq!(up(&after), ["a 07T08:50-07T09:55 g1", "a 07T09:55-2026-10-01T00:10 g2", "b 07T09:20-2026-10-01T00:10 g2"]);
    let back = amended(order(always(&["a"])), monday(&[("x", "a", "09:00")]), at("08:55"));
    assert_eq!(up(&back), ["a 01T00:00-07T08:55 g1", "a 07T08:55-07T09:55 g2"]);
}

#[test]
fn a_cancel_lets_running_lessons_end_and_starts_no_other() {
    let base = || order(monday(&[("x", "a", "09:00"), ("y", "a", "10:00"), ("z", "b", "09:30")]));
    let cancelled = base().cancel(at("09:15"), false);
    assert_eq!(up(&cancelled.order), ["a 07T08:50-07T09:55 g1"]);
    assert_eq!(held(&cancelled.order), ["2026-09-07T09:00:00Z x g1"]);
    assert_eq!((cancelled.quota_free_from, cancelled.order.ends_at), (at("09:45"), Some(at("09:55"))));
    assert_eq!(cancelled.order.phase, OrderPhase::Active);
    // b was in its lead: it goes.
    let in_lead = base().cancel(at("09:25"), false).order;
    assert_eq!(up(&in_lead), ["a 07T08:50-07T09:55 g1", "b 07T09:20-07T09:25 g1"]);
    // Doing it again changes nothing, also later.
    assert_eq!(cancelled.order.clone().cancel(at("09:30"), false), cancelled);
    // But the end may still be brought forward.
    let now = cancelled.order.cancel(at("09:30"), true);
    assert_eq!((now.order.ends_at, now.order.phase, now.quota_free_from), (Some(at("09:30")), OrderPhase::Terminating, at("09:30")));
    assert_eq!(up(&now.order), ["a 07T08:50-07T09:30 g1"]);
}

#[test]
fn a_cancel_with_nothing_running_ends_at_once() {
    for (order, now) in [(order(monday(&[("x", "a", "09:00")])), at("08:00")), (order(always(&["a", "b"])), at("08:00"))] {
        let cancelled = order.cancel(now, false);
        assert_eq!((cancelled.order.ends_at, cancelled.order.phase, cancelled.quota_free_from), (Some(now), OrderPhase::Terminating, now));
        assert!(cancelled.order.schedule().rooms_wanted_at(now).is_empty());
        assert_eq!(cancelled.order.schedule().next_change_at(now), None);
    }
}

#[test]
fn a_suspension_starts_nothing_and_lets_running_lessons_end() {
    let base = order(monday(&[("x", "a", "09:00"), ("y", "a", "10:00"), ("z", "b", "12:00")]));
    let suspended = base.clone().suspend(at("09:15")).unwrap();
    assert_eq!(suspended.phase, OrderPhase::Suspended);
    assert_eq!(up(&suspended), ["a 07T08:50-07T09:55 g1"]);
    assert_eq!(suspended.schedule().lessons().iter().filter(|l| l.lesson.cancelled).count(), 0);
    assert_eq!(suspended.clone().suspend(at("09:30")).unwrap(), suspended);
    let resumed = suspended.resume(at("11:00")).unwrap();
    assert_eq!((up(&resumed), resumed.phase), (up(&base), OrderPhase::Provisioning));
    assert_eq!(resumed.clone().resume(at("11:00")).unwrap(), resumed);
    let gone = Order { phase: OrderPhase::Released, ..base };
    assert!(gone.clone().suspend(at("09:00")).is_err() && gone.resume(at("09:00")).is_err());
    let early = order(monday(&[("x", "a", "09:00")])).suspend(on("2026-08-01", "00:00")).unwrap();
    assert_eq!(early.resume(on("2026-08-02", "00:00")).unwrap().phase, OrderPhase::Scheduled);
}

#[test]
fn lessons_that_ended_before_the_order_was_made_do_not_exist_and_a_running_one_counts_from_now() {
    let mut order = order(monday(&[("x", "a", "07:00"), ("y", "a", "09:00")]));
    order.generations[0].effective_from = at("09:20");
    assert_eq!(held(&order), ["2026-09-07T09:00:00Z y g1"]);
    assert_eq!(up(&order), ["a 07T09:20-07T09:55 g1"]);
}

#[test]
fn a_lesson_is_found_by_its_id_and_keeps_it_when_the_timetable_changes() {
    let before = order(monday(&[("x", "a", "09:00")]));
    let id = before.lesson_id(&before.schedule().lessons()[0]);
    let after = amended(before, monday(&[("w", "b", "09:00"), ("x", "a", "11:00")]), at("08:00"));
    let schedule = after.schedule();
    let found = schedule.lesson(&after, id).expect("the lesson");
    assert_eq!((found.lesson.starts_at, found.room_id), (at("11:00"), after.rooms[0].id));
}

#[test]
fn the_state_of_a_lesson_follows_from_its_times_and_its_rooms_readiness() {
    let lesson = Lesson {
        line: 0,
        room: 0,
        home_room: 0,
        held_on: jiff::civil::date(2026, 9, 7),
        starts_at: at("09:00"),
        ends_at: at("09:45"),
        cancelled: false,
    };
    let up = |from: &str, to: Option<&str>| Readiness { from: at(from), to: to.map(at) };
    use LessonState::{Cancelled, Ended, Live, Missed, Ready, Scheduled, Warming};
    let table = [
        ("08:49", vec![], Scheduled),
        ("08:49", vec![up("08:00", None)], Scheduled),
        ("08:50", vec![], Warming),
        ("08:55", vec![up("08:52", None)], Ready),
        ("08:55", vec![up("08:00", None)], Ready),
        ("08:55", vec![up("08:51", Some("08:54"))], Warming),
        ("09:00", vec![], Warming),
        ("09:00", vec![up("08:52", None)], Live),
        ("09:20", vec![up("08:52", Some("09:10"))], Warming),
        ("09:45", vec![up("08:52", Some("09:10"))], Ended),
        ("09:45", vec![up("09:44", None)], Ended),
        ("09:45", vec![up("09:45", None)], Missed),
        ("09:45", vec![up("08:00", Some("09:00"))], Missed),
        ("09:45", vec![], Missed),
    ];
    for (now, readiness, expected) in table {
        assert_eq!(LessonState::of(&lesson, 10, &readiness, at(now)), expected, "{now} {readiness:?}");
    }
    assert_eq!(LessonState::of(&Lesson { cancelled: true, ..lesson }, 10, &[up("08:52", None)], at("09:10")), Cancelled);
    assert_eq!(ready_by(&lesson), at("08:59"));
    assert_eq!(ready_at(&lesson, 10, &[up("08:52", None)], at("08:55")), Some(at("08:52")));
    assert_eq!(ready_at(&lesson, 10, &[up("08:00", Some("08:45")), up("09:02", Some("09:50"))], at("12:00")), Some(at("09:02")));
    assert_eq!(ready_at(&lesson, 10, &[up("08:00", None)], at("08:49")), None);
}

/// A day's lessons in two rooms that do not overlap.
fn some_lessons() -> impl Strategy<Value = NewOrder> {
    prop::collection::btree_set((0u8..2, 0u16..22), 0..14).prop_map(|places| {
        let keyed: Vec<(String, &str, String)> = places
            .into_iter()
            .map(|(room, hour)| (format!("{room}-{hour}"), ["a", "b"][usize::from(room)], format!("{hour:02}:{:02}", 5 * room)))
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

    /// Whatever is amended, when, and however often: a room that was up stays under its generation for as long as it is up, every lesson that is
    /// held has its room up, nothing changes between two boundaries, and what is past is not rewritten.
    #[test]
    fn amendments_never_touch_a_live_room(first in some_lessons(), next in prop::collection::vec((some_lessons(), 1u16..400), 1..4)) {
        let mut order = order(first);
        let mut now = at("00:00");
        for (document, minutes) in next {
            now += SignedDuration::from_mins(minutes.into());
            let before = order.schedule();
            order = amended(order, document, now);
            let after = order.schedule();
            check_takeover(&before, &after, now)?;
        }
        check_whole(&order, &order.schedule())?;
        check_booked(&order, now)?;
    }
}

/// What will be up is what an admission at that moment would book: no slot has more rooms than the cluster's calendar is told of.
fn check_booked(order: &Order, now: Timestamp) -> Result<(), TestCaseError> {
    let valid: Vec<(Timestamp, ValidOrder)> = order.generations.iter().map(|g| (g.effective_from, g.valid())).collect();
    let in_force: Vec<InForce<'_>> = valid.iter().map(|(from, order)| InForce { from: *from, order }).collect();
    let shape = NodeShape { cpu_milli: 100_000, memory_mib: 400_000, network_mbit: None, pods: 100 };
    let booked = Demand::of(&in_force, now).cluster_demand(shape).expect("rooms that fit");
    let schedule = order.schedule();
    for slot in (Slot::holding(now).0..Slot::holding(on("2026-09-08", "06:00")).0).map(Slot) {
        let up = schedule.runs().iter().filter(|r| r.from < Slot(slot.0 + 1).start() && r.to > slot.start().max(now)).map(|r| r.room);
        let up = i64::try_from(up.collect::<std::collections::BTreeSet<_>>().len()).expect("a few rooms");
        let pods =
            booked.get(&Resource::Pods).and_then(|steps| steps.iter().find(|s| s.from <= slot && slot < s.to)).map_or(0, |s| s.amount);
        prop_assert!(up <= pods, "{up} rooms are up at {} and {pods} are booked", slot.start());
    }
    Ok(())
}

fn check_takeover(before: &Schedule, after: &Schedule, now: Timestamp) -> Result<(), TestCaseError> {
    let past =
        |s: &Schedule| s.runs().iter().filter(|r| r.from < now).map(|r| (r.room, r.from, r.to.min(now), r.generation)).collect::<Vec<_>>();
    let begun_late = |s: &Schedule| s.runs().iter().filter(|r| r.from < now && r.to > now).count();
    // Runs that began before the amendment are the same until it; one whose lead should have begun may be added.
    for run in past(before) {
        prop_assert!(past(after).contains(&run), "{run:?} was rewritten");
    }
    prop_assert!(begun_late(after) <= 2);
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

fn check_whole(order: &Order, schedule: &Schedule) -> Result<(), TestCaseError> {
    for held in schedule.lessons().iter().filter(|l| !l.lesson.cancelled) {
        let mut now = held.lesson.starts_at;
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
        now = next;
    }
    for pair in schedule.runs().windows(2) {
        prop_assert!((pair[0].room, pair[0].to) <= (pair[1].room, pair[1].from) || pair[0].room < pair[1].room);
    }
    Ok(())
}
