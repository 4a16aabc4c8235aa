//! The school, and what its own week says: which lessons there are, under which ids, and which rooms are due at a moment.
//!
//! It is worked out here a second time, from what was ordered alone and without the product's core: what that gets wrong is not to be agreed with.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_domain::ids::OrderId;
use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, DateTime, Time, Weekday, time},
    tz::TimeZone,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const ZONE: &str = "Asia/Shanghai";
/// Rooms are up from so long before a lesson to so long after it.
pub(super) const AROUND: SignedDuration = SignedDuration::from_mins(10);
pub(super) const CLASSES_A_GRADE: u32 = 10;
pub(super) const GRADES: [u32; 6] = [7, 8, 9, 10, 11, 12];
const LESSON_MINUTES: i64 = 45;
const SCHOOL_DAYS: [Weekday; 5] = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
/// The two halves of the school share a yard and a canteen: their bells ring at different times.
const JUNIOR: [(i8, i8); 9] = [(8, 0), (8, 55), (10, 0), (10, 55), (13, 30), (14, 25), (15, 25), (16, 20), (17, 15)];
const SENIOR: [(i8, i8); 8] = [(8, 10), (9, 5), (10, 10), (11, 5), (13, 50), (14, 45), (15, 45), (16, 40)];

/// A lesson as anybody has it: the service, or the school's week.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lesson {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    /// Id of the classroom.
    pub(super) room: String,
    pub(super) id: String,
    pub(super) cancelled: bool,
}

impl Lesson {
    /// Whether its room is due at a moment.
    pub(super) fn is_due(&self, at: Timestamp) -> bool {
        !self.cancelled && self.from - AROUND <= at && at < self.to + AROUND
    }

    pub(super) fn is_on(&self, at: Timestamp) -> bool {
        !self.cancelled && self.from <= at && at < self.to
    }
}

/// A line of a timetable, for every room of its order.
#[derive(Debug, Clone)]
pub(super) struct Line {
    key: String,
    on: On,
    start: Time,
    minutes: i64,
}

#[derive(Debug, Clone)]
enum On {
    Week(Vec<Weekday>),
    Date(Date),
}

impl Line {
    /// A lesson once.
    pub(super) fn once(key: &str, date: Date, start: Time, minutes: i64) -> Self {
        Self { key: key.to_owned(), on: On::Date(date), start, minutes }
    }

    pub(super) fn json(&self) -> Value {
        let (start, minutes) = (self.start.strftime("%H:%M").to_string(), self.minutes);
        let mut line = json!({"key": self.key, "start": start, "duration_minutes": minutes});
        match &self.on {
            On::Week(days) => {
                let days: Vec<String> = days.iter().map(|day| format!("{day:?}")[..2].to_uppercase()).collect();
                line["rrule"] = json!(format!("FREQ=WEEKLY;BYDAY={}", days.join(",")));
            }
            On::Date(date) => line["dates"] = json!([date]),
        }
        line
    }
}

/// The forty lessons of a grade's week. Grade 7 goes home earlier on Thursday and later on Tuesday.
pub(super) fn week(grade: u32) -> Vec<Line> {
    let bells = if grade < 10 { &JUNIOR[..] } else { &SENIOR[..] };
    let is_held = |period: usize, day: Weekday| match (grade, period, day) {
        (7, 8, Weekday::Thursday) => false,
        (7, 9, Weekday::Tuesday) => true,
        _ => period <= 8,
    };
    let line = |(period, (hour, minute)): (usize, &(i8, i8))| {
        let days: Vec<Weekday> = SCHOOL_DAYS.into_iter().filter(|day| is_held(period, *day)).collect();
        let start = time(*hour, *minute, 0, 0);
        (!days.is_empty()).then(|| Line { key: format!("p{period}"), on: On::Week(days), start, minutes: LESSON_MINUTES })
    };
    (1..).zip(bells).filter_map(line).collect()
}

/// What the school's calendar says of some days.
#[derive(Debug, Clone, Copy)]
pub(super) enum Day {
    Off(Date, Date),
    RunsAs(Date, Date),
}

impl Day {
    pub(super) fn json(self) -> Value {
        match self {
            Self::Off(from, to) => json!({"from": from, "to": to, "off": true}),
            Self::RunsAs(date, other) => json!({"date": date, "runs_as": other}),
        }
    }
}

/// An order of some rooms.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) order: OrderId,
    /// Keys, and ids of classrooms.
    pub(super) rooms: BTreeMap<String, String>,
    pub(super) lines: Vec<Line>,
    pub(super) term: (Date, Date),
}

impl Course {
    /// The lines that are held on a date of the term that runs as a weekday.
    fn held(&self, date: Date, weekday: Option<Weekday>) -> impl Iterator<Item = &Line> {
        let in_term = (self.term.0..=self.term.1).contains(&date);
        self.lines.iter().filter(move |line| match &line.on {
            On::Week(days) => in_term && weekday.is_some_and(|weekday| days.contains(&weekday)),
            On::Date(on) => *on == date,
        })
    }

