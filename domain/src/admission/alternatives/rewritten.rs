//! Documents made of a document that was refused. Whether they pass, and whether they fit, is looked at afterwards.

use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
};

use jiff::{
    SignedDuration, ToSpan as _,
    civil::{Date, Time},
};

use crate::{
    order::{Day, KEY_MAX, Line, NewOrder, Term},
    timetable::monday_of,
};

/// Every line and every moved lesson so many minutes later. `None` when a start would leave its day, or there is none.
pub(super) fn moved(document: &NewOrder, minutes: i64) -> Option<NewOrder> {
    let mut document = document.clone();
    let moved_changes = document.timetable.changes.iter_mut().filter_map(|c| c.moved_to.as_mut()?.start.as_mut());
    let starts = document.timetable.lessons.iter_mut().map(|line| &mut line.start).chain(moved_changes);
    let mut any = false;
    for start in starts {
        any = true;
        *start = later(*start, minutes)?;
    }
    any.then_some(document)
}

/// Minutes of the day between which lessons are by day: 06:00 to 22:00.
const BY_DAY: RangeInclusive<i64> = 6 * 60..=22 * 60;

/// Whether lessons that are moved so many minutes stay where people are awake: none comes to begin before the day or to end after it that did not already.
pub(super) fn stays_by_day(document: &NewOrder, minutes: i64) -> bool {
    let table = &document.timetable;
    let of = |start: Time, lasts: u32| (i64::from(start.hour()) * 60 + i64::from(start.minute()), i64::from(lasts));
    let lines = table.lessons.iter().map(|line| of(line.start, line.duration_minutes));
    let of_key: HashMap<&str, &Line> = table.lessons.iter().map(|line| (line.key.as_str(), line)).collect();
    let alone = table.changes.iter().filter_map(|change| {
        let (to, line) = (change.moved_to.as_ref()?, of_key.get(change.lesson.as_str())?);
        Some(of(to.start.unwrap_or(line.start), to.duration_minutes.unwrap_or(line.duration_minutes)))
    });
    lines.chain(alone).all(|(start, lasts)| match minutes {
        ..0 => start < *BY_DAY.start() || start + minutes >= *BY_DAY.start(),
        _ => start + lasts > *BY_DAY.end() || start + lasts + minutes <= *BY_DAY.end(),
    })
}

fn later(start: Time, minutes: i64) -> Option<Time> {
    start.checked_add(SignedDuration::from_mins(minutes)).ok()
}

/// The starts that lessons of one document have and those of another have not: of lines, lessons on single dates among them, and of lessons that are moved
/// one by one.
pub(super) fn new_starts<'a>(document: &'a NewOrder, before: &'a NewOrder) -> impl Iterator<Item = Time> + 'a {
    let (table, known) = (&document.timetable, &before.timetable);
    let stood: HashSet<(&str, Time)> = known.lessons.iter().map(|line| (line.key.as_str(), line.start)).collect();
    let of_lines = table.lessons.iter().filter(move |line| !stood.contains(&(line.key.as_str(), line.start))).map(|line| line.start);
    // What is moved goes by another line where its own was split, so that its place tells which it was.
    let of_changes = table.changes.iter().enumerate().filter_map(move |(at, change)| {
        let start = change.moved_to.as_ref()?.start?;
        let stood = known.changes.get(at).and_then(|other| other.moved_to.as_ref()?.start);
        (stood != Some(start)).then_some(start)
    });
    of_lines.chain(of_changes)
}

/// The later half of the rooms so many minutes later, and how many rooms that is. A line that is held in both halves is split: its first half keeps the
/// key. `None` where no lesson would be moved, or a start would leave its day.
pub(super) fn staggered(document: &NewOrder, minutes: i64) -> Option<(NewOrder, u32)> {
    let half = document.rooms.len() / 2;
    let later_rooms: HashSet<&str> = document.rooms[document.rooms.len() - half..].iter().map(|room| room.key.as_str()).collect();
    let mut next = document.clone();
    next.timetable.lessons.clear();
    let mut renamed: Vec<(&str, String)> = Vec::new();
    for line in &document.timetable.lessons {
        let held: Vec<&str> = match &line.rooms {
            Some(rooms) => rooms.iter().map(String::as_str).collect(),
            None => document.rooms.iter().map(|room| room.key.as_str()).collect(),
        };
        let (behind, first): (Vec<&str>, Vec<&str>) = held.into_iter().partition(|room| later_rooms.contains(room));
        let in_rooms = |rooms: &[&str]| Some(rooms.iter().map(|room| (*room).to_owned()).collect());
        if behind.is_empty() {
            next.timetable.lessons.push(line.clone());
            continue;
        }
        let start = later(line.start, minutes)?;
        if first.is_empty() {
            next.timetable.lessons.push(Line { start, ..line.clone() });
            continue;
        }
        let key = free_key(document, &renamed, &line.key, minutes)?;
        next.timetable.lessons.push(Line { rooms: in_rooms(&first), ..line.clone() });
        next.timetable.lessons.push(Line { key: key.clone(), rooms: in_rooms(&behind), start, ..line.clone() });
        renamed.push((&line.key, key));
    }
    for change in next.timetable.changes.iter_mut().filter(|change| later_rooms.contains(change.room.as_str())) {
        if let Some((_, key)) = renamed.iter().find(|(line, _)| *line == change.lesson) {
            change.lesson.clone_from(key);
        }
    }
    (half > 0 && next.timetable.lessons != document.timetable.lessons).then_some((next, half as u32))
}

