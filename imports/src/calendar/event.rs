//! One event, with what of it matters here.

use std::sync::Arc;

use icalendar::parser::{Property, read_calendar_simple};

use super::moment::{Stamp, Written};
use crate::{ask::RoomFrom, bounds::ROOMS, text::clean};

/// Dates and exceptions of one event. A rule with more is no timetable.
const DATES_MAX: usize = 5_000;

#[derive(Debug, Default)]
pub(super) struct Event {
    /// From 1, in the order of the file.
    pub(super) number: u32,
    pub(super) uid: Option<String>,
    pub(super) sequence: i64,
    pub(super) cancelled: bool,
    pub(super) start: Option<Stamp>,
    pub(super) end: Option<Stamp>,
    pub(super) duration: Option<String>,
    pub(super) rules: Vec<String>,
    pub(super) not_rules: Vec<String>,
    /// Further dates, each with the end or the length that it has of its own.
    pub(super) also: Vec<(Stamp, Option<String>)>,
    pub(super) except: Vec<Stamp>,
    pub(super) instead_of: Option<Stamp>,
    /// This and all that follow, which some programs write instead of two events.
    pub(super) and_following: bool,
    /// Said by Outlook of events from midnight to midnight.
    pub(super) all_day: bool,
    pub(super) summary: String,
    pub(super) location: Option<String>,
    pub(super) categories: Vec<String>,
    /// The property that was asked for.
    pub(super) field: Option<String>,
    /// A value that cannot be read.
    pub(super) bad: Option<String>,
}

impl Event {
    pub(super) fn of(component: &str, number: u32, field: Option<&str>) -> Self {
        let mut event = Self { number, ..Self::default() };
        match read_calendar_simple(component) {
            Ok(parsed) if parsed.len() == 1 => parsed[0].properties.iter().for_each(|property| event.take(property, field)),
            _ => event.bad = Some(component.lines().nth(1).unwrap_or_default().to_owned()),
        }
        event
    }

    fn take(&mut self, property: &Property<'_>, field: Option<&str>) {
        let value = property.val.as_str().trim();
        match property.name.as_str() {
            "UID" => self.uid = Some(value.to_owned()).filter(|uid| !uid.is_empty()),
            "SEQUENCE" => self.sequence = value.parse().unwrap_or(0),
            "STATUS" => self.cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            "DTSTART" => self.start = self.stamps(property).pop().map(alone),
            "DTEND" => self.end = self.stamps(property).pop().map(alone),
            "DURATION" => self.duration = Some(value.to_owned()),
            "RRULE" if !value.is_empty() => self.rules.push(value.to_owned()),
            "EXRULE" if !value.is_empty() => self.not_rules.push(value.to_owned()),
            "RDATE" => {
                let stamps = self.stamps(property);
                self.also.extend(stamps);
            }
            "EXDATE" => {
                let stamps = self.stamps(property);
                self.except.extend(stamps.into_iter().map(alone));
            }
            "RECURRENCE-ID" => {
                self.and_following = parameter(property, "RANGE").is_some();
                self.instead_of = self.stamps(property).pop().map(alone);
            }
            "SUMMARY" => self.summary = clean(value),
            "LOCATION" => self.location = text(value),
            "CATEGORIES" => {
                let more = (ROOMS + 1).saturating_sub(self.categories.len());
                self.categories.extend(list(value).iter().filter_map(|category| text(category)).take(more));
            }
            "X-MICROSOFT-CDO-ALLDAYEVENT" => self.all_day = value.eq_ignore_ascii_case("TRUE"),
            name if field.is_some_and(|field| name.eq_ignore_ascii_case(field)) => self.field = text(&list(value).join(",")),
            _ => {}
        }
    }

    /// All values of a property; of a period its start, and its end or length as it is written.
    fn stamps(&mut self, property: &Property<'_>) -> Vec<(Stamp, Option<String>)> {
        let zone: Option<Arc<str>> = parameter(property, "TZID").map(Arc::from);
        let mut stamps = Vec::new();
        for value in property.val.as_str().split(',').map(str::trim).filter(|value| !value.is_empty()) {
            let many = self.also.len() + self.except.len() + stamps.len();
            let (start, end) = value.split_once('/').map_or((value, None), |(start, end)| (start, Some(end.to_owned())));
            match Written::parse(start).filter(|_| many < DATES_MAX) {
                Some(value) => stamps.push((Stamp { value, zone: zone.clone() }, end)),
                None => self.bad = Some(value.to_owned()),
            }
        }
        stamps
    }

    /// The names of its rooms, and its title without them.
    pub(super) fn rooms_and_title(&self, from: &RoomFrom) -> (Vec<String>, Option<String>) {
        let title = || text(&self.summary);
        match from {
            RoomFrom::Fixed(room) => (vec![room.clone()], title()),
            RoomFrom::SheetName => (Vec::new(), title()),
            RoomFrom::Field(field) => match field.to_ascii_uppercase().as_str() {
                "LOCATION" => (self.location.iter().cloned().collect(), title()),
                "CATEGORIES" => (self.categories.clone(), title()),
                "SUMMARY" => match self.code() {
                    Some((code, rest)) => (vec![code], text(&rest)),
                    None => (Vec::new(), title()),
                },
                _ => (self.field.iter().cloned().collect(), title()),
            },
        }
    }

    /// `[code]` in the title, the last one where there are several, and the title without it.
    pub(super) fn code(&self) -> Option<(String, String)> {
        let open = self.summary.rfind(['[', '【', '［'])?;
        let close = open + self.summary[open..].find([']', '】', '］'])?;
        let width = |at: usize| self.summary[at..].chars().next().map_or(1, char::len_utf8);
        let code = text(&self.summary[open + width(open)..close])?;
        Some((code, clean(&format!("{} {}", &self.summary[..open], &self.summary[close + width(close)..]))))
    }
}

fn alone((stamp, _): (Stamp, Option<String>)) -> Stamp {
    stamp
}

fn text(value: &str) -> Option<String> {
    Some(clean(value)).filter(|text| !text.is_empty())
}

fn parameter(property: &Property<'_>, name: &str) -> Option<String> {
    let found = property.params.iter().find(|parameter| parameter.key.as_str().eq_ignore_ascii_case(name))?;
    found.val.as_ref().map(|value| value.as_str().trim_matches('"').trim().to_owned()).filter(|value| !value.is_empty())
}

/// Values between commas that no backslash escapes, with the backslashes undone.
fn list(value: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        let last = values.last_mut();
        match (c, last) {
            (',', _) => values.push(String::new()),
            ('\\', Some(last)) => match characters.next() {
                Some('n' | 'N') => last.push('\n'),
                Some(escaped) => last.push(escaped),
                None => {}
            },
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
    }
    values
}