    fn lessons(&self, line: &Line, date: Date) -> Vec<Lesson> {
        let from = instant(date.to_datetime(line.start));
        let to = from + SignedDuration::from_mins(line.minutes);
        let lesson =
            |(key, room): (&String, &String)| Lesson { from, to, room: room.clone(), id: self.id(line, key, date), cancelled: false };
        self.rooms.iter().map(lesson).collect()
    }

    fn id(&self, line: &Line, room: &str, on: Date) -> String {
        let digest = Sha256::digest(format!("{}\0{room}\0{on}", line.key));
        let hash: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("les_{}_{hash}", self.order.uuid().simple())
    }
}

/// What became of a single lesson.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    Held(Timestamp, Timestamp),
    Cancelled,
}

/// All that was ordered.
#[derive(Debug, Default)]
pub(super) struct School {
    pub(super) courses: Vec<Course>,
    pub(super) days: Vec<Day>,
    pub(super) changes: BTreeMap<String, Change>,
}

impl School {
    /// The lessons of a date. Changes leave a lesson on its day.
    pub(super) fn lessons_on(&self, date: Date) -> Vec<Lesson> {
        let mut lessons = self.planned(date, self.runs_as(date));
        for lesson in &mut lessons {
            match self.changes.get(&lesson.id) {
                Some(Change::Held(from, to)) => (lesson.from, lesson.to) = (*from, *to),
                Some(Change::Cancelled) => lesson.cancelled = true,
                None => {}
            }
        }
        lessons.sort();
        lessons
    }

    /// Those that end after a moment and begin before another.
    pub(super) fn lessons_between(&self, from: Timestamp, to: Timestamp) -> Vec<Lesson> {
        let days = wall(from).date().series(1.day()).take_while(|day| *day <= wall(to).date());
        let lessons = days.flat_map(|day| self.lessons_on(day)).filter(|lesson| lesson.to > from && lesson.from < to);
        let mut lessons: Vec<Lesson> = lessons.collect();
        lessons.sort();
        lessons
    }

    /// When something may begin or end, or would if the day were one like any other.
    pub(super) fn bells(&self, from: DateTime, to: DateTime) -> BTreeSet<Timestamp> {
        let days = from.date().series(1.day()).take_while(|day| *day <= to.date());
        let lessons = days.flat_map(|day| [self.lessons_on(day), self.planned(day, Some(day.weekday()))].concat());
        let bells = lessons.flat_map(|lesson| [lesson.from - AROUND, lesson.from, lesson.to, lesson.to + AROUND]);
        bells.filter(|bell| (instant(from)..instant(to)).contains(bell)).collect()
    }

    /// How many lessons an order has in all.
    pub(super) fn total(&self, course: &Course) -> usize {
        let (first, last) = course.term;
        let days = first.series(1.day()).take_while(|day| *day <= last);
        days.map(|day| course.held(day, self.runs_as(day)).count() * course.rooms.len()).sum()
    }

    /// The lesson of a line in a room on a date.
    pub(super) fn lesson(&self, room: &str, line: &str, on: Date) -> Lesson {
        let has = |course: &&Course| course.rooms.contains_key(room) && (course.term.0..=course.term.1).contains(&on);
        let course = self.courses.iter().find(has).expect("a room of the school");
        let line = course.lines.iter().find(|known| known.key == line).expect("a line of its week");
        let id = course.id(line, room, on);
        self.lessons_on(on).into_iter().find(|lesson| lesson.id == id).expect("a lesson of that day")
    }

    pub(super) fn change(&mut self, lesson: &Lesson, change: Change) {
        self.changes.insert(lesson.id.clone(), change);
    }

    /// The weekday whose lessons a date has. `None` where it is off.
    fn runs_as(&self, date: Date) -> Option<Weekday> {
        let made_up = self.days.iter().find_map(|day| match day {
            Day::RunsAs(on, other) if *on == date => Some(other.weekday()),
            _ => None,
        });
        let is_off = self.days.iter().any(|day| matches!(day, Day::Off(from, to) if (*from..=*to).contains(&date)));
        made_up.or((!is_off).then_some(date.weekday()))
    }

    /// What the lines have on a date that runs as a weekday.
    fn planned(&self, date: Date, weekday: Option<Weekday>) -> Vec<Lesson> {
        self.courses.iter().flat_map(|course| course.held(date, weekday).flat_map(move |line| course.lessons(line, date))).collect()
    }
}

fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap()
}

/// A moment of the school's wall clock.
pub(super) fn instant(at: DateTime) -> Timestamp {
    at.to_zoned(zone()).unwrap().timestamp()
}

/// What the school's wall clock shows.
pub(super) fn wall(at: Timestamp) -> DateTime {
    at.to_zoned(zone()).datetime()
}
