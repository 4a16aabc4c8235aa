//! What programs write into calendars, and what it must become.

use jiff::{civil::Date, tz::TimeZone};

use super::{days, read};
use crate::{
    Ask, Refusal,
    ask::{ColumnAs, Meaning, RoomFrom},
    item::{Item, Read},
    report::{Finding, Question, RowStatus},
};

fn ask() -> Ask {
    Ask {
        time_zone: TimeZone::get("Asia/Shanghai").ok(),
        first_day: Some("2026-09-07".parse().unwrap()),
        last_day: Some("2026-12-18".parse().unwrap()),
        room_from: Some(RoomFrom::Field("LOCATION".into())),
        ..Ask::default()
    }
}

fn of(ask: &Ask, events: &[&str]) -> Read {
    let events: String = events.iter().map(|event| format!("BEGIN:VEVENT\n{event}\nEND:VEVENT\n")).collect();
    read(format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n").as_bytes(), ask).unwrap()
}

/// The lessons of all items: `number room title date start minutes`.
fn lessons(read: &Read) -> Vec<String> {
    let of = |item: &Item| {
        let title = item.title.clone().unwrap_or_default();
        let rooms = item.rooms.join("+");
        let at = item.at.clone();
        item.occurrences()
            .map(|(date, start, minutes)| format!("{at} {rooms} {title} {date} {} {minutes}", start.strftime("%H:%M")))
            .collect::<Vec<_>>()
    };
    read.items.iter().flat_map(of).collect()
}

fn findings(read: &Read) -> Vec<(&str, RowStatus, &Finding)> {
    read.rows.iter().map(|row| (row.at.as_str(), row.status, &row.what)).collect()
}

const WEEKLY: &str =
    "UID:a\nDTSTART;TZID=Asia/Shanghai:20260907T080000\nDTEND;TZID=Asia/Shanghai:20260907T084500\nSUMMARY:Maths\nLOCATION:7-1";

#[test]
fn an_exception_is_an_instant_in_whatever_zone_it_is_written() {
    let exceptions = [
        "EXDATE;TZID=Asia/Shanghai:20260914T080000",
        "EXDATE:20260914T000000Z",
        "EXDATE;TZID=Europe/Berlin:20260914T020000",
        "EXDATE;TZID=China Standard Time:20260914T080000",
        "EXDATE;VALUE=DATE:20260914",
        "EXDATE:20260914T080000",
        "EXDATE:20260901T000000Z,20260914T000000Z",
        "EXDATE:20260901T000000Z\nEXDATE:20260914T000000Z",
    ];
    for except in exceptions {
        let read = of(&ask(), &[&format!("{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=3\n{except}")]);
        let held: Vec<String> = lessons(&read);
        assert_eq!(held, ["1 7-1 Maths 2026-09-07 08:00 45", "1 7-1 Maths 2026-09-21 08:00 45"], "{except}");
    }
}

#[test]
fn a_time_without_a_zone_is_in_that_of_its_event() {
    let berlin = "DTSTART;TZID=Europe/Berlin:20260907T080000\nDTEND:20260907T084500\nRRULE:FREQ=WEEKLY;COUNT=2\nEXDATE:20260914T080000\n\
                  RDATE:20260916T080000\nSUMMARY:M\nLOCATION:7-1";
    assert_eq!(lessons(&of(&ask(), &[berlin])), ["1 7-1 M 2026-09-07 14:00 45", "1 7-1 M 2026-09-16 14:00 45"]);
}

#[test]
fn a_moved_lesson_is_found_by_its_instant_and_moves_once() {
    let rule = format!("{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=2");
    let to = "DTSTART:20260916T060000Z\nDTEND:20260916T070000Z";
    let recurrences =
        ["RECURRENCE-ID:20260914T000000Z", "RECURRENCE-ID;TZID=Europe/Berlin:20260914T020000", "RECURRENCE-ID;VALUE=DATE:20260914"];
    for recurrence in recurrences {
        let read = of(&ask(), &[&format!("UID:a\n{recurrence}\n{to}\nSUMMARY:Maths\nLOCATION:7-1"), &rule]);
        assert_eq!(lessons(&read), ["2 7-1 Maths 2026-09-07 08:00 45", "2 7-1 Maths 2026-09-16 14:00 60"], "{recurrence}");
        assert_eq!(read.items[0].held[0].moved.len(), 1);
    }
    let cancelled = of(&ask(), &[&rule, "UID:a\nRECURRENCE-ID:20260914T000000Z\nDTSTART:20260914T000000Z\nSTATUS:CANCELLED"]);
    assert_eq!((lessons(&cancelled).len(), findings(&cancelled).len()), (1, 0));
    let other_room = of(&ask(), &[&rule, &format!("UID:a\nRECURRENCE-ID:20260914T000000Z\n{to}\nSUMMARY:Lab\nLOCATION:Lab")]);
    assert_eq!(lessons(&other_room), ["1 7-1 Maths 2026-09-07 08:00 45", "2 Lab Lab 2026-09-16 14:00 60"]);
    let of_nothing = of(&ask(), &[&rule, &format!("UID:a\nRECURRENCE-ID:20260915T000000Z\n{to}\nSUMMARY:Lab\nLOCATION:7-1")]);
    assert_eq!(lessons(&of_nothing).len(), 3);
}

#[test]
fn what_changes_a_lesson_and_all_after_it_changes_all_after_it() {
    let rule = format!("{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20260928T000000Z");
    let after = |recurrence: &str, rest: &str| format!("UID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE{recurrence}\n{rest}");
    let later = "DTSTART;TZID=Asia/Shanghai:20260915T100000\nDTEND;TZID=Asia/Shanghai:20260915T110000";
    for recurrence in [":20260914T000000Z", ";TZID=Europe/Berlin:20260914T020000", ":20260914T080000", ";VALUE=DATE:20260914"] {
        let read = of(&ask(), &[&after(recurrence, later), &rule]);
        let held = ["2 7-1 Maths 2026-09-07 08:00 45", "2 7-1 Maths 2026-09-15 10:00 60", "2 7-1 Maths 2026-09-22 10:00 60"];
        assert_eq!((lessons(&read), findings(&read)), (held.map(str::to_owned).to_vec(), vec![]), "{recurrence}");
    }
    let elsewhere = of(&ask(), &[&rule, &after(":20260914T000000Z", &format!("{later}\nSUMMARY:Maths\nLOCATION:Lab"))]);
    let held = ["1 7-1 Maths 2026-09-07 08:00 45", "2 Lab Maths 2026-09-15 10:00 60", "2 Lab Maths 2026-09-22 10:00 60"];
    assert_eq!(lessons(&elsewhere), held);
    let cancelled = of(&ask(), &[&rule, &after(":20260914T000000Z", "STATUS:CANCELLED")]);
    assert_eq!((lessons(&cancelled), findings(&cancelled)), (vec![held[0].to_owned()], vec![]));
    let twice = of(
        &ask(),
        &[
            &rule,
            &after(":20260914T000000Z", later),
            &after(":20260921T000000Z", "DTSTART:20260921T030000Z\nDURATION:PT45M"),
            "UID:a\nRECURRENCE-ID:20260914T000000Z\nDTSTART:20260914T010000Z",
        ],
    );
    let held = ["1 7-1 Maths 2026-09-07 08:00 45", "1 7-1 Maths 2026-09-14 09:00 45", "1 7-1 Maths 2026-09-21 11:00 45"];
    assert_eq!((lessons(&twice), findings(&twice)), (held.map(str::to_owned).to_vec(), vec![]));
    // Lessons are left out rather than held when they were: which row does it is told.
    let error = |value: Finding| vec![("2", RowStatus::Error, value)];
    let bad_rule = || error(Finding::BadRule { value: "RANGE=THISANDFUTURE".into() });
    for (rest, said, held) in [
        ("DTSTART:20260914T030000Z\nRRULE:FREQ=DAILY", bad_rule(), 1),
        ("DTSTART;TZID=Nowhere:20260914T030000", error(Finding::UnknownZone { value: "Nowhere".into() }), 1),
    ] {
        let read = of(&ask(), &[&rule, &after(":20260914T000000Z", rest)]);
        assert_eq!(lessons(&read).len(), held);
        assert_eq!(read.rows.iter().map(|row| (row.at.as_str(), row.status, row.what.clone())).collect::<Vec<_>>(), said);
    }
    let of_nothing = of(&ask(), &[&rule, &after(":20260914T000000Z", later).replace("UID:a", "UID:b")]);
    assert_eq!((lessons(&of_nothing).len(), findings(&of_nothing)), (3, vec![("2", RowStatus::Error, &bad_rule()[0].2)]));
}

#[test]
fn a_change_without_a_zone_is_in_that_of_its_series() {
    let berlin = "UID:a\nDTSTART;TZID=Europe/Berlin:20260907T080000\nDTEND;TZID=Europe/Berlin:20260907T084500\nRRULE:FREQ=WEEKLY;COUNT=2\n\
                  SUMMARY:M\nLOCATION:7-1";
    let read = of(&ask(), &[berlin, "UID:a\nRECURRENCE-ID:20260914T080000\nDTSTART:20260915T090000\nSUMMARY:M\nLOCATION:7-1"]);
    assert_eq!(lessons(&read), ["1 7-1 M 2026-09-07 14:00 45", "1 7-1 M 2026-09-15 15:00 45"]);
}

#[test]
fn further_dates_are_days_times_or_periods_with_a_length_of_their_own() {
    let further = |dates: &str| lessons(&of(&ask(), &[&format!("{WEEKLY}\n{dates}")]));
    let first = "1 7-1 Maths 2026-09-07 08:00 45";
    for (dates, wanted) in [
        ("RDATE:20260909T020000Z", "2026-09-09 10:00 45"),
        ("RDATE;VALUE=DATE:20260909", "2026-09-09 08:00 45"),
        ("RDATE;TZID=Europe/Berlin:20260909T040000", "2026-09-09 10:00 45"),
        ("RDATE;VALUE=PERIOD:20260909T020000Z/20260909T033000Z", "2026-09-09 10:00 90"),
        ("RDATE;VALUE=PERIOD:20260909T020000Z/PT1H", "2026-09-09 10:00 60"),
        ("RDATE;VALUE=PERIOD;TZID=Asia/Shanghai:20260909T100000/20260909T110000", "2026-09-09 10:00 60"),
    ] {
        let held = further(dates);
        assert!(
            held.contains(&first.to_owned()) && held.contains(&format!("1 7-1 Maths {wanted}")) && held.len() == 2,
            "{dates}: {held:?}"
        );
    }
    let bad = of(&ask(), &[&format!("{WEEKLY}\nRDATE;VALUE=PERIOD:20260909T020000Z/soon")]);
    assert_eq!(findings(&bad), [("1", RowStatus::Error, &Finding::BadTime { value: "soon".into() })]);
}

#[test]
fn the_zone_of_a_calendar_is_not_put_on_times_in_utc() {
    let event = "BEGIN:VEVENT\nDTSTART:20260907T000000Z\nDTEND:20260907T004500Z\nSUMMARY:M\nLOCATION:7-1\nEND:VEVENT";
    let file = format!("BEGIN:VCALENDAR\nX-WR-TIMEZONE:Europe/Berlin\n{event}\nEND:VCALENDAR\n");
    assert_eq!(lessons(&read(file.as_bytes(), &ask()).unwrap()), ["1 7-1 M 2026-09-07 08:00 45"]);
    let own = read(file.as_bytes(), &Ask { time_zone: None, ..ask() }).unwrap();
    assert_eq!((own.time_zone.as_deref(), lessons(&own)), (Some("Europe/Berlin"), vec!["1 7-1 M 2026-09-07 02:00 45".to_owned()]));
}

#[test]
fn counts_count_lessons_that_are_excepted_and_ends_are_ends_in_the_zone_of_the_start() {
    let held = |rule: &str| lessons(&of(&ask(), &[&format!("{WEEKLY}\n{rule}")])).len();
    for (rule, many) in [
        ("RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20260914T000000Z", 3),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260921T000000Z", 3),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260920T235959Z", 2),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260921T080000", 3),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260921", 3),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260921T235959", 3),
    ] {
        assert_eq!(held(rule), many, "{rule}");
    }
    // By its Windows name the zone of the start is known, so that the last lesson is.
    let summer = "DTSTART;TZID=GMT Standard Time 1:20260907T080000\nDURATION:PT45M\nRRULE:FREQ=WEEKLY;UNTIL=20260921T070000Z\nSUMMARY:M\nLOCATION:7-1";
    let held = lessons(&of(&Ask { time_zone: TimeZone::get("Europe/London").ok(), ..ask() }, &[summer]));
    assert_eq!(held.last().map(String::as_str), Some("1 7-1 M 2026-09-21 08:00 45"));
    assert_eq!(held.len(), 3);
}

