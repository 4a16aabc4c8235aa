//! A zone that a file defines itself, as the rule of POSIX that says the same.
//!
//! Only what has a yearly rule, or one offset for all times, can be said so. A zone with single transitions is left unknown rather than read in part.

use icalendar::parser::{Component, read_calendar_simple};
use jiff::tz::TimeZone;

use super::moment::Written;

struct Observance {
    summer: bool,
    from: Written,
    offset: i32,
    /// Month, week (5 is the last), day of the week from Sunday, and the seconds of the day.
    begins: Option<(u8, u8, u8, i32)>,
}

pub(super) fn of(component: &str) -> Option<(String, TimeZone)> {
    let parsed = read_calendar_simple(component).ok()?;
    let zone = parsed.first()?;
    let name = zone.find_prop("TZID")?.val.as_str().trim().to_owned();
    let located = zone.find_prop("X-LIC-LOCATION").and_then(|place| TimeZone::get(place.val.as_str().trim()).ok());
    let rules = || TimeZone::posix(&posix(zone)?).ok();
    Some((name, located.or_else(rules)?))
}

fn posix(zone: &Component<'_>) -> Option<String> {
    let all: Vec<Observance> = zone.components.iter().map(observance).collect::<Option<_>>()?;
    // The last one is in force today; those before it are history.
    let last = |summer: bool| all.iter().filter(|one| one.summer == summer).max_by_key(|one| moment(one.from));
    match (last(false), last(true)) {
        (Some(winter), Some(summer)) => {
            let (from, to) = (summer.begins?, winter.begins?);
            let changes = [from, to].map(|(month, week, day, at)| format!("M{month}.{week}.{day}/{}", clock(at)));
            Some(format!("<-00>{}<-00>{},{},{}", clock(-winter.offset), clock(-summer.offset), changes[0], changes[1]))
        }
        (Some(only), None) | (None, Some(only)) => Some(format!("<-00>{}", clock(-only.offset))),
        (None, None) => None,
    }
}

fn moment(written: Written) -> jiff::civil::DateTime {
    match written {
        Written::Day(day) => day.at(0, 0, 0, 0),
        Written::Wall(at) | Written::Utc(at) => at,
    }
}

fn clock(seconds: i32) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.abs();
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn observance(component: &Component<'_>) -> Option<Observance> {
    let value = |name: &str| component.find_prop(name).map(|property| property.val.as_str().trim());
    let from = Written::parse(value("DTSTART")?)?;
    let rule = value("RRULE");
    let begins = match rule {
        Some(rule) => Some(yearly(rule, from)?),
        None => None,
    };
    Some(Observance {
        summer: component.name.as_str().eq_ignore_ascii_case("DAYLIGHT"),
        from,
        offset: offset(value("TZOFFSETTO")?)?,
        begins,
    })
}

/// `+0100`, `-053000`.
fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => (1, text),
    };
    let number = |at: std::ops::Range<usize>| digits.get(at).map_or(Some(0), |part| part.parse::<i32>().ok());
    let seconds = number(0..2)? * 3_600 + number(2..4)? * 60 + number(4..6)?;
    (digits.len() >= 4 && seconds <= 15 * 3_600).then_some(sign * seconds)
}

fn yearly(rule: &str, from: Written) -> Option<(u8, u8, u8, i32)> {
    let part = |key: &str| {
        rule.split(';').find_map(|part| part.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
    };
    if !part("FREQ")?.eq_ignore_ascii_case("YEARLY") || part("UNTIL").is_some() {
        return None;
    }
    let month: u8 = part("BYMONTH")?.parse().ok()?;
    let by_day = part("BYDAY")?.to_ascii_uppercase();
    let (position, name) = by_day.split_at_checked(by_day.len().checked_sub(2)?)?;
    let day = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"].iter().position(|known| *known == name)?;
    let week = match position {
        // The days of the month say which week it is: 8 to 14 is the second.
        "" => part("BYMONTHDAY")?.split(',').filter_map(|day| day.parse::<u8>().ok()).min()?.checked_sub(1)? / 7 + 1,
        "-1" => 5,
        position => position.trim_start_matches('+').parse().ok()?,
    };
    let at = moment(from).time();
    let seconds = i32::from(at.hour()) * 3_600 + i32::from(at.minute()) * 60 + i32::from(at.second());
    (1..=5).contains(&week).then_some((month, week, u8::try_from(day).ok()?, seconds))
}
