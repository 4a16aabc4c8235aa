//! One lesson of a term that runs is moved, cancelled, given more time and put back.

use jiff::{
    SignedDuration, Timestamp,
    civil::{date, time},
};

use super::{amend, amended, at, document, held, monday, on, order, up};
use crate::order::{AmendError, FieldProblem, LessonChange, LessonError, LessonState, MovedTo, OneOff, Order, ready_by};
use serde_json::json;

/// The order with a change of the lesson that a line has, made at a moment.
fn changed(order: Order, line: &str, change: &LessonChange, now: Timestamp) -> Result<Order, LessonError> {
    let id = id(&order, line);
    let held = *order.schedule().lesson(&order, id).expect("the lesson");
    let Some(next) = order.with_lesson(&held, change, now)? else { return Ok(order) };
    let after = amend(order, next.document, next.effective_from, now).expect("an amendment").order;
    after.schedule().changed_lesson(&after, id, change)?;
    Ok(after)
}

fn id(order: &Order, line: &str) -> crate::timetable::LessonId {
    let is_of = |held: &&crate::order::HeldLesson| {
        order.generations[held.generation_index as usize].document.timetable.lessons[held.lesson.line as usize].key == line
    };
    order.lesson_id(order.schedule().lessons().iter().find(is_of).expect("a lesson"))
}

fn start(hour: i8) -> LessonChange {
    LessonChange::Move(MovedTo { start: Some(time(hour, 0, 0, 0)), ..MovedTo::default() })
}

#[test]
fn a_lesson_is_moved_cancelled_held_again_and_put_back_under_one_id() {
    let before = order(monday(&[("x", "a", "09:00"), ("y", "b", "09:00")]));
    let first = id(&before, "x");
    let moved = changed(before.clone(), "x", &start(11), at("07:00")).unwrap();
    assert_eq!(held(&moved), ["2026-09-07T09:00:00Z y g2", "2026-09-07T11:00:00Z x g2"]);
    let shorter = LessonChange::Move(MovedTo { duration_minutes: Some(30), ..MovedTo::default() });
    let shorter = changed(moved, "x", &shorter, at("07:01")).unwrap();
    let lesson = shorter.schedule().lesson(&shorter, first).unwrap().lesson;
    assert_eq!((lesson.starts_at, lesson.ends_at), (at("11:00"), at("11:30")), "what is absent stays as it is");
    let cancelled = changed(shorter, "x", &LessonChange::Cancel, at("07:02")).unwrap();
    assert_eq!(held(&cancelled), ["2026-09-07T09:00:00Z y g4"]);
    let same = changed(cancelled.clone(), "x", &LessonChange::Cancel, at("07:03")).unwrap();
    assert_eq!(same, cancelled, "cancelled is cancelled");
    let restored = changed(cancelled, "x", &LessonChange::Restore, at("07:04")).unwrap();
    assert_eq!(restored.newest().document, before.newest().document);
    assert_eq!(id(&restored, "x"), first);
    let back = changed(changed(restored, "x", &start(11), at("07:05")).unwrap(), "x", &start(9), at("07:06")).unwrap();
    assert_eq!(back.newest().document.timetable.changes, [], "moved back is not moved");
}