#[test]
fn identifiers_that_are_none_or_shared_lose_no_lesson() {
    let on = |uid: &str, start: &str, title: &str| format!("{uid}DTSTART:{start}\nDURATION:PT45M\nSUMMARY:{title}\nLOCATION:7-1");
    let many = |uid: &str| {
        let events = [
            on(uid, "20260907T080000", "M"),
            on(uid, "20260907T090000", "M"),
            on(uid, "20260908T080000", "E"),
            on(uid, "20260909T080000", "M"),
        ];
        lessons(&of(&ask(), &events.each_ref().map(String::as_str))).len()
    };
    assert_eq!(["UID:none\n", "UID:0\n", "UID:\n", ""].map(many), [4; 4]);
    // A lesson that is changed by an event of the same UID is not lost, nor is one that only shares the UID.
    let series = format!("{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=2");
    let read = of(
        &ask(),
        &[
            &series,
            &on("UID:a\n", "20260908T080000", "E"),
            &format!("UID:a\nRECURRENCE-ID:20260914T000000Z\n{}", on("", "20260915T080000", "Maths")),
        ],
    );
    assert_eq!(lessons(&read).len(), 3);
}

#[test]
fn faults_leave_out_one_event_and_say_why() {
    let on = |start: &str, rest: &str| format!("DTSTART{start}\n{rest}\nSUMMARY:x\nLOCATION:7-1");
    let time = "20260910T080000";
    let error = |finding| (RowStatus::Error, finding);
    let skipped = |finding| (RowStatus::Skipped, finding);
    let zone = |value: &str| Finding::UnknownZone { value: value.to_owned() };
    let day = |text: &str| text.parse::<Date>().unwrap();
    let wall = |on: &str, hour| Finding::WallTimeAmbiguous { on: day(on), start: jiff::civil::time(hour, 30, 0, 0) };
    let cases = [
        (on(";TZID=Nowhere:20260910T080000", "DURATION:PT45M"), error(zone("Nowhere"))),
        (on(";VALUE=DATE:20260910", ""), skipped(Finding::AllDay {})),
        (on(":20260910T000000", "DTEND:20260911T000000"), skipped(Finding::AllDay {})),
        (on(":20260909T160000Z", "DTEND:20260910T160000Z"), skipped(Finding::AllDay {})),
        (on(&format!(":{time}"), "DURATION:PT24H\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE"), skipped(Finding::AllDay {})),
        (on(&format!(":{time}"), "STATUS:CANCELLED"), skipped(Finding::Cancelled {})),
        (on(&format!(":{time}"), ""), skipped(Finding::NoDuration {})),
        (on(&format!(":{time}"), &format!("DTEND:{time}")), skipped(Finding::NoDuration {})),
        (on(&format!(":{time}"), "DTEND:20260910T070000"), error(Finding::EndBeforeStart {})),
        (on(&format!(":{time}"), "DURATION:soon"), error(Finding::BadTime { value: "soon".into() })),
        (on(":20260931T080000", "DURATION:PT45M"), error(Finding::BadDate { value: "20260931T080000".into() })),
        (on(&format!(":{time}"), "DURATION:PT45M\nRRULE:FREQ=HOURLY"), error(Finding::RuleTooFine {})),
        (on(";TZID=Europe/Berlin:20261025T023000", "DURATION:PT45M"), error(wall("2026-10-25", 2))),
        (on(";TZID=America/New_York:20261101T013000", "DURATION:PT45M"), error(wall("2026-11-01", 1))),
    ];
    for (event, (status, finding)) in cases {
        let read = of(&ask(), &[&event, WEEKLY]);
        assert_eq!(findings(&read), [("1", status, &finding)], "{event}");
        assert_eq!(lessons(&read).len(), 1, "{event}");
    }
}

