//! What may be told with every file, as parameters.

use homeroom_domain::timetable;
use jiff::{civil::Date, tz::TimeZone};

use crate::http::{Checks, Format, Shape};

/// Characters of a parameter that is one word or name.
pub(crate) const TEXT_MAX: usize = 200;

/// The parameters that all imports have.
pub(crate) struct FileAsked<'a> {
    pub file_name: Option<&'a str>,
    /// A label of the Encoding Standard.
    pub encoding: Option<&'a str>,
    /// An IANA zone.
    pub time_zone: Option<&'a str>,
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
}

impl FileAsked<'_> {
    /// Names each that says nothing; gives the zone.
    pub(crate) fn check(&self, checks: &mut Checks) -> Option<TimeZone> {
        for (name, value) in [("?encoding", self.encoding), ("?time_zone", self.time_zone), ("?file_name", self.file_name)] {
            let fits = value.is_none_or(|text| text.chars().count() <= TEXT_MAX);
            checks.that(fits, name, Shape::TooLong { max: TEXT_MAX as u64 });
        }
        checks.that(self.file_name.is_none_or(|name| !name.is_empty()), "?file_name", Shape::TooShort { min: 1 });
        let known = self.encoding.is_none_or(homeroom_imports::is_encoding);
        checks.that(known, "?encoding", Shape::BadFormat { expected: Format::Encoding });
        let term = self.first_day.zip(self.last_day);
        let reversed = term.is_some_and(|(first, last)| last < first);
        checks.that(!reversed, "?last_day", Shape::BadFormat { expected: Format::NotBeforeFirstDay });
        let length = |(first, last): (Date, Date)| last.since(first).map_or(0, |span| span.get_days());
        let too_long = term.is_some_and(|term| length(term) >= timetable::TERM_DAYS_MAX.into());
        checks.that(!too_long, "?last_day", Shape::BadFormat { expected: Format::Span });
        let zone = self.time_zone.and_then(timetable::zone);
        checks.that(zone.is_some() == self.time_zone.is_some(), "?time_zone", Shape::BadFormat { expected: Format::TimeZone });
        zone
    }
}