#[test]
fn a_lesson_that_runs_goes_on_longer_in_its_room_which_does_not_restart() {
    let before = order(monday(&[("x", "a", "09:00"), ("y", "a", "11:00")]));
    let longer = changed(before, "x", &LessonChange::ExtendTo(at("10:15")), at("09:40")).unwrap();
    assert_eq!(up(&longer), ["a 07T08:50-07T10:25 g1", "a 07T10:50-07T11:55 g2"]);
    let again = changed(longer, "x", &LessonChange::ExtendTo(at("10:40")), at("10:10")).unwrap();
    assert_eq!(up(&again), ["a 07T08:50-07T11:55 g1"], "the room goes on into the next lesson");
    let lesson = again.schedule().lesson(&again, id(&again, "x")).unwrap().lesson;
    assert_eq!((lesson.starts_at, lesson.ends_at), (at("09:00"), at("10:40")));
    assert_eq!(LessonState::of(&lesson, 10, &[], at("10:39")), LessonState::Warming);
    // A board of a moment after the first end has it too.
    let between = again.lessons_between(at("10:30"), at("10:35"));
    assert_eq!(between.iter().map(|held| held.lesson.ends_at).collect::<Vec<_>>(), [at("10:40")]);
    // So does an order that is amended otherwise while it goes on.
    let mut renamed = again.newest().document.clone();
    renamed.timetable.lessons[1].title = Some("Maths".into());
    let later = amended(again, renamed, at("10:20"));
    assert_eq!(later.schedule().lessons()[0].lesson.ends_at, at("10:40"));
}

#[test]
fn what_runs_is_not_taken_away_and_what_is_over_stays_as_it_was() {
    let order = order(monday(&[("x", "a", "09:00")]));
    let refused = |change: &LessonChange, now: &str| changed(order.clone(), "x", change, at(now)).unwrap_err();
    for change in [LessonChange::Cancel, LessonChange::Restore, start(12)] {
        assert_eq!(refused(&change, "09:00"), LessonError::Begun { started_at: at("09:00") });
        assert_eq!(refused(&change, "09:45"), LessonError::Over { ended_at: at("09:45") });
    }
    assert_eq!(refused(&LessonChange::ExtendTo(at("10:00")), "09:45"), LessonError::Over { ended_at: at("09:45") });
    let cancelled = changed(order.clone(), "x", &LessonChange::Cancel, at("08:00")).unwrap();
    let extended = changed(cancelled, "x", &LessonChange::ExtendTo(at("10:00")), at("08:01"));
    assert_eq!(extended.unwrap_err(), LessonError::Cancelled);
}

#[test]
fn a_wrong_moment_is_a_field_of_the_request() {
    let order = order(monday(&[("x", "a", "09:00")]));
    let problem = |change: &LessonChange, now: &str| match changed(order.clone(), "x", change, at(now)).unwrap_err() {
        LessonError::Field(error) => (error.pointer, error.problem),
        other => panic!("{other:?}"),
    };
    assert_eq!(problem(&LessonChange::ExtendTo(at("09:30")), "08:00").1, FieldProblem::NotLater { than: at("09:45") });
    let half = at("09:45") + SignedDuration::from_secs(90);
    assert_eq!(problem(&LessonChange::ExtendTo(half), "08:00").1, FieldProblem::NotWholeMinutes {});
    let tomorrow = problem(&LessonChange::ExtendTo(on("2026-09-08", "09:01")), "08:00").1;
    assert_eq!(tomorrow, FieldProblem::TooLate { latest: on("2026-09-08", "09:00") });
    assert_eq!(problem(&start(7), "08:00"), ("/start".into(), FieldProblem::NotLater { than: at("08:00") }));
    let midnight = changed(order.clone(), "x", &LessonChange::ExtendTo(on("2026-09-08", "00:30")), at("09:30")).unwrap();
    assert_eq!(up(&midnight), ["a 07T08:50-08T00:40 g1"], "past midnight a lesson goes on like before it");
}

#[test]
fn a_lesson_that_runs_past_the_end_of_the_term_is_extended_until_the_order_has_ended() {
    let mut last_day = monday(&[("x", "a", "23:00")]);
    last_day.term.last_day = date(2026, 9, 7);
    let night = |time: &str| on("2026-09-08", time);
    let extended = changed(order(last_day), "x", &LessonChange::ExtendTo(night("00:20")), at("23:30")).unwrap();
    let again = changed(extended.clone(), "x", &LessonChange::ExtendTo(night("00:40")), night("00:10")).unwrap();
    assert_eq!((up(&again), again.schedule().ends_at()), (vec!["a 07T22:50-08T00:50 g1".to_owned()], night("00:50")));
    let same = extended.newest().document.clone();
    assert_eq!(amend(extended, same, None, night("00:30")).unwrap_err(), AmendError::Ending);
}

