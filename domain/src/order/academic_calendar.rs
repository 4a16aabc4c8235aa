//! An academic calendar: what a school plans for all of its orders, days off and make-up days above all.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Day, FieldError, FieldProblem, Findings, Line, NewOrder, NewRoom, Term, Timetable, text,
    wire::{day, wall_time},
};
use crate::{pointer::pointer, timetable};

/// Most terms of a calendar.
const TERMS_MAX: usize = 20;
/// Most bell schedules of a calendar, and most periods of one.
const BELL_SCHEDULES_MAX: usize = 20;
const PERIODS_MAX: usize = 40;

/// What a school plans for all of its orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewAcademicCalendar {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub terms: Vec<NamedTerm>,
    /// Days off and make-up days, for every room of the orders that follow; none names rooms. They span at most 60 weeks.
    #[serde(default)]
    #[schema(max_items = 400)]
    pub days: Vec<Day>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub bells: Vec<BellSchedule>,
}

/// A term with its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NamedTerm {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[serde(with = "day")]
    pub first_day: Date,
    #[serde(with = "day")]
    pub last_day: Date,
}

/// When periods begin and end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BellSchedule {
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[schema(min_items = 1, max_items = 40)]
    pub periods: Vec<Period>,
}

/// One period of a bell schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Period {
    #[schema(min_length = 1, max_length = 64)]
    pub period: String,
    #[serde(with = "wall_time")]
    #[schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "08:00")]
    pub start: Time,
    #[serde(with = "wall_time")]
    #[schema(value_type = String, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "08:45")]
    pub end: Time,
}

impl NewAcademicCalendar {
    /// Everything that is wrong with it.
    pub fn check(&self) -> Vec<FieldError> {
        let mut findings = Findings::default();
        findings.keep(|| "/name".into(), text::check(&self.name, text::NAME_MAX));
        let counts = [
            ("/terms", TERMS_MAX, self.terms.len()),
            ("/days", timetable::CALENDAR_DAYS_MAX, self.days.len()),
            ("/bells", BELL_SCHEDULES_MAX, self.bells.len()),
        ];
        for (pointer, max, actual) in counts.into_iter().filter(|(_, max, actual)| actual > max) {
            findings.error(pointer, FieldProblem::CountOutOfRange { min: 0, max: max as u32, actual: actual as u64 });
        }
        if findings.errors.is_empty() {
            self.check_terms(&mut findings);
            self.check_bells(&mut findings);
            self.check_days(&mut findings);
        }
        findings.errors
    }

    fn check_terms(&self, findings: &mut Findings) {
        for (index, NamedTerm { name, first_day, last_day }) in self.terms.iter().enumerate() {
            let base = format!("/terms/{index}");
            findings.keep(|| pointer(&base, "name"), text::check(name, text::NAME_MAX));
            if last_day < first_day {
                findings.error(pointer(&base, "last_day"), FieldProblem::TermReversed { first_day: *first_day, last_day: *last_day });
            }
        }
    }

    fn check_bells(&self, findings: &mut Findings) {
        for (index, BellSchedule { name, periods }) in self.bells.iter().enumerate() {
            let base = format!("/bells/{index}");
            findings.keep(|| pointer(&base, "name"), text::check(name, text::NAME_MAX));
            if periods.is_empty() || periods.len() > PERIODS_MAX {
                let problem = FieldProblem::CountOutOfRange { min: 1, max: PERIODS_MAX as u32, actual: periods.len() as u64 };
                findings.error(pointer(&base, "periods"), problem);
                continue;
            }
            let base = pointer(&base, "periods");
            for (index, Period { period, start, end }) in periods.iter().enumerate() {
                let base = pointer(&base, index);
                findings.keep(|| pointer(&base, "period"), text::check(period, text::KEY_MAX));
                if end <= start {
                    findings.error(pointer(&base, "end"), FieldProblem::EndsBeforeItStarts { start: *start, end: *end });
                }
            }
        }
    }

    /// As of an order that has a lesson every day.
    fn check_days(&self, findings: &mut Findings) {
        for (index, day) in self.days.iter().enumerate() {
            let (Day::Off(super::DaysOff { rooms, .. }) | Day::RunsAs(super::RunsAs { rooms, .. })) = day;
            if rooms.is_some() {
                findings.error(format!("/days/{index}/rooms"), FieldProblem::NotInCalendar {});
            }
        }
        let dates = || self.days.iter().flat_map(dates_of);
        let (Some(first_day), Some(last_day)) = (dates().min(), dates().max()) else { return };
        if !findings.errors.is_empty() {
            return;
        }
        let Err(errors) = timetable::expand(&every_day(Term { first_day, last_day }, self.days.clone())) else { return };
        for FieldError { pointer, problem } in errors {
            let of_days = pointer.strip_prefix("/timetable").filter(|pointer| pointer.starts_with("/days"));
            findings.error(of_days.unwrap_or("/days"), problem);
        }
    }
}

