//! Expansion against an independent calendar library: python-dateutil and zoneinfo said what these rules yield (`recurrence/generate.py`).

use std::collections::BTreeSet;

use crate::{
    order::{FieldProblem, NewOrder},
    timetable::expand,
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use serde::Deserialize;
use serde_json::json;

#[derive(Default, Deserialize)]
struct Case {
    rule: String,
    zone: String,
    first_day: String,
    last_day: String,
    from: String,
    start: String,
    /// The date and the instant, in seconds.
    held: Vec<String>,
    #[serde(default)]
    skipped: BTreeSet<String>,
    #[serde(default)]
    twice: BTreeSet<String>,
}

impl Case {
    fn document(&self) -> NewOrder {
        let line = json!({"key": "a", "rrule": self.rule, "from": self.from, "start": self.start, "duration_minutes": 45});
        let document = json!({
            "name": "a", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 1}],
            "term": {"first_day": self.first_day, "last_day": self.last_day},
            "timetable": {"time_zone": self.zone, "lessons": [line]}
        });
        serde_json::from_value(document).expect("a document")
    }
}

/// The days that a rule yields in the sixty days from one on.
fn days_of(rule: &str, first_day: Date) -> Vec<String> {
    let (first, last) = (first_day.to_string(), first_day.saturating_add(60.days()).to_string());
    let start = "08:00".to_owned();
    let case =
        Case { rule: rule.into(), zone: "UTC".into(), from: first.clone(), first_day: first, last_day: last, start, ..Case::default() };
    expand(&case.document()).unwrap().lessons.iter().map(|lesson| lesson.held_on.to_string()).collect()
}

/// ical.net#527, dateutil#1398: the first week is a whole week too, though the rule begins on its Tuesday.
#[test]
fn positions_of_a_week_count_from_its_beginning_and_only_lessons_from_the_first_day_on_are_counted() {
    let tuesday = date(2026, 12, 1);
    let second_of_two = ["2026-12-02", "2026-12-09", "2026-12-16", "2026-12-23", "2026-12-30"];
    assert_eq!(days_of("FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=2,3;COUNT=5", tuesday), second_of_two);
    assert_eq!(days_of("FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=-1;COUNT=2", tuesday), second_of_two[..2]);
    assert_eq!(days_of("FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=1;COUNT=2", tuesday), ["2026-12-07", "2026-12-14"]);
    assert_eq!(days_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;BYSETPOS=2;COUNT=2", tuesday), ["2026-12-02", "2026-12-16"]);
    // Without BYDAY the week has the one day that the start has.
    assert_eq!(days_of("FREQ=WEEKLY;BYMONTH=12;BYSETPOS=1;COUNT=2", tuesday), ["2026-12-01", "2026-12-08"]);
}

/// lib-recur#38, RFC 5545 3.3.10: what a rule does not say comes from its start.
#[test]
fn a_week_number_without_a_day_means_the_weekday_of_the_start() {
    let tuesday = date(2027, 1, 12);
    assert_eq!(days_of("FREQ=YEARLY;BYWEEKNO=2", tuesday), ["2027-01-12"]);
    assert_eq!(days_of("FREQ=YEARLY;BYWEEKNO=2,4;BYMONTH=1", tuesday), ["2027-01-12", "2027-01-26"]);
    assert_eq!(days_of("FREQ=YEARLY;BYWEEKNO=2;BYDAY=TH,FR", tuesday), ["2027-01-14", "2027-01-15"]);
    assert_eq!(days_of("FREQ=YEARLY;BYWEEKNO=2,3;BYMONTHDAY=13,20", tuesday), ["2027-01-13", "2027-01-20"]);
}

#[test]
fn rules_yield_the_dates_and_instants_that_another_library_says() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("recurrence/cases.json")).unwrap();
    assert!(cases.len() >= 200);
    for case in &cases {
        let label = format!("{} from {} in {} at {}", case.rule, case.from, case.zone, case.start);
        match expand(&case.document()) {
            Ok(expansion) => {
                let held: Vec<String> = expansion.lessons.iter().map(|l| format!("{} {}", l.held_on, l.starts_at.as_second())).collect();
                assert_eq!(held, case.held, "{label}");
                assert!(case.skipped.is_empty() && case.twice.is_empty(), "{label}");
            }
            Err(errors) => {
                let (mut skipped, mut twice) = (BTreeSet::new(), BTreeSet::new());
                for error in errors {
                    assert_eq!(error.pointer, "/timetable/lessons/0/start", "{label}");
                    match error.problem {
                        FieldProblem::WallTimeSkipped { date, .. } => skipped.insert(date.to_string()),
                        FieldProblem::WallTimeTwice { date, .. } => twice.insert(date.to_string()),
                        other => panic!("{label}: {other:?}"),
                    };
                }
                assert_eq!((&skipped, &twice), (&case.skipped, &case.twice), "{label}");
            }
        }
    }
}