#[test]
fn a_rule_in_another_zone_is_held_at_two_wall_times_when_clocks_change() {
    let ask = Ask { time_zone: TimeZone::get("Europe/Berlin").ok(), ..ask() };
    let weekly = "DTSTART:20261019T055000Z\nDTEND:20261019T063500Z\nRRULE:FREQ=WEEKLY;COUNT=2\nSUMMARY:M\nLOCATION:9A";
    assert_eq!(lessons(&of(&ask, &[weekly])), ["1 9A M 2026-10-26 06:50 45", "1 9A M 2026-10-19 07:50 45"]);
    let own = "DTSTART;TZID=W. Europe Standard Time:20261019T075000\nDURATION:PT45M\nRRULE:FREQ=WEEKLY;UNTIL=20261026T065000Z\nSUMMARY:M\n\
        LOCATION:9A";
    assert_eq!(lessons(&of(&ask, &[own])), ["1 9A M 2026-10-19 07:50 45", "1 9A M 2026-10-26 07:50 45"]);
}

#[test]
fn one_uid_is_one_event_only_where_it_says_the_same() {
    let on = |start: &str, more: &str| format!("UID:1\nDTSTART:{start}\nDURATION:PT45M\nSUMMARY:M\nLOCATION:7-1\n{more}");
    let slots = of(&ask(), &[&on("20260907T080000", ""), &on("20260907T100000", "")]);
    assert_eq!(lessons(&slots).len(), 2);
    let twice = of(&ask(), &[&on("20260907T080000", "SEQUENCE:2"), &on("20260907T080000", "SEQUENCE:1\nSTATUS:CANCELLED")]);
    assert_eq!(lessons(&twice), ["1 7-1 M 2026-09-07 08:00 45"]);
    let last = of(&ask(), &[&on("20260907T080000", ""), &on("20260907T080000", "")]);
    assert_eq!(lessons(&last), ["2 7-1 M 2026-09-07 08:00 45"]);
}

