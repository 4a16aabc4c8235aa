//! Lessons that go on because people are inside: what they do to lessons, runs and bookings, and who may.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::*;
use crate::{
    admission::{BookedOn, OrderUp, OverrunStep, RoomsOf, RoomsThere, RoomsUp, StaysShort, prolong, prolong_anyway},
    calendar::{Calendar, Reservation, Resource},
    demand::Demand,
    order::{NotKept, Overrun},
    room_sizes::RoomSizes,
    sizing::{NodeShape, RoomSize, size},
    slots::{Slot, Step, Steps},
};

const SHAPE: NodeShape = NodeShape { cpu_milli: 16_000, memory_mib: 64_000, network_mbit: None, pods: 100, interfaces: None };

/// Lessons in rooms a and b from 9:00 to 9:45, which may go on for a quarter of an hour; in b there is another one at 10:30.
fn may_go_on() -> Order {
    let mut document = monday(&[("one", "a", "09:00"), ("two", "b", "09:00"), ("three", "b", "10:30")]);
    document.overrun_minutes = Some(15);
    order(document)
}

fn closing(order: &Order, time: &str) -> Vec<String> {
    let told =
        |closing: &crate::order::Closing| format!("{} {}", closing.next.room, closing.next.until.to_string().get(11..16).unwrap_or("?"));
    order.closing(&order.schedule(), at(time)).iter().map(told).collect()
}

fn going_on(order: Order, time: &str) -> Order {
    let next: Vec<Overrun> = order.closing(&order.schedule(), at(time)).into_iter().map(|closing| closing.next).collect();
    order.with_overruns(&next)
}

fn ends(order: &Order) -> Vec<String> {
    order.schedule().lessons().iter().map(|held| held.lesson.ends_at.to_string()[11..16].to_owned()).collect()
}

#[test]
fn a_lesson_goes_on_step_by_step_as_long_as_its_order_allows() {
    let order = may_go_on();
    assert_eq!(closing(&order, "09:44"), [""; 0], "the room does not close yet");
    assert_eq!(closing(&order, "09:45"), ["a 09:50", "b 09:50"]);
    let order = going_on(order, "09:45");
    assert_eq!(up(&order)[0], "a 07T08:50-07T10:00 g1", "its room closes five minutes later");
    assert_eq!(ends(&order), ["09:50", "09:50", "11:15"]);
    assert_eq!(closing(&order, "09:46"), [""; 0], "one step at a time");
    let order = going_on(going_on(order, "09:50"), "09:55");
    assert_eq!(ends(&order), ["10:00", "10:00", "11:15"]);
    assert_eq!(closing(&order, "10:00"), [""; 0], "a quarter of an hour is over");
    let over: Vec<u32> = order.schedule().lessons().iter().map(|held| order.minutes_over(held)).collect();
    assert_eq!(over, [15, 15, 0]);
}

#[test]
fn a_room_that_stays_for_its_next_lesson_needs_no_step() {
    let mut document = monday(&[("one", "a", "09:00"), ("two", "a", "10:00")]);
    document.overrun_minutes = Some(15);
    assert_eq!(closing(&order(document), "09:50"), [""; 0]);
}

#[test]
fn what_does_not_say_so_what_is_cancelled_and_what_is_suspended_does_not_go_on() {
    let silent = order(monday(&[("one", "a", "09:00")]));
    assert_eq!(closing(&silent, "09:45"), [""; 0]);
    let cancelled = Order { cancelled_at: Some(at("09:30")), ..may_go_on() };
    let suspended = Order { suspended_since: Some(at("09:30")), ..may_go_on() };
    assert_eq!((closing(&cancelled, "09:45"), closing(&suspended, "09:45")), (vec![], vec![]));
    let mut by_kind = order(monday(&[("one", "a", "09:00")]));
    by_kind.generations[0].kind.overrun_minutes = 5;
    assert_eq!(closing(&by_kind, "09:45"), ["a 09:50"]);
}

#[test]
fn an_amendment_keeps_what_went_on_and_a_lesson_that_is_put_there_ends_it() {
    let order = going_on(may_go_on(), "09:45");
    let mut next = order.newest().document.clone();
    next.timetable.lessons.push(monday(&[("now", "a", "09:48")]).timetable.lessons.remove(0));
    let amended = amended(order, next, at("09:47"));
    assert_eq!(ends(&amended), ["09:48", "09:50", "10:33", "11:15"]);
    let between = amended.lessons_between(at("09:47"), at("09:49"));
    assert_eq!(between.len(), 3, "what goes on is found although the timetable ended it before");
}

