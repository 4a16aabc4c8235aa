//! The expansion itself: lines x rooms x days, less days off, plus make-up days, with changes, and no room in two lessons at once.
//!
//! Lessons are counted before any is made, so that a document cannot ask for more than there is memory. Everything that can be said about a broken
//! document is said; only what builds on broken parts is left out.

use std::{collections::HashSet, ops::RangeInclusive};

use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, date},
    tz::TimeZone,
};

use super::{
    Expansion, Lesson,
    changes::{self, Changes},
    days::{DaySet, TERM_DAYS_MAX, TermDays, days_between},
    exceptions::{self, Exceptions, ReadDay},
    lines::{self, DueDays, Means, ReadLine, line_pointer},
    rooms::{ROOMS_MAX, RoomKeys, RoomSet},
    zone::{Ambiguity, WallClock, zone},
};
use crate::order::{Allowance, Availability, Change, FieldError, FieldProblem, Findings, NewOrder, Oddity, Term};

/// Most lessons in one order, after days off, cancelled ones included.
pub const LESSONS_MAX: u32 = 60_000;
/// Most lines in one order.
pub const LINES_MAX: usize = 5_000;
/// Most day entries, and most changes, in one order.
pub const ENTRIES_MAX: usize = 2_000;
/// Most day entries of an academic calendar.
pub const CALENDAR_DAYS_MAX: usize = 400;
const EARLIEST: Date = date(1990, 1, 1);
const LATEST: Date = date(9000, 1, 1);

/// Which lessons are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Within<'a> {
    /// What is on or begins in one of these stretches of time, both ends included.
    pub(crate) spans: &'a [(Timestamp, Timestamp)],
    /// And what is held on these dates before any change.
    pub(crate) also: &'a [Date],
}

/// What an expansion comes to.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What was asked for, and a little more.
    pub(super) lessons: Vec<Lesson>,
    /// How many lessons the document has on all of its days, cancelled ones included.
    pub(super) in_all: usize,
}

/// Expands a document, noting what is wrong or odd. With `within`, at least what that asks for; then nothing is said of the lessons of other days, and of
/// their changes.
pub(super) fn expand<'d>(
    document: &'d NewOrder,
    ambiguity: Ambiguity,
    within: Option<Within<'_>>,
    means: Means<'_, 'd>,
    findings: &mut Findings,
) -> Found {
    let zone = findings.keep(|| "/timetable/time_zone".to_owned(), known_zone(&document.timetable.time_zone));
    let term = check_term(&document.term, findings);
    if !check_counts(document, findings) || !check_always(document, findings) {
        return Found::default();
    }
    let keys = RoomKeys::new(&document.rooms);
    let lines = lines::read(document, &keys, findings);
    let days = exceptions::read(document, &keys, findings);
    changes::check(document, &keys, findings);
    let (Some(zone), Some(term)) = (zone, term) else { return Found::default() };
    let mut clock = WallClock::new(&zone, ambiguity);
    let asked = within.map_or_else(|| term.range(term.first(), term.last()), |within| days_within(document, &term, &zone, within));
    let frame = Frame { document, lines: &lines, days: &days, term: &term, asked };
    let Some(mut found) = frame.lessons(&mut clock, means, findings) else { return Found::default() };
    Changes { document, keys: &keys, term: &term, asked: &asked, clock: &mut clock }.apply(&mut found.lessons, findings);
    refuse_overlaps(document, &mut found.lessons, findings);
    found.lessons.sort_unstable_by_key(|l| (l.starts_at, l.room, l.line));
    found
}

/// The days whose lessons may be on or begin within: a lesson lasts a day at most, and one that is moved there may have been on any day.
fn days_within(document: &NewOrder, term: &TermDays, zone: &TimeZone, within: Within<'_>) -> DaySet {
    let mut days = DaySet::default();
    for (from, until) in within.spans {
        let near = near(zone, *from, *until);
        days = days.union(&term.range(*near.start(), *near.end()));
        moved_into(document, &near).filter_map(|date| term.number(date)).for_each(|day| days.insert(day));
    }
    within.also.iter().filter_map(|date| term.number(*date)).for_each(|day| days.insert(day));
    days
}

/// The dates of lessons that may be on or begin within, where they are not moved.
fn near(zone: &TimeZone, from: Timestamp, until: Timestamp) -> RangeInclusive<Date> {
    let day = |at: Timestamp| zone.to_datetime(at).date();
    day(from).saturating_sub(2.days())..=day(until).saturating_add(1.day())
}

/// The dates, before any change, of lessons that are moved to some dates.
fn moved_into<'a>(document: &'a NewOrder, dates: &RangeInclusive<Date>) -> impl Iterator<Item = Date> + use<'a> {
    let dates = dates.clone();
    let is_there = move |change: &&Change| change.moved_to.as_ref().is_some_and(|to| dates.contains(&to.date.unwrap_or(change.on)));
    document.timetable.changes.iter().filter(is_there).map(|change| change.on)
}

