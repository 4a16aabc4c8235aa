//! From dates back to a rule: the shortest way to say them, where there is one.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use crate::within::Within;

/// How the dates of a line are said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    Rule { rrule: String, from: Option<Date> },
    Dates(Vec<Date>),
}

const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// Every week, every other week, and cycles of three and four weeks.
const INTERVALS: [u32; 4] = [1, 2, 3, 4];

/// Dates in order, all within the term, each once. Where nobody told the term, one or two dates are not taken for a rule of it.
pub(super) fn say(dates: Vec<Date>, within: Within, is_told: bool) -> Said {
    let rule = INTERVALS.into_iter().find_map(|interval| weekly(&dates, within, interval));
    match rule {
        Some(rule) if dates.len() > 2 || (is_told && is_unbounded(&rule)) => rule,
        _ => Said::Dates(dates),
    }
}

fn is_unbounded(rule: &Said) -> bool {
    matches!(rule, Said::Rule { rrule, from: None } if !rrule.contains("UNTIL"))
}

fn weekly(dates: &[Date], within: Within, interval: u32) -> Option<Said> {
    let (first, last) = (*dates.first()?, *dates.last()?);
    let week = within.week_of(first)?;
    let weekdays: BTreeSet<i8> = dates.iter().map(|date| date.weekday().to_monday_zero_offset()).collect();
    let hit_by = |from_week: u32| {
        let days = weekdays.iter().filter_map(|day| Weekday::from_monday_zero_offset(*day).ok());
        let mut hits: Vec<Date> =
            days.flat_map(|day| within.dates(day, |n| n >= from_week && (n - from_week).is_multiple_of(interval))).collect();
        hits.sort_unstable();
        hits
    };
    let hits = hit_by(week);
    let of_span: Vec<Date> = hits.iter().copied().filter(|date| first <= *date && *date <= last).collect();
    if of_span != dates || (interval > 1 && of_span.len() < 2) {
        return None;
    }
    let mut rrule = "FREQ=WEEKLY".to_owned();
    if interval > 1 {
        rrule += &format!(";INTERVAL={interval}");
    }
    let names: Vec<&str> = weekdays.iter().map(|day| NAMES[usize::try_from(*day).unwrap_or(0)]).collect();
    rrule += &format!(";BYDAY={}", names.join(","));
    if hits.last() != Some(&last) {
        rrule += &format!(";UNTIL={:04}{:02}{:02}", last.year(), last.month(), last.day());
    }
    // Counted from the first day of the term where that hits nothing earlier.
    let from = (hit_by(1).first() != Some(&first)).then_some(first);
    Some(Said::Rule { rrule, from })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_said_by_the_shortest_rule_that_gives_them() {
        let within = Within { first: date(2026, 9, 9), last: date(2026, 12, 18) };
        let on = |days: &[Weekday], weeks: fn(u32) -> bool| {
            let mut all: Vec<Date> = days.iter().flat_map(|day| within.dates(*day, weeks)).collect();
            all.sort_unstable();
            all
        };
        use Weekday::{Friday, Monday, Wednesday};
        let cases = [
            (on(&[Friday], |_| true), "FREQ=WEEKLY;BYDAY=FR", None),
            (on(&[Monday, Wednesday], |_| true), "FREQ=WEEKLY;BYDAY=MO,WE", None),
            (on(&[Friday], |week| week % 2 == 1), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", None),
            (on(&[Friday], |week| week % 2 == 0), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", Some(date(2026, 9, 18))),
            // The Monday of the first week lies before the first day; that of the third is the first of the odd ones.
            (on(&[Monday], |week| week % 2 == 1), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", None),
            (on(&[Friday], |week| (3..=8).contains(&week)), "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261030", Some(date(2026, 9, 25))),
            (on(&[Friday], |week| week % 4 == 3), "FREQ=WEEKLY;INTERVAL=4;BYDAY=FR", Some(date(2026, 9, 25))),
        ];
        for (dates, rrule, from) in cases {
            assert_eq!(say(dates, within, true), Said::Rule { rrule: rrule.to_owned(), from });
        }
        let odd_ones = vec![date(2026, 9, 11), date(2026, 9, 18), date(2026, 10, 16), date(2026, 10, 23)];
        assert_eq!(say(odd_ones.clone(), within, true), Said::Dates(odd_ones));
        let pair = vec![date(2026, 9, 11), date(2026, 9, 18)];
        assert_eq!(say(pair.clone(), within, true), Said::Dates(pair));
        let all = vec![date(2026, 9, 11)];
        let week = Within { first: all[0], last: all[0] };
        assert_eq!(say(all.clone(), week, false), Said::Dates(all));
    }
}
