//! A year of a school in simulated time: 60 classes of 40 lessons a week, two terms of 20 weeks, on a real control plane.
//!
//! `school` says by itself what there should be, `walk` makes it through the API and moves the clock from bell to bell, `checks` compares. Here are the days
//! on which something happens.

mod checks;
mod school;
mod walk;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time, date, time},
};
use serde_json::json;

use self::{
    school::{CLASSES_A_GRADE, Change, Day, GRADES, Lesson, Line, instant, wall},
    walk::{TERMS, Year},
};

const MONDAY: Date = date(2026, 9, 7);
const EXTENDED: Date = date(2026, 9, 24);
const SATURDAY: Date = date(2026, 10, 10);
const CLOSED: Date = date(2026, 10, 16);
const CHANGED: Date = date(2026, 11, 4);
const LAST: Date = TERMS[0].1;
const FIRST: Date = TERMS[1].0;

/// What is in lessons when the whole school is.
const EVERYBODY: usize = CLASSES_A_GRADE as usize * GRADES.len();
const ALL_DAY: &[(Time, Time)] = &[between((0, 0), (24, 0))];
/// Days on which something happens, and the hours in which it is seen: the whole of each is part of `every_day_of_a_year`.
const PARTICULAR: &[(Date, &[(Time, Time)])] = &[
    (MONDAY, &[between((7, 0), (10, 0))]),
    (EXTENDED, &[between((15, 0), (24, 0))]),
    (SATURDAY, &[between((7, 0), (8, 30))]),
    (CLOSED, ALL_DAY),
    (CHANGED, &[between((7, 0), (9, 0)), between((12, 0), (13, 15))]),
    (LAST, &[between((17, 0), (24, 0))]),
    (FIRST, &[between((0, 0), (8, 30))]),
];
/// How long all days of a half term may take.
const HALF_A_TERM: Duration = Duration::from_secs(2 * 60 * 60);

#[tokio::test]
async fn days_on_which_something_happens_are_as_the_timetable_has_them_at_every_bell() {
    let mut year = Year::begin().await;
    for (day, heard) in PARTICULAR {
        a_day(&mut year, Hours { day: *day, heard }).await;
    }
    year.end().await;
}

#[tokio::test]
#[ignore = "long: walks through every day of half a term"]
async fn every_day_of_a_year_from_september_is_as_the_timetable_has_it_at_every_bell() {
    every_day(TERMS[0].0, date(2026, 11, 8)).await;
}

#[tokio::test]
#[ignore = "long: walks through every day of half a term"]
async fn every_day_of_a_year_from_november_is_as_the_timetable_has_it_at_every_bell() {
    every_day(date(2026, 11, 9), LAST).await;
}

#[tokio::test]
#[ignore = "long: walks through every day of half a term"]
async fn every_day_of_a_year_from_march_is_as_the_timetable_has_it_at_every_bell() {
    every_day(FIRST, date(2027, 5, 9)).await;
}

#[tokio::test]
#[ignore = "long: walks through every day of half a term"]
async fn every_day_of_a_year_from_may_is_as_the_timetable_has_it_at_every_bell() {
    every_day(date(2027, 5, 10), TERMS[1].1).await;
}

/// `cargo test -- --ignored every_day_of_a_year --nocapture` prints what each day takes. The year is walked in four parts, each with the whole school and its
/// own control plane: a bell is mostly waiting, and a part that goes wrong can be walked again alone.
async fn every_day(first: Date, last: Date) {
    let began = Instant::now();
    let mut year = Year::begin().await;
    year.weeks_around = 60;
    for day in first.series(1.day()).take_while(|day| *day <= last) {
        a_day(&mut year, Hours::all(day)).await;
        assert!(began.elapsed() < HALF_A_TERM, "on {day} it is {:?}", began.elapsed());
    }
    year.end().await;
}

/// Those of a day whose bells are heard, from the first hour on.
#[derive(Debug, Clone, Copy)]
struct Hours {
    day: Date,
    heard: &'static [(Time, Time)],
}