#[test]
fn each_room_that_fits_stays_and_what_is_booked_is_what_it_adds() {
    let order = may_go_on();
    let (schedule, now) = (order.schedule(), at("09:45"));
    let mut quota = Calendar::new(Uuid::from_u128(1), BTreeMap::from([(Resource::Rooms, 1), (Resource::Seats, 1000)]));
    let plenty = [Resource::CpuMilli, Resource::MemoryMib, Resource::Pods, Resource::NodeShare].map(|resource| (resource, i64::MAX));
    let mut cluster = Calendar::new(Uuid::from_u128(2), BTreeMap::from(plenty));
    let mut on = BookedOn { quota: &mut quota, cluster: &mut cluster, shape: Some(SHAPE), rooms: RoomsThere::Unread };
    let steps = OverrunStep::all(&order, &schedule, order.closing(&schedule, now), now);
    let prolonged = prolong(steps.clone(), &mut on);
    assert_eq!(prolonged.granted.iter().map(|closing| closing.next.room.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(prolonged.refused[0].1, StaysShort::QuotaUsed { limit: Resource::Rooms, needed: 1, free: 0 });
    let slots = |steps: &Steps| steps.iter().map(|s| (s.from, s.to, s.amount)).collect::<Vec<_>>();
    let step = |from: &str| (Slot::holding(at(from)), Slot::holding(at(from) + SignedDuration::from_mins(5)));
    let (from, to) = step("09:45");
    assert_eq!(slots(&prolonged.quota[&Resource::Rooms]), [(from, to, 1)], "the lesson's own slot");
    let (from, to) = step("09:55");
    assert_eq!(slots(&prolonged.capacity[&Resource::Pods]), [(from, to, 1)], "the room is up until the drain ends");
    let mut blind = BookedOn { shape: None, ..on };
    assert!(prolong(steps, &mut blind).granted.is_empty(), "no node is known");
}

#[test]
fn where_shares_are_sold_each_room_goes_on_that_packs() {
    const NODE: i64 = 1_000_000_000;
    let order = may_go_on();
    let (schedule, now) = (order.schedule(), at("09:45"));
    let mut quota = Calendar::new(Uuid::from_u128(1), BTreeMap::from([(Resource::Rooms, 5), (Resource::Seats, 1000)]));
    let plenty = [Resource::CpuMilli, Resource::MemoryMib, Resource::Pods].map(|resource| (resource, i64::MAX));
    let mut cluster = Calendar::new(Uuid::from_u128(2), plenty.into_iter().chain([(Resource::NodeShare, NODE)]).collect());
    // Two of seven cores fill a node of sixteen by their shares, and leave room for one class of 1.7.
    let large = RoomSize { cpu_milli: 7_000, memory_mib: 100, network_mbit: 0, interfaces: 0 };
    let steps = |amount| Steps::sum([Step { from: Slot::holding(at("09:55")), to: Slot::holding(at("10:15")), amount }]);
    let both = [(Resource::Pods, 2), (Resource::CpuMilli, 14_000), (Resource::MemoryMib, 200), (Resource::NodeShare, NODE)];
    cluster.add(&both.map(|(resource, amount)| (resource, steps(amount))).into(), 1);
    let wanted = Demand::of(&order, &schedule, at("08:00")).cluster_demand(SHAPE).expect("rooms fit");
    let held = Reservation::new(cluster.id, wanted);
    cluster.add(&held.steps, 1);

    let all = OverrunStep::all(&order, &schedule, order.closing(&schedule, now), now);
    let mut on = BookedOn { quota: &mut quota, cluster: &mut cluster, shape: Some(SHAPE), rooms: RoomsThere::Unread };
    let mut prolonged = prolong(all.clone(), &mut on);
    assert!(prolonged.granted.is_empty(), "by their shares neither does");
    let left = |turn| -> Vec<String> {
        let mut looked = prolonged.clone();
        assert_eq!(looked.reconsidered(all.clone(), (1, turn)).len(), 1);
        looked.refused.into_iter().map(|(closing, _)| closing.next.room).collect()
    };
    assert_eq!([left(0), left(1), left(2)], [["b"], ["a"], ["b"]], "where only one is looked at it is another one at the next look");
    let again = prolonged.reconsidered(all, (8, 3));
    assert_eq!((again.len(), prolonged.refused.len()), (2, 0));
    let others = OrderUp { order: None, up: steps(2), sizes: RoomSizes::of([large; 2]) };
    let sizes = RoomSizes::of([size(&class(), 50); 2]);
    let of = RoomsOf::new(order.id, (held, sizes), RoomsUp::new(SHAPE, NodeShape::default(), vec![others]));
    let mut looked = BookedOn { rooms: RoomsThere::Known(of), ..on };
    let prolonged = prolonged.followed_by(prolong(again, &mut looked));
    assert_eq!(prolonged.granted.iter().map(|closing| closing.next.room.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(prolonged.refused.iter().map(|(_, why)| *why).collect::<Vec<_>>(), [StaysShort::NoCapacity {}]);
    let five_to = Slot::holding(at("09:55"));
    assert_eq!(cluster.used(Resource::NodeShare, five_to), NODE, "no slot is fuller than full");
    assert_eq!(prolonged.capacity[&Resource::PackedShare].at(five_to), cluster.used(Resource::PackedShare, five_to));
    assert!(cluster.used(Resource::PackedShare, five_to) > 0);
    assert_eq!((cluster.used(Resource::Pods, five_to), quota.used(Resource::Rooms, Slot::holding(at("09:45")))), (3, 1));
}

#[test]
fn a_step_into_the_lead_of_the_next_lesson_costs_the_cluster_nothing() {
    let mut document = monday(&[("one", "a", "09:00"), ("two", "a", "10:10")]);
    document.overrun_minutes = Some(30);
    let order = going_on(order(document), "09:45");
    assert_eq!(up(&order), ["a 07T08:50-07T11:05 g1"], "the room stays up: it would be back at 10:00");
}

fn kept(order: &Order, time: &str, until: &str) -> Result<String, NotKept> {
    let room = order.rooms[0].id;
    order.keeping(&order.schedule(), room, (at(time), at(until))).map(|closing| {
        let Overrun { room, ends_at, until, .. } = closing.next;
        format!("{room} {}-{}", &ends_at.to_string()[11..16], &until.to_string()[11..16])
    })
}

#[test]
fn a_person_keeps_the_last_lesson_of_a_room_that_is_up_however_long_its_order_allows() {
    let order = may_go_on();
    assert_eq!(kept(&order, "09:44", "11:00").as_deref(), Ok("a 09:45-11:00"));
    assert_eq!(kept(&order, "08:49", "11:00"), Err(NotKept::Closed { opens_at: Some(at("08:50")) }));
    assert_eq!(kept(&order, "09:55", "11:00"), Err(NotKept::Closed { opens_at: None }), "its drain is over");
    assert!(matches!(kept(&order, "09:44", "09:45"), Err(NotKept::Stays { closes_at, .. }) if closes_at == at("09:55")));
    let order = going_on(order, "09:45");
    assert_eq!(kept(&order, "09:52", "10:00").as_deref(), Ok("a 09:45-10:00"), "what went on before counts from the timetable's end");
    let cancelled = Order { cancelled_at: Some(at("09:30")), ..may_go_on() };
    assert_eq!(kept(&cancelled, "09:40", "10:00"), Err(NotKept::Ending));
}

#[test]
fn what_is_kept_by_hand_is_booked_whatever_is_free_and_what_it_is_short_of_is_said() {
    let order = may_go_on();
    let (schedule, now) = (order.schedule(), at("09:40"));
    let closing = order.keeping(&schedule, order.rooms[0].id, (now, at("09:50"))).unwrap();
    let step = OverrunStep::all(&order, &schedule, vec![closing], now).remove(0);
    for (rooms, short) in [(1, None), (0, Some(StaysShort::QuotaUsed { limit: Resource::Rooms, needed: 1, free: 0 }))] {
        let mut quota = Calendar::new(Uuid::from_u128(1), BTreeMap::from([(Resource::Rooms, rooms), (Resource::Seats, 1000)]));
        let plenty = [Resource::CpuMilli, Resource::MemoryMib, Resource::Pods, Resource::NodeShare].map(|resource| (resource, i64::MAX));
        let mut cluster = Calendar::new(Uuid::from_u128(2), BTreeMap::from(plenty));
        let mut on = BookedOn { quota: &mut quota, cluster: &mut cluster, shape: Some(SHAPE), rooms: RoomsThere::Unread };
        let (prolonged, missing) = prolong_anyway(step.clone(), &mut on);
        assert_eq!((missing, prolonged.granted.len()), (short, 1));
        assert_eq!(prolonged.quota[&Resource::Rooms].iter().map(|step| step.amount).sum::<i64>(), 1);
        assert_eq!(prolonged.capacity[&Resource::Pods].iter().map(|step| step.amount).sum::<i64>(), 1);
    }
}
