//! What goes out as a calendar comes in again as the same lessons: of files that schools have, and of orders drawn at random.

use std::{collections::BTreeMap, path::PathBuf};

use homeroom_domain::{
    ids::{ClassroomId, OrderId, TenantId},
    order::{Generation, NewOrder, Order, OrderPhase, Room, Timetable},
    timetable::expand,
};
use homeroom_imports::{
    Ask, Outcome,
    ask::{Bell, RoomFrom},
    report::{Finding, RowStatus},
};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, date},
    tz::TimeZone,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    calendar::event,
    ics::{self, Event},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// An order as it was admitted long ago.
fn admitted(document: NewOrder) -> Order {
    let kind = json!({"name": "class", "speakers": 6, "seats_max": 200, "staff_seats": 3, "packets_per_second": 110, "stream_kbit": 500,
        "recorded_track_cpu_milli": 0, "lead_minutes": 10, "drain_minutes": 10, "grace_seconds": 30, "priority": 1000});
    let made: Timestamp = "2020-01-01T00:00:00Z".parse().unwrap();
    let room = |(id, key): (u128, &String)| Room { id: ClassroomId::new(Uuid::from_u128(id)), key: key.clone() };
    let rooms = (1..).zip(document.rooms.iter().map(|room| &room.key)).map(room).collect();
    let kind = serde_json::from_value(kind).unwrap();
    Order {
        id: OrderId::new(Uuid::from_u128(7)),
        tenant_id: TenantId::new(Uuid::from_u128(8)),
        created_at: made,
        generations: vec![Generation { number: 1, created_at: made, effective_from: made, replaced_at: None, document, kind }],
        dropped: vec![],
        rooms,
        phase: OrderPhase::Active,
        overruns: vec![],
        overrun_seconds: 0,
        cancelled_at: None,
        ends_at: None,
        suspended_since: None,
        stopped_since: None,
        reserved_until: None,
    }
}

/// The body that an import gives, with what it leaves out.
fn order_of(read: Outcome) -> NewOrder {
    NewOrder {
        name: "Imported".into(),
        kind: "class".into(),
        region: "r".into(),
        external_id: None,
        metadata: BTreeMap::new(),
        rooms: read.rooms,
        term: read.term.unwrap(),
        timetable: Timetable {
            time_zone: read.time_zone.unwrap(),
            availability: None,
            lessons: read.lines,
            academic_calendar: None,
            days: read.days,
            calendar_days: Vec::new(),
            changes: read.changes,
        },
        flexible: None,
        overrun_minutes: None,
        cost_group: None,
        expected_price: None,
        reserved_until: None,
    }
}

fn exported(document: NewOrder) -> Vec<Event> {
    let order = admitted(document);
    order.schedule().lessons().iter().map(|held| event(&order, held, ("https://homeroom.example", order.created_at))).collect()
}

/// Room, title, start and end of each lesson that is held.
fn held(events: &[Event]) -> Vec<[String; 4]> {
    let lesson = |event: &Event| [event.location.clone(), event.summary.clone(), event.starts_at.to_string(), event.ends_at.to_string()];
    let mut held: Vec<_> = events.iter().filter(|event| !event.cancelled).map(lesson).collect();
    held.sort_unstable();
    held
}

/// The lessons of an order, and those of the order that its calendar is read as.
fn there_and_back(document: NewOrder) -> [Vec<[String; 4]>; 2] {
    let (zone, term) = (document.timetable.time_zone.clone(), document.term);
    let events = exported(document);
    let window = (events.first().unwrap().starts_at - DAY, events.last().unwrap().ends_at + DAY);
    let text = ics::calendar("Order", None, &events, window);
    let ask = Ask {
        time_zone: TimeZone::get(&zone).ok(),
        first_day: Some(term.first_day),
        last_day: Some(term.last_day),
        room_from: Some(RoomFrom::Field("LOCATION".to_owned())),
        default_seats: Some(20),
        ..Ask::default()
    };
    let read = homeroom_imports::read(text.as_bytes(), &ask).unwrap();
    let is_cancelled = |row: &homeroom_imports::report::Row| row.status == RowStatus::Skipped && row.what == Finding::Cancelled {};
    assert!(read.rows.iter().all(is_cancelled) && read.questions.is_empty(), "{:?} {:?}", read.rows, read.questions);
    [held(&events), held(&exported(order_of(read)))]
}

