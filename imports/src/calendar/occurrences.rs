//! When an event is held: its start and rules, without its exceptions, with the lessons that other events of the same UID change.

use std::collections::{BTreeMap, HashSet};

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use super::{
    changes::Changes,
    event::Event,
    item,
    moment::{Stamp, Written, duration},
    rule::{Begin, Stop, expand},
    zones::{Zones, exists_once},
};
use crate::{
    ask::{Ask, RoomFrom},
    bounds::{Counter, RULE_DAYS},
    item::{Held, Item, Moved},
    report::{Bound, Finding, Refusal, RowStatus},
    within::Within,
};

pub(super) type Fault = Box<(RowStatus, Finding)>;

pub(super) struct Occurrences<'a> {
    zones: &'a mut Zones,
    floating: TimeZone,
    /// Of the order, in which everything ends.
    zone: TimeZone,
    within: Option<Within>,
    work: Counter,
}

/// A lesson on the order's wall clock.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Slot {
    date: Date,
    start: Time,
    minutes: u32,
}

/// A start as it is written: on the wall clock of its own zone.
struct Start {
    wall: DateTime,
    zone: TimeZone,
}

fn error(finding: Finding) -> Fault {
    Box::new((RowStatus::Error, finding))
}

fn skipped(finding: Finding) -> Fault {
    Box::new((RowStatus::Skipped, finding))
}

impl<'a> Occurrences<'a> {
    pub(super) fn new(zones: &'a mut Zones, (floating, zone): (TimeZone, TimeZone), ask: &Ask) -> Self {
        Self { zones, floating, zone, within: Within::of(ask), work: Counter::new(Bound::Lessons, RULE_DAYS) }
    }

