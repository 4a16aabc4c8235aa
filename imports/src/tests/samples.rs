//! Every sample of `tests/data/timetables` gives what its index says: which rows fail, and for what, how many lessons there are, the first and the
//! last. The memory that it allows is measured in `tests/hostile.rs`.

use std::{collections::BTreeMap, path::PathBuf};

use homeroom_domain::{
    order::{Day, NewOrder, Timetable},
    timetable,
};
use jiff::{
    ToSpan,
    civil::{DateTime, date},
    tz::TimeZone,
};
use serde_json::Value;

use crate::{
    Ask, Outcome, Refusal,
    ask::{Bell, RoomFrom},
    report::{Finding, RowStatus},
};

/// The words of the index, and ours.
const WORDS: [(&str, &str); 26] = [
    ("overlap", "overlap"),
    ("unknown-day", "unknown_day"),
    ("unknown-period", "unknown_period"),
    ("unknown-lesson", "unknown_lesson"),
    ("unknown-zone", "unknown_zone"),
    ("unknown-class", "unknown_class"),
    ("unknown-user", "unknown_user"),
    ("bad-week-list", "bad_week_list"),
    ("bad-time", "bad_time"),
    ("formula-without-value", "formula_without_value"),
    ("end-before-start", "end_before_start"),
    ("no-room", "no_room"),
    ("no-seats", "no_seats"),
    ("expected-above-seats", "expected_above_seats"),
    ("rule-too-fine", "rule_too_fine"),
    ("text-too-long", "text_too_long"),
    ("no-class", "no_class"),
    ("not-placed", "not_placed"),
    ("no-time", "no_time"),
    ("no-grid", "no_grid"),
    ("no-duration", "no_duration"),
    ("all-day", "all_day"),
    ("cancelled", "cancelled"),
    ("yields-nothing", "yields_nothing"),
    ("make-up-day", "make_up_day"),
    ("not-all-day", "not_all_day"),
];

pub(super) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/data/timetables")
}

fn index() -> Value {
    serde_json::from_slice(&std::fs::read(folder().join("index.json")).unwrap()).unwrap()
}

fn ask_of(told: &Value, file: &str, bells: &Value) -> Ask {
    let text = |key: &str| told[key].as_str();
    let date = |key: &str| text(key).map(|date| date.parse().unwrap());
    let bell = |bell: &Value| {
        let at = |index: usize| bell[index].as_str().unwrap();
        Bell { period: at(0).to_owned(), start: at(1).parse().unwrap(), end: at(2).parse().unwrap() }
    };
    let fixed = text("room").map(|room| RoomFrom::Fixed(room.to_owned()));
    let room_from = text("room_from").map(|from| match from {
        "sheet name" => RoomFrom::SheetName,
        field => RoomFrom::Field(field.to_owned()),
    });
    Ask {
        file_name: Some(file.to_owned()),
        separator: text("sep").and_then(|sep| sep.chars().next()),
        time_zone: text("time_zone").map(|zone| TimeZone::get(zone).unwrap()),
        first_day: date("first_day"),
        last_day: date("last_day"),
        default_seats: told["default_seats"].as_u64().map(|seats| seats as u32),
        room_from: fixed.or(room_from),
        bells: text("bells").map(|name| bells[name].as_array().unwrap().iter().map(bell).collect()).unwrap_or_default(),
        ..Ask::default()
    }
}

fn word(finding: &Finding) -> String {
    serde_json::to_value(finding).unwrap()["code"].as_str().unwrap().to_owned()
}

fn said(outcome: &Outcome, status: RowStatus) -> BTreeMap<String, String> {
    outcome.rows.iter().filter(|row| row.status == status).map(|row| (row.at.clone(), word(&row.what))).collect()
}

fn wanted(told: &Value) -> BTreeMap<String, String> {
    let ours =
        |word: &str| WORDS.iter().find(|(theirs, _)| *theirs == word).map_or_else(|| panic!("no word for {word}"), |(_, ours)| *ours);
    told.as_object().into_iter().flatten().map(|(at, word)| (at.clone(), ours(word.as_str().unwrap()).to_owned())).collect()
}

