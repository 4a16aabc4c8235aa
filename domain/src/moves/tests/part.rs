//! How many rooms of an order go where there is too little room for all.

use std::collections::BTreeSet;

use super::*;
use crate::{
    moves::{Aside, Behind, Part, Parting, may_follow, place_part},
    slots::{Slot, Step, Steps},
};

const A: ClassroomId = ClassroomId::new(Uuid::from_u128(9));
const B: ClassroomId = ClassroomId::new(Uuid::from_u128(10));
const C: ClassroomId = ClassroomId::new(Uuid::from_u128(11));

/// Two rooms have a lesson at nine, and the second of three at seven.
fn three() -> Order {
    let lesson = |key: &str, room: &str, start: &str| json!({"key": key, "rooms": [room], "rrule": "FREQ=DAILY", "start": start, "duration_minutes": 45});
    let mut order = of(&json!({
        "name": "Autumn", "kind": "class", "region": "r",
        "rooms": [{"key": "a", "seats": 50}, {"key": "b", "seats": 50}, {"key": "c", "seats": 50}],
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"},
        "timetable": {"time_zone": "UTC", "lessons": [lesson("math", "a", "09:00"), lesson("art", "b", "07:00"), lesson("music", "c", "09:00")]}}));
    order.rooms.extend([Room { id: B, key: "b".into() }, Room { id: C, key: "c".into() }]);
    order
}

fn bearing(number: usize, pods: i64) -> ClusterCalendar {
    let mut at = with_nodes(number, 1);
    at.calendar = Calendar::new(at.calendar.id, at.calendar_limits_of(Resource::Pods, pods));
    at
}

fn parted(aside: &Aside, clusters: &[ClusterCalendar]) -> Option<Part> {
    let (order, now) = (three(), at("2026-09-28T12:00:00Z"));
    let parting = Parting::of(&order, &Moving::of(&order, now), aside, now);
    place_part(&parting, clusters, &BTreeMap::new())
}

#[test]
fn as_many_rooms_go_as_fit_and_those_whose_lessons_are_first_before_the_others() {
    let part = parted(&Aside::default(), &[bearing(1, 1)]).unwrap();
    assert_eq!(part.left, [C], "at nine there is room for one, and the one of seven is beside nobody");
    assert_eq!(part.found.capacity.steps[&Resource::Pods].peak().map(|(_, most)| most), Some(1));
    let last = Aside { last: [A].into(), ..Aside::default() };
    assert_eq!(parted(&last, &[bearing(1, 1)]).unwrap().left, [A], "a lesson of it runs where it is");
    assert_eq!(parted(&Aside::default(), &[bearing(1, 0)]), None);
}

#[test]
fn the_cluster_that_takes_most_of_an_order_takes_it() {
    let part = parted(&Aside::default(), &[bearing(1, 1), bearing(2, 2), bearing(3, 0)]).unwrap();
    assert_eq!((part.found.cluster, part.left), (cluster(2), vec![]));
}

#[test]
fn of_clusters_that_take_as_many_rooms_that_one_takes_them_whose_lessons_are_first() {
    // In the morning and in the evening of the same days; each cluster is full at one of the two.
    let order = by_hours(&[7, 19]);
    let now = at("2026-09-28T12:00:00Z");
    let full_at = |number: usize, hour: &str| {
        let (from, mut full) = (Slot::holding(at(hour)), bearing(number, 1));
        let taken = Steps::sum([Step { from, to: Slot(from.0 + 1), amount: 1 }]);
        full.calendar.add(&[(Resource::Pods, taken)].into(), 1);
        full
    };
    let (evening, morning) = (full_at(1, "2026-09-29T19:00:00Z"), full_at(2, "2026-09-29T07:00:00Z"));
    let parting = Parting::of(&order, &Moving::of(&order, now), &Aside::default(), now);
    // From noon on the evening comes first.
    for clusters in [[&evening, &morning], [&morning, &evening]] {
        let part = place_part(&parting, &clusters, &BTreeMap::new()).unwrap();
        assert_eq!((part.found.cluster, part.left), (cluster(2), vec![order.rooms[0].id]));
    }
}

