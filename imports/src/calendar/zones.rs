//! Which zone a name means: IANA, Windows, Windows in other languages, what Windows shows, and the definition in the file, in that order.
//!
//! A name that is known wins over the file's own definition, because programs write wrong definitions (summer time for China) more often than wrong
//! names. A name that nobody knows is an error and never a guess: an hour early is worse than a lesson to be mended.

use std::collections::HashMap;

use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};
use windows_timezones::WindowsTimezone;

use super::{
    own_zone,
    zone_names::{CITIES, TRANSLATED},
};

/// Names of zones that one file is believed to have: each unknown one is searched for in all lists.
const NAMES_MAX: usize = 500;

#[derive(Debug, Default)]
pub(super) struct Zones {
    /// Definitions of the file, by name.
    own: HashMap<String, TimeZone>,
    known: HashMap<String, Option<TimeZone>>,
}

impl Zones {
    pub(super) fn define(&mut self, component: &str) {
        if let Some((name, zone)) = own_zone::of(component).filter(|_| self.own.len() < NAMES_MAX) {
            self.own.insert(name, zone);
        }
    }

    pub(super) fn get(&mut self, name: &str) -> Option<TimeZone> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        if self.known.len() >= NAMES_MAX {
            return None;
        }
        let zone = by_name(name).or_else(|| self.own.get(name).cloned());
        self.known.insert(name.to_owned(), zone.clone());
        zone
    }
}

/// Whether a wall time exists once in a zone.
pub(super) fn exists_once(zone: &TimeZone, wall: DateTime) -> bool {
    matches!(zone.to_ambiguous_timestamp(wall).offset(), AmbiguousOffset::Unambiguous { .. })
}

pub(super) fn by_name(name: &str) -> Option<TimeZone> {
    let name = name.trim().trim_matches('"').trim();
    if name.is_empty() || name.chars().count() > 200 {
        return None;
    }
    iana(name).or_else(|| windows(name)).or_else(|| shown(name))
}

/// The name, or the end of a path that a program puts before it: `/mozilla.org/20050126_1/Europe/Berlin`.
fn iana(name: &str) -> Option<TimeZone> {
    if matches!(name.to_ascii_uppercase().as_str(), "Z" | "UTC" | "GMT" | "ETC/UTC" | "TZONE://MICROSOFT/UTC") {
        return Some(TimeZone::UTC);
    }
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    let ends = (1..=3).rev().filter(|many| *many <= parts.len() && (parts.len() == *many || *many > 1));
    ends.map(|many| parts[parts.len() - many..].join("/")).find_map(|name| TimeZone::get(&name).ok())
}

fn windows(name: &str) -> Option<TimeZone> {
    // Outlook numbers zones that it has changed: "GMT Standard Time 1".
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let plain = if plain.len() < name.len() && name[plain.len()..].starts_with(' ') { plain } else { name };
    let standard = plain.replace("Daylight Time", "Standard Time");
    let known = plain.parse::<WindowsTimezone>().or_else(|_| standard.parse()).ok();
    if let Some(known) = known {
        return TimeZone::get(known.tzdb_id()).ok();
    }
    let lower = plain.to_lowercase();
    let found = TRANSLATED.iter().find(|(translated, _)| *translated == lower)?;
    TimeZone::get(found.1).ok()
}

/// What Windows shows: an offset and cities, `(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi`. The first city that is known decides, if its zone
/// has that offset in winter or in summer.
fn shown(name: &str) -> Option<TimeZone> {
    let rest = name.strip_prefix(['(', '（'])?;
    let (offset, cities) = rest.split_once([')', '）'])?;
    let seconds = offset_of(offset)?;
    let cities = cities.split([',', '，', '、', '/', ';']).map(|city| city.trim().to_lowercase());
    cities.filter_map(|city| city_zone(&city)).find(|zone| has_offset(zone, seconds))
}