fn lesson(lesson: Option<&crate::report::LessonAt>) -> Option<String> {
    let lesson = lesson?;
    let end = lesson.date.to_datetime(lesson.start).checked_add(jiff::SignedDuration::from_mins(lesson.minutes.into())).unwrap();
    let title = lesson.title.as_deref().unwrap_or_default();
    let wall = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    Some(format!("{} {} {}-{} {title}", lesson.room, lesson.date, wall(lesson.start), wall(end.time())))
}

/// How many lessons the order gives when the service expands it, which knows nothing of files.
fn expanded(outcome: &Outcome) -> u64 {
    let (Some(term), false) = (outcome.term, outcome.lines.is_empty()) else { return 0 };
    let order = NewOrder {
        name: "sample".into(),
        kind: "class".into(),
        region: "r".into(),
        external_id: None,
        metadata: BTreeMap::new(),
        rooms: outcome.rooms.clone(),
        term,
        timetable: Timetable {
            time_zone: outcome.time_zone.clone().unwrap(),
            availability: None,
            lessons: outcome.lines.clone(),
            academic_calendar: None,
            days: outcome.days.clone(),
            calendar_days: Vec::new(),
            changes: outcome.changes.clone(),
        },
        flexible: None,
        overrun_minutes: None,
        cost_group: None,
        expected_price: None,
        reserved_until: None,
    };
    timetable::expand(&order).unwrap_or_else(|errors| panic!("{errors:#?}")).lessons.len() as u64
}

/// What differs from the index, as sentences.
fn differences(outcome: &Outcome, want: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, is: String, wanted: String| {
        if is != wanted {
            found.push(format!("{what}: {is}, wanted {wanted}"));
        }
    };
    let used: std::collections::BTreeSet<&String> = outcome.lines.iter().flat_map(|line| line.rooms.iter().flatten()).collect();
    let rooms = if used.is_empty() { outcome.rooms.len() } else { used.len() };
    let numbers = [
        ("items", u64::from(outcome.items.read)),
        ("rooms", rooms as u64),
        ("lessons", outcome.lessons_total),
        ("rooms_named", outcome.rooms.len() as u64),
    ];
    for (what, is) in numbers {
        if let Some(wanted) = want[what].as_u64() {
            compare(what, is.to_string(), wanted.to_string());
        }
    }
    compare("expanded", expanded(outcome).to_string(), outcome.lessons_total.to_string());
    compare("errors", format!("{:?}", said(outcome, RowStatus::Error)), format!("{:?}", wanted(&want["errors"])));
    if want["skipped"].is_object() {
        compare("skipped", format!("{:?}", said(outcome, RowStatus::Skipped)), format!("{:?}", wanted(&want["skipped"])));
    }
    for (what, is) in [("first", &outcome.first_lesson), ("last", &outcome.last_lesson)] {
        if let Some(wanted) = want[what].as_str() {
            compare(what, lesson(is.as_ref()).unwrap_or_default(), wanted.to_owned());
        }
    }
    for (what, is) in
        [("lines_at_most", outcome.lines.len()), ("changes_at_most", outcome.changes.len()), ("lines_best", outcome.lines.len())]
    {
        if let Some(most) = want[what].as_u64().filter(|most| is as u64 > *most) {
            compare(what, is.to_string(), most.to_string());
        }
    }
    if let Some(seats) = want["seats"].as_object() {
        let is: BTreeMap<&str, u64> = outcome.rooms.iter().map(|room| (room.key.as_str(), room.seats.into())).collect();
        let wanted: BTreeMap<&str, u64> = seats.iter().map(|(room, seats)| (room.as_str(), seats.as_u64().unwrap())).collect();
        compare("seats", format!("{is:?}"), format!("{wanted:?}"));
    }
    if want["days_off"].is_array() {
        let off = |day: &Day| match day {
            Day::Off(off) => serde_json::json!([off.from.to_string(), off.to.to_string()]),
            Day::RunsAs(_) => Value::Null,
        };
        compare("days_off", Value::Array(outcome.days.iter().map(off).collect()).to_string(), want["days_off"].to_string());
    }
    if want["terms"].is_array() {
        let is: Vec<_> = outcome
            .terms
            .iter()
            .map(|term| serde_json::json!([term.name, term.first_day.to_string(), term.last_day.to_string()]))
            .collect();
        compare("terms", Value::Array(is).to_string(), want["terms"].to_string());
    }
    found
}