#[test]
fn a_room_is_what_was_asked_for() {
    let event =
        "DTSTART:20260907T080000\nDURATION:PT45M\nSUMMARY:Lecture 3 [BIO101]\nLOCATION:Hall\\, left\nCATEGORIES:BIO\\,1,CHE\nX-CLASS:7-2";
    let cases = [
        (RoomFrom::Field("location".into()), "Hall, left Lecture 3 [BIO101]"),
        (RoomFrom::Field("CATEGORIES".into()), "BIO,1+CHE Lecture 3 [BIO101]"),
        (RoomFrom::Field("SUMMARY".into()), "BIO101 Lecture 3"),
        (RoomFrom::Field("x-class".into()), "7-2 Lecture 3 [BIO101]"),
        (RoomFrom::Fixed("9A".into()), "9A Lecture 3 [BIO101]"),
    ];
    for (from, wanted) in cases {
        let ask = Ask { room_from: Some(from), ..ask() };
        assert_eq!(lessons(&of(&ask, &[event])), [format!("1 {wanted} 2026-09-07 08:00 45")]);
    }
    let unasked = Ask { room_from: None, ..ask() };
    let choices = ["LOCATION", "CATEGORIES", "SUMMARY"].map(str::to_owned).to_vec();
    assert_eq!(of(&unasked, &[event]).questions, [Question::RoomNeeded { choices }]);
}

