//! From an RFC 5545 rule to the wall times that it gives within a window.
//!
//! The `rrule` crate counts here in a zone without changes, so that the machine's zone and gaps in the clock cannot move a lesson. COUNT and UNTIL
//! are looked at here: a search ends with the window, whatever the rule claims, and each day that it passes over is counted.

use chrono::{DateTime as ChronoDateTime, Datelike, NaiveDate, TimeZone as _, Timelike};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

use super::moment::Written;
use crate::{
    bounds::Counter,
    report::{Finding, Refusal},
    within::{WEEKS_MAX, Within},
};

/// Rules that are longer say nothing that is shorter to read.
const RULE_BYTES: usize = 1_000;
/// What a hit costs, counted in days that are passed over.
const HIT: u64 = 10;
/// What a search costs that finds nothing more.
const ENDLESS: u64 = 500_000;
const DAYS_MAX: i32 = WEEKS_MAX as i32 * 7;

/// A rule cannot be read (a finding), or all rules together cost too much.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Item(Box<Finding>),
    File(Refusal),
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Self {
        Self::Item(Box::new(finding))
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::File(refusal)
    }
}

/// Where a rule begins, and what bounds it.
#[derive(Debug)]
pub(super) struct Begin<'a> {
    pub(super) start: DateTime,
    /// The zone that the start is in, which an UNTIL of another zone is put into.
    pub(super) zone: &'a TimeZone,
    pub(super) within: Option<Within>,
}

struct Rule {
    freq: Freq,
    interval: u32,
    count: Option<u64>,
    until: Option<Written>,
    /// What the crate is told as it stands.
    rest: String,
    has_days: bool,
    positions: bool,
    week_start: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Freq {
    Daily,
    Weekly,
    Longer,
}

/// The wall times of a rule, in order, each once. With a term only those near it; without one all of them, if they end within what a term may be.
pub(super) fn expand(text: &str, begin: &Begin<'_>, work: &mut Counter) -> Result<Vec<DateTime>, Stop> {
    let rule = parse(text, begin.start)?;
    let until = rule.until.map(|until| wall_of(until, begin.zone));
    let end = match begin.within {
        // A day more on either side, for the zone of the order is perhaps another one.
        Some(within) => day_end(within.last.saturating_add(1.day())),
        None => day_end(begin.start.date().saturating_add(DAYS_MAX.days())),
    };
    if begin.within.is_none() && !ends_soon(&rule, until, end) {
        return Err(Finding::TermRequired {}.into());
    }
    let last = until.unwrap_or(end).min(end);
    if last < begin.start {
        return Ok(Vec::new());
    }
    let from = if rule.count.is_none() { forward(&rule, begin) } else { begin.start };
    if last < from {
        return Ok(Vec::new());
    }
    let mut found = hits(&rule, from, (begin.start, last), work)?;
    if let Some(count) = rule.count {
        // The longest term ended before the count did.
        if begin.within.is_none() && until.is_none() && (found.len() as u64) < count {
            return Err(Finding::TermRequired {}.into());
        }
        found.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    }
    Ok(found)
}

fn ends_soon(rule: &Rule, until: Option<DateTime>, end: DateTime) -> bool {
    match (until, rule.count) {
        (Some(until), _) => until <= end,
        // At most one a day, so that more than there are days never end soon enough.
        (None, Some(count)) => count <= DAYS_MAX.unsigned_abs().into(),
        (None, None) => false,
    }
}

fn parse(text: &str, start: DateTime) -> Result<Rule, Stop> {
    let bad = |part: &str| Stop::from(Finding::BadRule { value: crate::text::clip(part) });
    if text.len() > RULE_BYTES || !text.is_ascii() {
        return Err(bad(text));
    }
    let upper = text.trim().to_ascii_uppercase();
    let mut rule = Rule {
        freq: Freq::Longer,
        interval: 1,
        count: None,
        until: None,
        rest: String::new(),
        has_days: false,
        positions: false,
        week_start: 0,
    };
    let mut freq = None;
    for part in upper.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').ok_or_else(|| bad(part))?;
        match key {
            "FREQ" => {
                rule.freq = match value {
                    "DAILY" => Freq::Daily,
                    "WEEKLY" => Freq::Weekly,
                    "MONTHLY" | "YEARLY" => Freq::Longer,
                    "HOURLY" | "MINUTELY" | "SECONDLY" => return Err(Finding::RuleTooFine {}.into()),
                    _ => return Err(bad(part)),
                };
                freq = Some(value.to_owned());
            }
            "INTERVAL" => rule.interval = value.parse().ok().filter(|interval| *interval > 0).ok_or_else(|| bad(part))?,
            "COUNT" => rule.count = Some(value.parse().ok().filter(|count| *count > 0).ok_or_else(|| bad(part))?),
            "UNTIL" => rule.until = Some(Written::parse(value).ok_or_else(|| bad(part))?),
            "BYHOUR" => same_or_too_fine(value, start.hour())?,
            "BYMINUTE" => same_or_too_fine(value, start.minute())?,
            "BYSECOND" => same_or_too_fine(value, start.second())?,
            "WKST" | "BYDAY" | "BYMONTHDAY" | "BYYEARDAY" | "BYWEEKNO" | "BYMONTH" | "BYSETPOS" => {
                rule.has_days |= key == "BYDAY";
                rule.positions |= key == "BYSETPOS";
                if key == "WKST" {
                    rule.week_start =
                        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].iter().position(|day| *day == value).ok_or_else(|| bad(part))? as u8;
                }
                rule.rest.push(';');
                rule.rest.push_str(part);
            }
            // Extensions of programs (RSCALE, X-) that do not change days of the calendar that schools have.
            _ if key.starts_with("X-") || part == "RSCALE=GREGORIAN" || key == "SKIP" => {}
            _ => return Err(bad(part)),
        }
    }
    let freq = freq.ok_or_else(|| bad(text))?;
    // The crate takes no more; what repeats after centuries is held once.
    let interval = rule.interval.min(u32::from(u16::MAX));
    rule.rest = format!("FREQ={freq};INTERVAL={interval}{}", rule.rest);
    Ok(rule)
}

