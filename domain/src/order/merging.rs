//! One document for generations of long ago of which the last does not say what those before it said. A line that is another one meanwhile stands in it once
//! for each way in which it was held, on the dates on which it was (of a day that runs as another, on that one's); a line that all of them have stays as it
//! is.
//!
//! So one key may be at more lines than one, which no document that comes in may have. The id of a lesson is made of its line's key, its room and its date,
//! and stays; what somebody wrote is not shown any more, but what came of it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use jiff::civil::Date;

use super::{Change, Day, Generation, Line, NewOrder, RunsAs, Schedule, schedule::Identity};

impl Generation {
    /// Whether one document may say what both say: of lessons, in the same rooms with as many seats, of the same kind.
    pub(super) fn may_be_merged_with(&self, earlier: &Self) -> bool {
        let of_lessons = !self.is_always() && !earlier.is_always();
        of_lessons && self.document.rooms == earlier.document.rooms && self.kind == earlier.kind
    }

    /// Whether it has all lines of an earlier one in their places, and beside them single dates alone.
    fn may_stand_for(&self, earlier: &Self) -> bool {
        let (new, old) = (&self.document.timetable.lessons, &earlier.document.timetable.lessons);
        new.starts_with(old) && new[old.len()..].iter().all(|line| line.dates.is_some())
    }
}

/// The document that stands for some generations that follow one another: that of the last where it may, else a new one. `None` where that would be longer
/// than all that it stands for. The schedule is that of the order with all of them.
pub(super) fn document_of<'a>(chain: &[&'a Generation], schedule: &Schedule) -> Option<Cow<'a, NewOrder>> {
    let (last, earlier) = chain.split_last()?;
    if earlier.iter().all(|generation| last.may_stand_for(generation)) {
        return Some(Cow::Borrowed(&last.document));
    }
    let mut merged = last.document.clone();
    merged.timetable.lessons = lines(chain, schedule);
    merged.timetable.changes = changes(chain, schedule);
    let before = chain.iter().fold(0_usize, |bytes, generation| bytes.saturating_add(written(&generation.document)));
    (written(&merged) <= before).then_some(Cow::Owned(merged))
}

fn written(document: &NewOrder) -> usize {
    serde_json::to_vec(document).map_or(usize::MAX, |text| text.len())
}

/// Those that all have, and of the others each way in which one was held.
fn lines(chain: &[&Generation], schedule: &Schedule) -> Vec<Line> {
    let Some(last) = chain.last() else { return Vec::new() };
    let made_up = MadeUp::of(&last.document);
    let known: Vec<HashSet<&Line>> = chain.iter().map(|generation| generation.document.timetable.lessons.iter().collect()).collect();
    let stands = |line: &Line| known.iter().all(|lines| lines.contains(line));
    let mut held: BTreeMap<(i64, u32), BTreeSet<Date>> = BTreeMap::new();
    let numbers: HashSet<i64> = chain.iter().map(|generation| generation.number).collect();
    for held_lesson in schedule.lessons().iter().filter(|held| numbers.contains(&held.generation)) {
        let lesson = &held_lesson.lesson;
        // All of them have the same rooms.
        let room = &last.document.rooms[lesson.home_room as usize];
        held.entry((held_lesson.generation, lesson.line)).or_default().insert(made_up.due_on(&room.key, lesson.held_on));
    }
    let mut places: HashMap<Line, usize> = HashMap::new();
    let mut ways: Vec<(Line, BTreeSet<Date>)> = Vec::new();
    for generation in chain {
        for (index, line) in (0_u32..).zip(&generation.document.timetable.lessons) {
            let Some(dates) = held.remove(&(generation.number, index)).filter(|_| !stands(line)) else { continue };
            let way = Line { rrule: None, dates: None, from: None, ..line.clone() };
            let place = *places.entry(way.clone()).or_insert(ways.len());
            match ways.get_mut(place) {
                Some((_, known)) => known.extend(dates),
                None => ways.push((way, dates)),
            }
        }
    }
    let of_all = last.document.timetable.lessons.iter().filter(|line| stands(line)).cloned();
    of_all.chain(ways.into_iter().map(|(way, dates)| Line { dates: Some(dates.into_iter().collect()), ..way })).collect()
}

/// The days that run as others: a line is held on them that is due on the others.
struct MadeUp<'a>(HashMap<Date, Vec<&'a RunsAs>>);

impl<'a> MadeUp<'a> {
    fn of(document: &'a NewOrder) -> Self {
        let mut days: HashMap<Date, Vec<&RunsAs>> = HashMap::new();
        for day in document.timetable.calendar_days.iter().chain(&document.timetable.days) {
            if let Day::RunsAs(day) = day {
                days.entry(day.date).or_default().push(day);
            }
        }
        Self(days)
    }

    /// The date on which a line is due that is held in a room on another, or on the same.
    fn due_on(&self, room: &str, held_on: Date) -> Date {
        let is_there = |day: &&&RunsAs| day.rooms.as_ref().is_none_or(|rooms| rooms.iter().any(|key| key == room));
        self.0.get(&held_on).and_then(|days| days.iter().find(is_there)).map_or(held_on, |day| day.runs_as)
    }
}

/// Of each lesson what the newest says that was made while the lesson was to come, was on or was over.
fn changes(chain: &[&Generation], schedule: &Schedule) -> Vec<Change> {
    let numbered: HashMap<i64, &Generation> = chain.iter().map(|generation| (generation.number, *generation)).collect();
    let mut held_by: HashMap<Identity<'_>, i64> = HashMap::new();
    for held in schedule.lessons() {
        if let Some(generation) = numbered.get(&held.generation) {
            held_by.insert(generation.identity(&held.lesson), held.generation);
        }
    }
    let mut told: HashSet<Identity<'_>> = HashSet::new();
    let mut changes = Vec::new();
    for (newer, generation) in chain.iter().rev().enumerate() {
        for change in &generation.document.timetable.changes {
            let identity = (change.lesson.as_str(), change.room.as_str(), change.on);
            // What one before the last says of a lesson counts where it was held by then.
            let counts = newer == 0 || held_by.get(&identity).is_some_and(|number| *number <= generation.number);
            if counts && told.insert(identity) {
                changes.push(change.clone());
            }
        }
    }
    changes
}
