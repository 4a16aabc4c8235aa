//! Calendars (.ics): each event is an item; rules, exceptions and moved lessons become dates.
//!
//! Instants decide what is one lesson, and the wall clock of the order's zone what stands in the order. A fault leaves out one event and never the
//! file.

mod changes;
mod days;
mod event;
mod moment;
mod occurrences;
mod own_zone;
mod rule;
mod scan;
mod series;
mod singles;
#[cfg(test)]
mod tests;
mod zone_names;
mod zones;

use jiff::tz::TimeZone;

use self::{
    changes::AND_FOLLOWING,
    event::Event,
    occurrences::Occurrences,
    scan::{Part, parts, text_of},
    zones::Zones,
};
use crate::{
    ask::{Ask, Format, Meaning, RoomFrom},
    bounds::Tally,
    item::{Item, Read},
    report::{Column, Finding, Question, Refusal, Row, RowStatus},
    text::clip,
};

pub(crate) use days::days;

/// A calendar as it stands in the file.
struct Calendar {
    encoding: &'static str,
    events: Vec<Event>,
    zones: Zones,
    /// The zone that it names for all of it.
    zone: Option<TimeZone>,
}

impl Calendar {
    fn of(bytes: &[u8], ask: &Ask, field: Option<&str>) -> Result<Self, Refusal> {
        let (text, encoding) = text_of(bytes, ask);
        let mut calendar = Self { encoding, events: Vec::new(), zones: Zones::default(), zone: None };
        let mut number = 0;
        parts(&text, field, |part| match part {
            Part::Event(component) => {
                number += 1;
                calendar.events.push(Event::of(component, number, field));
            }
            Part::Zone(component) => calendar.zones.define(component),
            Part::ZoneOfAll(name) => calendar.zone = calendar.zone.take().or_else(|| zones::by_name(name)),
        })?;
        if calendar.events.is_empty() {
            return Err(Refusal::NotATimetable { seen: "calendar-without-events".to_owned() });
        }
        Ok(calendar)
    }

    /// The zone of the file: the one that it names, else that of the first event which has one.
    fn own_zone(&mut self) -> Option<TimeZone> {
        let zones = &mut self.zones;
        let mut named = self.events.iter().filter_map(|event| event.start.as_ref()?.zone.as_deref());
        self.zone.clone().or_else(|| named.find_map(|name| zones.get(name)))
    }

    fn read(&mut self, ask: &Ask) -> Read {
        Read {
            encoding: Some(self.encoding),
            time_zone: self.own_zone().and_then(|zone| zone.iana_name().map(str::to_owned)),
            bells: ask.bells.clone(),
            items_read: u32::try_from(self.events.len()).unwrap_or(u32::MAX),
            ..Read::new(Format::Icalendar)
        }
    }
}

/// Reads the lessons of a calendar.
pub(crate) fn read(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let room_from = told_room(ask);
    let field = match &room_from {
        Some(RoomFrom::Field(field)) => Some(field.as_str()),
        _ => None,
    };
    let mut calendar = Calendar::of(bytes, ask, field)?;
    let mut read = calendar.read(ask);
    let from = room_from.clone().unwrap_or_else(|| rooms_from(&calendar.events, ask, &mut read));
    read.columns = columns(&calendar.events, &from, ask);
    let zone = ask.time_zone.clone().or_else(|| calendar.own_zone()).unwrap_or(TimeZone::UTC);
    let floating = ask.time_zone.clone().or_else(|| calendar.zone.clone()).unwrap_or_else(|| zone.clone());
    let mut occurrences = Occurrences::new(&mut calendar.zones, (floating, zone), ask);
    let mut tally = Tally::default();
    let kept = singles::latest(&calendar.events);
    let mut changed = occurrences.changes(&kept);
    for event in kept.iter().filter(|event| event.instead_of.is_none()) {
        match occurrences.of(event, &mut changed, &from)? {
            Ok(items) => {
                items.iter().try_for_each(|item| tally.keep(item))?;
                read.items.extend(items);
            }
            Err(fault) => read.rows.push(row(event, *fault)),
        }
    }
    for event in changed.following_nothing() {
        read.rows.push(row(event, (RowStatus::Error, Finding::BadRule { value: AND_FOLLOWING.to_owned() })));
    }
    for (event, fault) in changed.faults() {
        read.rows.push(row(event, fault));
    }
    // What replaces no lesson of the file is a lesson of its own.
    for event in changed.rest() {
        match occurrences.alone(event, &from) {
            Ok(item) => {
                tally.keep(&item)?;
                read.items.push(item);
            }
            Err(fault) => read.rows.push(row(event, *fault)),
        }
    }
    read.items.sort_by_key(|item| item.at.parse::<u32>().unwrap_or(u32::MAX));
    Ok(read)
}

