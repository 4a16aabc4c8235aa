//! The fewest lines that give the same lessons: what is alike but for its dates is one line, and so is what is alike but for its rooms.
//!
//! Lessons that are alike are squares of a table of rooms and dates, and a line is a rectangle of it. To cover such a table with the fewest rectangles
//! takes longer than anybody waits (it is NP-hard), so that three ways are gone, and of each table the one is taken that has the fewest lines.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    item::{Held, Item, Moved},
    report::{Bound, Refusal},
    within::Within,
};

const LINES_MAX: u64 = timetable::LINES_MAX as u64;
const CHANGES_MAX: u64 = timetable::ENTRIES_MAX as u64;

/// Most times that lines are merged again, as one merge makes the next one possible.
const ROUNDS: usize = 8;

/// What two lines must share to be one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Alike {
    title: Option<String>,
    /// Sorted: who comes first in the file does not matter.
    teachers: Vec<String>,
    expected: Option<u32>,
    start: Time,
    minutes: u32,
}

#[derive(Debug, Clone)]
struct Draft {
    alike: Alike,
    /// In the order of the first of its rows.
    teachers: Vec<String>,
    rooms: BTreeSet<usize>,
    dates: BTreeSet<Date>,
    /// The moved lessons of a line, each in all of its rooms.
    moved: Vec<Moved>,
}

pub(super) fn lines(taken: &[Taken], rooms: &Rooms, within: Option<Within>, is_told: bool) -> Result<(Vec<Line>, Vec<Change>), Refusal> {
    let Some(within) = within else { return Ok((Vec::new(), Vec::new())) };
    let drafts = fewest(by_rooms(by_dates(taken.iter().flat_map(drafts))));
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

fn drafts(taken: &Taken) -> impl Iterator<Item = Draft> + '_ {
    taken.item.held.iter().map(move |held| Draft {
        alike: alike(&taken.item, held),
        teachers: taken.item.teachers.clone(),
        rooms: taken.rooms.iter().copied().collect(),
        dates: held.dates.iter().copied().collect(),
        moved: held.moved.clone(),
    })
}

fn alike(item: &Item, held: &Held) -> Alike {
    let mut teachers = item.teachers.clone();
    teachers.sort_unstable();
    Alike { title: item.title.clone(), teachers, expected: item.expected, start: held.start, minutes: held.minutes }
}

fn by_dates(all: impl IntoIterator<Item = Draft>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut known: HashMap<(Alike, BTreeSet<usize>), usize> = HashMap::new();
    for draft in all {
        let place = (draft.alike.clone(), draft.rooms.clone());
        // A change names its lesson by the date: a lesson on the date from which another one moved is no part of that line.
        match known.get(&place).copied().filter(|index| !is_torn(&drafts[*index], &draft)) {
            Some(index) => {
                drafts[index].dates.extend(draft.dates);
                drafts[index].moved.extend(draft.moved);
            }
            None => {
                known.insert(place, drafts.len());
                drafts.push(draft);
            }
        }
    }
    drafts
}

fn is_torn(one: &Draft, other: &Draft) -> bool {
    one.moved.iter().any(|moved| other.dates.contains(&moved.on)) || other.moved.iter().any(|moved| one.dates.contains(&moved.on))
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

/// The same lessons in no more lines, those of each table where its first was.
fn fewest(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut tables: HashMap<Alike, Vec<usize>> = HashMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        tables.entry(draft.alike.clone()).or_default().push(place);
    }
    let mut kept: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    for places in tables.into_values().filter(|places| places.len() > 1) {
        let table: Vec<Draft> = places.iter().filter_map(|place| kept[*place].take()).collect();
        for (place, draft) in places.into_iter().zip(fewest_of(table)) {
            kept[place] = Some(draft);
        }
    }
    kept.into_iter().flatten().collect()
}

/// The three ways: merged again and again, rooms with the same dates together, dates with the same rooms together. Lines with moved lessons stay.
fn fewest_of(mut table: Vec<Draft>) -> Vec<Draft> {
    for _ in 0..ROUNDS {
        let many = table.len();
        table = by_rooms(by_dates(table));
        if table.len() == many {
            break;
        }
    }
    let plain: Vec<&Draft> = table.iter().filter(|draft| draft.moved.is_empty()).collect();
    let many = plain.len();
    let anew = [by_equal_dates(&plain), by_equal_rooms(&plain)].into_iter().min_by_key(Vec::len);
    if let Some(anew) = anew.filter(|anew| anew.len() < many) {
        table.retain(|draft| !draft.moved.is_empty());
        table.extend(anew);
    }
    table
}

fn by_equal_dates(drafts: &[&Draft]) -> Vec<Draft> {
    anew(drafts, grouped(lessons(drafts)))
}

fn by_equal_rooms(drafts: &[&Draft]) -> Vec<Draft> {
    let by_date = grouped(lessons(drafts).map(|(room, date)| (date, room)));
    anew(drafts, by_date.into_iter().map(|(dates, rooms)| (rooms, dates)).collect())
}

fn lessons(drafts: &[&Draft]) -> impl Iterator<Item = (usize, Date)> {
    drafts.iter().flat_map(|draft| draft.rooms.iter().flat_map(move |room| draft.dates.iter().map(move |date| (*room, *date))))
}

