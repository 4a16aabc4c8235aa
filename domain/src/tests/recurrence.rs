//! Expansion against an independent calendar library: python-dateutil and zoneinfo said what these rules yield (`recurrence/generate.py`).

use std::collections::BTreeSet;

use crate::{
    order::{FieldProblem, NewOrder},
    timetable::expand,
};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
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
