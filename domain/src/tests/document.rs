//! The shape of a document: what is refused while it is read, at which path, in which words.

use super::support::{edited, small};
use crate::order::NewOrder;
use serde_json::{Value, json};

/// What is said about the small document with one value replaced.
fn refusal(pointer: &str, value: Value) -> String {
    serde_json::from_value::<NewOrder>(edited(small(), pointer, value)).expect_err(pointer).to_string()
}

#[test]
fn a_document_is_given_back_as_it_came() {
    let document: NewOrder = serde_json::from_value(small()).unwrap();
    assert_eq!(serde_json::to_value(&document).unwrap(), small());
}

/// Every object gets a field that this version does not know, but for metadata, whose keys are the institution's own.
fn of_tomorrow(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let known = fields.into_iter().map(|(name, field)| if name == "metadata" { (name, field) } else { (name, of_tomorrow(field)) });
            known.chain([("tomorrow".to_owned(), json!({"a": [1]}))]).collect()
        }
        Value::Array(items) => items.into_iter().map(of_tomorrow).collect(),
        other => other,
    }
}

#[test]
fn what_a_later_version_wrote_is_read_without_what_is_not_known() {
    let document: NewOrder = serde_json::from_value(of_tomorrow(small())).unwrap();
    assert_eq!(serde_json::to_value(&document).unwrap(), small());
}

#[test]
fn what_has_the_wrong_shape_is_refused_in_plain_words() {
    let table = [
        ("/rooms/0/seats", json!(99_999_999_999_u64)),
        ("/rooms/0/seats", json!(-1)),
        ("/rooms/0/seats", json!(1.5)),
        ("/rooms/0/seats", json!("52")),
        ("/rooms/0/seats", Value::Null),
        ("/name", Value::Null),
        ("/rooms", json!({})),
        ("/metadata", json!({"a": 1})),
        ("/term/first_day", json!("2026-09-31")),
        ("/term/first_day", json!("20260901")),
        ("/term/first_day", json!("2026-09-01T00:00:00Z")),
        ("/term/first_day", json!("2026-9-1")),
        ("/timetable/availability", json!("sometimes")),
        ("/timetable/lessons/0/start", json!("9:00")),
        ("/timetable/lessons/0/start", json!("24:00")),
        ("/timetable/lessons/0/start", json!("09:00:00")),
        ("/timetable/lessons/1/dates/0", json!("tomorrow")),
        ("/timetable/lessons/0/duration_minutes", json!(18_446_744_073_709_551_615_u64)),
        ("/timetable/changes/0/moved_to/start", json!("14.00")),
        ("/timetable/changes/0/moved_to/date", json!(20_260_915)),
        ("/timetable/days/0/from", json!("1 October")),
        ("/timetable/days/0/from", Value::Null),
        ("/timetable/days/0/off", json!("yes")),
        ("/timetable/days/0/runs_as", json!("2026-10-08")),
        ("/timetable/days/0", json!({})),
        ("/timetable/days/0", json!({"date": "2026-10-10"})),
        ("/timetable/days/0", json!("2026-10-10")),
    ];
    let said: Vec<String> = table.map(|(pointer, value)| format!("{pointer} = {value}: {}", refusal(pointer, value.clone()))).to_vec();
    insta::assert_snapshot!(said.join("\n"));
}
