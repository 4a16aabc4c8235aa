//! What becomes of generations of long ago for which a later one stands.

use std::collections::BTreeMap;

use jiff::{
    SignedDuration, Timestamp,
    civil::{date, time},
    tz::TimeZone,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{amend, amended, document, on, order};
use crate::{
    ids::ClassroomId,
    order::{HeldLesson, LessonChange, MovedTo, NewOrder, OneOff, Order, Room},
    tests::support,
    timetable::LessonId,
};

/// When and where a lesson was held, and whether it was cancelled.
type Told = BTreeMap<LessonId, (Timestamp, Timestamp, ClassroomId, bool)>;

/// Rooms with lessons of 45 minutes at eight, ten, one and three on every school day of a term of twenty weeks.
fn term(rooms: usize) -> Order {
    let keys: Vec<String> = (0..rooms).map(|room| format!("r{room}")).collect();
    let line = |hour: &i64| json!({"key": format!("{hour}"), "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "start": format!("{hour:02}:00"), "duration_minutes": 45});
    let lines: Vec<Value> = [8, 10, 13, 15].iter().map(line).collect();
    let mut first = document(json!({"time_zone": "UTC", "lessons": lines}), &keys.iter().map(String::as_str).collect::<Vec<_>>());
    first.term.last_day = date(2027, 1, 18);
    let room = |(number, key): (u128, String)| Room { id: ClassroomId::new(Uuid::from_u128(number)), key };
    Order { rooms: (1..).zip(keys).map(room).collect(), ..order(first) }
}

/// A moment of a day, counted from Monday 7 September.
fn moment(day: i64, hour: i64, minute: i64) -> Timestamp {
    on("2026-09-07", "00:00") + SignedDuration::from_mins((day * 24 + hour) * 60 + minute)
}

fn told(order: &Order, lessons: &[HeldLesson]) -> Told {
    let of = |held: &HeldLesson| (order.lesson_id(held), (held.lesson.starts_at, held.lesson.ends_at, held.room_id, held.lesson.cancelled));
    lessons.iter().map(of).collect()
}

fn next(order: Order, document: NewOrder, now: Timestamp) -> Order {
    amend(order, document, None, now).expect("it is never refused").order
}

/// The lesson of a room that is to begin then is changed at a moment.
fn changed(order: Order, (room, starts_at): (usize, Timestamp), change: impl Fn(&HeldLesson) -> LessonChange, now: Timestamp) -> Order {
    let id = order.rooms[room].id;
    let lessons = order.lessons_between(starts_at, starts_at + SignedDuration::from_mins(1));
    let held = *lessons.iter().find(|held| held.room_id == id && held.lesson.starts_at == starts_at).expect("the lesson");
    let rewritten = order.with_lesson(&held, &change(&held), now).expect("a change").expect("another one");
    next(order, rewritten.document, now)
}

/// Five changes of a school day in one of the rooms, and on Mondays a lesson that no line has.
fn changed_all_day(mut order: Order, room: usize, day: i64) -> Order {
    let longer = |held: &HeldLesson| LessonChange::ExtendTo(held.lesson.ends_at + SignedDuration::from_mins(10));
    let later = |held: &HeldLesson| {
        let start = TimeZone::UTC.to_datetime(held.lesson.starts_at + SignedDuration::from_hours(4)).time();
        LessonChange::Move(MovedTo { start: Some(start), ..MovedTo::default() })
    };
    order = changed(order, (room, moment(day, 8, 0)), longer, moment(day, 8, 20));
    order = changed(order, (room, moment(day, 10, 0)), |_| LessonChange::Cancel, moment(day, 9, 55));
    order = changed(order, (room, moment(day, 13, 0)), later, moment(day, 11, 0));
    order = changed(order, (room, moment(day, 15, 0)), |_| LessonChange::Cancel, moment(day, 13, 10));
    order = changed(order, (room, moment(day, 15, 0)), |_| LessonChange::Restore, moment(day, 14, 0));
    if day % 7 > 0 {
        return order;
    }
    let once = OneOff {
        room: order.rooms[room].key.clone(),
        title: None,
        teachers: vec![],
        starts: Some(TimeZone::UTC.to_datetime(moment(day, 18, 0))),
        duration_minutes: 30,
        expected: None,
    };
    let now = moment(day, 16, 0);
    let rewritten = order.with_one_off(&once, format!("once {day}"), now).expect("a lesson");
    next(order, rewritten.document, now)
}

/// The most generations that an order has whose lessons are changed all day in so many weeks. Each lesson stays as it was told on the evening of its day.
fn most_generations(rooms: usize, weeks: i64) -> usize {
    let (mut order, mut evenings, mut most) = (term(rooms), Told::new(), 0);
    for (nth, day) in (0..weeks * 7).filter(|day| day % 7 < 5).enumerate() {
        order = changed_all_day(order, nth % rooms, day);
        most = most.max(order.generations.len());
        evenings.extend(told(&order, &order.lessons_between(moment(day, 0, 0), moment(day, 24, 0))));
    }
    let schedule = order.schedule();
    let now = told(&order, schedule.lessons());
    for (id, told) in &evenings {
        assert_eq!(now.get(id), Some(told), "{id:?}");
    }
    assert!(order.newest().number > weeks * 25, "each is a generation");
    let (first, second) = (&order.generations[0], &order.generations[1]);
    assert_eq!((first.number, first.effective_from), (1, on("2026-09-01", "00:00")));
    assert_eq!(second.effective_from, moment(0, 8, 20), "one stands for all since the first change");
    assert!(second.created_at > second.effective_from);
    most
}

#[test]
fn lessons_that_are_changed_every_day_leave_the_generations_of_some_weeks() {
    let most = most_generations(2, 6);
    assert!(most <= 70, "{most}");
}

#[test]
#[ignore = "long: a term of sixty classes, changed five times a day"]
fn a_term_of_sixty_classes_that_is_changed_all_day_is_never_refused() {
    let most = most_generations(60, 19);
    assert!(most <= 70, "{most}");
    // So many documents of a school that writes down each lesson of each class, with a term of changes, are less than an order may keep.
    let largest = serde_json::to_vec(&support::school()).expect("a document").len() + (50 << 10);
    assert!(most * largest < 64 << 20, "{most} of {largest} bytes");
}

#[test]
fn what_a_later_one_would_tell_otherwise_is_kept() {
    let mut order = term(1);
    let is_on = |order: &Order, number: i64| order.generations.iter().any(|generation| generation.number == number);
    // From the third day on the room has other seats, so that what it had on the first two is told by what was before.
    for day in 0..2 {
        order = changed_all_day(order, 0, day);
    }
    let last_before = order.newest().number;
    let mut other = order.newest().document.clone();
    other.rooms[0].seats = 40;
    order = amended(order, other, moment(1, 20, 0));
    for day in [2, 3, 4, 7, 8] {
        order = changed_all_day(order, 0, day);
    }
    let before = told(&order, order.schedule().lessons());
    let taken = order.fold_generations(0, moment(40, 0, 0)).taken;
    assert!(taken.len() > 10 && taken.contains(&2), "{taken:?}");
    assert!(is_on(&order, last_before), "one document has a room once");
    assert_eq!(told(&order, order.schedule().lessons()), before);
    // What is not long over is not touched.
    let mut fresh = changed_all_day(changed_all_day(term(1), 0, 0), 0, 1);
    assert_eq!(fresh.fold_generations(0, moment(14, 0, 0)).taken, Vec::<i64>::new());
}

/// The same with who taught.
type Taught = BTreeMap<LessonId, (Timestamp, Timestamp, ClassroomId, bool, Vec<String>)>;

fn taught(order: &Order, lessons: &[HeldLesson]) -> Taught {
    let of = |held: &HeldLesson| {
        let document = &order.generations[held.generation_index as usize].document;
        let teachers = document.timetable.lessons[held.lesson.line as usize].teachers.clone();
        (order.lesson_id(held), (held.lesson.starts_at, held.lesson.ends_at, held.room_id, held.lesson.cancelled, teachers))
    };
    lessons.iter().map(of).collect()
}

#[test]
fn lines_that_change_every_week_are_told_by_one_document_when_they_are_over() {
    let (mut order, mut told) = (term(2), Taught::new());
    for week in 0..12 {
        let monday = week * 7;
        order = changed(order, (0, moment(monday, 10, 0)), |_| LessonChange::Cancel, moment(monday, 9, 0));
        order = changed(order, (1, moment(monday + 1, 8, 0)), |_| LessonChange::Cancel, moment(monday + 1, 7, 0));
        told.extend(taught(&order, &order.lessons_between(moment(monday, 0, 0), moment(monday + 7, 0, 0))));
        // The next week somebody else teaches at eight, the lessons at one begin at another hour, and another club meets.
        let mut other = order.newest().document.clone();
        let lines = &mut other.timetable.lessons;
        lines[0].teachers = vec![format!("teacher {week}")];
        lines[2].start = time(if week % 2 == 0 { 12 } else { 13 }, 0, 0, 0);
        lines.truncate(4);
        let club = json!({"key": format!("club {week}"), "rrule": "FREQ=WEEKLY;BYDAY=TU", "start": "17:00", "duration_minutes": 30});
        lines.push(serde_json::from_value(club).expect("a line"));
        order = next(order, other, moment(monday + 6, 20, 0));
    }
    let last = order.newest().number;
    let folded = order.fold_generations(0, moment(12 * 7 + 40, 0, 0));
    assert_eq!(order.generations.iter().map(|generation| generation.number).collect::<Vec<_>>(), [1, last - 1, last]);
    assert_eq!(folded.rewritten, [last - 1]);
    let schedule = order.schedule();
    let whole = taught(&order, schedule.lessons());
    for (id, lesson) in &told {
        assert_eq!(whole.get(id), Some(lesson), "{id:?}");
    }
    for week in 0..12 {
        let lessons = order.lessons_between(moment(week * 7, 0, 0), moment(week * 7 + 7, 0, 0));
        assert!(taught(&order, &lessons).iter().all(|(id, lesson)| told.get(id) == Some(lesson)), "week {week}");
        assert_eq!(lessons.iter().filter(|held| held.lesson.cancelled).count(), 2);
    }
}

#[test]
fn days_that_run_as_others_are_told_by_one_document_too() {
    let (mut order, mut told) = (term(1), Taught::new());
    let days =
        json!([{"from": "2026-09-11", "to": "2026-09-11", "off": true}, {"date": "2026-09-12", "runs_as": "2026-09-11", "rooms": ["r0"]}]);
    let mut first = order.newest().document.clone();
    first.timetable.days = serde_json::from_value(days).expect("days");
    order = next(order, first, moment(0, 7, 0));
    for week in 0..4 {
        told.extend(taught(&order, &order.lessons_between(moment(week * 7, 0, 0), moment(week * 7 + 7, 0, 0))));
        let mut other = order.newest().document.clone();
        other.timetable.lessons[0].teachers = vec![format!("teacher {week}")];
        other.timetable.lessons[2].start = time(if week % 2 == 0 { 12 } else { 13 }, 0, 0, 0);
        order = next(order, other, moment(week * 7 + 6, 20, 0));
    }
    let last = order.newest().number;
    let folded = order.fold_generations(0, moment(4 * 7 + 40, 0, 0));
    assert_eq!(order.generations.iter().map(|generation| generation.number).collect::<Vec<_>>(), [1, last - 1, last]);
    assert_eq!(folded.rewritten, [last - 1]);
    let saturday = order.lessons_between(moment(5, 0, 0), moment(6, 0, 0));
    assert_eq!((saturday.len(), told.len()), (4, 4 * 20));
    let whole = taught(&order, order.schedule().lessons());
    for (id, lesson) in &told {
        assert_eq!(whole.get(id), Some(lesson), "{id:?}");
    }
}