impl Hours {
    const fn all(day: Date) -> Self {
        Self { day, heard: ALL_DAY }
    }

    fn begin(self) -> DateTime {
        self.day.to_datetime(self.heard[0].0)
    }

    /// From bell to bell of those that are heard, between two times. Says how many there were.
    async fn walk(self, year: &mut Year, from: Time, to: Time) -> usize {
        let mut bells = 0;
        for (begin, end) in self.heard {
            bells += year.walk(self.day.to_datetime(from.max(*begin)), self.day.to_datetime(to.min(*end))).await;
        }
        bells
    }

    async fn walk_all(self, year: &mut Year) -> usize {
        self.walk(year, Time::MIN, Time::MAX).await
    }
}

/// Hours and minutes; 24:00 is the end of the day.
const fn between(from: (i8, i8), to: (i8, i8)) -> (Time, Time) {
    (time(from.0, from.1, 0, 0), if to.0 == 24 { Time::MAX } else { time(to.0, to.1, 0, 0) })
}

/// Whatever happens on a day, and its bells.
async fn a_day(year: &mut Year, hours: Hours) {
    let began = Instant::now();
    let bells = match hours.day {
        MONDAY => everybody(year, hours).await,
        EXTENDED => one_lesson_is_extended_and_one_cannot_be(year, hours).await,
        SATURDAY => a_saturday_runs_as_a_wednesday(year, hours).await,
        CLOSED => a_friday_is_closed(year, hours).await,
        CHANGED => one_lesson_is_moved_and_one_is_cancelled(year, hours).await,
        LAST => the_first_term_ends(year, hours).await,
        FIRST => the_second_term_begins(year, hours).await,
        _ => hours.walk_all(year).await,
    };
    eprintln!("{}: {bells} bells in {:.1} s", hours.day, began.elapsed().as_secs_f64());
}

/// A day like any other, on which every class is in a lesson at some time.
async fn everybody(year: &mut Year, hours: Hours) -> usize {
    let lessons = year.school.lessons_on(hours.day);
    let due = |(hour, minute): (i8, i8)| {
        let now = instant(hours.day.at(hour, minute, 0, 0));
        lessons.iter().filter(|lesson| lesson.is_due(now)).map(|lesson| lesson.room.as_str()).collect::<BTreeSet<_>>().len()
    };
    let counts = [(7, 49), (7, 50), (8, 0), (9, 0), (11, 55), (12, 0), (12, 30)].map(due);
    assert_eq!(counts, [0, EVERYBODY / 2, EVERYBODY, EVERYBODY, EVERYBODY / 2, 0, 0], "the school's own week is one");
    hours.walk_all(year).await
}

/// The parents of grade 7 meet in ten rooms more while all other grades are in lessons: then nobody else has a place.
async fn one_lesson_is_extended_and_one_cannot_be(year: &mut Year, hours: Hours) -> usize {
    let (day, asked) = (hours.day, time(15, 50, 0, 0));
    year.clock(hours.begin()).await;
    year.order("parents-7", vec![Line::once("meeting", day, time(16, 40, 0, 0), 45)], (day, day), false).await;
    let before = hours.walk(year, Time::MIN, asked).await;
    year.clock(day.to_datetime(asked)).await;
    let [full, fits] = ["7-1", "7-2"].map(|room| year.school.lesson(room, "p7", day));
    let (ids, pods) = (year.ids_around(day).await, year.pods().await);
    nothing_else_has_a_place(year, day, &full.id).await;
    let longer = instant(day.at(16, 30, 0, 0));
    year.ask(&fits.id, "extend", json!({"ends_at": longer})).await.expect(200);
    year.school.change(&fits, Change::Held(fits.from, longer));
    year.look().await;
    assert_eq!(year.ids_around(day).await, ids);
    assert_eq!(year.pods().await, pods, "whoever is in a lesson stays where they are");
    before + hours.walk(year, asked, Time::MAX).await
}

