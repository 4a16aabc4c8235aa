//! Changes: single lessons cancelled or moved. A lesson keeps its identity, whatever happens to it.

use std::collections::HashMap;

use jiff::SignedDuration;

use super::{
    Lesson,
    days::{DaySet, TermDays},
    lines::{check_duration, line_pointer},
    rooms::RoomKeys,
    zone::WallClock,
};
use crate::{
    order::{Change, FieldProblem, Findings, MovedTo, NewOrder},
    pointer::pointer,
};

/// What changes are applied with.
pub(super) struct Changes<'a, 'z> {
    pub(super) document: &'a NewOrder,
    pub(super) keys: &'a RoomKeys<'a>,
    pub(super) term: &'a TermDays,
    /// The days whose lessons are there.
    pub(super) asked: &'a DaySet,
    pub(super) clock: &'a mut WallClock<'z>,
}

/// Checks what needs no lessons: keys, and that a change changes something.
pub(super) fn check(document: &NewOrder, keys: &RoomKeys<'_>, findings: &mut Findings) {
    let lines: HashMap<&str, ()> = document.timetable.lessons.iter().map(|l| (l.key.as_str(), ())).collect();
    for (index, change) in document.timetable.changes.iter().enumerate() {
        let base = format!("/timetable/changes/{index}");
        if !lines.contains_key(change.lesson.as_str()) {
            findings.error(pointer(&base, "lesson"), FieldProblem::UnknownLine { line: change.lesson.clone() });
        }
        findings.keep(|| pointer(&base, "room"), keys.find(&change.room));
        if change.cancelled == change.moved_to.is_some() {
            findings.error(&base, FieldProblem::CancelledOrMoved {});
        }
        if let Some(to) = &change.moved_to {
            check_move(to, &pointer(&base, "moved_to"), keys, findings);
        }
    }
}

fn check_move(to: &MovedTo, base: &str, keys: &RoomKeys<'_>, findings: &mut Findings) {
    if *to == MovedTo::default() {
        findings.error(base, FieldProblem::MovesNothing {});
    }
    if let Some(minutes) = to.duration_minutes {
        findings.keep(|| pointer(base, "duration_minutes"), check_duration(minutes));
    }
    if let Some(room) = &to.room {
        findings.keep(|| pointer(base, "room"), keys.find(room));
    }
}

impl Changes<'_, '_> {
    /// Applies the changes to the lessons, which are sorted by line, home room and date.
    pub(super) fn apply(&mut self, lessons: &mut [Lesson], findings: &mut Findings) {
        let document = self.document;
        // A document that was made of several may have a key at more lines than one, each on dates of its own.
        let mut lines: HashMap<&str, Vec<u32>> = HashMap::new();
        for (index, line) in (0..).zip(&document.timetable.lessons) {
            lines.entry(&line.key).or_default().push(index);
        }
        let mut changed: HashMap<usize, usize> = HashMap::new();
        for (index, change) in document.timetable.changes.iter().enumerate() {
            if self.term.number(change.on).is_some_and(|day| !self.asked.contains(day)) {
                continue;
            }
            let base = format!("/timetable/changes/{index}");
            let (Some(lines), Ok(room)) = (lines.get(change.lesson.as_str()), self.keys.find(&change.room)) else { continue };
            let on = |line: &u32| lessons.binary_search_by_key(&(*line, room, change.on), |l| (l.line, l.home_room, l.held_on)).ok();
            let Some(place) = lines.iter().find_map(on) else {
                // A broken line has no lessons to change: that it is broken says it all.
                if !lines.iter().any(|line| findings.blame(&line_pointer(*line as usize))) {
                    findings.error(&base, names_no_lesson(change));
                }
                continue;
            };
            let first = *changed.entry(place).or_insert(index);
            if first != index {
                findings.error(&base, FieldProblem::Duplicate { first: format!("/timetable/changes/{first}") });
                continue;
            }
            self.change(&mut lessons[place], change, &base, findings);
        }
    }

    fn change(&mut self, lesson: &mut Lesson, change: &Change, base: &str, findings: &mut Findings) {
        lesson.cancelled = change.cancelled;
        if let Some(to) = &change.moved_to {
            let base = pointer(base, "moved_to");
            self.move_lesson(lesson, to, findings, &base);
        }
    }

    fn move_lesson(&mut self, lesson: &mut Lesson, to: &MovedTo, findings: &mut Findings, base: &str) {
        let line = &self.document.timetable.lessons[lesson.line as usize];
        let date = to.date.unwrap_or(lesson.held_on);
        let Some(day) = self.term.number(date) else {
            let problem = FieldProblem::DateOutOfRange { earliest: self.term.first(), latest: self.term.last(), actual: date };
            return findings.error(pointer(base, "date"), problem);
        };
        let at = self.clock.at(self.term, day, to.start.unwrap_or(line.start));
        let Some(starts_at) = findings.keep(|| pointer(base, if to.start.is_some() { "start" } else { "date" }), at) else { return };
        let minutes = to.duration_minutes.unwrap_or(line.duration_minutes);
        lesson.starts_at = starts_at;
        lesson.ends_at = starts_at.saturating_add(SignedDuration::from_mins(minutes.into())).unwrap_or(starts_at);
        if let Some(room) = to.room.as_deref().and_then(|key| self.keys.find(key).ok()) {
            lesson.room = room;
        }
    }
}

fn names_no_lesson(change: &Change) -> FieldProblem {
    FieldProblem::ChangeNamesNoLesson { line: change.lesson.clone(), room: change.room.clone(), on: change.on }
}