fn free_key(document: &NewOrder, renamed: &[(&str, String)], key: &str, minutes: i64) -> Option<String> {
    let key = format!("{key}+{minutes}");
    let taken = document.timetable.lessons.iter().any(|line| line.key == key) || renamed.iter().any(|(_, known)| *known == key);
    (!taken && key.chars().count() <= KEY_MAX as usize).then_some(key)
}

const WEEK: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// Days on which a school that has none on weekends has lessons.
const SCHOOL_DAYS: usize = 5;

/// Every line so many days later in the week, from Friday on to Monday where there is nothing on weekends. `None` where a line does not go by days of the
/// week, or lessons are changed one by one.
pub(super) fn on_other_days(document: &NewOrder, days: i64) -> Option<NewOrder> {
    let table = &document.timetable;
    if table.lessons.is_empty() || !table.changes.is_empty() {
        return None;
    }
    let rules: Option<Vec<Vec<(&str, usize)>>> = table.lessons.iter().map(|line| by_day(line.rrule.as_deref()?)).collect();
    let rules = rules?;
    let on_weekends = rules.iter().flatten().any(|(_, day)| *day >= SCHOOL_DAYS);
    let week = if on_weekends { WEEK.len() } else { SCHOOL_DAYS };
    let days = usize::try_from(days).ok().filter(|days| *days < week)?;
    let mut next = document.clone();
    for (line, found) in next.timetable.lessons.iter_mut().zip(&rules) {
        let moved: Vec<&str> = found.iter().map(|(_, day)| WEEK[(day + days) % week]).collect();
        let rule = line.rrule.as_deref()?;
        let parts =
            rule.split(';').map(|part| if part.starts_with("BYDAY=") { format!("BYDAY={}", moved.join(",")) } else { part.to_owned() });
        line.rrule = Some(parts.collect::<Vec<_>>().join(";"));
    }
    Some(next)
}

/// The days of a weekly rule.
fn by_day(rule: &str) -> Option<Vec<(&str, usize)>> {
    if !rule.split(';').any(|part| part == "FREQ=WEEKLY") || rule.split(';').any(|part| part.starts_with("BYSETPOS")) {
        return None;
    }
    let days = rule.split(';').find_map(|part| part.strip_prefix("BYDAY="))?;
    days.split(',').map(|day| Some((day, WEEK.iter().position(|known| *known == day)?))).collect()
}

/// The Mondays of a term after its first day, at most so many days after it.
pub(super) fn mondays(term: &Term, days_at_most: i64) -> impl Iterator<Item = Date> {
    let (first, last) = (term.first_day, term.last_day);
    let latest = first.checked_add(days_at_most.min(i64::from(u16::MAX)).days()).unwrap_or(last).min(last);
    let monday = move |week: i64| monday_of(first).checked_add((7 * week).days()).ok();
    (1..).map_while(monday).take_while(move |monday| *monday <= latest)
}

/// The same weeks from a later first day on: rules count from where they counted.
pub(super) fn starting_on(document: &NewOrder, first_day: Date) -> NewOrder {
    let mut next = document.clone();
    for line in next.timetable.lessons.iter_mut().filter(|line| line.rrule.is_some()) {
        line.from.get_or_insert(document.term.first_day);
    }
    next.term.first_day = first_day;
    next.timetable.changes.retain(|change| change.on >= first_day);
    next.timetable.days.retain(|day| match day {
        Day::Off(day) => day.to >= first_day,
        Day::RunsAs(day) => day.date >= first_day,
    });
    next
}

/// The first so many rooms alone.
pub(super) fn fewer_rooms(document: &NewOrder, rooms: usize) -> NewOrder {
    let mut next = document.clone();
    next.rooms.truncate(rooms);
    let kept: HashSet<&str> = document.rooms.iter().take(rooms).map(|room| room.key.as_str()).collect();
    let keep = |named: &mut Option<Vec<String>>| {
        let Some(keys) = named else { return true };
        keys.retain(|key| kept.contains(key.as_str()));
        !keys.is_empty()
    };
    next.timetable.lessons.retain_mut(|line| keep(&mut line.rooms));
    next.timetable.days.retain_mut(|day| match day {
        Day::Off(day) => keep(&mut day.rooms),
        Day::RunsAs(day) => keep(&mut day.rooms),
    });
    let lines: HashSet<&str> = next.timetable.lessons.iter().map(|line| line.key.as_str()).collect();
    next.timetable.changes.retain(|change| {
        let to = change.moved_to.as_ref().and_then(|to| to.room.as_deref());
        lines.contains(change.lesson.as_str()) && kept.contains(change.room.as_str()) && to.is_none_or(|to| kept.contains(to))
    });
    next
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;
    use crate::{
        admission::fixtures::{lesson_on_monday, monday},
        order::{Change, MovedTo},
    };

    #[test]
    fn a_lesson_that_is_moved_alone_counts_from_its_own_start_for_as_long_as_it_lasts() {
        // At nine, for 45 minutes, in one of two rooms otherwise.
        let mut document = lesson_on_monday("class", &[50; 2]);
        let mut latest = |start: Option<Time>, duration_minutes: Option<u32>| {
            let (lesson, room) = (document.timetable.lessons[0].key.clone(), document.rooms[0].key.clone());
            let moved_to = Some(MovedTo { start, duration_minutes, ..MovedTo::default() });
            document.timetable.changes = vec![Change { lesson, room, on: monday(), cancelled: false, moved_to }];
            (0..240).map(|k| 5 * k).take_while(|minutes| stays_by_day(&document, *minutes)).last()
        };
        assert_eq!(latest(Some(time(18, 0, 0, 0)), Some(180)), Some(60));
        assert_eq!(latest(Some(time(18, 0, 0, 0)), None), Some(195));
        assert_eq!(latest(None, Some(12 * 60)), Some(60));
    }
}
