//! Rules: from the text of an RFC 5545 recurrence to the days of the term that it hits.
//!
//! The one file that knows the `rrule` crate and chrono. The text is parsed here, strictly: the crate would overlook what it does not understand.
//! A rule is counted in whole days of UTC, so that no zone can shift it; wall times are put on the days elsewhere.

use chrono::{Datelike, Month, NaiveDate, TimeZone as _, Weekday};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use rrule::{Frequency, NWeekday, RRule, RRuleSet, Tz, Unvalidated};

use super::days::{DaySet, TermDays, days_between};
use crate::order::FieldProblem;

const RULE_LENGTH_MAX: usize = 500;
/// What a search that never ends is counted as, in days.
const SEARCH_ENDLESS: i64 = 1_000_000;
/// What a hit is counted as: it takes that many times as long as a day that is passed over.
const SEARCH_HIT: i64 = 10;

/// A parsed rule.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    /// Without COUNT and UNTIL, which are looked at here: the crate's search begins before the first day that counts.
    rule: RRule<Unvalidated>,
    /// BYDAY is absent and means the weekday of the day that is counted from.
    on_weekday_of_start: bool,
    /// The days to choose positions from are those of whole weeks.
    positions_in_week: bool,
    count: Option<u32>,
    until: Option<Until>,
}

/// The last moment at which a lesson may start.
#[derive(Debug, Clone, Copy)]
enum Until {
    Day(Date),
    Wall(DateTime),
    Instant(Timestamp),
}

/// The days that a rule hits, and how far beyond the term one had to look.
pub(super) struct Hits {
    pub(super) days: DaySet,
    /// What the search cost, in days passed over after the last one that counts: a rule that hardly ever hits is expensive.
    pub(super) days_searched: i64,
}

impl Rule {
    /// The days of the term hit by the rule when counted from `from`. `start` and `zone` tell which lesson is the last before an UNTIL.
    pub(super) fn hits(&self, from: Date, term: &TermDays, start: Time, zone: &TimeZone) -> Result<Hits, FieldProblem> {
        let last = self.until.map_or(term.last(), |until| until.last_day(start, zone).min(term.last()));
        let set = self.counted_from(from)?;
        let mut hits = Hits { days: DaySet::default(), days_searched: 0 };
        let mut found = 0;
        for date in &set {
            let date = to_jiff(date.date_naive());
            if date < from {
                continue;
            }
            if date > last {
                hits.days_searched += days_between(term.last().max(from), date).max(0);
                return Ok(hits);
            }
            found += 1;
            hits.days_searched += SEARCH_HIT;
            term.number(date).into_iter().for_each(|day| hits.days.insert(day));
            if self.count == Some(found) {
                return Ok(hits);
            }
        }
        hits.days_searched += SEARCH_ENDLESS;
        Ok(hits)
    }

    fn counted_from(&self, from: Date) -> Result<RRuleSet, FieldProblem> {
        let day = to_chrono(from).ok_or_else(|| invalid("FREQ"))?;
        let rule = self.rule.clone();
        let rule = if self.on_weekday_of_start { rule.by_weekday(vec![NWeekday::Every(day.weekday())]) } else { rule };
        // A position counts from the beginning of the week, though the week begins before the first day that counts. The crate knows months and years
        // as a whole, but of the first week only what follows the start.
        let first = if self.positions_in_week { day.week(Weekday::Mon).first_day() } else { day };
        let start = first.and_hms_opt(0, 0, 0).map(|d| Tz::UTC.from_utc_datetime(&d)).ok_or_else(|| invalid("FREQ"))?;
        let rule = rule.validate(start).map_err(|_| invalid("FREQ"))?;
        Ok(RRuleSet::new(start).rrule(rule).limit())
    }
}

fn to_chrono(date: Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year().into(), date.month().unsigned_abs().into(), date.day().unsigned_abs().into())
}

fn to_jiff(date: NaiveDate) -> Date {
    let (year, month, day) = (i16::try_from(date.year()), i8::try_from(date.month()), i8::try_from(date.day()));
    match (year, month, day) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).unwrap_or(Date::MAX),
        _ => Date::MAX,
    }
}