/// The same, of lessons that are on or begin between two instants after their move.
pub(super) fn dates_moved_into(document: &NewOrder, from: Timestamp, until: Timestamp) -> Vec<Date> {
    let zone = zone(&document.timetable.time_zone).unwrap_or(TimeZone::UTC);
    moved_into(document, &near(&zone, from, until)).collect()
}

fn known_zone(name: &str) -> Result<TimeZone, FieldProblem> {
    zone(name).ok_or_else(|| FieldProblem::UnknownZone { zone: name.chars().take(64).collect() })
}

fn check_term(term: &Term, findings: &mut Findings) -> Option<TermDays> {
    let Term { first_day, last_day } = *term;
    for (pointer, actual) in [("/term/first_day", first_day), ("/term/last_day", last_day)] {
        if !(EARLIEST..=LATEST).contains(&actual) {
            findings.error(pointer, FieldProblem::DateOutOfRange { earliest: EARLIEST, latest: LATEST, actual });
            return None;
        }
    }
    let days = days_between(first_day, last_day) + 1;
    let problem = match TermDays::new(first_day, last_day) {
        Some(term) => return Some(term),
        None if days < 1 => FieldProblem::TermReversed { first_day, last_day },
        None => FieldProblem::TermTooLong { days, days_max: TERM_DAYS_MAX.into() },
    };
    findings.error("/term/last_day", problem);
    None
}

/// False when there is more than may be looked at.
fn check_counts(document: &NewOrder, findings: &mut Findings) -> bool {
    let table = &document.timetable;
    let counts = [
        ("/rooms", 1, ROOMS_MAX, document.rooms.len()),
        ("/timetable/lessons", 0, LINES_MAX, table.lessons.len()),
        ("/timetable/days", 0, ENTRIES_MAX, table.days.len()),
        ("/timetable/calendar_days", 0, CALENDAR_DAYS_MAX, table.calendar_days.len()),
        ("/timetable/changes", 0, ENTRIES_MAX, table.changes.len()),
    ];
    let mut fits = true;
    for (pointer, min, max, actual) in counts {
        if actual < min || actual > max {
            findings.error(pointer, FieldProblem::CountOutOfRange { min: min as u32, max: max as u32, actual: actual as u64 });
            fits = false;
        }
    }
    fits
}

/// False when there are no lessons to look for.
fn check_always(document: &NewOrder, findings: &mut Findings) -> bool {
    let table = &document.timetable;
    match table.availability {
        Some(Availability::Always) => {
            let lists = [
                ("lessons", table.lessons.is_empty()),
                ("academic_calendar", table.academic_calendar.is_none()),
                ("days", table.days.is_empty()),
                ("changes", table.changes.is_empty()),
            ];
            for (name, _) in lists.iter().filter(|(_, empty)| !empty) {
                findings.error(format!("/timetable/{name}"), FieldProblem::NotWithAlways {});
            }
            false
        }
        None if table.lessons.is_empty() => {
            findings.error("/timetable", FieldProblem::LessonsOrAlways {});
            false
        }
        None => true,
    }
}

/// What lines are expanded in.
struct Frame<'a, 'd> {
    document: &'d NewOrder,
    lines: &'a [ReadLine],
    days: &'a [ReadDay<'a>],
    term: &'a TermDays,
    /// Whose lessons are asked for.
    asked: DaySet,
}

