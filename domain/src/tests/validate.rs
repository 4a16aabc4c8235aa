//! Bad documents: each is refused with the field that is wrong, and everything that is wrong is said at once.

use super::support::{catalogue, edited, small};
use crate::order::{Allowance, FieldError, NewOrder, Oddity, ValidOrder, validate, validate_within};
use jiff::Timestamp;
use serde_json::{Value, json};

fn now() -> Timestamp {
    "2026-08-01T00:00:00Z".parse().expect("an instant")
}

fn check(document: Value) -> Result<ValidOrder, Vec<FieldError>> {
    let document: NewOrder = serde_json::from_value(document).expect("a document of the right shape");
    validate(document, &catalogue(), now())
}

/// A pointer into the small document, the value to put there, and pointer and code of every error that follows.
type Row<'a> = (&'a str, Value, &'a [(&'a str, &'a str)]);

fn assert_refused(table: Vec<Row<'_>>) {
    let mut wrong = Vec::new();
    for (pointer, value, expected) in table {
        let expected: Vec<_> = expected.iter().map(|(p, c)| (String::from(*p), String::from(*c))).collect();
        let found = errors(pointer, value.clone());
        if found != expected {
            wrong.push(format!("{pointer} = {value}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Pointer and code of every error of the small document with one value replaced.
fn errors(pointer: &str, value: Value) -> Vec<(String, String)> {
    named(&check(edited(small(), pointer, value)).expect_err(pointer))
}

fn named(errors: &[FieldError]) -> Vec<(String, String)> {
    let code = |e: &FieldError| serde_json::to_value(e).expect("an error")["code"].as_str().expect("a code").to_owned();
    errors.iter().map(|e| (e.pointer.clone(), code(e))).collect()
}

#[test]
fn the_small_document_is_fine() {
    let valid = check(small()).unwrap();
    assert_eq!(valid.lessons.len(), 78 + 1);
    assert_eq!(valid.warnings, []);
    assert_eq!(valid.rooms.iter().map(|r| r.seats).collect::<Vec<_>>(), [52, 50]);
    insta::assert_yaml_snapshot!(valid.rooms.iter().map(|r| r.size).collect::<Vec<_>>());
}

#[test]
fn each_wrong_field_of_the_order_is_named() {
    let long = "x".repeat(201);
    let metadata: Value = (0..21).map(|n| (n.to_string(), json!(""))).collect::<serde_json::Map<_, _>>().into();
    assert_refused(vec![
        ("/name", json!(""), &[("/name", "length_out_of_range")]),
        ("/name", json!(long), &[("/name", "length_out_of_range")]),
        ("/name", json!("a\u{0}b"), &[("/name", "not_visible")]),
        ("/name", json!(" a"), &[("/name", "not_visible")]),
        ("/name", json!("7-1\u{200b}"), &[("/name", "not_visible")]),
        ("/name", json!("\u{202e}7-1"), &[("/name", "not_visible")]),
        ("/name", json!("\u{200d}"), &[("/name", "not_visible")]),
        ("/external_id", json!(""), &[("/external_id", "length_out_of_range")]),
        ("/metadata", metadata, &[("/metadata", "count_out_of_range")]),
        ("/metadata", json!({"a/b~": "x".repeat(501)}), &[("/metadata/a~1b~0", "length_out_of_range")]),
        ("/kind", json!("palace"), &[("/kind", "unknown_kind")]),
        ("/region", json!("moon"), &[("/region", "unknown_region")]),
        (
            "/rooms/1/seats",
            json!(0),
            &[("/rooms/1/seats", "number_out_of_range"), ("/timetable/lessons/0/expected", "expected_above_seats")],
        ),
        ("/rooms/0/seats", json!(201), &[("/rooms/0/seats", "number_out_of_range")]),
        ("/rooms/0/external_id", json!("cls-2"), &[("/rooms/1/external_id", "duplicate")]),
        (
            "/rooms/0/key",
            json!("7\u{7}"),
            &[
                ("/rooms/0/key", "not_visible"),
                ("/timetable/lessons/0/rooms/0", "unknown_room"),
                ("/timetable/changes/0/room", "unknown_room"),
            ],
        ),
        (
            "/rooms/1/key",
            json!("7-1"),
            &[
                ("/rooms/1/key", "duplicate"),
                ("/timetable/lessons/0/rooms/1", "unknown_room"),
                ("/timetable/lessons/1/rooms/0", "unknown_room"),
            ],
        ),
        ("/term/last_day", json!("2026-08-31"), &[("/term/last_day", "term_reversed")]),
        ("/term/last_day", json!("2027-10-26"), &[("/term/last_day", "term_too_long")]),
        (
            "/term",
            json!({"first_day": "2026-07-01", "last_day": "2026-07-31"}),
            &[("/term/last_day", "term_over"), ("/timetable/changes/0", "change_names_no_lesson")],
        ),
        ("/term/first_day", json!("1066-10-14"), &[("/term/first_day", "date_out_of_range")]),
        ("/timetable/time_zone", json!("Asia/Nowhere"), &[("/timetable/time_zone", "unknown_zone")]),
        ("/timetable/time_zone", json!("asia/shanghai"), &[("/timetable/time_zone", "unknown_zone")]),
        (
            "/timetable/availability",
            json!("always"),
            &[("/timetable/lessons", "not_with_always"), ("/timetable/days", "not_with_always"), ("/timetable/changes", "not_with_always")],
        ),
        ("/timetable", json!({"time_zone": "Asia/Shanghai"}), &[("/timetable", "lessons_or_always")]),
    ]);
}

#[test]
fn each_wrong_line_is_named() {
    assert_refused(vec![
        (
            "/timetable/lessons/0/key",
            json!(""),
            &[("/timetable/lessons/0/key", "length_out_of_range"), ("/timetable/changes/0/lesson", "unknown_line")],
        ),
        ("/timetable/lessons/0/title", json!("\u{1b}[2J"), &[("/timetable/lessons/0/title", "not_visible")]),
        ("/timetable/lessons/0/teachers", json!(["Li", "Li"]), &[("/timetable/lessons/0/teachers/1", "duplicate")]),
        ("/timetable/lessons/0/rooms", json!([]), &[("/timetable/lessons/0/rooms", "count_out_of_range")]),
        ("/timetable/lessons/0/rooms", json!(["7-1", "7-1"]), &[("/timetable/lessons/0/rooms/1", "duplicate")]),
        ("/timetable/lessons/0/dates", json!(["2026-09-01"]), &[("/timetable/lessons/0", "rrule_or_dates")]),
        ("/timetable/lessons/0/duration_minutes", json!(1441), &[("/timetable/lessons/0/duration_minutes", "number_out_of_range")]),
        ("/timetable/lessons/0/duration_minutes", json!(0), &[("/timetable/lessons/0/duration_minutes", "number_out_of_range")]),
        ("/timetable/lessons/0/expected", json!(51), &[("/timetable/lessons/0/expected", "expected_above_seats")]),
        ("/timetable/lessons/0/from", json!("2027-01-19"), &[("/timetable/lessons/0/from", "date_out_of_range")]),
        ("/timetable/lessons/1/from", json!("2026-09-02"), &[("/timetable/lessons/1/from", "from_without_rrule")]),
        ("/timetable/lessons/1/dates", json!(["2026-09-05", "2026-09-05"]), &[("/timetable/lessons/1/dates/1", "duplicate")]),
        ("/timetable/lessons/1/dates", json!([]), &[("/timetable/lessons/1/dates", "count_out_of_range")]),
        (
            "/timetable/lessons/1",
            json!({"key": "math", "rooms": ["7-2"], "dates": ["2026-09-05"], "start": "09:00", "duration_minutes": 45}),
            &[("/timetable/lessons/1/key", "duplicate")],
        ),
    ]);
}

#[test]
fn each_wrong_day_and_change_is_named() {
    assert_refused(vec![
        ("/timetable/days/0/off", json!(false), &[("/timetable/days/0/off", "off_must_be_true")]),
        ("/timetable/days/0/to", json!("2026-09-30"), &[("/timetable/days/0/to", "days_reversed")]),
        ("/timetable/days/0/rooms", json!(["9-9"]), &[("/timetable/days/0/rooms/0", "unknown_room")]),
        ("/timetable/days/1/runs_as", json!("2026-10-10"), &[("/timetable/days/1/runs_as", "runs_as_make_up_day")]),
        (
            "/timetable/days/2",
            json!({"date": "2026-10-11", "runs_as": "2026-10-10"}),
            &[("/timetable/days/2/runs_as", "runs_as_make_up_day")],
        ),
        ("/timetable/days/2", json!({"date": "2026-10-10", "runs_as": "2026-10-06"}), &[("/timetable/days/2", "day_decided_twice")]),
        ("/timetable/days/1/date", json!("2026-10-03"), &[("/timetable/days/1", "day_decided_twice")]),
        ("/timetable/changes/0/lesson", json!("art"), &[("/timetable/changes/0/lesson", "unknown_line")]),
        ("/timetable/changes/0/room", json!("9-9"), &[("/timetable/changes/0/room", "unknown_room")]),
        ("/timetable/changes/0/on", json!("2026-09-15"), &[("/timetable/changes/0", "change_names_no_lesson")]),
        ("/timetable/changes/0/on", json!("2026-10-05"), &[("/timetable/changes/0", "change_names_no_lesson")]),
        ("/timetable/changes/0/cancelled", json!(true), &[("/timetable/changes/0", "cancelled_or_moved")]),
        ("/timetable/changes/0/moved_to", json!({}), &[("/timetable/changes/0/moved_to", "moves_nothing")]),
        ("/timetable/changes/0/moved_to/date", json!("2027-01-19"), &[("/timetable/changes/0/moved_to/date", "date_out_of_range")]),
        (
            "/timetable/changes/0/moved_to/duration_minutes",
            json!(0),
            &[("/timetable/changes/0/moved_to/duration_minutes", "number_out_of_range")],
        ),
        ("/timetable/changes/0/moved_to/room", json!("9-9"), &[("/timetable/changes/0/moved_to/room", "unknown_room")]),
        (
            "/timetable/changes/1",
            json!({"lesson": "math", "room": "7-1", "on": "2026-09-14", "cancelled": true}),
            &[("/timetable/changes/1", "duplicate")],
        ),
        ("/timetable/changes/0/moved_to", json!({"date": "2026-09-16", "start": "09:30"}), &[("/timetable/lessons/0", "lessons_overlap")]),
    ]);
}

#[test]
fn rules_that_cannot_be_read_or_are_finer_than_a_day_are_refused() {
    let table = [
        ("FREQ=HOURLY", "rule_too_fine"),
        ("FREQ=MINUTELY", "rule_too_fine"),
        ("FREQ=SECONDLY;COUNT=3", "rule_too_fine"),
        ("FREQ=DAILY;BYHOUR=9", "rule_too_fine"),
        ("FREQ=DAILY;BYMINUTE=0", "rule_too_fine"),
        ("FREQ=WEEKLY;BYSECOND=0", "rule_too_fine"),
        ("", "rule_invalid"),
        ("every monday", "rule_invalid"),
        ("RRULE:FREQ=DAILY", "rule_invalid"),
        ("BYDAY=MO", "rule_invalid"),
        ("FREQ=FORTNIGHTLY", "rule_invalid"),
        ("FREQ=WEEKLY;BYDAY=", "rule_invalid"),
        ("FREQ=WEEKLY;BYDAY=XX", "rule_invalid"),
        ("FREQ=WEEKLY;BYDAY=MO,", "rule_invalid"),
        ("FREQ=WEEKLY;BYDAY=2MO", "rule_invalid"),
        ("FREQ=MONTHLY;BYDAY=0MO", "rule_invalid"),
        ("FREQ=MONTHLY;BYDAY=zzMO", "rule_invalid"),
        ("FREQ=MONTHLY;BYDAY=\u{661}MO", "rule_invalid"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "rule_invalid"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "rule_invalid"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "rule_invalid"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "rule_invalid"),
        ("FREQ=YEARLY;BYMONTH=13", "rule_invalid"),
        ("FREQ=YEARLY;BYMONTH=-1", "rule_invalid"),
        ("FREQ=DAILY;BYSETPOS=1", "rule_invalid"),
        ("FREQ=DAILY;BYEASTER=0", "rule_invalid"),
        ("FREQ=DAILY;INTERVAL=0", "rule_invalid"),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", "rule_invalid"),
        ("FREQ=DAILY;COUNT=0", "rule_invalid"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261001", "rule_invalid"),
        ("FREQ=DAILY;UNTIL=20261301", "rule_invalid"),
        ("FREQ=DAILY;UNTIL=tomorrow", "rule_invalid"),
        ("FREQ=DAILY;FREQ=WEEKLY", "rule_invalid"),
        ("FREQ=WEEKLY;WKST=SU", "rule_invalid"),
        ("FREQ=DAILY;X-NAME=1", "rule_invalid"),
        ("FREQ=DAILY\nRDATE:20260901", "rule_invalid"),
    ];
    for (rule, code) in table {
        let found = errors("/timetable/lessons/0/rrule", json!(rule));
        assert_eq!(found[0], (String::from("/timetable/lessons/0/rrule"), String::from(code)), "{rule}");
    }
}

#[test]
fn a_wall_time_that_does_not_exist_or_exists_twice_names_its_date() {
    let mut document = small();
    document["timetable"] = json!({"time_zone": "Europe/Berlin", "lessons": [
        {"key": "early", "rooms": ["7-1"], "rrule": "FREQ=DAILY", "start": "02:30", "duration_minutes": 15},
        {"key": "fixed", "rooms": ["7-2"], "dates": ["2026-09-01"], "start": "09:00", "duration_minutes": 15}],
        "changes": [{"lesson": "fixed", "room": "7-2", "on": "2026-09-01", "moved_to": {"date": "2027-03-28", "start": "02:00"}}]});
    document["term"] = json!({"first_day": "2026-09-01", "last_day": "2027-03-31"});
    insta::assert_yaml_snapshot!(check(document).unwrap_err());
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let mut document = small();
    document["kind"] = json!("palace");
    document["rooms"][0]["seats"] = json!(99_999);
    document["timetable"]["time_zone"] = json!("Asia/Nowhere");
    document["timetable"]["lessons"][0]["rrule"] = json!("FREQ=HOURLY");
    document["timetable"]["lessons"][0]["rooms"] = json!(["9-9"]);
    document["timetable"]["days"][0]["off"] = json!(false);
    document["timetable"]["changes"][0]["lesson"] = json!("art");
    insta::assert_yaml_snapshot!(check(document).unwrap_err());
}

#[test]
fn what_yields_nothing_is_a_warning() {
    let mut document = small();
    document["timetable"]["lessons"][1]["dates"] = json!(["2026-09-05", "2030-01-01"]);
    document["timetable"]["lessons"]
        .as_array_mut()
        .unwrap()
        .push(json!({"key": "never", "rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "start": "20:00", "duration_minutes": 45}));
    document["timetable"]["days"].as_array_mut().unwrap().extend([
        json!({"from": "2026-09-12", "to": "2026-09-13", "off": true}),
        json!({"date": "2026-09-19", "runs_as": "2026-09-20"}),
        json!({"from": "2020-01-01", "to": "2020-12-31", "off": true}),
    ]);
    let warnings = check(document).unwrap().warnings;
    assert!(warnings.iter().any(|w| matches!(&w.oddity, Oddity::LineYieldsNothing { line } if line == "never")));
    insta::assert_yaml_snapshot!(warnings);
}

#[test]
fn limits_are_exact() {
    let room = |n: usize| json!({"key": format!("r{n}"), "seats": 1});
    let with = |rooms: usize, dates: usize| {
        let dates: Vec<String> =
            (0..dates).map(|d| jiff::civil::date(2026, 9, 1).saturating_add(jiff::Span::new().days(d as i64)).to_string()).collect();
        let line = json!({"key": "a", "dates": dates, "start": "09:00", "duration_minutes": 45});
        let mut document = small();
        document["rooms"] = (0..rooms).map(room).collect();
        document["term"] = json!({"first_day": "2026-09-01", "last_day": "2027-10-25"});
        document["timetable"] = json!({"time_zone": "Asia/Shanghai", "lessons": [line]});
        document
    };
    assert_eq!(check(with(200, 300)).unwrap().lessons.len(), 60_000);
    assert_eq!(named(&check(with(200, 301)).unwrap_err()), [("/timetable/lessons".to_owned(), "too_many_lessons".to_owned())]);
    let mut changed = with(200, 301);
    changed["timetable"]["changes"] = json!([{"lesson": changed["timetable"]["lessons"][0]["key"], "room": changed["rooms"][0]["key"], "on": changed["term"]["first_day"], "cancelled": true}]);
    assert_eq!(named(&check(changed).unwrap_err()).len(), 1, "a change of what was not expanded is not what is wrong");
    assert_eq!(named(&check(with(201, 1)).unwrap_err()), [("/rooms".to_owned(), "count_out_of_range".to_owned())]);
    assert_eq!(named(&check(with(0, 1)).unwrap_err()), [("/rooms".to_owned(), "count_out_of_range".to_owned())]);
    assert_eq!(check(with(1, 420)).unwrap().lessons.len(), 420);
}

#[test]
fn joiners_within_a_name_are_fine_and_warnings_come_to_an_end() {
    let persian = edited(small(), "/name", json!("\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}"));
    assert!(check(persian).is_ok());
    let mut document = small();
    let line = |n: usize| json!({"key": n.to_string(), "dates": ["2031-01-01", "2031-01-02"], "start": "09:00", "duration_minutes": 45});
    document["timetable"]["lessons"].as_array_mut().unwrap().extend((0..300).map(line));
    assert_eq!(check(document).unwrap().warnings.len(), 200);
}

#[test]
fn too_many_entries_are_counted_and_not_looked_at() {
    let mut document = small();
    let day = json!({"from": "2026-10-01", "to": "2026-10-01", "off": true, "rooms": ["9-9"]});
    document["timetable"]["days"] = vec![day; 2_001].into();
    assert_eq!(named(&check(document).unwrap_err()), [("/timetable/days".to_owned(), "count_out_of_range".to_owned())]);

    let mut document = small();
    let line = |n: usize| json!({"key": n.to_string(), "rooms": ["9-9"], "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45});
    document["timetable"]["lessons"] = (0..5_001).map(line).collect();
    assert_eq!(named(&check(document).unwrap_err())[0], ("/timetable/lessons".to_owned(), "count_out_of_range".to_owned()));
}

#[test]
fn rules_that_hardly_ever_hit_are_refused_before_they_cost_much() {
    let mut document = small();
    let line = |n: usize| {
        let rule = format!("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;INTERVAL={}", n + 1);
        json!({"key": n.to_string(), "rrule": rule, "start": "09:00", "duration_minutes": 45})
    };
    document["timetable"] = json!({"time_zone": "Asia/Shanghai", "lessons": (0..5_000).map(line).collect::<Vec<_>>()});
    let errors = named(&check(document).unwrap_err());
    assert!(errors.iter().all(|(_, code)| code == "rules_too_costly"));
    assert_eq!(errors[0].0, "/timetable/lessons/9/rrule", "the search is over after nine of them");
}

#[test]
fn the_last_day_counts_to_its_end_in_the_timetables_zone() {
    let mut document = small();
    document["timetable"] = json!({"time_zone": "Asia/Shanghai", "availability": "always"});
    document["term"] = json!({"first_day": "2026-07-01", "last_day": "2026-08-01"});
    let at = |now: &str| validate(serde_json::from_value(document.clone()).unwrap(), &catalogue(), now.parse().unwrap());
    assert!(at("2026-08-01T15:59:59Z").is_ok());
    assert_eq!(named(&at("2026-08-01T16:00:00Z").unwrap_err()), [("/term/last_day".to_owned(), "term_over".to_owned())]);
}

#[test]
fn orders_of_a_request_share_what_it_may_cost() {
    let check = |allowance: &mut Allowance| {
        let document: NewOrder = serde_json::from_value(small()).expect("a document of the right shape");
        validate_within(document, &catalogue(), now(), allowance)
    };
    let errors = |allowance: &mut Allowance| named(&check(allowance).unwrap_err());
    let mut lessons = Allowance { lessons: 2 * 79 - 1, ..Allowance::default() };
    assert!(check(&mut lessons).is_ok());
    assert_eq!(errors(&mut lessons), [("/timetable/lessons".to_owned(), "too_many_lessons_together".to_owned())]);
    assert!(lessons.exceeded);
    let mut search = Allowance { search_days: 0, ..Allowance::default() };
    assert!(check(&mut search).is_ok() && !search.exceeded);
    assert!(errors(&mut search).iter().any(|(_, code)| code == "rules_too_costly"));
    assert!(search.exceeded);
}
