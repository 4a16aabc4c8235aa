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
    civil::{Date, date, time},
};
use serde_json::json;

use self::{
    school::{CLASSES_A_GRADE, Change, Day, GRADES, Line, instant, wall},
    walk::{TERMS, Year},
};

const MONDAY: Date = date(2026, 9, 7);
const EXTENDED: Date = date(2026, 9, 24);
const SATURDAY: Date = date(2026, 10, 10);
const CLOSED: Date = date(2026, 10, 16);
const CHANGED: Date = date(2026, 11, 4);
/// How long all days may take.
const A_YEAR: Duration = Duration::from_secs(2 * 60 * 60);

/// What is in lessons when the whole school is.
const EVERYBODY: usize = CLASSES_A_GRADE as usize * GRADES.len();

#[tokio::test]
async fn six_days_of_a_year_are_as_the_timetable_has_them_at_every_bell() {
    let mut year = Year::begin().await;
    for day in [MONDAY, EXTENDED, SATURDAY, CLOSED, CHANGED, TERMS[0].1, TERMS[1].0] {
        a_day(&mut year, day).await;
    }
    year.end().await;
}

/// `cargo test -- --ignored every_day_of_a_year --nocapture` prints what each day takes.
#[tokio::test]
#[ignore = "long: walks through every day of two terms"]
async fn every_day_of_a_year_is_as_the_timetable_has_it_at_every_bell() {
    let began = Instant::now();
    let mut year = Year::begin().await;
    for (first, last) in TERMS {
        for day in first.series(1.day()).take_while(|day| *day <= last) {
            a_day(&mut year, day).await;
            assert!(began.elapsed() < A_YEAR, "on {day} it is {:?}", began.elapsed());
        }
    }
    year.end().await;
}

/// Whatever happens on a day, and all of its bells.
async fn a_day(year: &mut Year, day: Date) {
    let began = Instant::now();
    let bells = match day {
        MONDAY => everybody(year, day).await,
        EXTENDED => one_lesson_is_extended_and_one_cannot_be(year, day).await,
        SATURDAY => a_saturday_runs_as_a_wednesday(year, day).await,
        CLOSED => a_friday_is_closed(year, day).await,
        CHANGED => one_lesson_is_moved_and_one_is_cancelled(year, day).await,
        _ if day == TERMS[0].1 => the_first_term_ends(year, day).await,
        _ if day == TERMS[1].0 => the_second_term_begins(year, day).await,
        _ => year.day(day).await,
    };
    eprintln!("{day}: {bells} bells in {:.1} s", began.elapsed().as_secs_f64());
}