/// Firsts that have the same seconds, with those.
fn grouped<A: Ord, B: Ord>(pairs: impl Iterator<Item = (A, B)>) -> Vec<(BTreeSet<A>, BTreeSet<B>)> {
    let mut seconds_of: BTreeMap<A, BTreeSet<B>> = BTreeMap::new();
    for (first, second) in pairs {
        seconds_of.entry(first).or_default().insert(second);
    }
    let mut firsts_of: BTreeMap<BTreeSet<B>, BTreeSet<A>> = BTreeMap::new();
    for (first, seconds) in seconds_of {
        firsts_of.entry(seconds).or_default().insert(first);
    }
    firsts_of.into_iter().map(|(seconds, firsts)| (firsts, seconds)).collect()
}

/// By their first date, then by their rooms.
fn anew(drafts: &[&Draft], mut groups: Vec<(BTreeSet<usize>, BTreeSet<Date>)>) -> Vec<Draft> {
    let Some(first) = drafts.first() else { return Vec::new() };
    groups.sort_unstable_by(|(rooms, dates), (other_rooms, other_dates)| (dates.first(), rooms).cmp(&(other_dates.first(), other_rooms)));
    let draft = |(rooms, dates)| Draft { alike: first.alike.clone(), teachers: first.teachers.clone(), rooms, dates, moved: Vec::new() };
    groups.into_iter().map(draft).collect()
}

fn line(key: String, draft: Draft, rooms: &Rooms, (within, is_told): (Within, bool)) -> Line {
    let (rrule, from, dates) = match say(draft.dates.into_iter().collect(), within, is_told) {
        Said::Rule { rrule, from } => (Some(rrule), from, None),
        Said::Dates(dates) => (None, None, Some(dates)),
    };
    let teachers = draft.teachers;
    let Alike { title, expected, start, minutes, teachers: _ } = draft.alike;
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

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn draft(rooms: &[usize], days: &[i8]) -> Draft {
        let alike = Alike { title: None, teachers: Vec::new(), expected: None, start: time(8, 0, 0, 0), minutes: 45 };
        let dates = days.iter().map(|day| date(2026, 9, *day)).collect();
        Draft { alike, teachers: Vec::new(), rooms: rooms.iter().copied().collect(), dates, moved: Vec::new() }
    }

    /// Each lesson of all lines, and how often it is there.
    fn held(drafts: &[Draft]) -> BTreeMap<(usize, Date), usize> {
        let mut all = BTreeMap::new();
        for draft in drafts {
            for room in &draft.rooms {
                draft.dates.iter().for_each(|date| *all.entry((*room, *date)).or_default() += 1);
            }
        }
        all
    }

    fn shown(drafts: &[Draft]) -> Vec<(Vec<usize>, Vec<i8>)> {
        drafts.iter().map(|draft| (draft.rooms.iter().copied().collect(), draft.dates.iter().map(|date| date.day()).collect())).collect()
    }

    fn said(drafts: Vec<Draft>) -> Vec<Draft> {
        fewest(by_rooms(by_dates(drafts)))
    }

    #[test]
    fn lines_are_merged_until_no_two_are_alike_in_rooms_or_dates() {
        let both_apart = vec![draft(&[1, 2], &[7]), draft(&[1], &[8]), draft(&[2], &[8])];
        assert_eq!(shown(&said(both_apart)), [(vec![1, 2], vec![7, 8])]);
        let between = vec![draft(&[1], &[7]), draft(&[2], &[7, 8]), draft(&[3], &[8])];
        assert_eq!(shown(&said(between)), [(vec![1, 2], vec![7]), (vec![2, 3], vec![8])]);
        // As many in every way: as the file has them.
        let corner = vec![draft(&[1, 2], &[7]), draft(&[1], &[8])];
        assert_eq!(shown(&said(corner)), [(vec![1, 2], vec![7]), (vec![1], vec![8])]);
    }

    #[test]
    fn a_line_with_a_moved_lesson_keeps_away_from_the_date_that_it_left() {
        let left = Moved { on: date(2026, 9, 8), date: date(2026, 9, 9), start: time(8, 0, 0, 0), minutes: 45 };
        let with_moved = Draft { moved: vec![left], ..draft(&[1], &[7, 8]) };
        let all = said(vec![with_moved, draft(&[1], &[8]), draft(&[2], &[8]), draft(&[1, 2], &[14])]);
        assert_eq!(shown(&all), [(vec![1], vec![7, 8]), (vec![1, 2], vec![8, 14])]);
        assert_eq!(all[0].moved.len(), 1);
    }

    #[test]
    fn the_lessons_stay_the_same_in_no_more_lines_than_any_of_the_ways() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut roll = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        for _ in 0..2_000 {
            let (rooms, days, most) = (1 + roll(5), 1 + roll(6), 1 + roll(4));
            let mut drafts = Vec::new();
            // Each lesson of a table is there or not, in rows of one room, one date or both as it falls.
            for room in 0..rooms {
                let days: Vec<i8> = (0..days).filter(|_| roll(4) < most).map(|day| 7 + i8::try_from(day).unwrap()).collect();
                let (whole, single) = days.split_at(usize::try_from(roll(days.len() as u64 + 1)).unwrap());
                let room = [usize::try_from(room).unwrap()];
                drafts.extend((!whole.is_empty()).then(|| draft(&room, whole)));
                drafts.extend(single.iter().map(|day| draft(&room, &[*day])));
            }
            let all: Vec<&Draft> = drafts.iter().collect();
            let ways = [by_equal_dates(&all).len(), by_equal_rooms(&all).len(), by_rooms(by_dates(drafts.clone())).len()];
            let fewest = said(drafts.clone());
            assert_eq!(held(&fewest), held(&drafts));
            assert!(ways.iter().all(|many| fewest.len() <= *many), "{:?} in {} lines, {ways:?}", shown(&drafts), fewest.len());
        }
    }
}
