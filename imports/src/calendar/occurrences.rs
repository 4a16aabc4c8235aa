//! When an event is held: its start and rules, without its exceptions, with the lessons that other events of the same UID change.

use std::collections::{BTreeMap, HashSet};

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use super::{
    changes::{AND_FOLLOWING, Changes},
    event::Event,
    item,
    moment::{Stamp, Written, duration},
    rule::{Begin, Stop, expand},
    series::{Following, Series, Slot},
    zones::{Zones, exists_once},
};
use crate::{
    ask::{Ask, RoomFrom},
    bounds::{Counter, RULE_DAYS},
    item::{Held, Item},
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
                changes.and_following(event);
                continue;
            }
            match (of.value, self.start(of)) {
                (Written::Day(day), _) => changes.on_day(event, day),
                (Written::Wall(wall), _) if of.zone.is_none() => changes.on_wall(event, wall),
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
        let mut following = self.following(event, (&start, minutes), changes, from);
        let mut main = Series::new(item(event, from));
        let (mut items, mut any_changed) = (Vec::new(), !following.is_empty());
        for (wall, own_minutes) in walls {
            let at = Start { wall, zone: start.zone.clone() };
            if except.days.contains(&wall.date()) || except.instants.contains(&instant(&at)) {
                continue;
            }
            if let Some(change) = event.uid.as_deref().and_then(|uid| changes.take(uid, instant(&at), wall)) {
                any_changed = true;
                let slot = self.slot(&at, own_minutes.unwrap_or(minutes))?;
                // A cancelled lesson, and one whose change cannot be read, is not held.
                match self.changed(change, &start, slot.minutes) {
                    _ if change.cancelled => {}
                    Ok(to) if main.is_same(&item(change, from)) => main.add_moved(slot, to),
                    Ok(to) => items.push(Item { held: vec![Held::on(vec![to.date], to.start, to.minutes)], ..item(change, from) }),
                    Err(fault) => changes.fault(change, *fault),
                }
                continue;
            }
            match following.iter_mut().rfind(|later| later.from <= instant(&at)) {
                Some(later) => {
                    if let Some((wall, minutes)) = later.moved(wall) {
                        let slot = self.slot(&Start { wall, ..at }, minutes)?;
                        later.apart.as_mut().unwrap_or(&mut main).add(slot);
                    }
                }
                None => main.add(self.slot(&at, own_minutes.unwrap_or(minutes))?),
            }
        }
        items.extend(following.into_iter().filter_map(|later| later.apart?.into_item()));
        items.extend(main.into_item());
        if items.is_empty() && !any_changed { Err(skipped(Finding::YieldsNothing {}).into()) } else { Ok(items) }
    }

    /// What changes all lessons of an event from one on, in the order in which it does.
    fn following<'e>(
        &mut self,
        event: &'e Event,
        (start, minutes): (&Start, u32),
        changes: &mut Changes<'e>,
        from: &RoomFrom,
    ) -> Vec<Following<'e>> {
        let mut found: Vec<(Timestamp, DateTime)> = Vec::new();
        // Programs number their events anew in every file: what begins at another time of the day is another event.
        let mut is_of_event = |change: &mut &'e Event| {
            let Some(of) = change.instead_of.as_ref() else { return false };
            let Some(at) = self.first_changed(of, start) else { return false };
            let wall = start.zone.to_datetime(at);
            let is_own = wall.time() == start.wall.time() && at >= instant(start);
            if is_own {
                found.push((at, wall));
            }
            is_own
        };
        let events = event.uid.as_deref().map(|uid| changes.following(uid, &mut is_of_event)).unwrap_or_default();
        let main = Series::new(item(event, from));
        let mut all: Vec<Following<'e>> = Vec::new();
        for (event, (from_on, was)) in events.into_iter().zip(found) {
            let to = self.all_changed(event, start, minutes);
            let to = to.map_err(|fault| changes.fault(event, *fault)).ok().flatten();
            let apart = Some(item(event, from)).filter(|other| !main.is_same(other)).map(Series::new);
            all.push(Following { event, from: from_on, was, to, apart });
        }
        all.sort_by_key(|later| (later.from, later.event.number));
        all
    }

    /// The lesson from which on others change.
    fn first_changed(&mut self, of: &Stamp, start: &Start) -> Option<Timestamp> {
        match of.value {
            Written::Day(day) => Some(instant(&Start { wall: day.to_datetime(start.wall.time()), zone: start.zone.clone() })),
            _ => self.beside(of, start).ok().map(|of| instant(&of)),
        }
    }

    /// Where the first of the changed lessons is on the wall clock of the series, and how long each lasts; none where they are cancelled.
    fn all_changed(&mut self, event: &Event, start: &Start, minutes: u32) -> Result<Option<(DateTime, u32)>, Fault> {
        if event.cancelled {
            return Ok(None);
        }
        // A rule of its own would be a second series, which no program that writes such changes means.
        if !event.rules.is_empty() || !event.also.is_empty() {
            return Err(error(Finding::BadRule { value: AND_FOLLOWING.to_owned() }));
        }
        let first = self.begin_beside(event, Some(start))?;
        let minutes = self.minutes(event, &first, Some(minutes))?;
        Ok(Some((start.zone.to_datetime(instant(&first)), minutes)))
    }

    /// An event without a rule, or one that stands for a lesson which the file does not have.
    pub(super) fn alone(&mut self, event: &Event, from: &RoomFrom) -> Result<Item, Fault> {
        let start = self.begin(event)?;
        let minutes = self.minutes(event, &start, None)?;
        let slot = self.slot(&start, minutes)?;
        Ok(Item { held: vec![Held::on(vec![slot.date], slot.start, minutes)], ..item(event, from) })
    }

    /// Where a changed lesson goes; it lasts as long as the others where it does not say.
    fn changed(&mut self, event: &Event, series: &Start, minutes: u32) -> Result<Slot, Fault> {
        let start = self.begin_beside(event, Some(series))?;
        let minutes = self.minutes(event, &start, Some(minutes))?;
        self.slot(&start, minutes)
    }

    /// The start of an event that can be a lesson at all.
    fn begin(&mut self, event: &Event) -> Result<Start, Fault> {
        self.begin_beside(event, None)
    }

    /// The same; a time without a zone is in that of the series which it changes.
    fn begin_beside(&mut self, event: &Event, series: Option<&Start>) -> Result<Start, Fault> {
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
        let start = match series {
            Some(series) => self.beside(stamp, series)?,
            None => self.start(stamp)?,
        };
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

    /// All wall times near the term that its rules and dates give, in order, and how long those last that have a length of their own.
    fn walls(&mut self, event: &Event, start: &Start) -> Result<BTreeMap<DateTime, Option<u32>>, Stopped> {
        let mut walls = BTreeMap::new();
        for rule in &event.rules {
            walls.extend(self.expand(rule, start)?.into_iter().map(|wall| (wall, None)));
        }
        if event.rules.is_empty() {
            walls.insert(start.wall, None);
        }
        for (also, end) in &event.also {
            let at = match also.value {
                Written::Day(day) => Start { wall: day.to_datetime(start.wall.time()), zone: start.zone.clone() },
                _ => self.beside(also, start)?,
            };
            let minutes = end.as_deref().map(|end| self.period_minutes(end, &at)).transpose()?;
            walls.insert(start.zone.to_datetime(instant(&at)), minutes);
        }
        for rule in &event.not_rules {
            for wall in self.expand(rule, start)? {
                walls.remove(&wall);
            }
        }
        if let Some(within) = self.within.filter(|_| !event.rules.is_empty()) {
            let (first, last) = (within.first.saturating_sub(1.day()), within.last.saturating_add(1.day()));
            walls.retain(|wall, _| (first..=last).contains(&wall.date()));
        }
        Ok(walls)
    }

    /// How long a period lasts, which names its end or its length.
    fn period_minutes(&mut self, end: &str, start: &Start) -> Result<u32, Fault> {
        let seconds = match Written::parse(end) {
            Some(value) => {
                let end = self.beside(&Stamp { value, zone: None }, start)?;
                Some(instant(&end).as_second() - instant(start).as_second())
            }
            None => duration(end),
        };
        minutes_of(seconds.ok_or_else(|| error(Finding::BadTime { value: crate::text::clip(end) }))?)
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
        minutes_of(seconds)
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

fn minutes_of(seconds: i64) -> Result<u32, Fault> {
    if seconds < 0 {
        return Err(error(Finding::EndBeforeStart {}));
    }
    match u32::try_from(seconds.saturating_add(30) / 60) {
        Ok(0) => Err(skipped(Finding::NoDuration {})),
        Ok(minutes) => Ok(minutes),
        Err(_) => Err(error(Finding::BadTime { value: format!("{seconds} s") })),
    }
}

fn instant(start: &Start) -> Timestamp {
    start.zone.to_ambiguous_timestamp(start.wall).compatible().unwrap_or(Timestamp::MAX)
}