#[test]
fn a_property_is_the_room_where_a_person_says_so_of_its_column() {
    let event = "DTSTART:20260907T080000\nDURATION:PT45M\nSUMMARY:Maths\nLOCATION:A101\nCATEGORIES:7-1\nX-CLASS:7-2";
    let said = |columns: &[(&str, Meaning)], room_from: Option<RoomFrom>| {
        let columns = columns.iter().map(|(at, meaning)| ColumnAs { at: (*at).to_owned(), meaning: *meaning }).collect();
        let read = of(&Ask { room_from, columns, ..ask() }, &[event]);
        let told = read.columns.iter().map(|column| format!("{}:{:?}", column.at, column.meaning)).collect::<Vec<_>>().join(" ");
        (read.items[0].rooms.join("+"), told, read.questions.len())
    };
    let location = || Some(RoomFrom::Field("LOCATION".into()));
    let cases = [
        (said(&[], None), ("7-1", "SUMMARY:Some(Title) LOCATION:None CATEGORIES:Some(Room)", 1)),
        (said(&[("categories", Meaning::Room)], None), ("7-1", "SUMMARY:Some(Title) LOCATION:None CATEGORIES:Some(Room)", 0)),
        (said(&[("CATEGORIES", Meaning::Room)], location()), ("7-1", "SUMMARY:Some(Title) LOCATION:None CATEGORIES:Some(Room)", 0)),
        (said(&[("CATEGORIES", Meaning::Ignored)], None), ("A101", "SUMMARY:Some(Title) LOCATION:Some(Room) CATEGORIES:Some(Ignored)", 1)),
        (said(&[("X-CLASS", Meaning::Room)], None), ("7-2", "SUMMARY:Some(Title) LOCATION:None CATEGORIES:None X-CLASS:Some(Room)", 0)),
        (
            said(&[("CATEGORIES", Meaning::Room)], Some(RoomFrom::Fixed("9A".into()))),
            ("9A", "SUMMARY:Some(Title) LOCATION:None CATEGORIES:None", 0),
        ),
    ];
    for ((rooms, told, questions), wanted) in cases {
        assert_eq!((rooms.as_str(), told.as_str(), questions), wanted);
    }
}