fn asked(told: &Value, file: &str, bells: &Value) -> Ask {
    let text = |key: &str| told[key].as_str();
    let date = |key: &str| text(key).map(|date| date.parse().unwrap());
    let bell = |bell: &Value| {
        let at = |index: usize| bell[index].as_str().unwrap();
        Bell { period: at(0).to_owned(), start: at(1).parse().unwrap(), end: at(2).parse().unwrap() }
    };
    let fixed = text("room").map(|room| RoomFrom::Fixed(room.to_owned()));
    let room_from = text("room_from").map(|from| if from == "sheet name" { RoomFrom::SheetName } else { RoomFrom::Field(from.to_owned()) });
    Ask {
        file_name: Some(file.to_owned()),
        separator: text("sep").and_then(|separator| separator.chars().next()),
        time_zone: text("time_zone").map(|zone| TimeZone::get(zone).unwrap()),
        first_day: date("first_day"),
        last_day: date("last_day"),
        default_seats: told["default_seats"].as_u64().map(|seats| u32::try_from(seats).unwrap()),
        room_from: fixed.or(room_from),
        bells: text("bells").map(|name| bells[name].as_array().unwrap().iter().map(bell).collect()).unwrap_or_default(),
        ..Ask::default()
    }
}

#[test]
fn files_of_schools_come_back_as_the_same_lessons() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/data/timetables");
    let index: Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut came_back = 0;
    for file in index["files"].as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        // The largest are made where they are needed.
        let Ok(bytes) = std::fs::read(folder.join(name)) else { continue };
        for case in file["asks"].as_array().unwrap().iter().filter(|case| case["ask"]["as_"] != "days") {
            let Ok(read) = homeroom_imports::read(&bytes, &asked(&case["ask"], name, &index["bells"])) else { continue };
            if read.lines.is_empty() {
                continue;
            }
            let lessons = read.lessons_total;
            let [before, after] = there_and_back(order_of(read));
            assert_eq!((before.len() as u64, &before), (lessons, &after), "{name}");
            came_back += 1;
        }
    }
    assert!(came_back >= 15, "{came_back}");
}

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let at = self.roll(all.len() as u64);
        all[usize::try_from(at).unwrap()]
    }
}

fn on(first: Date, days: u64) -> Date {
    first.checked_add(i64::try_from(days).unwrap().days()).unwrap()
}