impl<'d> Frame<'_, 'd> {
    /// The lessons before changes, sorted by line, room and date. `None` when there are too many: then nothing can be said of their changes.
    fn lessons(&self, clock: &mut WallClock<'_>, means: Means<'_, 'd>, findings: &mut Findings) -> Option<Found> {
        let Means { allowance, known } = means;
        let due = self.due(clock, Means { allowance: &mut *allowance, known }, findings);
        let rooms = exceptions::by_room(self.document, self.days, self.term, findings);
        if clock.refuses() {
            self.warn(&due, &rooms, findings);
        }
        let Some((in_all, asked)) = self.count(&due, &rooms) else {
            findings.error("/timetable/lessons", FieldProblem::TooManyLessons { max: LESSONS_MAX });
            return None;
        };
        if !allowance.take_lessons(asked) {
            findings.error("/timetable/lessons", FieldProblem::TooManyLessonsTogether { max: Allowance::LESSONS_MAX });
            return None;
        }
        let mut lessons = Vec::with_capacity(asked);
        for (line, due) in due.iter().enumerate() {
            self.line_lessons(line, due, &rooms, &mut Sink { clock, lessons: &mut lessons, findings });
        }
        Some(Found { lessons, in_all })
    }

    fn due(&self, clock: &WallClock<'_>, means: Means<'_, 'd>, findings: &mut Findings) -> Vec<DaySet> {
        let zone = (clock.zone(), self.document.timetable.time_zone.as_str());
        let mut due = DueDays::new(self.term, zone, means);
        let lines = self.document.timetable.lessons.iter().zip(self.lines).enumerate();
        lines.map(|(index, (line, read))| due.of(line, read, &line_pointer(index), findings)).collect()
    }

    /// How many lessons there are in all, and how many of them are asked for; `None` when there are too many.
    fn count(&self, due: &[DaySet], rooms: &[Exceptions]) -> Option<(usize, usize)> {
        let (mut in_all, mut asked) = (0, 0);
        for (line, due) in self.lines.iter().zip(due).filter(|(_, due)| !due.is_empty()) {
            for room in line.rooms.iter() {
                let days = rooms[room as usize].apply(due);
                in_all += days.len();
                asked += days.both(&self.asked).len();
            }
            if in_all > LESSONS_MAX as usize {
                return None;
            }
        }
        Some((in_all, asked))
    }

    fn line_lessons(&self, index: usize, due: &DaySet, rooms: &[Exceptions], sink: &mut Sink<'_, '_>) {
        let line = &self.document.timetable.lessons[index];
        let duration = SignedDuration::from_mins(line.duration_minutes.into());
        let mut refused = DaySet::default();
        for room in self.lines[index].rooms.iter() {
            for day in rooms[room as usize].apply(due).both(&self.asked).iter() {
                match sink.clock.at(self.term, day, line.start) {
                    Ok(starts_at) => sink.lessons.push(Lesson {
                        line: index as u32,
                        room,
                        home_room: room,
                        held_on: self.term.date(day),
                        starts_at,
                        ends_at: starts_at.saturating_add(duration).unwrap_or(starts_at),
                        cancelled: false,
                    }),
                    Err(problem) if !refused.contains(day) => {
                        refused.insert(day);
                        sink.findings.error(format!("{}/start", line_pointer(index)), problem);
                    }
                    Err(_) => {}
                }
            }
        }
    }

    fn warn(&self, due: &[DaySet], rooms: &[Exceptions], findings: &mut Findings) {
        let mut busy = vec![RoomSet::default(); TERM_DAYS_MAX.into()];
        for (index, (line, due)) in self.lines.iter().zip(due).enumerate() {
            due.iter().for_each(|day| busy[usize::from(day)].add(&line.rooms));
            if line.rooms.iter().all(|room| rooms[room as usize].apply(due).is_empty()) {
                let key = self.document.timetable.lessons[index].key.clone();
                findings.warn(line_pointer(index), Oddity::LineYieldsNothing { line: key });
            }
        }
        exceptions::warn_of_idle(self.days, self.term, &busy, findings);
    }
}

/// Where lessons come into being, and what is found on the way.
struct Sink<'a, 'z> {
    clock: &'a mut WallClock<'z>,
    lessons: &'a mut Vec<Lesson>,
    findings: &'a mut Findings,
}

/// Notes the first overlap of each pair of lines in a room.
fn refuse_overlaps(document: &NewOrder, lessons: &mut [Lesson], findings: &mut Findings) {
    lessons.sort_unstable_by_key(|l| (l.room, l.starts_at, l.line));
    let mut told = HashSet::new();
    let mut before: Option<Lesson> = None;
    for lesson in lessons.iter().filter(|l| !l.cancelled) {
        let Some(earlier) = before.filter(|b| b.room == lesson.room && b.ends_at > lesson.starts_at) else {
            before = Some(*lesson);
            continue;
        };
        if told.insert((lesson.room, earlier.line, lesson.line)) && ![earlier.line, lesson.line].iter().any(|l| too_long(findings, *l)) {
            findings.error(line_pointer(lesson.line as usize), overlap(document, &earlier, lesson));
        }
        if lesson.ends_at > earlier.ends_at {
            before = Some(*lesson);
        }
    }
}

/// A lesson of an impossible length overlaps others, but that is not what is wrong with it.
fn too_long(findings: &Findings, line: u32) -> bool {
    findings.blame(&format!("{}/duration_minutes", line_pointer(line as usize)))
}

fn overlap(document: &NewOrder, earlier: &Lesson, later: &Lesson) -> FieldProblem {
    let line = |l: &Lesson| document.timetable.lessons[l.line as usize].key.clone();
    let room = document.rooms[later.room as usize].key.clone();
    FieldProblem::LessonsOverlap { room, line: line(later), other_line: line(earlier), at: later.starts_at }
}

/// Wraps up: lessons with their warnings, or every error.
pub(super) fn finished(lessons: Vec<Lesson>, findings: Findings) -> Result<Expansion, Vec<FieldError>> {
    if findings.errors.is_empty() { Ok(Expansion { lessons, warnings: findings.warnings }) } else { Err(findings.errors) }
}