#[test]
fn rooms_that_are_bound_go_first_and_without_them_nobody_goes() {
    let bound = |rooms: &[ClassroomId]| Aside { bound: rooms.iter().copied().collect(), ..Aside::default() };
    assert_eq!(parted(&bound(&[C]), &[bearing(1, 1)]).unwrap().left, [A]);
    assert_eq!(parted(&bound(&[A, C]), &[bearing(1, 1)]), None);
    assert_eq!(parted(&bound(&[A, B, C]), &[bearing(1, 2)]), None, "nobody goes who is not there yet");
}

#[test]
fn of_a_cluster_that_takes_nothing_whatever_is_asked_no_room_is_asked_about() {
    let cordoned = ClusterCalendar { cordoned: true, ..bearing(1, 3) };
    assert_eq!(parted(&Aside::default(), std::slice::from_ref(&cordoned)), None);
    assert_eq!(parted(&Aside::default(), &[cordoned, bearing(2, 1)]).unwrap().left, [C]);
}

#[test]
fn what_was_booked_of_a_part_before_is_not_booked_twice() {
    let mut at_first = bearing(1, 1);
    let part = parted(&Aside::default(), &[at_first.clone()]).unwrap();
    part.moving.take(&part.found, &mut at_first);
    at_first.calendar.limits = at_first.calendar_limits_of(Resource::Pods, 2);
    let held = Left { capacity: part.found.capacity, storage: None };
    let (order, now) = (three(), at("2026-09-28T12:00:00Z"));
    let aside = Aside { bound: [A, B].into(), ..Aside::default() };
    let parting = Parting::of(&order, &Moving::of(&order, now), &aside, now);
    let rest = place_part(&parting, &[&at_first], &[(held.capacity.calendar, held)].into()).unwrap();
    assert_eq!(rest.left, []);
    assert_eq!(rest.found.change[&Resource::Pods].peak().map(|(_, most)| most), Some(1), "the one that was left behind");
}

/// Rooms with a lesson of half an hour each day, each at its hour.
fn by_hours(hours: &[u32]) -> Order {
    let mut order = of(&json!({
        "name": "Autumn", "kind": "class", "region": "r",
        "rooms": (0..hours.len()).map(|room| json!({"key": room.to_string(), "seats": 50})).collect::<Vec<_>>(),
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"},
        "timetable": {"time_zone": "UTC", "lessons": hours.iter().enumerate().map(|(room, hour)| {
            json!({"key": room.to_string(), "rooms": [room.to_string()], "rrule": "FREQ=DAILY", "start": format!("{hour:02}:00"), "duration_minutes": 30})
        }).collect::<Vec<_>>()}}));
    order.rooms =
        (0..hours.len()).map(|room| Room { id: ClassroomId::new(Uuid::from_u128(room as u128)), key: room.to_string() }).collect();
    order
}

#[test]
fn what_is_kept_where_rooms_were_left_behind_is_theirs_what_is_past_and_never_more_than_was_held() {
    let (order, now, later) = (three(), at("2026-09-28T12:00:00Z"), at("2026-09-29T12:00:00Z"));
    let shape = with_nodes(1, 1).shape.unwrap();
    let held = place(&Moving::of(&order, now), &[with_nodes(1, 1)], &BTreeMap::new()).unwrap().capacity;
    let schedule = order.schedule();
    let kept = |left: &[ClassroomId]| {
        Behind::of(&order, &schedule, &left.iter().copied().collect(), later).map(|behind| behind.kept(&held, shape).unwrap())
    };
    let pods = |kept: &Reservation, hour: &str| kept.steps[&Resource::Pods].at(Slot::holding(at(hour)));
    let of_b = kept(&[B]).unwrap();
    assert_eq!((pods(&of_b, "2026-09-30T07:00:00Z"), pods(&of_b, "2026-09-30T09:00:00Z")), (1, 0));
    assert_eq!((pods(&of_b, "2026-09-29T07:00:00Z"), pods(&of_b, "2026-09-29T09:00:00Z")), (1, 2), "what is past");
    assert_eq!(kept(&[A, B, C]).unwrap(), held);
    assert_eq!(kept(&[]), None);
    let behind = Behind::of(&order, &schedule, &[B].into(), later).unwrap();
    assert_eq!(behind.kept(&of_b, shape).unwrap(), of_b, "once is enough");
    let mut packed = held.clone();
    let share = packed.steps.remove(&Resource::NodeShare).unwrap();
    packed.steps.insert(Resource::PackedShare, share);
    let packed = behind.kept(&packed, shape).unwrap();
    let theirs = packed.steps[&Resource::PackedShare].starting(Slot::holding(later));
    assert_eq!(theirs, of_b.steps[&Resource::NodeShare].starting(Slot::holding(later)), "what packs beyond shares is a share too");
    let none = Reservation::new(held.calendar, Amounts::new());
    assert_eq!(behind.kept(&none, shape).unwrap(), none);
}