fn row(event: &Event, (status, what): (RowStatus, Finding)) -> Row {
    Row { at: event.number.to_string(), status, what, text: clip(&event.summary) }
}

fn item(event: &Event, from: &RoomFrom) -> Item {
    let (rooms, title) = event.rooms_and_title(from);
    Item { rooms, title, ..Item::new(event.number.to_string(), clip(&event.summary)) }
}

/// What makes a room, as it was told: by the column that is one, where not all lessons are in one room.
fn told_room(ask: &Ask) -> Option<RoomFrom> {
    let told = || ask.columns.iter().rfind(|told| told.meaning == Meaning::Room).map(|told| RoomFrom::Field(told.at.clone()));
    match &ask.room_from {
        Some(RoomFrom::Fixed(_)) => ask.room_from.clone(),
        Some(RoomFrom::Field(_) | RoomFrom::SheetName) | None => told().or_else(|| ask.room_from.clone()),
    }
}

fn is_ignored(property: &str, ask: &Ask) -> bool {
    ask.columns.iter().any(|told| told.meaning == Meaning::Ignored && told.at.eq_ignore_ascii_case(property))
}

/// Without an answer: the first property that every event with a time has. It is asked about all the same, since a place is not always a class.
fn rooms_from(events: &[Event], ask: &Ask, read: &mut Read) -> RoomFrom {
    let timed = || events.iter().filter(|event| !event.cancelled && !event.all_day);
    let has = |field: &str, event: &Event| match field {
        "LOCATION" => event.location.is_some(),
        "CATEGORIES" => !event.categories.is_empty(),
        _ => event.code().is_some(),
    };
    let serves = |field: &&str| !is_ignored(field, ask) && timed().any(|event| has(field, event));
    let choices: Vec<&str> = ["LOCATION", "CATEGORIES", "SUMMARY"].into_iter().filter(serves).collect();
    let best = choices.iter().max_by_key(|field| timed().filter(|event| has(field, event)).count());
    let from = RoomFrom::Field((*best.unwrap_or(&"LOCATION")).to_owned());
    read.questions.push(Question::RoomNeeded { choices: choices.into_iter().map(str::to_owned).collect() });
    from
}

fn columns(events: &[Event], from: &RoomFrom, ask: &Ask) -> Vec<Column> {
    let is_room = |name: &str| matches!(from, RoomFrom::Field(field) if field.eq_ignore_ascii_case(name));
    let column = |name: &str, meaning: Option<Meaning>| Column {
        at: name.to_owned(),
        heading: None,
        meaning: match meaning {
            _ if is_room(name) => Some(Meaning::Room),
            None if is_ignored(name, ask) => Some(Meaning::Ignored),
            meaning => meaning,
        },
    };
    let mut columns = vec![column("SUMMARY", Some(Meaning::Title))];
    if events.iter().any(|event| event.location.is_some()) {
        columns.push(column("LOCATION", None));
    }
    if events.iter().any(|event| !event.categories.is_empty()) {
        columns.push(column("CATEGORIES", None));
    }
    if let RoomFrom::Field(field) = from
        && !columns.iter().any(|column| column.at.eq_ignore_ascii_case(field))
    {
        columns.push(column(field, None));
    }
    columns
}
