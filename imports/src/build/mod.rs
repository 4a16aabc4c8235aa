//! From items to the body of an order: what cannot be held is told, and the rest becomes the fewest lines that give the same lessons.
//!
//! Readers say what stands in the file; whether two items want one room at one time, whether a room has seats, and whether a wall time exists is
//! decided here, in the order of the file, so that the later of two is the one to be mended.

mod checks;
mod lines;
mod occupied;
mod rooms;
mod rule;

use std::collections::HashSet;

use homeroom_domain::{order::Term, text::Natural};
use jiff::{civil::Date, tz::TimeZone};

use crate::{
    ask::{Ask, Format, Together},
    bounds::{Counter, LESSONS},
    item::{Item, Read},
    report::{Bound, Finding, Items, LessonAt, Outcome, Question, Refusal, Row, RowStatus},
    text::clip,
    within::{WEEKS_MAX, Within},
};
use checks::Checks;
use rooms::Rooms;

/// An item that is held, with its rooms as indices into `Rooms`.
struct Taken {
    item: Item,
    rooms: Vec<usize>,
}

pub(crate) fn build(mut read: Read, ask: &Ask) -> Result<Outcome, Refusal> {
    let zone = ask.time_zone.clone().or_else(|| read.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()));
    let time_zone = zone.as_ref().and_then(|zone| zone.iana_name()).map(str::to_owned);
    if time_zone.is_none() {
        read.questions.push(Question::TimeZoneNeeded {});
    }
    let items = std::mem::take(&mut read.items);
    let told = Within::of(ask);
    let within = told.or_else(|| span(&items));
    let mut rooms = Rooms::new(&read.rooms, &items, ask);
    let mut checks = Checks { ask, within, zone: zone.unwrap_or(TimeZone::UTC), rows: Vec::new(), occupied: occupied::Occupied::default() };
    let mut taken = Vec::new();
    let mut lessons = Counter::new(Bound::Lessons, LESSONS);
    for item in items {
        if let Some(held) = checks.take(item, &mut rooms, &mut lessons)? {
            taken.push(held);
        }
    }
    let mut rows = read.rows;
    rows.extend(checks.rows);
    rows.sort_by_cached_key(|row| Natural::of(&row.at));
    if rows.iter().any(|row| matches!(row.what, Finding::TermRequired {} | Finding::TermTooLong {})) {
        read.questions.push(Question::TermNeeded {});
    }
    let lacking = rooms.without_seats();
    if !lacking.is_empty() {
        read.questions.push(Question::SeatsNeeded { rooms: lacking });
    }
    let term = within.filter(|_| told.is_some() || !taken.is_empty());
    let items = counted((read.format, read.items_read), &taken, &rows);
    let (first_lesson, last_lesson) = ends(&taken, &rooms);
    let (lines, changes) = lines::lines(&taken, &rooms, term, told.is_some())?;
    Ok(Outcome {
        format: read.format,
        encoding: read.encoding,
        separator: read.separator,
        columns: read.columns,
        heading: read.heading,
        time_zone,
        term: term.map(|within| Term { first_day: within.first, last_day: within.last }),
        items,
        rooms: rooms.into_new(&taken)?,
        lines,
        days: read.days,
        changes,
        bells: if ask.bells.is_empty() { read.bells } else { ask.bells.clone() },
        terms: read.terms,
        lessons_total: lessons.taken(),
        first_lesson,
        last_lesson,
        cells: read.sheets.cells(&rows),
        rows,
        questions: once(read.questions),
    })
}

fn once(questions: Vec<Question>) -> Vec<Question> {
    let mut kept: Vec<Question> = Vec::new();
    for question in questions {
        if !kept.contains(&question) {
            kept.push(question);
        }
    }
    kept
}

/// From the first lesson to the last; none where that is longer than a term may be.
fn span(items: &[Item]) -> Option<Within> {
    let dates =
        || items.iter().flat_map(|item| &item.held).flat_map(|held| held.dates.iter().chain(held.moved.iter().map(|moved| &moved.date)));
    let within = Within { first: *dates().min()?, last: *dates().max()? };
    (within.weeks() <= WEEKS_MAX).then_some(within)
}

fn counted((format, read): (Format, u32), taken: &[Taken], rows: &[Row]) -> Items {
    let count = |status: RowStatus| {
        let places: HashSet<&str> = rows.iter().filter(|row| row.status == status).map(|row| row.at.as_str()).collect();
        u32::try_from(places.len()).unwrap_or(u32::MAX)
    };
    let places: HashSet<&str> = taken.iter().map(|taken| taken.item.at.as_str()).collect();
    let (skipped, errors) = (count(RowStatus::Skipped), count(RowStatus::Error));
    // Here items are taken without a place of their own: enrolments as seats, events that change another one, rows of team teaching.
    let is_merged = matches!(format, Format::Oneroster | Format::Icalendar | Format::UntisGpu001);
    let taken = if is_merged { read.saturating_sub(skipped + errors) } else { u32::try_from(places.len()).unwrap_or(u32::MAX) };
    Items { read, taken, skipped, errors }
}

/// The first lesson and the last by their start; of those that start together, the one whose room comes first.
fn ends(taken: &[Taken], rooms: &Rooms) -> (Option<LessonAt>, Option<LessonAt>) {
    let mut first: Option<LessonAt> = None;
    let mut last: Option<LessonAt> = None;
    let when = |lesson: &LessonAt| (lesson.date, lesson.start);
    for taken in taken {
        let Some(room) = taken.rooms.iter().map(|room| rooms.key(*room)).min() else { continue };
        for (date, start, minutes) in taken.item.occurrences() {
            let lesson = LessonAt { room: room.to_owned(), title: taken.item.title.clone(), date, start, minutes };
            if first.as_ref().is_none_or(|known| (when(&lesson), &lesson.room) < (when(known), &known.room)) {
                first = Some(lesson.clone());
            }
            if last.as_ref().is_none_or(|known| when(&lesson) > when(known) || (when(&lesson) == when(known) && lesson.room < known.room)) {
                last = Some(lesson);
            }
        }
    }
    (first, last)
}

fn row(item: &Item, status: RowStatus, what: Finding) -> Row {
    Row { at: item.at.clone(), status, what, text: clip(&item.text) }
}

fn is_together(ask: &Ask, item: &Item) -> bool {
    item.rooms.len() > 1 && ask.together == Together::Room
}

fn in_term(within: Option<Within>, date: Date) -> bool {
    within.is_some_and(|within| within.includes(date))
}