/// The index counts the lessons of the whole file; those after the term of the question are told as such.
fn whole(outcome: &Outcome, want: &Value) -> Vec<String> {
    let is = serde_json::json!({"lessons": outcome.lessons_total + u64::from(outcome.items.skipped), "rooms": outcome.rooms.len()});
    let after_term = said(outcome, RowStatus::Skipped).values().all(|word| word == "yields_nothing");
    if is == *want && after_term && expanded(outcome) == outcome.lessons_total { Vec::new() } else { vec![format!("{is}, wanted {want}")] }
}

fn check(result: &Result<Outcome, Refusal>, want: &Value) -> Vec<String> {
    match (result, want["refused"].as_str()) {
        (Err(Refusal::TooLarge { .. }), Some("too-large")) => Vec::new(),
        (Err(Refusal::TooLarge { .. }), _) if want["refused_or"].is_object() => Vec::new(),
        (Err(refusal), _) => vec![format!("{refusal:?}")],
        (Ok(_), Some(_)) => vec!["was read".to_owned()],
        (Ok(outcome), None) if want["refused_or"].is_object() => whole(outcome, &want["refused_or"]),
        (Ok(outcome), None) => differences(outcome, want),
    }
}

/// The samples that are too large to keep.
fn made(name: &str) -> Option<Vec<u8>> {
    let calendar = |events: String| {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Sample planner//EN\r\n{events}END:VCALENDAR\r\n").into_bytes()
    };
    match name {
        "big-single-events.ics" => Some(calendar(planned(5, 10))),
        "hostile-50000.ics" => Some(calendar(planned(25, 50))),
        "hostile-long-line.ics" => Some(calendar(event(1, date(2026, 9, 7).at(8, 0, 0, 0), &"y".repeat(1 << 20), "C01"))),
        "hostile-long-line.csv" => {
            let long = "x".repeat(1 << 20);
            let head = "class,seats,subject,teacher,day,start,end\r\n7-1,40,Maths,T01,Mon,08:00,08:45\r\n";
            Some(format!("{head}7-1,40,{long},T01,Tue,08:00,08:45\r\n7-1,40,Art,T02,Wed,08:00,08:45\r\n").into_bytes())
        }
        _ => None,
    }
}

/// Lessons of a school that exports each as an event in UTC.
fn planned(weeks: i64, classes: usize) -> String {
    const STARTS: [(i8, i8); 8] = [(8, 0), (8, 55), (10, 0), (10, 55), (14, 0), (14, 55), (15, 50), (16, 45)];
    const SUBJECTS: [&str; 9] = ["Maths", "English", "Physics", "Art", "History", "Music", "Biology", "Sport", "Geography"];
    let mut text = String::new();
    let mut number = 0;
    for (week, class, day) in (0..weeks).flat_map(|week| (0..classes).flat_map(move |class| (0..5).map(move |day| (week, class, day)))) {
        let on = date(2026, 9, 7).checked_add((7 * week + day).days()).unwrap();
        for (period, (hour, minute)) in STARTS.into_iter().enumerate() {
            number += 1;
            let subject = SUBJECTS[(class * 7 + day as usize * 3 + period) % 9];
            text += &event(number, on.at(hour, minute, 0, 0), subject, &format!("C{:02}", class + 1));
        }
    }
    text
}

fn event(number: u32, local: DateTime, title: &str, room: &str) -> String {
    let start = local.checked_sub(8.hours()).unwrap();
    let stamp = |at: DateTime| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let (from, to) = (stamp(start), stamp(start.checked_add(45.minutes()).unwrap()));
    format!("BEGIN:VEVENT\r\nUID:b{number}@sample\r\nDTSTART:{from}\r\nDTEND:{to}\r\nSUMMARY:{title}\r\nLOCATION:{room}\r\nEND:VEVENT\r\n")
}

#[test]
fn every_sample_gives_what_its_index_says() {
    let index = index();
    let mut wrong = Vec::new();
    for file in index["files"].as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        let bytes = made(name).unwrap_or_else(|| std::fs::read(folder().join(name)).unwrap());
        for case in file["asks"].as_array().unwrap() {
            let ask = ask_of(&case["ask"], name, &index["bells"]);
            let is_days = case["ask"]["as_"] == "days";
            let result = if is_days { crate::days(&bytes, &ask) } else { crate::read(&bytes, &ask) };
            let differences = check(&result, &case["want"]);
            if !differences.is_empty() {
                wrong.push(format!("{name}\n  {}", differences.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