/// Lines that begin in different hours of the morning, in rules and in single dates, perhaps with days off and one that makes up for them.
fn drawn(dice: &mut Dice) -> Value {
    let zone = dice.one_of(&["Asia/Shanghai", "Europe/Berlin", "America/New_York"]);
    let (first, weeks) = (date(2026, 9, 7), 2 + dice.roll(9));
    let named = [
        json!({"key": "7-1", "seats": 20}),
        json!({"key": "7-2", "seats": 20, "name": "七年级2班, links"}),
        json!({"key": "=7", "seats": 20}),
    ];
    let rooms = &named[..usize::try_from(1 + dice.roll(3)).unwrap()];
    let mut lines = Vec::new();
    for hour in 0..1 + dice.roll(5) {
        let in_rooms: Vec<&Value> = rooms.iter().filter(|_| dice.roll(3) > 0).map(|room| &room["key"]).collect();
        let start = format!("{:02}:{:02}", 8 + hour, 5 * dice.roll(3));
        let mut line = json!({"key": format!("line {hour}"), "start": start, "duration_minutes": 40 + 5 * dice.roll(3)});
        if !in_rooms.is_empty() {
            line["rooms"] = json!(in_rooms);
        }
        if dice.roll(4) > 0 {
            line["title"] = json!(dice.one_of(&["数学", "Maths, part 1; \\ \"two\"", "Art (Odd)", "=1+1"]));
        }
        let days = dice.one_of(&["MO,WE", "TU", "MO,TU,WE,TH,FR", "FR"]);
        match dice.roll(3) {
            0 => line["rrule"] = json!(format!("FREQ=WEEKLY;BYDAY={days}")),
            1 => line["rrule"] = json!(format!("FREQ=WEEKLY;INTERVAL=2;BYDAY={days}")),
            _ => line["dates"] = json!((0..weeks).map(|week| on(first, 7 * week + dice.roll(5)).to_string()).collect::<Vec<_>>()),
        }
        lines.push(line);
    }
    let wednesday = on(first, 7 * dice.roll(weeks) + 2);
    let off = json!({"from": wednesday.to_string(), "to": on(wednesday, dice.roll(2)).to_string(), "off": true});
    let make_up = json!({"date": on(wednesday, 3).to_string(), "runs_as": wednesday.to_string()});
    let days = [json!([]), json!([off]), json!([off, make_up])];
    json!({"name": "Drawn", "kind": "class", "region": "r", "rooms": rooms, "term": {"first_day": first.to_string(), "last_day": on(first, 7 * weeks - 1).to_string()},
        "timetable": {"time_zone": zone, "lessons": lines, "days": days[usize::try_from(dice.roll(3)).unwrap()], "changes": []}})
}

/// With some of its lessons cancelled, and some moved to an afternoon and perhaps to another room, as far as that can be.
fn changed(mut document: Value, dice: &mut Dice, (moved, cancelled): (&mut u32, &mut u32)) -> NewOrder {
    let read = |document: &Value| serde_json::from_value::<NewOrder>(document.clone()).unwrap();
    let order = read(&document);
    let lessons = expand(&order).unwrap_or_else(|errors| panic!("{errors:?} {document}")).lessons;
    for _ in 0..dice.roll(5).min(lessons.len() as u64) {
        let lesson = &lessons[usize::try_from(dice.roll(lessons.len() as u64)).unwrap()];
        let (line, room) = (&order.timetable.lessons[lesson.line as usize], &order.rooms[lesson.home_room as usize]);
        let mut change = json!({"lesson": line.key, "room": room.key, "on": lesson.held_on.to_string()});
        let is_moved = dice.roll(3) > 0;
        if is_moved {
            let to = &order.rooms[usize::try_from(dice.roll(order.rooms.len() as u64)).unwrap()];
            let day = on(lesson.held_on, dice.roll(3)).min(order.term.last_day).to_string();
            change["moved_to"] = json!({"date": day, "start": format!("{}:20", 14 + dice.roll(6)), "duration_minutes": 90, "room": to.key});
        } else {
            change["cancelled"] = json!(true);
        }
        let changes = document["timetable"]["changes"].as_array_mut().unwrap();
        changes.push(change);
        if expand(&read(&document)).is_ok() {
            *(if is_moved { &mut *moved } else { &mut *cancelled }) += 1;
        } else {
            document["timetable"]["changes"].as_array_mut().unwrap().pop();
        }
    }
    read(&document)
}

#[test]
fn orders_come_back_as_the_same_lessons() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut moved, mut cancelled, mut lessons) = (0, 0, 0);
    for round in 0..120 {
        let document = changed(drawn(&mut dice), &mut dice, (&mut moved, &mut cancelled));
        if expand(&document).unwrap().lessons.iter().all(|lesson| lesson.cancelled) {
            continue;
        }
        let told = format!("{round}: {document:?}");
        let [before, after] = there_and_back(document);
        assert_eq!(before, after, "{told}");
        lessons += before.len();
    }
    assert!(moved > 50 && cancelled > 20 && lessons > 1_000, "{moved} moved, {cancelled} cancelled, {lessons} lessons");
}