/// A day like any other, on which every class is in a lesson at some time.
async fn everybody(year: &mut Year, day: Date) -> usize {
    let due = |year: &Year, hour: i8, minute: i8| {
        let now = instant(day.at(hour, minute, 0, 0));
        year.school
            .lessons_on(day)
            .iter()
            .filter(|lesson| lesson.is_due(now))
            .map(|lesson| lesson.room.clone())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let counts = [(7, 49), (7, 50), (8, 0), (9, 0), (11, 55), (12, 0), (12, 30)].map(|(hour, minute)| due(year, hour, minute));
    assert_eq!(counts, [0, EVERYBODY / 2, EVERYBODY, EVERYBODY, EVERYBODY / 2, 0, 0], "the school's own week is one");
    year.day(day).await
}

/// The parents of grade 7 meet in ten rooms more while all other grades are in lessons: then nobody else has a place.
async fn one_lesson_is_extended_and_one_cannot_be(year: &mut Year, day: Date) -> usize {
    year.clock(day.at(6, 0, 0, 0)).await;
    year.order("parents-7", vec![Line::once("meeting", day, time(16, 40, 0, 0), 45)], (day, day), false).await;
    let mut bells = year.walk(day.at(6, 0, 0, 0), day.at(15, 50, 0, 0)).await;
    year.clock(day.at(15, 50, 0, 0)).await;
    let [full, fits] = ["7-1", "7-2"].map(|room| year.school.lesson(room, "p7", day));
    let (before, pods) = (ids_of_weeks(year, day).await, year.pods().await);
    nothing_else_has_a_place(year, day, &full.id).await;
    let longer = instant(day.at(16, 30, 0, 0));
    year.ask(&fits.id, "extend", json!({"ends_at": longer})).await.expect(200);
    year.school.change(&fits, Change::Held(fits.from, longer));
    year.look().await;
    assert_eq!(ids_of_weeks(year, day).await, before);
    assert_eq!(year.pods().await, pods, "whoever is in a lesson stays where they are");
    bells += year.walk(day.at(15, 50, 0, 0), day.at(23, 59, 59, 0)).await;
    bells
}

async fn nothing_else_has_a_place(year: &mut Year, day: Date, lesson: &str) {
    let order = format!("/v1/orders/{}", year.orders_of(TERMS[0])[0]);
    let version = year.world.school().get(&order).send().await.expect(200).etag().to_owned();

    let refused = year.ask(lesson, "extend", json!({"ends_at": instant(day.at(16, 50, 0, 0))})).await;
    let refused = refused.expect_problem(409, "quota-exceeded");
    assert_eq!(refused["violations"][0]["at_local"], format!("{day}T16:40:00+08:00"));
    assert_eq!(refused["alternatives"][0]["change"], json!({"ends_at": instant(day.at(16, 40, 0, 0))}));
    assert_eq!(year.world.school().get(&order).send().await.expect(200).etag(), version, "nothing has changed");
    year.look().await;
}

async fn a_saturday_runs_as_a_wednesday(year: &mut Year, day: Date) -> usize {
    let wednesday = year.school.lessons_on(date(2026, 10, 14));
    let saturday = year.school.lessons_on(day);
    let starts = |lessons: &[school::Lesson]| lessons.iter().map(|lesson| wall(lesson.from).time()).collect::<Vec<_>>();
    assert_eq!((starts(&saturday), saturday.len()), (starts(&wednesday), EVERYBODY * 8));
    year.day(day).await
}

/// In one call, an hour before the first room would go up.
async fn a_friday_is_closed(year: &mut Year, day: Date) -> usize {
    year.clock(day.at(6, 50, 0, 0)).await;
    let before = ids_of_weeks(year, day).await;
    let lost: BTreeSet<String> = year.school.lessons_on(day).into_iter().map(|lesson| lesson.id).collect();
    assert_eq!(lost.len(), EVERYBODY * 8);
    year.plan(Day::Off(day, day)).await;
    year.look().await;
    assert_eq!(ids_of_weeks(year, day).await, before.difference(&lost).cloned().collect());
    year.day(day).await
}

async fn one_lesson_is_moved_and_one_is_cancelled(year: &mut Year, day: Date) -> usize {
    year.clock(day.at(6, 0, 0, 0)).await;
    let before = ids_of_weeks(year, day).await;
    let (moved, cancelled) = (year.school.lesson("8-3", "p2", day), year.school.lesson("9-5", "p8", day));
    year.ask(&moved.id, "move", json!({"start": "18:00"})).await.expect(200);
    year.ask(&cancelled.id, "cancel", json!({})).await.expect(200);
    let evening = instant(day.at(18, 0, 0, 0));
    year.school.change(&moved, Change::Held(evening, evening + moved.to.duration_since(moved.from)));
    year.school.change(&cancelled, Change::Cancelled);
    year.look().await;
    assert_eq!(ids_of_weeks(year, day).await, before);
    year.day(day).await
}

/// Its orders end by themselves, and nothing of them is left.
async fn the_first_term_ends(year: &mut Year, day: Date) -> usize {
    let bells = year.day(day).await;
    for order in year.orders_of(TERMS[0]) {
        assert!(year.world.namespace(order).await.is_some(), "it is there to the end of its term");
    }
    year.clock(day.tomorrow().unwrap().at(0, 0, 0, 0)).await;
    for order in year.orders_of(TERMS[0]) {
        assert_eq!(year.world.shown(order).await["phase"], "released");
        assert!(year.world.namespace(order).await.is_none());
    }
    bells
}

/// Its objects come a week before the first lesson.
async fn the_second_term_begins(year: &mut Year, day: Date) -> usize {
    // The first lesson is at eight for the juniors and ten minutes later for the seniors.
    let week_before = day.saturating_sub(7.days());
    for (minutes, standing) in [((7, 59), 0), ((8, 0), 3), ((8, 10), 6)] {
        year.clock(week_before.at(minutes.0, minutes.1, 0, 0)).await;
        let mut there = 0;
        for order in year.orders_of(TERMS[1]) {
            there += usize::from(year.world.namespace(order).await.is_some());
        }
        assert_eq!(there, standing, "at {minutes:?}");
    }
    year.day(day).await
}

/// The lessons of two weeks before and after a day.
async fn ids_of_weeks(year: &Year, day: Date) -> BTreeSet<String> {
    let midnight = |day: Date| instant(day.at(0, 0, 0, 0));
    year.ids((midnight(day.saturating_sub(14.days())), midnight(day.saturating_add(14.days())))).await
}
