//! Days off and make-up days: what each room does on each date instead of its own lines.
//!
//! A make-up day replays the lines of the date it names even where that date is off: that is what it is for. Two entries that disagree about a room
//! and a date are refused, since either reading would surprise somebody.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    days::{DaySet, TermDays},
    rooms::{RoomKeys, RoomSet},
};
use crate::{
    order::{Day, DaysOff, FieldProblem, Findings, NewOrder, Oddity, RunsAs},
    pointer::pointer,
};

/// An entry of `days` whose rooms are known.
pub(super) struct ReadDay<'a> {
    list: DayList,
    index: usize,
    entry: &'a Day,
    rooms: RoomSet,
}

/// Where an entry stands: the order's own, or its academic calendar's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DayList {
    Own,
    Calendar,
}

impl DayList {
    const fn pointer(self) -> &'static str {
        match self {
            Self::Own => "/timetable/days",
            Self::Calendar => "/timetable/calendar_days",
        }
    }
}

impl ReadDay<'_> {
    fn pointer(&self) -> String {
        format!("{}/{}", self.list.pointer(), self.index)
    }

    fn makes_up(&self) -> Option<&RunsAs> {
        match self.entry {
            Day::RunsAs(day) => Some(day),
            Day::Off(_) => None,
        }
    }
}

/// Understands every entry and checks what needs no term.
pub(super) fn read<'a>(document: &'a NewOrder, keys: &RoomKeys<'_>, findings: &mut Findings) -> Vec<ReadDay<'a>> {
    let table = &document.timetable;
    let own = table.days.iter().enumerate().map(|(index, day)| (DayList::Own, index, day));
    let of_calendar = table.calendar_days.iter().enumerate().map(|(index, day)| (DayList::Calendar, index, day));
    let mut entries = Vec::with_capacity(table.days.len() + table.calendar_days.len());
    // Of two that disagree the later one is named: what an order says of its own is what its institution can mend in it.
    for (list, index, entry) in of_calendar.chain(own) {
        let base = format!("{}/{index}", list.pointer());
        let rooms = match entry {
            Day::Off(day) => &day.rooms,
            Day::RunsAs(day) => &day.rooms,
        };
        let rooms = keys.set(rooms.as_deref(), &pointer(&base, "rooms"), findings);
        if let Day::Off(day) = entry {
            check_off(day, &base, findings);
        }
        entries.push(ReadDay { list, index, entry, rooms });
    }
    refuse_make_up_of_make_up(&entries, findings);
    entries
}

fn check_off(day: &DaysOff, base: &str, findings: &mut Findings) {
    if !day.off {
        findings.error(pointer(base, "off"), FieldProblem::OffMustBeTrue {});
    }
    if day.from > day.to {
        findings.error(pointer(base, "to"), FieldProblem::DaysReversed { from: day.from, to: day.to });
    }
}

fn refuse_make_up_of_make_up(entries: &[ReadDay<'_>], findings: &mut Findings) {
    let mut replaced: BTreeMap<Date, RoomSet> = BTreeMap::new();
    for (entry, day) in entries.iter().filter_map(|e| Some((e, e.makes_up()?))) {
        replaced.entry(day.date).or_default().add(&entry.rooms);
    }
    for (entry, day) in entries.iter().filter_map(|e| Some((e, e.makes_up()?))) {
        if replaced.get(&day.runs_as).is_some_and(|rooms| rooms.meets(&entry.rooms)) {
            let problem = FieldProblem::RunsAsMakeUpDay { date: day.date, runs_as: day.runs_as };
            findings.error(pointer(&entry.pointer(), "runs_as"), problem);
        }
    }
}

/// What one room does instead of its own lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Exceptions {
    off: DaySet,
    replaced: DaySet,
    /// By the day that is replayed: the days that replay it.
    replays: BTreeMap<u16, DaySet>,
    replayed: DaySet,
}

impl Exceptions {
    /// The days on which the room holds a line that is due on `due`.
    pub(super) fn apply(&self, due: &DaySet) -> DaySet {
        let own = due.without(&self.off).without(&self.replaced);
        due.both(&self.replayed).iter().filter_map(|day| self.replays.get(&day)).fold(own, |days, more| days.union(more))
    }
}

/// The exceptions of every room, in the order of the document's rooms.
pub(super) fn by_room(document: &NewOrder, entries: &[ReadDay<'_>], term: &TermDays, findings: &mut Findings) -> Vec<Exceptions> {
    let mut rooms = vec![Exceptions::default(); document.rooms.len()];
    for entry in entries {
        // Every room is decided, also after one that is contested: what follows should not be blamed for it.
        let decision = Decision::of(entry.entry, term);
        let contested: Vec<u32> = entry.rooms.iter().filter(|room| !decision.decide(&mut rooms[*room as usize])).collect();
        if let Some(&room) = contested.first() {
            let date = match entry.entry {
                Day::Off(day) => day.from,
                Day::RunsAs(day) => day.date,
            };
            let room = document.rooms[room as usize].key.clone();
            findings.error(entry.pointer(), FieldProblem::DayDecidedTwice { date, room });
        }
    }
    rooms
}

/// An entry in days of the term, worked out once for all of its rooms.
enum Decision {
    Off(DaySet),
    RunsAs {
        date: u16,
        source: Option<u16>,
    },
    /// The date lies outside the term.
    Nothing,
}

impl Decision {
    fn of(entry: &Day, term: &TermDays) -> Self {
        match entry {
            Day::Off(day) => Self::Off(term.range(day.from, day.to)),
            Day::RunsAs(day) => term.number(day.date).map_or(Self::Nothing, |date| Self::RunsAs { date, source: term.number(day.runs_as) }),
        }
    }

    /// Adds the entry to a room. False when an earlier one says otherwise.
    fn decide(&self, room: &mut Exceptions) -> bool {
        match *self {
            Self::Off(ref days) => {
                room.off = room.off.union(days);
                days.both(&room.replaced).is_empty()
            }
            Self::RunsAs { date, source } => {
                let free = !room.off.contains(date) && !room.replaced.contains(date);
                room.replaced.insert(date);
                if let Some(source) = source {
                    room.replays.entry(source).or_default().insert(date);
                    room.replayed.insert(source);
                }
                free
            }
            Self::Nothing => true,
        }
    }
}

/// Warns of entries of the order's own that change nothing; a calendar is made for more than one order. `busy` has the rooms that are due on each day of the term by their lines alone.
pub(super) fn warn_of_idle(entries: &[ReadDay<'_>], term: &TermDays, busy: &[RoomSet], findings: &mut Findings) {
    let busy_on = |day: u16, rooms: &RoomSet| busy.get(usize::from(day)).is_some_and(|b| b.meets(rooms));
    for entry in entries.iter().filter(|entry| entry.list == DayList::Own) {
        match entry.entry {
            Day::Off(day) if !term.range(day.from, day.to).iter().any(|d| busy_on(d, &entry.rooms)) => {
                findings.warn(entry.pointer(), Oddity::DayOffHitsNothing { from: day.from, to: day.to });
            }
            Day::RunsAs(day) if term.number(day.date).and(term.number(day.runs_as)).is_none_or(|d| !busy_on(d, &entry.rooms)) => {
                findings.warn(entry.pointer(), Oddity::MakeUpDayYieldsNothing { date: day.date, runs_as: day.runs_as });
            }
            _ => {}
        }
    }
}
