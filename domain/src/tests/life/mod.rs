//! An order's life: which generation counts when, which rooms are up, and what cancel and suspension leave.

mod always_true;
mod amend;
mod end;
mod folding;
mod idle;
mod lesson_changes;
mod lessons;
mod overruns;
mod sequences;
mod touched_days;
mod windows;

use super::support::class;
use crate::{
    ids::{ClassroomId, OrderId, TenantId},
    order::{AmendError, Amended, Generation, NewOrder, Order, OrderPhase, Room, ValidOrder},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// An instant of Monday 7 September 2026.
fn at(time: &str) -> Timestamp {
    on("2026-09-07", time)
}

fn on(day: &str, time: &str) -> Timestamp {
    format!("{day}T{time}:00Z").parse().expect("an instant")
}

/// Lessons of 45 minutes on 7 September: key, room and start.
fn monday(lessons: &[(&str, &str, &str)]) -> NewOrder {
    let line = |(key, room, start): &(&str, &str, &str)| json!({"key": key, "rooms": [room], "dates": ["2026-09-07"], "start": start, "duration_minutes": 45});
    document(json!({"time_zone": "UTC", "lessons": lessons.iter().map(line).collect::<Vec<_>>()}), &["a", "b"])
}

fn always(rooms: &[&str]) -> NewOrder {
    document(json!({"time_zone": "UTC", "availability": "always"}), rooms)
}

#[expect(clippy::needless_pass_by_value, reason = "a literal at every call")]
fn document(timetable: Value, rooms: &[&str]) -> NewOrder {
    let rooms: Vec<Value> = rooms.iter().map(|key| json!({"key": key, "seats": 50})).collect();
    let value = json!({"name": "a", "kind": "class", "region": "r", "rooms": rooms,
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"}, "timetable": timetable});
    serde_json::from_value(value).expect("a document")
}

/// An order made at a time of 1 September, with rooms a and b.
fn order(first: NewOrder) -> Order {
    let made = on("2026-09-01", "00:00");
    let room = |(number, key): (u128, &str)| Room { id: ClassroomId::new(Uuid::from_u128(number)), key: key.to_owned() };
    Order {
        id: OrderId::new(Uuid::from_u128(1)),
        tenant_id: TenantId::new(Uuid::from_u128(2)),
        created_at: made,
        generations: vec![Generation {
            number: 1,
            created_at: made,
            effective_from: made,
            replaced_at: None,
            document: first,
            kind: class(),
        }],
        dropped: vec![],
        rooms: [(10, "a"), (11, "b")].map(room).into(),
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

fn amend(order: Order, next: NewOrder, from: Option<Timestamp>, now: Timestamp) -> Result<Amended, AmendError> {
    let mut made = 100;
    order.amend(&ValidOrder::accepted(next, class()), from, now, || {
        made += 1;
        ClassroomId::new(Uuid::from_u128(made))
    })
}

fn amended(order: Order, next: NewOrder, now: Timestamp) -> Order {
    amend(order, next, None, now).expect("an amendment").order
}

/// Room, from, to and generation of each run.
fn up(order: &Order) -> Vec<String> {
    let time = |t: Timestamp| t.to_string().trim_start_matches("2026-09-").trim_end_matches(":00Z").to_owned();
    let run = |r: &crate::order::Run| format!("{} {}-{} g{}", order.rooms[r.room as usize].key, time(r.from), time(r.to), r.generation);
    order.schedule().runs().iter().map(run).collect()
}

/// Start, generation and line of each lesson that is held.
fn held(order: &Order) -> Vec<String> {
    let line = |generation: u32, line: u32| order.generations[generation as usize].document.timetable.lessons[line as usize].key.clone();
    let text =
        |l: &crate::order::HeldLesson| format!("{} {} g{}", l.lesson.starts_at, line(l.generation_index, l.lesson.line), l.generation);
    order.schedule().lessons().iter().filter(|l| !l.lesson.cancelled).map(text).collect()
}