#[test]
fn rooms_that_were_left_behind_follow_between_two_lessons_of_theirs() {
    let order = three();
    let schedule = order.schedule();
    let may = |room: ClassroomId, time: &str| may_follow(&order, &schedule, &[room].into(), at(&format!("2026-09-07T{time}Z")));
    // B is up from 6:50 to 7:55, A from 8:50 to 9:55.
    let table = [
        (B, "06:47:59", true),
        (B, "06:48:01", false),
        (B, "07:10:00", false),
        (B, "07:56:59", false),
        (B, "07:57:00", true),
        (A, "07:10:00", true),
        (A, "09:10:00", false),
    ];
    for (room, time, expected) in table {
        assert_eq!(may(room, time), expected, "{time}");
    }
    assert!(!may_follow(&order, &schedule, &[A, B].into(), at("2026-09-07T07:10:00Z")), "all of them at once");
}

proptest! {
    /// However often some of those that were left behind find a place: both clusters together hold what the order needs, no more and no less.
    #[test]
    fn each_room_is_booked_once_whatever_is_left_behind_and_gathered(hours in prop::collection::vec(6_u32..9, 1..12), pods in prop::collection::vec(0_i64..8, 1..5)) {
        let (order, now) = (by_hours(&hours), at("2026-09-28T12:00:00Z"));
        let (schedule, whole) = (order.schedule(), Moving::of(&order, now));
        let shape = with_nodes(0, 1).shape.unwrap();
        let needed = whole.demand.cluster_demand(shape).unwrap();
        let mut old = Reservation::new(Uuid::from_u128(100), needed.clone());
        let mut new = bearing(1, 0);
        let mut held: BTreeMap<Uuid, Left> = BTreeMap::new();
        let mut left: BTreeSet<ClassroomId> = order.rooms.iter().map(|room| room.id).collect();
        for pods in pods {
            new.calendar.limits = new.calendar_limits_of(Resource::Pods, pods);
            let bound = order.rooms.iter().map(|room| room.id).filter(|room| !left.contains(room)).collect();
            let parting = Parting::of(&order, &whole, &Aside { bound, ..Aside::default() }, now);
            let part = place_part(&parting, &[&new], &held);
            if let Some(part) = part {
                part.moving.take(&part.found, &mut new);
                left = part.left.into_iter().collect();
                held = [(part.found.capacity.calendar, Left { capacity: part.found.capacity, storage: None })].into();
            }
            old = match Behind::of(&order, &schedule, &left, now) {
                Some(behind) => behind.kept(&old, shape).unwrap(),
                None => Reservation::new(old.calendar, Amounts::new()),
            };
            let together = held.values().fold(old.clone(), |sum, held| sum.with(&held.capacity.steps));
            prop_assert_eq!(together.steps, Reservation::new(old.calendar, needed.clone()).steps);
        }
    }

    /// Whoever tries them one by one comes to the same.
    #[test]
    fn no_room_is_left_that_would_have_fitted_and_none_goes_that_does_not(hours in prop::collection::vec(6_u32..9, 1..12), pods in 0_i64..6) {
        let order = by_hours(&hours);
        let now = at("2026-09-28T12:00:00Z");
        let parting = Parting::of(&order, &Moving::of(&order, now), &Aside::default(), now);
        let part = place_part(&parting, &[bearing(1, pods)], &BTreeMap::new());
        let left = part.map_or(hours.len(), |part| part.left.len());
        let most = usize::try_from(pods).unwrap();
        // Up from ten minutes before to ten minutes after: no two hours share a slot.
        let fits: usize = (6..9).map(|hour| hours.iter().filter(|known| **known == hour).count().min(most)).sum();
        prop_assert_eq!(left, hours.len() - fits);
    }
}
