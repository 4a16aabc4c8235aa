//! Lessons and rooms of one generation.

use crate::{
    order::{LessonState, Readiness, ready_at},
    timetable::Lesson,
};

use super::{amended, at, held, monday, on, order, up};

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
fn lessons_that_ended_before_the_order_was_made_do_not_exist_and_a_running_one_counts_from_now() {
    let mut order = order(monday(&[("x", "a", "07:00"), ("y", "a", "09:00")]));
    order.generations[0].created_at = at("09:20");
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
        assert!(LessonState::may_be(&lesson, 10, at(now)).contains(&expected), "{now} {readiness:?}");
    }
    assert_eq!(LessonState::of(&Lesson { cancelled: true, ..lesson }, 10, &[up("08:52", None)], at("09:10")), Cancelled);
    assert_eq!(ready_at(&lesson, 10, &[up("08:52", None)], at("08:55")), Some(at("08:52")));
    assert_eq!(ready_at(&lesson, 10, &[up("08:00", Some("08:45")), up("09:02", Some("09:50"))], at("12:00")), Some(at("09:02")));
    assert_eq!(ready_at(&lesson, 10, &[up("08:00", None)], at("08:49")), None);
}

#[test]
fn where_a_lesson_may_be_in_one_state_alone_readiness_decides_nothing() {
    let (mut lesson, minute) = (order(monday(&[("x", "a", "09:00")])).schedule().lessons()[0].lesson, jiff::SignedDuration::from_mins(1));
    for cancelled in [false, true] {
        lesson.cancelled = cancelled;
        let mut now = at("08:40");
        while now < at("09:50") {
            let always = Readiness { from: at("08:00"), to: None };
            let states = [&[][..], &[always]].map(|readiness| LessonState::of(&lesson, 10, readiness, now));
            let mut may_be = LessonState::may_be(&lesson, 10, now).to_vec();
            may_be.retain(|state| states.contains(state));
            assert_eq!(may_be.len(), LessonState::may_be(&lesson, 10, now).len(), "{now}");
            assert!(states.iter().all(|state| may_be.contains(state)), "{now}");
            now += minute;
        }
    }
}