/// `UTC+08:00`, `GMT+01.00`, `UTC`.
fn offset_of(text: &str) -> Option<i32> {
    let upper = text.trim().to_ascii_uppercase();
    let rest = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT"))?.trim();
    if rest.is_empty() {
        return Some(0);
    }
    let (sign, rest) = match rest.chars().next()? {
        '+' => (1, &rest[1..]),
        '-' => (-1, &rest[1..]),
        '\u{2212}' => (-1, &rest['\u{2212}'.len_utf8()..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once([':', '.']).unwrap_or((rest, "0"));
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn city_zone(city: &str) -> Option<TimeZone> {
    if let Some((_, zone)) = CITIES.iter().find(|(known, _)| *known == city) {
        return TimeZone::get(zone).ok();
    }
    // Most cities of these names are those that the zones themselves are named after.
    let city = city.replace(' ', "_");
    let is_city = |name: &str| name.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&city)) && name.contains('/');
    let found = jiff::tz::db().available().find(|name| is_city(name.as_str()))?;
    TimeZone::get(found.as_str()).ok()
}

fn has_offset(zone: &TimeZone, seconds: i32) -> bool {
    [1, 7]
        .into_iter()
        .filter_map(|month| jiff::civil::date(2026, month, 1).at(0, 0, 0, 0).to_zoned(zone.clone()).ok())
        .any(|at| at.offset().seconds() == seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_zones_in_every_form_that_programs_write() {
        let cases = [
            ("Asia/Shanghai", Some("Asia/Shanghai")),
            ("europe/berlin", Some("Europe/Berlin")),
            ("/mozilla.org/20050126_1/Europe/Berlin", Some("Europe/Berlin")),
            ("/freeassociation.sourceforge.net/America/Indiana/Indianapolis", Some("America/Indiana/Indianapolis")),
            ("China Standard Time", Some("Asia/Shanghai")),
            ("GMT Standard Time 1", Some("Europe/London")),
            ("Eastern Daylight Time", Some("America/New_York")),
            ("W. Europe Standard Time", Some("Europe/Berlin")),
            ("中国标准时间", Some("Asia/Shanghai")),
            ("中國標準時間", Some("Asia/Shanghai")),
            ("台北標準時間", Some("Asia/Taipei")),
            ("Mitteleuropäische Zeit", Some("Europe/Berlin")),
            ("東京 (標準時)", Some("Asia/Tokyo")),
            ("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", Some("Asia/Shanghai")),
            ("(UTC+08:00) 北京，重庆，香港特别行政区，乌鲁木齐", Some("Asia/Shanghai")),
            ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", Some("Europe/Sarajevo")),
            ("(UTC-05:00) Eastern Time (US & Canada)", Some("America/New_York")),
            ("(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", Some("Europe/Amsterdam")),
            ("tzone://Microsoft/Utc", Some("UTC")),
            ("(UTC+09:00) Berlin", None),
            ("Nowhere Standard Time", None),
            ("Customized Time Zone", None),
            ("1", None),
            ("", None),
        ];
        for (name, zone) in cases {
            assert_eq!(by_name(name).as_ref().and_then(TimeZone::iana_name), zone, "{name}");
        }
    }

    #[test]
    fn the_definition_of_the_file_serves_where_no_name_does() {
        let mut zones = Zones::default();
        zones.define(
            "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
             RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
             RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n",
        );
        // With summer time, which China does not have.
        zones.define(
            "BEGIN:VTIMEZONE\nTZID:China Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\n\
             END:VTIMEZONE\n",
        );
        let hour = |zones: &mut Zones, name: &str, month: i8| {
            let zone = zones.get(name).unwrap();
            jiff::civil::date(2026, month, 26).at(8, 0, 0, 0).to_zoned(zone).unwrap().offset().seconds() / 3_600
        };
        let offsets = [3, 4, 10, 11].map(|month| hour(&mut zones, "Customized Time Zone", month));
        assert_eq!(offsets, [1, 2, 1, 1]);
        assert_eq!(hour(&mut zones, "China Standard Time", 9), 8);
        assert!(zones.get("Nowhere").is_none());
        (0..NAMES_MAX).for_each(|number| assert!(zones.get(&format!("(UTC+01:00) Nowhere {number}")).is_none()));
        assert!(zones.get("Europe/Rome").is_none() && zones.get("Customized Time Zone").is_some());
        let zone = zones.get("Customized Time Zone").unwrap();
        let wall = |month, day, hour| jiff::civil::date(2026, month, day).at(hour, 30, 0, 0);
        let cases = [(wall(3, 29, 2), false), (wall(10, 25, 2), false), (wall(3, 29, 3), true), (wall(10, 25, 1), true)];
        for (at, once) in cases {
            assert_eq!(exists_once(&zone, at), once, "{at}");
        }
    }
}