fn dates_of(day: &Day) -> [Date; 2] {
    match day {
        Day::Off(day) => [day.from, day.to],
        Day::RunsAs(day) => [day.date, day.runs_as],
    }
}

fn every_day(term: Term, days: Vec<Day>) -> NewOrder {
    let line = Line {
        key: "day".to_owned(),
        title: None,
        rooms: None,
        teachers: Vec::new(),
        rrule: Some("FREQ=DAILY".to_owned()),
        dates: None,
        from: None,
        start: Time::midnight(),
        duration_minutes: 1,
        expected: None,
    };
    let room = NewRoom { key: "*".to_owned(), seats: 1, name: None, external_id: None, metadata: std::collections::BTreeMap::new() };
    NewOrder {
        name: "*".to_owned(),
        kind: "*".to_owned(),
        region: "*".to_owned(),
        external_id: None,
        metadata: std::collections::BTreeMap::new(),
        rooms: vec![room],
        term,
        timetable: Timetable {
            time_zone: "UTC".to_owned(),
            availability: None,
            lessons: vec![line],
            academic_calendar: None,
            days,
            calendar_days: Vec::new(),
            changes: Vec::new(),
        },
        flexible: None,
        overrun_minutes: None,
        cost_group: None,
        expected_price: None,
        reserved_until: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn errors(calendar: Value) -> Vec<(String, Value)> {
        let calendar: NewAcademicCalendar = serde_json::from_value(calendar).unwrap();
        calendar.check().iter().map(|error| (error.pointer.clone(), json!(error)["code"].clone())).collect()
    }

    #[test]
    fn a_calendar_is_checked_like_the_days_of_an_order_and_says_each_field() {
        let good = json!({"name": "2026", "terms": [{"name": "Autumn", "first_day": "2026-09-01", "last_day": "2027-01-18"}],
            "days": [{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-07"}],
            "bells": [{"name": "Usual", "periods": [{"period": "1", "start": "08:00", "end": "08:45"}]}]});
        assert_eq!(errors(good.clone()), []);
        let mut bad = good;
        bad["terms"][0]["last_day"] = json!("2026-08-01");
        bad["bells"][0]["periods"][0]["end"] = json!("07:45");
        bad["days"] = json!([{"from": "2026-10-07", "to": "2026-10-01", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-11"},
            {"date": "2026-10-11", "runs_as": "2026-10-05"}, {"date": "2026-10-11", "runs_as": "2026-10-06"}]);
        let found = errors(bad);
        let named = |pointer: &str, code: &str| assert!(found.contains(&(pointer.to_owned(), json!(code))), "{pointer} in {found:?}");
        named("/terms/0/last_day", "term_reversed");
        named("/bells/0/periods/0/end", "ends_before_it_starts");
        let days = errors(json!({"name": "a", "days": [{"from": "2026-10-07", "to": "2026-10-01", "off": true},
            {"date": "2026-10-10", "runs_as": "2026-10-11"}, {"date": "2026-10-11", "runs_as": "2026-10-05"},
            {"date": "2026-10-11", "runs_as": "2026-10-06"}]}));
        assert!(days.contains(&("/days/0/to".to_owned(), json!("days_reversed"))), "{days:?}");
        assert!(days.contains(&("/days/1/runs_as".to_owned(), json!("runs_as_make_up_day"))), "{days:?}");
        assert!(days.contains(&("/days/3".to_owned(), json!("day_decided_twice"))), "{days:?}");
        let far = errors(
            json!({"name": "a", "days": [{"from": "2026-10-01", "to": "2026-10-01", "off": true}, {"from": "2028-10-01", "to": "2028-10-01", "off": true}]}),
        );
        assert_eq!(far, [("/days".to_owned(), json!("term_too_long"))]);
        let rooms = errors(json!({"name": "a", "days": [{"from": "2026-10-01", "to": "2026-10-01", "off": true, "rooms": ["7-1"]}]}));
        assert_eq!(rooms, [("/days/0/rooms".to_owned(), json!("not_in_calendar"))]);
    }
}