#[test]
fn floating_times_are_in_the_zone_of_the_request_else_of_the_calendar() {
    let event = "DTSTART:20260907T080000\nDURATION:PT45M\nSUMMARY:M\nLOCATION:7-1";
    let file = format!("BEGIN:VCALENDAR\nX-WR-TIMEZONE:China Standard Time\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n");
    let unasked = Ask { time_zone: None, ..ask() };
    let own = read(file.as_bytes(), &unasked).unwrap();
    assert_eq!((own.time_zone.as_deref(), lessons(&own)), (Some("Asia/Shanghai"), vec!["1 7-1 M 2026-09-07 08:00 45".to_owned()]));
    let paris = Ask { time_zone: TimeZone::get("Europe/Paris").ok(), ..ask() };
    assert_eq!(lessons(&read(file.as_bytes(), &paris).unwrap()), ["1 7-1 M 2026-09-07 08:00 45"]);
}

#[test]
fn days_off_with_make_up_days_as_questions() {
    let on = |event: &str| format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n");
    let off = |event: &str| {
        let read = days(on(event).as_bytes(), &ask()).unwrap();
        serde_json::to_value(&read.days).unwrap().to_string()
    };
    let span = |from: &str, to: &str| format!(r#"[{{"from":"{from}","off":true,"to":"{to}"}}]"#);
    let cases = [
        ("DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261008\nSUMMARY:国庆节", span("2026-10-01", "2026-10-07")),
        ("DTSTART;VALUE=DATE:20261001\nSUMMARY:a", span("2026-10-01", "2026-10-01")),
        ("DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261001\nSUMMARY:a", span("2026-10-01", "2026-10-01")),
        ("DTSTART:20261001T000000\nDTEND:20261003T000000\nSUMMARY:a", span("2026-10-01", "2026-10-02")),
        ("DTSTART:20260930T160000Z\nDTEND:20261001T160000Z\nSUMMARY:a", span("2026-10-01", "2026-10-01")),
        ("DTSTART;VALUE=DATE:20201001\nRRULE:FREQ=YEARLY\nSUMMARY:a", span("2026-10-01", "2026-10-01")),
        ("DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=YEARLY;UNTIL=20261001T155959Z\nSUMMARY:a", span("2026-10-01", "2026-10-01")),
        ("DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20261001T160000Z\nSUMMARY:a", span("2026-10-01", "2026-10-01")),
        ("DTSTART;VALUE=DATE:20261001\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20261002T000000\nSUMMARY:a", span("2026-10-01", "2026-10-01")),
        ("DTSTART;VALUE=DATE;TZID=America/New_York:20261001\nSUMMARY:a", span("2026-10-01", "2026-10-01")),
        ("DTSTART;VALUE=DATE:20261010\nSUMMARY:国庆节补班", "[]".to_owned()),
        ("DTSTART:20261001T080000\nDTEND:20261001T090000\nSUMMARY:a", "[]".to_owned()),
    ];
    for (event, wanted) in cases {
        assert_eq!(off(event), wanted, "{event}");
    }
    for title in ["补班", "国庆节调休", "国庆节 調休", "国庆节（班）", "国庆节 (班)", "上10月7日的课 上课"] {
        let make_up = days(on(&format!("DTSTART;VALUE=DATE:20261010\nSUMMARY:{title}")).as_bytes(), &ask()).unwrap();
        let asked = (make_up.days.len(), make_up.questions);
        assert_eq!(asked, (0, vec![Question::MakeUpDay { on: "2026-10-10".parse().unwrap() }]), "{title}");
    }
}

#[test]
fn a_school_of_single_events_is_read_in_one_pass_and_more_is_refused() {
    let event = |number: usize| {
        let (day, hour) = (number % 28 + 1, number / 28 % 9);
        format!(
            "BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART:202610{day:02}T0{hour}0000Z\r\nDURATION:PT45M\r\nSUMMARY:M\r\nLOCATION:C{}\r\nEND:VEVENT\r\n",
            number / 252
        )
    };
    let file = |many: usize| format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", (0..many).map(event).collect::<String>());
    let read = read(file(48_000).as_bytes(), &ask()).unwrap();
    assert_eq!((read.items.len(), read.rows.len()), (48_000, 0));
    assert!(matches!(super::read(file(48_001).as_bytes(), &ask()), Err(Refusal::TooLarge { .. })));
    let long = format!("DTSTART:20260907T080000\nDURATION:PT45M\nLOCATION:7-1\nSUMMARY:{}", "y".repeat(1 << 20));
    assert!(of(&ask(), &[&long]).items[0].title.as_ref().is_some_and(|title| title.len() > 200 && title.len() < 5_000));
}

#[test]
fn more_dates_than_a_timetable_has_are_an_error_of_their_event() {
    let dates = vec!["20260914T000000Z"; 6_000].join(",");
    let lines = "EXDATE:20260914T000000Z\n".repeat(6_000);
    let one_line = format!("{WEEKLY}\nRRULE:FREQ=WEEKLY\nEXDATE:{dates}");
    let endless_line = format!("{WEEKLY}\nRRULE:FREQ=WEEKLY\nEXDATE:{}", vec!["20260914"; 20_000].join(","));
    for event in [one_line, format!("{WEEKLY}\nRRULE:FREQ=WEEKLY\n{lines}"), endless_line] {
        let read = of(&ask(), &[&event]);
        assert!(matches!(findings(&read)[..], [("1", RowStatus::Error, Finding::BadDate { .. })]));
    }
}

#[test]
fn what_many_rules_cost_together_is_bounded() {
    let event =
        "BEGIN:VEVENT\nDTSTART:19700105T100000\nDURATION:PT45M\nRRULE:FREQ=DAILY;COUNT=25000\nSUMMARY:x\nLOCATION:7-1\nEND:VEVENT\n";
    let never = "BEGIN:VEVENT\nDTSTART:20260907T100000\nDURATION:PT45M\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nSUMMARY:x\nLOCATION:7-1\n\
        END:VEVENT\n";
    for event in [event, never] {
        let file = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", event.repeat(40_000));
        assert!(matches!(read(file.as_bytes(), &ask()), Err(Refusal::TooLarge { .. })));
    }
}
