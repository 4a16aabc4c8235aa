//! Which rooms of an order stay when it goes on elsewhere, and until when.

use super::*;
use crate::moves::{RoomsSeen, Split, is_dropped, split, stays, stays_until};

const A: ClassroomId = ClassroomId::new(Uuid::from_u128(9));
const B: ClassroomId = ClassroomId::new(Uuid::from_u128(10));

/// Two rooms, up from 8:50 to 9:55 for a lesson from 9:00 to 9:45 every day.
fn two_rooms(timetable: &serde_json::Value) -> Order {
    let document = json!({
        "name": "Autumn", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 50}, {"key": "b", "seats": 50}],
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"}, "timetable": timetable});
    let mut order = of(&document);
    order.rooms.push(Room { id: B, key: "b".into() });
    order
}

fn daily() -> Order {
    two_rooms(&json!({"time_zone": "UTC", "lessons": [{"key": "math", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}]}))
}

fn decided(order: &Order, seen: &RoomsSeen, time: &str) -> Split {
    let until = at("2026-09-08T12:00:00Z");
    split(order, &order.schedule(), seen, (at(&format!("2026-09-07T{time}Z")), until))
}

fn up(rooms: &[ClassroomId]) -> RoomsSeen {
    RoomsSeen { up: rooms.iter().copied().collect(), ..RoomsSeen::default() }
}

fn staying(rooms: &[ClassroomId]) -> BTreeMap<ClassroomId, Timestamp> {
    rooms.iter().map(|room| (*room, at("2026-09-07T09:55:00Z"))).collect()
}

#[test]
fn a_room_that_is_up_in_its_lesson_stays_and_the_others_of_its_order_go() {
    let order = daily();
    assert_eq!(decided(&order, &up(&[A]), "09:10:00"), Split { stay: staying(&[A]), goes: true });
    assert_eq!(decided(&order, &up(&[]), "09:10:00"), Split { stay: staying(&[]), goes: true });
    let all = decided(&order, &up(&[A, B]), "09:10:00");
    assert_eq!(all, Split { stay: staying(&[A, B]), goes: false }, "their lesson of tomorrow moves nobody today");
}

#[test]
fn before_the_bell_a_room_stays_only_where_it_is_known_to_be_reached() {
    let order = daily();
    assert_eq!(decided(&order, &up(&[A, B]), "08:52:00"), Split { stay: staying(&[]), goes: true });
    let reached = RoomsSeen { are_reached: true, ..up(&[A]) };
    assert_eq!(decided(&order, &reached, "08:52:00"), Split { stay: staying(&[A]), goes: true });
    assert_eq!(decided(&order, &reached, "08:00:00"), Split { stay: staying(&[]), goes: true }, "nothing is on that it could stay for");
}

#[test]
fn what_stayed_elsewhere_is_left_there_and_what_is_always_up_goes() {
    let third = RoomsSeen { elsewhere: [B].into(), ..up(&[A]) };
    assert_eq!(decided(&daily(), &third, "09:10:00"), Split { stay: staying(&[A]), goes: false });
    let always = two_rooms(&json!({"time_zone": "UTC", "availability": "always"}));
    let reached = RoomsSeen { are_reached: true, ..up(&[A, B]) };
    assert_eq!(decided(&always, &reached, "09:10:00"), Split { stay: staying(&[]), goes: true });
}

#[test]
fn a_room_stays_to_the_end_of_the_run_that_was_on() {
    let schedule = daily().schedule();
    let until = |since: &str, now: &str| stays_until(&schedule, B, (at(&format!("2026-09-07T{since}Z")), at(&format!("2026-09-0{now}Z"))));
    assert_eq!(until("08:50:00", "7T09:30:00"), Some(at("2026-09-07T09:55:00Z")));
    assert_eq!(until("09:10:00", "7T09:54:59"), Some(at("2026-09-07T09:55:00Z")));
    assert_eq!(until("09:10:00", "7T09:55:00"), None, "then it is where its order is");
    assert_eq!(until("09:10:00", "8T09:10:00"), None, "the next run is another");
    assert_eq!(until("09:55:00", "7T09:56:00"), None, "nothing was on");
    let known = |until: Option<Timestamp>, now: &str| stays(&schedule, B, (at("2026-09-07T09:10:00Z"), until), at(now));
    assert_eq!(known(Some(at("2026-09-07T09:50:00Z")), "2026-09-07T09:30:00Z"), Some(Some(at("2026-09-07T09:55:00Z"))), "as it is now");
    assert_eq!(known(Some(at("2026-09-07T09:55:00Z")), "2026-09-07T09:55:00Z"), None);
    assert_eq!(known(None, "2026-09-21T12:00:00Z"), Some(None), "it was left behind, and nothing is said of its end");
    assert_eq!(stays_until(&schedule, ClassroomId::new(Uuid::nil()), (at("2026-09-07T09:10:00Z"), at("2026-09-07T09:11:00Z"))), None);
}

#[test]
fn a_room_that_its_order_has_no_more_is_left_behind_nowhere_once_its_last_run_is_over() {
    let mut order = daily();
    let dropped = |order: &Order, room: ClassroomId, now: &str| is_dropped(order, &order.schedule(), room, at(now));
    assert!(!dropped(&order, B, "2026-09-21T12:00:00Z"));
    let mut next = order.generations[0].clone();
    (next.number, next.created_at, next.effective_from) = (2, at("2026-09-07T09:10:00Z"), at("2026-09-07T09:10:00Z"));
    next.document.rooms.truncate(1);
    order.generations.push(next);
    assert!(!dropped(&order, B, "2026-09-06T12:00:00Z"), "it is still to be taken out");
    assert!(!dropped(&order, B, "2026-09-07T09:30:00Z"), "its lesson runs");
    assert!(dropped(&order, B, "2026-09-07T12:00:00Z"));
    assert!(!dropped(&order, A, "2026-09-07T12:00:00Z"));
    let suspended = Order { suspended_since: Some(at("2026-09-08T00:00:00Z")), ..order };
    assert!(!dropped(&suspended, A, "2026-09-21T12:00:00Z"), "nothing runs for now, and it is booked all the same");
}
