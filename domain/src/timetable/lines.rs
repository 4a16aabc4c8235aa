//! Lines: from a rule or dates to the days of the term on which the line is due, before days off and changes.

use std::collections::HashMap;

use jiff::{
    ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{
    days::{DaySet, TERM_DAYS_MAX, TermDays},
    recurrence::{self, Rule},
    rooms::{RoomKeys, RoomSet},
};
use crate::{
    order::{Allowance, FieldProblem, Findings, Line, NewOrder, Oddity},
    pointer::pointer,
};

/// Longest lesson: a day.
pub(crate) const LESSON_MINUTES_MAX: u32 = 1440;

/// A line whose text has been understood.
pub(super) struct ReadLine {
    pub(super) rooms: RoomSet,
    due: Due,
}

enum Due {
    ByRule(Box<Rule>),
    ByDates,
    Unknown,
}

/// Where a line stands in the document.
pub(super) fn line_pointer(index: usize) -> String {
    format!("/timetable/lessons/{index}")
}

/// Understands every line; what cannot be understood is noted and yields nothing.
pub(super) fn read(document: &NewOrder, keys: &RoomKeys<'_>, findings: &mut Findings) -> Vec<ReadLine> {
    let lines = document.timetable.lessons.iter().enumerate();
    lines.map(|(index, line)| read_line(line, &line_pointer(index), keys, findings)).collect()
}

fn read_line(line: &Line, base: &str, keys: &RoomKeys<'_>, findings: &mut Findings) -> ReadLine {
    let rooms = keys.set(line.rooms.as_deref(), &pointer(base, "rooms"), findings);
    findings.keep(|| pointer(base, "duration_minutes"), check_duration(line.duration_minutes));
    let due = match (&line.rrule, &line.dates) {
        (Some(text), None) => {
            findings.keep(|| pointer(base, "rrule"), recurrence::parse(text)).map_or(Due::Unknown, |r| Due::ByRule(Box::new(r)))
        }
        (None, Some(dates)) => {
            check_dates(dates, &pointer(base, "dates"), findings);
            Due::ByDates
        }
        _ => {
            findings.error(base, FieldProblem::RruleOrDates {});
            Due::Unknown
        }
    };
    if line.from.is_some() && line.rrule.is_none() {
        findings.error(pointer(base, "from"), FieldProblem::FromWithoutRrule {});
    }
    ReadLine { rooms, due }
}

pub(super) fn check_duration(minutes: u32) -> Result<(), FieldProblem> {
    let max = LESSON_MINUTES_MAX;
    if (1..=max).contains(&minutes) {
        return Ok(());
    }
    Err(FieldProblem::NumberOutOfRange { min: 1, max: max.into(), actual: minutes.into() })
}

fn check_dates(dates: &[Date], base: &str, findings: &mut Findings) {
    if dates.is_empty() || dates.len() > usize::from(TERM_DAYS_MAX) {
        findings.error(base, FieldProblem::CountOutOfRange { min: 1, max: TERM_DAYS_MAX.into(), actual: dates.len() as u64 });
        return;
    }
    let mut first = HashMap::new();
    for (index, date) in dates.iter().enumerate() {
        let known = *first.entry(date).or_insert(index);
        if known != index {
            findings.error(pointer(base, index), FieldProblem::Duplicate { first: pointer(base, known) });
        }
    }
}

/// The days that rules hit, by all that they follow from: lines share rules, and so do documents that follow each other.
#[derive(Debug, Default)]
pub(crate) struct KnownDays<'d>(HashMap<Searched<'d>, DaySet>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Searched<'d> {
    rule: &'d str,
    from: Date,
    start: Time,
    term: (Date, Date),
    zone: &'d str,
}

/// What an expansion may cost, and what need not be searched again.
pub(super) struct Means<'m, 'd> {
    pub(super) allowance: &'m mut Allowance,
    pub(super) known: &'m mut KnownDays<'d>,
}

/// Works out the days of lines. Lines that share rule, `from` and start share the work.
pub(super) struct DueDays<'m, 'd> {
    term: &'m TermDays,
    zone: &'m TimeZone,
    zone_name: &'d str,
    means: Means<'m, 'd>,
}

impl<'m, 'd> DueDays<'m, 'd> {
    pub(super) fn new(term: &'m TermDays, (zone, zone_name): (&'m TimeZone, &'d str), means: Means<'m, 'd>) -> Self {
        Self { term, zone, zone_name, means }
    }

    /// The days of the term on which a line is due.
    pub(super) fn of(&mut self, line: &'d Line, read: &ReadLine, base: &str, findings: &mut Findings) -> DaySet {
        match &read.due {
            Due::ByRule(rule) => self.by_rule(line, rule, base, findings),
            Due::ByDates => self.by_dates(line, base, findings),
            Due::Unknown => DaySet::default(),
        }
    }

    fn by_dates(&self, line: &Line, base: &str, findings: &mut Findings) -> DaySet {
        let mut days = DaySet::default();
        for (index, date) in line.dates.iter().flatten().enumerate().take(TERM_DAYS_MAX.into()) {
            match self.term.number(*date) {
                Some(day) => days.insert(day),
                None => {
                    let oddity = Oddity::DateOutsideTerm { line: line.key.clone(), date: *date };
                    findings.warn(format!("{base}/dates/{index}"), oddity);
                }
            }
        }
        days
    }

    fn by_rule(&mut self, line: &'d Line, rule: &Rule, base: &str, findings: &mut Findings) -> DaySet {
        let from = line.from.unwrap_or(self.term.first());
        let (earliest, latest) = (self.term.first().saturating_sub(i64::from(TERM_DAYS_MAX).days()), self.term.last());
        if !(earliest..=latest).contains(&from) {
            findings.error(pointer(base, "from"), FieldProblem::DateOutOfRange { earliest, latest, actual: from });
            return DaySet::default();
        }
        let rule_text = line.rrule.as_deref().unwrap_or_default();
        let term = (self.term.first(), self.term.last());
        let key = Searched { rule: rule_text, from, start: line.start, term, zone: self.zone_name };
        if let Some(days) = self.means.known.0.get(&key) {
            return *days;
        }
        let days = findings.keep(|| pointer(base, "rrule"), self.search(rule, from, line.start)).unwrap_or_default();
        self.means.known.0.insert(key, days);
        days
    }

    fn search(&mut self, rule: &Rule, from: Date, start: Time) -> Result<DaySet, FieldProblem> {
        if !self.means.allowance.may_search() {
            return Err(FieldProblem::RulesTooCostly {});
        }
        let hits = rule.hits(from, self.term, start, self.zone)?;
        self.means.allowance.search_days -= hits.days_searched;
        Ok(hits.days)
    }
}
