//! Zones and wall times: the only place where a wall time becomes an instant.
//!
//! Zones come from the database that is compiled in, so that every part of the product, on every machine, agrees about an hour.

use std::{collections::HashMap, sync::LazyLock};

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};

use super::days::TermDays;
use crate::order::FieldProblem;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The zone of an IANA name in its exact spelling, such as `Asia/Shanghai`.
pub fn zone(name: &str) -> Option<TimeZone> {
    ZONES.get(name).ok().filter(|zone| zone.iana_name() == Some(name) && !zone.is_unknown())
}

/// RFC 3339 with the zone's offset.
pub fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.display_with_offset(zone.to_offset(at)).to_string()
}

/// When a day begins in a zone: 00:00, or the first instant after it where midnight is skipped.
pub fn start_of_day(date: Date, zone: &TimeZone) -> Timestamp {
    let wall = date.to_datetime(Time::midnight());
    zone.to_ambiguous_timestamp(wall).compatible().unwrap_or(Timestamp::MAX)
}

/// What to do with a wall time that does not exist or exists twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ambiguity {
    /// A document that comes in is refused.
    Refuse,
    /// A document that passed once stays readable when the zone's rules change later: skipped times move on, doubled ones are the first.
    Resolve,
}

/// Wall times of one term and zone as instants, each worked out once.
pub(super) struct WallClock<'a> {
    zone: &'a TimeZone,
    ambiguity: Ambiguity,
    known: HashMap<(u16, Time), Result<Timestamp, FieldProblem>>,
}

impl<'a> WallClock<'a> {
    pub(super) fn new(zone: &'a TimeZone, ambiguity: Ambiguity) -> Self {
        Self { zone, ambiguity, known: HashMap::new() }
    }

    pub(super) fn zone(&self) -> &TimeZone {
        self.zone
    }

    /// Whether the document comes in: of one that was accepted nothing more is said.
    pub(super) fn refuses(&self) -> bool {
        self.ambiguity == Ambiguity::Refuse
    }

    pub(super) fn at(&mut self, term: &TermDays, day: u16, start: Time) -> Result<Timestamp, FieldProblem> {
        let (zone, ambiguity) = (self.zone, self.ambiguity);
        self.known.entry((day, start)).or_insert_with(|| instant(zone, ambiguity, term.date(day), start)).clone()
    }
}

fn instant(zone: &TimeZone, ambiguity: Ambiguity, date: Date, start: Time) -> Result<Timestamp, FieldProblem> {
    let wall = zone.to_ambiguous_timestamp(date.to_datetime(start));
    match (wall.offset(), ambiguity) {
        (AmbiguousOffset::Gap { .. }, Ambiguity::Refuse) => Err(FieldProblem::WallTimeSkipped { date, start }),
        (AmbiguousOffset::Fold { .. }, Ambiguity::Refuse) => Err(FieldProblem::WallTimeTwice { date, start }),
        _ => Ok(wall.compatible().unwrap_or(Timestamp::MAX)),
    }
}