    /// The lessons that events with a RECURRENCE-ID stand for.
    pub(super) fn changes<'e>(&mut self, events: &[&'e Event]) -> Changes<'e> {
        let mut changes = Changes::default();
        for event in events {
            let Some(of) = &event.instead_of else { continue };
            if event.and_following {
                changes.fault(event, (RowStatus::Error, Finding::BadRule { value: "RANGE=THISANDFUTURE".to_owned() }));
                continue;
            }
            match (of.value, self.start(of)) {
                (Written::Day(day), _) => changes.on_day(event, day),
                (_, Ok(start)) => changes.at(event, instant(&start)),
                (_, Err(fault)) => changes.fault(event, *fault),
            }
        }
        changes
    }

    /// The items of an event: itself, and changed lessons that have another title or room.
    pub(super) fn of<'e>(
        &mut self,
        event: &'e Event,
        changes: &mut Changes<'e>,
        from: &RoomFrom,
    ) -> Result<Result<Vec<Item>, Fault>, Refusal> {
        match self.held(event, changes, from) {
            Ok(items) => Ok(Ok(items)),
            Err(Stopped::Fault(fault)) => Ok(Err(fault)),
            Err(Stopped::File(refusal)) => Err(refusal),
        }
    }

    fn held<'e>(&mut self, event: &'e Event, changes: &mut Changes<'e>, from: &RoomFrom) -> Result<Vec<Item>, Stopped> {
        let start = self.begin(event)?;
        let walls = self.walls(event, &start)?;
        let minutes = self.minutes(event, &start, None)?;
        let except = self.except(event, &start)?;
        let mut main = item(event, from);
        let mut items = Vec::new();
        let (mut by_start, mut moved, mut any_changed) = (BTreeMap::<Time, Vec<Date>>::new(), Vec::new(), false);
        for wall in walls {
            if except.days.contains(&wall.date()) {
                continue;
            }
            let at = Start { wall, zone: start.zone.clone() };
            if except.instants.contains(&instant(&at)) {
                continue;
            }
            let slot = self.slot(&at, minutes)?;
            if let Some(change) = event.uid.as_deref().and_then(|uid| changes.take(uid, instant(&at), wall.date())) {
                any_changed = true;
                // A cancelled lesson, and one whose change cannot be read, is not held.
                let to = match self.changed(change, minutes) {
                    _ if change.cancelled => continue,
                    Ok(to) => to,
                    Err(fault) => {
                        changes.fault(change, *fault);
                        continue;
                    }
                };
                let other = item(change, from);
                if !is_same(&main, &other) {
                    items.push(Item { held: vec![Held::on(vec![to.date], to.start, to.minutes)], ..other });
                    continue;
                }
                if to != slot {
                    moved.push((slot.start, Moved { on: slot.date, date: to.date, start: to.start, minutes: to.minutes }));
                }
            }
            by_start.entry(slot.start).or_default().push(slot.date);
        }
        main.held = by_start.into_iter().map(|(start, dates)| Held::on(dates, start, minutes)).collect();
        for (start, moved) in moved {
            main.held.iter_mut().filter(|held| held.start == start).for_each(|held| held.moved.push(moved.clone()));
        }
        if main.held.is_empty() && !any_changed {
            return Err(skipped(Finding::YieldsNothing {}).into());
        }
        if !main.held.is_empty() {
            items.push(main);
        }
        Ok(items)
    }

    /// An event without a rule, or one that stands for a lesson which the file does not have.
    pub(super) fn alone(&mut self, event: &Event, from: &RoomFrom) -> Result<Item, Fault> {
        let start = self.begin(event)?;
        let minutes = self.minutes(event, &start, None)?;
        let slot = self.slot(&start, minutes)?;
        Ok(Item { held: vec![Held::on(vec![slot.date], slot.start, minutes)], ..item(event, from) })
    }

    /// Where a changed lesson goes; it lasts as long as the others where it does not say.
    fn changed(&mut self, event: &Event, minutes: u32) -> Result<Slot, Fault> {
        let start = self.begin(event)?;
        let minutes = self.minutes(event, &start, Some(minutes))?;
        self.slot(&start, minutes)
    }

    /// The start of an event that can be a lesson at all.
    fn begin(&mut self, event: &Event) -> Result<Start, Fault> {
        if event.cancelled {
            return Err(skipped(Finding::Cancelled {}));
        }
        if let Some(bad) = &event.bad {
            return Err(error(Finding::BadDate { value: crate::text::clip(bad) }));
        }
        let stamp = event.start.as_ref().ok_or_else(|| skipped(Finding::NoTime {}))?;
        if event.all_day || matches!(stamp.value, Written::Day(_)) {
            return Err(skipped(Finding::AllDay {}));
        }
        let start = self.start(stamp)?;
        if self.is_by_midnights(event, &start) {
            return Err(skipped(Finding::AllDay {}));
        }
        Ok(start)
    }

    fn is_by_midnights(&mut self, event: &Event, start: &Start) -> bool {
        let Some(end) = event.end.as_ref().and_then(|end| self.start(end).ok()) else { return false };
        let ends = [instant(start), instant(&end)];
        let is_midnight = |zone: &TimeZone| ends.iter().all(|at| zone.to_datetime(*at).time() == Time::midnight());
        ends[0] < ends[1] && (is_midnight(&start.zone) || is_midnight(&self.zone))
    }

    pub(super) fn zone_of(&mut self, stamp: &Stamp) -> Option<TimeZone> {
        match (stamp.value, &stamp.zone) {
            (Written::Utc(_), _) => Some(TimeZone::UTC),
            (_, Some(name)) => self.zones.get(name),
            (_, None) => Some(self.floating.clone()),
        }
    }

    fn start(&mut self, stamp: &Stamp) -> Result<Start, Fault> {
        let zone = self.zone_of(stamp).ok_or_else(|| {
            let value = crate::text::clip(stamp.zone.as_deref().unwrap_or_default());
            error(Finding::UnknownZone { value })
        })?;
        let wall = match stamp.value {
            Written::Day(day) => day.at(0, 0, 0, 0),
            Written::Wall(at) | Written::Utc(at) => at,
        };
        Ok(Start { wall, zone })
    }

    /// Another time of an event: without a zone it is in that of the start.
    fn beside(&mut self, stamp: &Stamp, start: &Start) -> Result<Start, Fault> {
        match (stamp.value, &stamp.zone) {
            (Written::Wall(wall), None) => Ok(Start { wall, zone: start.zone.clone() }),
            _ => self.start(stamp),
        }
    }

    /// All wall times near the term that its rules and dates give, in order.
    fn walls(&mut self, event: &Event, start: &Start) -> Result<Vec<DateTime>, Stopped> {
        let mut walls = Vec::new();
        for rule in &event.rules {
            walls.extend(self.expand(rule, start)?);
        }
        if event.rules.is_empty() {
            walls.push(start.wall);
        }
        for also in &event.also {
            let zone = start.zone.clone();
            walls.push(match also.value {
                Written::Day(day) => day.to_datetime(start.wall.time()),
                _ => zone.to_datetime(instant(&self.beside(also, start)?)),
            });
        }
        for rule in &event.not_rules {
            let not: HashSet<DateTime> = self.expand(rule, start)?.into_iter().collect();
            walls.retain(|wall| !not.contains(wall));
        }
        walls.sort_unstable();
        walls.dedup();
        if let Some(within) = self.within {
            let (first, last) = (within.first.saturating_sub(1.day()), within.last.saturating_add(1.day()));
            walls.retain(|wall| (first..=last).contains(&wall.date()) || event.rules.is_empty());
        }
        Ok(walls)
    }

    fn expand(&mut self, rule: &str, start: &Start) -> Result<Vec<DateTime>, Stopped> {
        let begin = Begin { start: start.wall, zone: &start.zone, within: self.within };
        expand(rule, &begin, &mut self.work).map_err(|stop| match stop {
            Stop::Item(finding) => Stopped::Fault(error(*finding)),
            Stop::File(refusal) => Stopped::File(refusal),
        })
    }

    fn except(&mut self, event: &Event, start: &Start) -> Result<Except, Fault> {
        let mut except = Except { instants: HashSet::new(), days: HashSet::new() };
        for stamp in &event.except {
            match stamp.value {
                Written::Day(day) => except.days.insert(day),
                _ => except.instants.insert(instant(&self.beside(stamp, start)?)),
            };
        }
        Ok(except)
    }

    /// How long it lasts, as time that passes.
    fn minutes(&mut self, event: &Event, start: &Start, otherwise: Option<u32>) -> Result<u32, Fault> {
        let seconds = match (&event.end, &event.duration) {
            (Some(end), _) => {
                let end = self.beside(end, start)?;
                instant(&end).as_second() - instant(start).as_second()
            }
            (None, Some(text)) => duration(text).ok_or_else(|| error(Finding::BadTime { value: crate::text::clip(text) }))?,
            (None, None) => return otherwise.ok_or_else(|| skipped(Finding::NoDuration {})),
        };
        if seconds < 0 {
            return Err(error(Finding::EndBeforeStart {}));
        }
        match u32::try_from(seconds.saturating_add(30) / 60) {
            Ok(0) => Err(skipped(Finding::NoDuration {})),
            Ok(minutes) => Ok(minutes),
            Err(_) => Err(error(Finding::BadTime { value: format!("{seconds} s") })),
        }
    }

    fn slot(&self, at: &Start, minutes: u32) -> Result<Slot, Fault> {
        if !exists_once(&at.zone, at.wall) {
            return Err(error(Finding::WallTimeAmbiguous { on: at.wall.date(), start: at.wall.time() }));
        }
        let here = self.zone.to_datetime(instant(at));
        let start = Time::new(here.hour(), here.minute(), 0, 0).unwrap_or(Time::midnight());
        Ok(Slot { date: here.date(), start, minutes })
    }
}

struct Except {
    instants: HashSet<Timestamp>,
    days: HashSet<Date>,
}

/// Why the lessons of an event could not be found: a fault of its own, or of the whole file.
enum Stopped {
    Fault(Fault),
    File(Refusal),
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn instant(start: &Start) -> Timestamp {
    start.zone.to_ambiguous_timestamp(start.wall).compatible().unwrap_or(Timestamp::MAX)
}

/// What a changed lesson leaves out stays as it was.
fn is_same(main: &Item, other: &Item) -> bool {
    (other.title.is_none() || main.title == other.title) && (other.rooms.is_empty() || main.rooms == other.rooms)
}