#[test]
fn a_change_joins_the_generation_that_is_not_in_force_yet_and_never_drops_it() {
    let noon = at("12:00");
    let lessons = [("x", "a", "09:00"), ("y", "a", "14:00")];
    let before = order(monday(&lessons));
    let mut next = monday(&lessons);
    next.timetable.lessons[1].title = Some("Maths".into());
    let pending = amend(before, next, Some(noon), at("07:00")).unwrap().order;
    let refused = changed(pending.clone(), "x", &start(10), at("08:00")).unwrap_err();
    assert_eq!(refused, LessonError::Pending { generation: 2, effective_from: noon });
    let moved = changed(pending.clone(), "y", &start(16), at("08:00")).unwrap();
    assert_eq!(held(&moved), ["2026-09-07T09:00:00Z x g1", "2026-09-07T16:00:00Z y g3"]);
    assert_eq!(moved.newest().document.timetable.lessons[1].title.as_deref(), Some("Maths"));
    let too_soon = changed(pending, "y", &start(11), at("08:00")).unwrap_err();
    assert!(matches!(too_soon, LessonError::Field(error) if error.problem == FieldProblem::NotLater { than: noon }));
}

#[test]
fn a_lesson_of_a_line_that_was_left_out_since_can_only_end() {
    let before = order(monday(&[("x", "a", "09:00"), ("y", "a", "14:00")]));
    let without = amended(before, monday(&[("y", "a", "14:00")]), at("09:20"));
    assert_eq!(changed(without, "x", &LessonChange::ExtendTo(at("10:00")), at("09:30")).unwrap_err(), LessonError::LeftOut);
}

#[test]
fn a_lesson_beside_those_of_the_lines_begins_with_the_next_minute_and_its_room_is_promised_no_sooner_than_it_warms() {
    let now = at("09:20") + SignedDuration::from_secs(20);
    let one = OneOff { room: "b".into(), title: None, teachers: vec![], starts: None, duration_minutes: 30, expected: None };
    let before = order(document(
        json!({"time_zone": "UTC", "lessons": [{"key": "x", "dates": ["2026-09-07"], "start": "09:00", "duration_minutes": 45}]}),
        &["a"],
    ));
    let next = before.with_one_off(&OneOff { room: "a".into(), ..one.clone() }, "once".into(), at("10:00")).unwrap();
    assert_eq!(next.document.timetable.lessons[1].start, time(10, 0, 0, 0), "a whole minute is now");
    let order = order(monday(&[("x", "a", "09:00")]));
    let next = order.with_one_off(&one, "once".into(), now).unwrap();
    let after = amended(order, next.document, now);
    let schedule = after.schedule();
    let held = schedule.lessons().iter().find(|held| held.lesson.starts_at == at("09:21")).unwrap();
    assert_eq!(ready_by(held, 10), now + SignedDuration::from_mins(9));
    let usual = schedule.lessons().iter().find(|held| held.lesson.starts_at == at("09:00")).unwrap();
    assert_eq!(ready_by(usual, 10), at("08:59"));
}

#[test]
fn an_amendment_within_the_lead_that_keeps_the_lesson_keeps_its_promise() {
    let before = order(monday(&[("x", "a", "09:00"), ("y", "b", "14:00")]));
    let after = amended(before, monday(&[("x", "a", "09:00")]), at("08:55"));
    assert_eq!(ready_by(&after.schedule().lessons()[0], 10), at("08:59"));
    let moved = amended(after, monday(&[("x", "a", "09:02")]), at("08:57"));
    assert_eq!(ready_by(&moved.schedule().lessons()[0], 10), at("09:06"));
}