/// Several times of one day are finer than a day; the time that the event has anyway says nothing.
fn same_or_too_fine(value: &str, own: i8) -> Result<(), Stop> {
    match value.parse::<i8>() {
        Ok(given) if given == own => Ok(()),
        _ => Err(Finding::RuleTooFine {}.into()),
    }
}

/// UNTIL includes its moment, and a day without a time its whole day.
fn wall_of(until: Written, zone: &TimeZone) -> DateTime {
    match until {
        Written::Day(day) => day_end(day),
        Written::Wall(at) => at,
        Written::Utc(at) => TimeZone::UTC.to_timestamp(at).map_or(DateTime::MAX, |at: Timestamp| zone.to_datetime(at)),
    }
}

fn day_end(day: Date) -> DateTime {
    day.at(23, 59, 59, 0)
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A start nearer to the term from which the rule gives the same days: whole intervals later.
fn forward(rule: &Rule, begin: &Begin<'_>) -> DateTime {
    let step = match rule.freq {
        Freq::Daily => 1,
        Freq::Weekly => 7,
        Freq::Longer => return begin.start,
    };
    let (Some(within), Ok(interval)) = (begin.within, i32::try_from(rule.interval.min(u32::from(u16::MAX)))) else { return begin.start };
    let step = step * interval;
    let steps = days_between(begin.start.date(), within.first) / step - 1;
    if steps > 0 { begin.start.saturating_add((steps * step).days()) } else { begin.start }
}

fn hits(rule: &Rule, from: DateTime, (start, last): (DateTime, DateTime), work: &mut Counter) -> Result<Vec<DateTime>, Stop> {
    let bad = || Stop::from(Finding::BadRule { value: rule.rest.clone() });
    let passed = |from: DateTime, to: DateTime| u64::from(days_between(from.date(), to.date()).max(0).unsigned_abs()) + HIT;
    // The crate counts positions of the first week only from the start on, so that the search begins with the week.
    let from = if rule.freq == Freq::Weekly && rule.positions && rule.has_days {
        let weekday = i32::from(from.date().weekday().to_monday_zero_offset());
        from.saturating_sub((weekday - i32::from(rule.week_start)).rem_euclid(7).days())
    } else {
        from
    };
    let at = to_chrono(from).ok_or_else(bad)?;
    let parsed: RRule<Unvalidated> = rule.rest.parse().map_err(|_| bad())?;
    let set = RRuleSet::new(at).rrule(parsed.validate(at).map_err(|_| bad())?).limit();
    // A start that its own rule does not give is not held: RFC 5545 leaves it open, and so do the libraries that others read calendars with.
    let mut found = Vec::new();
    let mut before = from;
    for at in &set {
        let at = to_jiff(&at);
        work.take(passed(before, at))?;
        before = at;
        if at > last {
            return Ok(found);
        }
        if at >= start {
            found.push(at);
        }
    }
    work.take(ENDLESS)?;
    Ok(found)
}

fn to_chrono(at: DateTime) -> Option<ChronoDateTime<Tz>> {
    let date = NaiveDate::from_ymd_opt(at.year().into(), at.month().unsigned_abs().into(), at.day().unsigned_abs().into())?;
    let clock = date.and_hms_opt(at.hour().unsigned_abs().into(), at.minute().unsigned_abs().into(), at.second().unsigned_abs().into())?;
    Some(Tz::UTC.from_utc_datetime(&clock))
}

fn to_jiff(at: &ChronoDateTime<Tz>) -> DateTime {
    let small = |number: u32| i8::try_from(number).unwrap_or(1);
    let year = i16::try_from(at.year()).unwrap_or(i16::MAX);
    DateTime::new(year, small(at.month()), small(at.day()), small(at.hour()), small(at.minute()), small(at.second()), 0)
        .unwrap_or(DateTime::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::report::Bound;

    const TERM: Within = Within { first: date(2026, 9, 7), last: date(2026, 12, 18) };

    fn run(text: &str, start: &str, within: Option<Within>) -> Result<Vec<DateTime>, Stop> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let begin = Begin { start: start.parse().unwrap(), zone: &zone, within };
        expand(text, &begin, &mut Counter::new(Bound::Lessons, 1_000_000))
    }

    fn in_term(text: &str, start: &str) -> usize {
        run(text, start, Some(TERM)).unwrap().iter().filter(|at| TERM.includes(at.date())).count()
    }

    #[test]
    fn every_form_of_an_end() {
        let start = "2026-09-07T08:00";
        let cases = [
            ("FREQ=WEEKLY;BYDAY=MO", 15),
            ("FREQ=WEEKLY;BYDAY=TU", 15),
            ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", 2),
            ("FREQ=WEEKLY;UNTIL=99991231T000000Z;BYDAY=MO", 15),
            ("FREQ=WEEKLY;UNTIL=20260921T000000Z", 3),
            ("FREQ=WEEKLY;UNTIL=20260920T235959Z", 2),
            ("FREQ=WEEKLY;UNTIL=20260921T080000", 3),
            ("FREQ=WEEKLY;UNTIL=20260921T075959", 2),
            ("FREQ=WEEKLY;UNTIL=20260921", 3),
            ("FREQ=WEEKLY;UNTIL=20260920", 2),
            ("freq=weekly;byday=mo,we,fr;count=10;", 10),
            ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=MO;WKST=SU", 8),
            ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", 3),
            ("FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=-1;COUNT=3", 3),
            ("FREQ=WEEKLY;UNTIL=20260901", 0),
            ("FREQ=DAILY;BYHOUR=8;BYMINUTE=0;BYSECOND=0;COUNT=2", 2),
        ];
        for (rule, lessons) in cases {
            assert_eq!(in_term(rule, start), lessons, "{rule}");
        }
    }

    #[test]
    fn rules_that_began_long_ago_and_rules_that_give_nothing() {
        let cases = [
            ("FREQ=DAILY;COUNT=25000", "1970-01-05T10:00", 103),
            ("FREQ=DAILY", "1970-01-05T10:00", 103),
            ("FREQ=WEEKLY;INTERVAL=2", "2025-09-08T10:00", 8),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "2025-09-07T10:00", 15),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-10T08:00", 0),
            ("FREQ=YEARLY;BYMONTH=10;BYDAY=1TH", "2020-10-01T08:00", 1),
            ("FREQ=DAILY;COUNT=3", "1990-01-05T10:00", 0),
            ("FREQ=WEEKLY;INTERVAL=4000000000", "2026-09-07T10:00", 1),
        ];
        for (rule, start, lessons) in cases {
            assert_eq!(in_term(rule, start), lessons, "{rule}");
        }
    }

    #[test]
    fn what_no_lesson_needs_is_told_before_anything_is_expanded() {
        let start = "2026-09-07T08:00";
        let bad = |value: &str| Stop::from(Finding::BadRule { value: value.to_owned() });
        let (too_fine, term) = (Stop::from(Finding::RuleTooFine {}), Stop::from(Finding::TermRequired {}));
        let cases = [
            ("FREQ=SECONDLY;COUNT=1000000000", Some(TERM), too_fine),
            ("FREQ=DAILY;BYHOUR=8,9,10", Some(TERM), Finding::RuleTooFine {}.into()),
            ("FREQ=WEEKLY", None, term),
            ("FREQ=WEEKLY;UNTIL=99991231T000000Z", None, Finding::TermRequired {}.into()),
            ("FREQ=DAILY;COUNT=25000", None, Finding::TermRequired {}.into()),
            ("FREQ=WEEKLY;COUNT=100", None, Finding::TermRequired {}.into()),
            ("FREQ=YEARLY;INTERVAL=30;COUNT=2", None, Finding::TermRequired {}.into()),
            ("FREQ=WEEKLY;INTERVAL=0", Some(TERM), bad("INTERVAL=0")),
            ("FREQ=FORTNIGHTLY", Some(TERM), bad("FREQ=FORTNIGHTLY")),
            ("COUNT=3", Some(TERM), bad("COUNT=3")),
            ("FREQ=WEEKLY;UNTIL=soon", Some(TERM), bad("UNTIL=SOON")),
        ];
        for (rule, within, stop) in cases {
            assert_eq!(run(rule, start, within), Err(stop), "{rule}");
        }
        let old = run("FREQ=DAILY;COUNT=4000000000", "0001-01-01T08:00", Some(TERM));
        assert!(matches!(old, Err(Stop::File(Refusal::TooLarge { .. }))));
    }
}