async fn nothing_else_has_a_place(year: &mut Year, day: Date, lesson: &str) {
    let order = year.orders_of(TERMS[0])[0];
    let version = year.version(order).await;
    let refused = year.ask(lesson, "extend", json!({"ends_at": instant(day.at(16, 50, 0, 0))})).await;
    let refused = refused.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"][0]["at_local"], format!("{day}T16:40:00+08:00"));
    assert_eq!(refused["alternatives"][0]["change"], json!({"ends_at": instant(day.at(16, 40, 0, 0))}));
    assert_eq!(year.version(order).await, version, "nothing has changed");
    year.look().await;
}

async fn a_saturday_runs_as_a_wednesday(year: &mut Year, hours: Hours) -> usize {
    let wednesday = year.school.lessons_on(date(2026, 10, 14));
    let saturday = year.school.lessons_on(hours.day);
    let starts = |lessons: &[Lesson]| lessons.iter().map(|lesson| wall(lesson.from).time()).collect::<Vec<_>>();
    assert_eq!((starts(&saturday), saturday.len()), (starts(&wednesday), EVERYBODY * 8));
    hours.walk_all(year).await
}

/// In one call, in the night before.
async fn a_friday_is_closed(year: &mut Year, hours: Hours) -> usize {
    let day = hours.day;
    year.clock(hours.begin()).await;
    let before = year.ids_around(day).await;
    let lost: BTreeSet<String> = year.school.lessons_on(day).into_iter().map(|lesson| lesson.id).collect();
    assert_eq!(lost.len(), EVERYBODY * 8);
    year.plan(Day::Off(day, day)).await;
    year.look().await;
    assert_eq!(year.ids_around(day).await, before.difference(&lost).cloned().collect());
    let bells = hours.walk_all(year).await;
    assert!(bells > 0, "the bells of a Friday ring for nobody");
    bells
}

/// One into the lunch break, and one after which its class would have gone home to eat.
async fn one_lesson_is_moved_and_one_is_cancelled(year: &mut Year, hours: Hours) -> usize {
    let day = hours.day;
    year.clock(hours.begin()).await;
    let before = year.ids_around(day).await;
    let (moved, cancelled) = (year.school.lesson("8-3", "p2", day), year.school.lesson("9-5", "p4", day));
    year.ask(&moved.id, "move", json!({"start": "12:15"})).await.expect(200);
    year.ask(&cancelled.id, "cancel", json!({})).await.expect(200);
    let later = instant(day.at(12, 15, 0, 0));
    year.school.change(&moved, Change::Held(later, later + moved.to.duration_since(moved.from)));
    year.school.change(&cancelled, Change::Cancelled);
    year.look().await;
    assert_eq!(year.ids_around(day).await, before);
    hours.walk_all(year).await
}

/// Its orders end by themselves, and nothing of them is left.
async fn the_first_term_ends(year: &mut Year, hours: Hours) -> usize {
    let bells = hours.walk_all(year).await;
    assert_eq!(year.standing(TERMS[0]).await, GRADES.len(), "they are there to the end of their term");
    year.clock(hours.day.tomorrow().unwrap().at(0, 0, 0, 0)).await;
    for order in year.orders_of(TERMS[0]) {
        assert_eq!(year.world.shown(order).await["phase"], "released");
    }
    assert_eq!(year.standing(TERMS[0]).await, 0);
    bells
}

/// Its objects come a week before the first lesson, which is at eight for one half of the school and ten minutes later for the other.
async fn the_second_term_begins(year: &mut Year, hours: Hours) -> usize {
    let week_before = hours.day.saturating_sub(7.days());
    for (hour, minute, standing) in [(7, 59, 0), (8, 0, GRADES.len() / 2), (8, 10, GRADES.len())] {
        year.clock(week_before.at(hour, minute, 0, 0)).await;
        assert_eq!(year.standing(TERMS[1]).await, standing, "at {hour}:{minute}");
    }
    hours.walk_all(year).await
}
