//! The fewest lines that give the same lessons: what is alike but for its dates is one line, and so is what is alike but for its rooms.

use std::collections::{BTreeSet, HashMap};

use homeroom_domain::{
    order::{Change, Line, MovedTo},
    timetable,
};
use jiff::civil::{Date, Time};

use super::{
    Taken,
    rooms::{Keys, Rooms},
    rule::{Said, say},
};
use crate::{
    item::{Held, Moved},
    report::{Bound, Refusal},
    within::Within,
};

const LINES_MAX: u64 = timetable::LINES_MAX as u64;
const CHANGES_MAX: u64 = timetable::ENTRIES_MAX as u64;

/// What two lines must share to be one.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Alike {
    title: Option<String>,
    teachers: Vec<String>,
    expected: Option<u32>,
    start: Time,
    minutes: u32,
}

struct Draft {
    alike: Alike,
    rooms: BTreeSet<usize>,
    dates: BTreeSet<Date>,
    /// The moved lessons of a line, each in all of its rooms.
    moved: Vec<Moved>,
}

pub(super) fn lines(taken: &[Taken], rooms: &Rooms, within: Option<Within>, is_told: bool) -> Result<(Vec<Line>, Vec<Change>), Refusal> {
    let Some(within) = within else { return Ok((Vec::new(), Vec::new())) };
    let drafts = by_rooms(by_dates(taken));
    if drafts.len() as u64 > LINES_MAX {
        return Err(Refusal::TooLarge { what: Bound::Lines, max: LINES_MAX });
    }
    let (mut keys, mut lines, mut changes) = (Keys::default(), Vec::new(), Vec::new());
    for draft in drafts {
        let key = keys.unique(draft.alike.title.as_deref().unwrap_or("lesson"));
        changes.extend(
            draft.moved.iter().flat_map(|moved| draft.rooms.iter().map(|room| change(&key, rooms.key(*room), moved, &draft.alike))),
        );
        lines.push(line(key, draft, rooms, (within, is_told)));
    }
    if changes.len() as u64 > CHANGES_MAX {
        return Err(Refusal::TooLarge { what: Bound::Items, max: CHANGES_MAX });
    }
    Ok((lines, changes))
}

fn by_dates(taken: &[Taken]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut known: HashMap<(Alike, BTreeSet<usize>), usize> = HashMap::new();
    for taken in taken {
        for held in &taken.item.held {
            let item = &taken.item;
            let alike = Alike {
                title: item.title.clone(),
                teachers: item.teachers.clone(),
                expected: item.expected,
                start: held.start,
                minutes: held.minutes,
            };
            let rooms: BTreeSet<usize> = taken.rooms.iter().copied().collect();
            let place = (alike.clone(), rooms.clone());
            // A change names its lesson by the date: a lesson on the date from which another one moved is no part of that line.
            let index = match known.get(&place).copied().filter(|index| !is_torn(&drafts[*index], held)) {
                Some(index) => index,
                None => {
                    drafts.push(Draft { alike, rooms, dates: BTreeSet::new(), moved: Vec::new() });
                    drafts.len() - 1
                }
            };
            known.insert(place, index);
            drafts[index].dates.extend(&held.dates);
            drafts[index].moved.extend(held.moved.iter().cloned());
        }
    }
    drafts
}

fn is_torn(draft: &Draft, held: &Held) -> bool {
    draft.moved.iter().any(|moved| held.dates.contains(&moved.on)) || held.moved.iter().any(|moved| draft.dates.contains(&moved.on))
}

fn by_rooms(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::new();
    let mut known: HashMap<(Alike, BTreeSet<Date>), usize> = HashMap::new();
    for draft in drafts {
        if !draft.moved.is_empty() {
            merged.push(draft);
            continue;
        }
        let index = *known.entry((draft.alike.clone(), draft.dates.clone())).or_insert(merged.len());
        match merged.get_mut(index) {
            Some(first) => first.rooms.extend(draft.rooms),
            None => merged.push(draft),
        }
    }
    merged
}

fn line(key: String, draft: Draft, rooms: &Rooms, (within, is_told): (Within, bool)) -> Line {
    let (rrule, from, dates) = match say(draft.dates.into_iter().collect(), within, is_told) {
        Said::Rule { rrule, from } => (Some(rrule), from, None),
        Said::Dates(dates) => (None, None, Some(dates)),
    };
    let Alike { title, teachers, expected, start, minutes } = draft.alike;
    let rooms = Some(draft.rooms.into_iter().map(|room| rooms.key(room).to_owned()).collect());
    Line { key, title, rooms, teachers, rrule, dates, from, start, duration_minutes: minutes, expected }
}

fn change(line: &str, room: &str, moved: &Moved, was: &Alike) -> Change {
    let to = MovedTo {
        date: (moved.date != moved.on).then_some(moved.date),
        start: (moved.start != was.start).then_some(moved.start),
        duration_minutes: (moved.minutes != was.minutes).then_some(moved.minutes),
        room: None,
    };
    Change { lesson: line.to_owned(), room: room.to_owned(), on: moved.on, cancelled: false, moved_to: Some(to) }
}