impl Until {
    fn last_day(self, start: Time, zone: &TimeZone) -> Date {
        let wall = match self {
            Self::Day(day) => return day,
            Self::Wall(wall) => wall,
            Self::Instant(at) => zone.to_datetime(at),
        };
        if start <= wall.time() { wall.date() } else { wall.date().yesterday().unwrap_or(Date::MIN) }
    }
}

fn invalid(part: &str) -> FieldProblem {
    FieldProblem::RuleInvalid { part: part.chars().take(64).collect() }
}

/// Reads a rule. Refuses what is finer than a day and whatever RFC 5545 does not define for the rule's frequency.
pub(super) fn parse(text: &str) -> Result<Rule, FieldProblem> {
    if !text.is_ascii() || text.len() > RULE_LENGTH_MAX {
        return Err(invalid(text));
    }
    let parts = Parts::split(text)?;
    let frequency = parts.frequency()?;
    parts.refuse_finer_than_a_day()?;
    let count = parts.number("COUNT", u32::MAX)?;
    let until = parts.value("UNTIL").map(|v| until(v).ok_or_else(|| invalid(v))).transpose()?;
    if count.is_some() && until.is_some() {
        return Err(invalid("COUNT;UNTIL"));
    }
    if parts.value("WKST").is_some_and(|day| day != "MO") {
        return Err(invalid("WKST"));
    }
    let interval = parts.number("INTERVAL", u32::from(u16::MAX))?.unwrap_or(1);
    let rule = RRule::new(frequency).interval(u16::try_from(interval).unwrap_or(u16::MAX)).week_start(Weekday::Mon);
    let positions_in_week = frequency == Frequency::Weekly && parts.value("BYSETPOS").is_some();
    let on_weekday_of_start = parts.are_days_of_start(frequency);
    Ok(Rule { rule: parts.filters(frequency, rule)?, on_weekday_of_start, positions_in_week, count, until })
}

/// `KEY=VALUE` pairs in upper case, each key once.
struct Parts(Vec<(String, String)>);

const COARSE: [&str; 11] =
    ["FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"];
const FINE: [&str; 3] = ["BYHOUR", "BYMINUTE", "BYSECOND"];

