//! Dates, times and lengths as calendars write them.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

/// A value with the zone that is named with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Stamp {
    pub(super) value: Written,
    pub(super) zone: Option<Arc<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Written {
    Day(Date),
    /// In the zone named with it, or floating.
    Wall(DateTime),
    Utc(DateTime),
}

impl Written {
    /// `20260907`, `20260907T080000`, with a `Z`, and the same with the dashes and colons that some programs leave in.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.len() > 40 {
            return None;
        }
        let bare: String = text.trim().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let (day, clock) = match bare.split_once(['T', 't']) {
            Some((day, clock)) => (day, Some(clock)),
            None => (bare.as_str(), None),
        };
        let date = match digits(day, 8)?[..] {
            [a, b, c, d, month_tens, month, day_tens, day] => {
                let year = i16::from(a) * 1000 + i16::from(b) * 100 + i16::from(c) * 10 + i16::from(d);
                Date::new(year, month_tens * 10 + month, day_tens * 10 + day).ok()?
            }
            _ => return None,
        };
        let Some(clock) = clock else { return Some(Self::Day(date)) };
        let (clock, utc) = match clock.strip_suffix(['Z', 'z']) {
            Some(clock) => (clock, true),
            None => (clock, false),
        };
        let at = on(date, clock)?;
        Some(if utc { Self::Utc(at) } else { Self::Wall(at) })
    }
}

fn digits(text: &str, many: usize) -> Option<Vec<i8>> {
    let digits: Option<Vec<i8>> = text.chars().map(|c| c.to_digit(10).and_then(|digit| i8::try_from(digit).ok())).collect();
    digits.filter(|digits| digits.len() == many)
}

fn on(date: Date, clock: &str) -> Option<DateTime> {
    let clock = if clock.len() == 4 { format!("{clock}00") } else { clock.to_owned() };
    match digits(&clock, 6)?[..] {
        [h, hour, m, minute, s, second] => match (h * 10 + hour, m * 10 + minute, s * 10 + second) {
            (24, 0, 0) => Some(date.tomorrow().ok()?.at(0, 0, 0, 0)),
            (hour @ 0..24, minute @ 0..60, second @ 0..=60) => Some(date.at(hour, minute, second.min(59), 0)),
            _ => None,
        },
        _ => None,
    }
}

/// `P1W`, `P1D`, `PT1H30M`; in seconds.
pub(super) fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix(['P', 'p'])?;
    let (mut total, mut number, mut in_time) = (0_i64, None::<i64>, false);
    for c in rest.chars() {
        if let Some(digit) = c.to_digit(10) {
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(i64::from(digit))?);
            continue;
        }
        let unit = match (c.to_ascii_uppercase(), in_time) {
            ('T', false) if number.is_none() => {
                in_time = true;
                continue;
            }
            ('W', false) => 604_800,
            ('D', false) => 86_400,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        total = total.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    (number.is_none() && rest.len() > 1).then_some(sign * total)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_and_times_in_every_form_that_programs_write() {
        let day = date(2026, 9, 7);
        let cases = [
            ("20260907", Some(Written::Day(day))),
            ("2026-09-07", Some(Written::Day(day))),
            ("20260907T080000", Some(Written::Wall(day.at(8, 0, 0, 0)))),
            ("20260907T0800", Some(Written::Wall(day.at(8, 0, 0, 0)))),
            ("2026-09-07T08:00:00Z", Some(Written::Utc(day.at(8, 0, 0, 0)))),
            ("20260907T240000", Some(Written::Wall(date(2026, 9, 8).at(0, 0, 0, 0)))),
            ("20260907T235960Z", Some(Written::Utc(day.at(23, 59, 59, 0)))),
            ("20260231", None),
            ("20260907T250000", None),
            ("tomorrow", None),
            ("", None),
        ];
        for (text, read) in cases {
            assert_eq!(Written::parse(text), read, "{text}");
        }
    }

    #[test]
    fn lengths() {
        let cases = [
            ("PT1H30M", Some(5_400)),
            ("P1D", Some(86_400)),
            ("P1WT", Some(604_800)),
            ("-PT15M", Some(-900)),
            ("PT0S", Some(0)),
            ("+PT45M", Some(2_700)),
        ];
        for (text, seconds) in cases {
            assert_eq!(duration(text), seconds, "{text}");
        }
        for text in ["P", "PT", "1H", "PT1X", "PT99999999999999999999H", "PT5"] {
            assert!(duration(text).is_none() || text == "PT", "{text}");
        }
    }
}