impl Parts {
    fn split(text: &str) -> Result<Self, FieldProblem> {
        let mut parts = Self(Vec::new());
        for part in text.split(';') {
            let (key, value) = part.split_once('=').ok_or_else(|| invalid(part))?;
            let (key, value) = (key.to_ascii_uppercase(), value.to_ascii_uppercase());
            let known = COARSE.contains(&key.as_str()) || FINE.contains(&key.as_str());
            if !known || value.is_empty() || parts.value(&key).is_some() {
                return Err(invalid(part));
            }
            parts.0.push((key, value));
        }
        Ok(parts)
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    fn frequency(&self) -> Result<Frequency, FieldProblem> {
        match self.value("FREQ").ok_or_else(|| invalid("FREQ"))? {
            "YEARLY" => Ok(Frequency::Yearly),
            "MONTHLY" => Ok(Frequency::Monthly),
            "WEEKLY" => Ok(Frequency::Weekly),
            "DAILY" => Ok(Frequency::Daily),
            fine @ ("HOURLY" | "MINUTELY" | "SECONDLY") => Err(FieldProblem::RuleTooFine { part: format!("FREQ={fine}") }),
            other => Err(invalid(&format!("FREQ={other}"))),
        }
    }

    fn refuse_finer_than_a_day(&self) -> Result<(), FieldProblem> {
        match FINE.into_iter().find(|key| self.value(key).is_some()) {
            Some(part) => Err(FieldProblem::RuleTooFine { part: part.to_owned() }),
            None => Ok(()),
        }
    }

    /// A whole number from 1 on.
    fn number(&self, key: &str, max: u32) -> Result<Option<u32>, FieldProblem> {
        let read = |v: &str| digits(v).and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=max).contains(n)).ok_or_else(|| invalid(key));
        self.value(key).map(read).transpose()
    }

    /// Numbers from `-max` to `max` without 0, allowed for some frequencies only.
    fn numbers(&self, key: &str, max: i32, allowed: bool) -> Result<Vec<i32>, FieldProblem> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        if !allowed {
            return Err(invalid(key));
        }
        let read = |v: &str| signed(v).filter(|n| *n != 0 && n.abs() <= max).ok_or_else(|| invalid(&format!("{key}={value}")));
        value.split(',').map(read).collect()
    }

    /// Whether the weekday of the start says which days of the weeks are meant (RFC 5545, 3.3.10): nothing else does. The crate takes all days of the
    /// weeks of BYWEEKNO, and would take the weekday from the Monday from which positions are counted.
    fn are_days_of_start(&self, frequency: Frequency) -> bool {
        let of_weeks = frequency == Frequency::Weekly || self.value("BYWEEKNO").is_some();
        of_weeks && ["BYDAY", "BYMONTHDAY", "BYYEARDAY"].iter().all(|part| self.value(part).is_none())
    }

    fn filters(&self, frequency: Frequency, rule: RRule<Unvalidated>) -> Result<RRule<Unvalidated>, FieldProblem> {
        let yearly = frequency == Frequency::Yearly;
        let months =
            self.numbers("BYMONTH", 12, true)?.into_iter().map(month).collect::<Option<Vec<_>>>().ok_or_else(|| invalid("BYMONTH"))?;
        let month_days = self.numbers("BYMONTHDAY", 31, frequency != Frequency::Weekly)?;
        let year_days = self.numbers("BYYEARDAY", 366, yearly)?;
        let week_numbers = self.numbers("BYWEEKNO", 53, yearly)?;
        let positions = self.numbers("BYSETPOS", 366, true)?;
        let chosen = ["BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY"].iter().any(|k| self.value(k).is_some());
        if !positions.is_empty() && !chosen {
            return Err(invalid("BYSETPOS"));
        }
        Ok(rule
            .by_month(&months)
            .by_month_day(narrow(&month_days))
            .by_year_day(narrow(&year_days))
            .by_week_no(narrow(&week_numbers))
            .by_weekday(self.weekdays(frequency)?)
            .by_set_pos(positions))
    }

    fn weekdays(&self, frequency: Frequency) -> Result<Vec<NWeekday>, FieldProblem> {
        let Some(value) = self.value("BYDAY") else { return Ok(Vec::new()) };
        let counted_up_to = match frequency {
            Frequency::Yearly if self.value("BYWEEKNO").is_none() => 53,
            Frequency::Monthly => 5,
            _ => 0,
        };
        value.split(',').map(|day| weekday(day, counted_up_to).ok_or_else(|| invalid(&format!("BYDAY={value}")))).collect()
    }
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn signed(text: &str) -> Option<i32> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    i32::try_from(digits(rest)?).ok().map(|n| sign * n)
}

/// The values are known to fit: their range was checked when they were read.
fn narrow<T: TryFrom<i32>>(values: &[i32]) -> Vec<T> {
    values.iter().filter_map(|v| T::try_from(*v).ok()).collect()
}

fn month(number: i32) -> Option<Month> {
    u8::try_from(number).ok().and_then(|n| Month::try_from(n).ok())
}

fn weekday(text: &str, counted_up_to: i32) -> Option<NWeekday> {
    let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let day = match name {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    if nth.is_empty() {
        return Some(NWeekday::Every(day));
    }
    let nth = signed(nth).filter(|n| *n != 0 && n.abs() <= counted_up_to)?;
    Some(NWeekday::Nth(i16::try_from(nth).ok()?, day))
}

/// `YYYYMMDD`, `YYYYMMDDTHHMMSS` (wall time) or `YYYYMMDDTHHMMSSZ`.
fn until(text: &str) -> Option<Until> {
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let field = |s: &str, at: std::ops::Range<usize>| s.get(at).and_then(digits);
    let small = |n: i64| i8::try_from(n).ok();
    if day.len() != 8 {
        return None;
    }
    let date = Date::new(i16::try_from(field(day, 0..4)?).ok()?, small(field(day, 4..6)?)?, small(field(day, 6..8)?)?).ok()?;
    let Some(time) = time else { return Some(Until::Day(date)) };
    let clock = time.strip_suffix('Z').unwrap_or(time);
    if clock.len() != 6 {
        return None;
    }
    let wall = date.to_datetime(Time::new(small(field(clock, 0..2)?)?, small(field(clock, 2..4)?)?, small(field(clock, 4..6)?)?, 0).ok()?);
    let instant = || TimeZone::UTC.to_timestamp(wall).ok().map(Until::Instant);
    if time.ends_with('Z') { instant() } else { Some(Until::Wall(wall)) }
}
