//! When it is time to switch, and where an order can go.

mod accepted;
mod packed;
mod part;
mod rebalance;
mod sequences;
mod stays;
mod unmet;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{Blocker, Facts, Left, Moving, NoPlace, NotMoved, Places, SWITCH_BEFORE, Source, Step, Target, Withdrawn, place, step};
use crate::{
    admission::{
        ClusterCalendar, Reachable,
        fixtures::{METAL, at, kind},
    },
    calendar::{Amounts, Calendar, Reservation, Resource},
    cluster::{
        capacity::{NodeOffer, limits},
        thresholds::{Counted, Objects, Thresholds},
    },
    ids::{ClassroomId, ClusterId, OrderId, StoragePoolId, TenantId},
    order::{Generation, Order, OrderPhase, PlacementState, Room, Schedule},
    phase::Reason,
    pools::{PoolCalendar, Storage},
    room_sizes::RoomSizes,
    sizing::NodeShape,
};

fn cluster(number: usize) -> ClusterId {
    ClusterId::new(Uuid::from_u128(number as u128 + 1))
}

/// One room, in September every day from 9:00 to 9:45: up from 8:50 to 9:55.
fn order() -> Order {
    let document = json!({
        "name": "Autumn", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 50}],
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"},
        "timetable": {"time_zone": "UTC", "lessons": [{"key": "math", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}]}});
    of(&document)
}

fn of(document: &serde_json::Value) -> Order {
    let made = at("2026-08-01T00:00:00Z");
    let (document, kind) = (serde_json::from_value(document.clone()).unwrap(), kind("class"));
    Order {
        id: OrderId::new(Uuid::from_u128(7)),
        tenant_id: TenantId::new(Uuid::from_u128(8)),
        created_at: made,
        generations: vec![Generation { number: 1, created_at: made, effective_from: made, replaced_at: None, document, kind }],
        dropped: vec![],
        rooms: vec![Room { id: ClassroomId::new(Uuid::from_u128(9)), key: "a".into() }],
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

const AT_REST: Source = Source { rooms_up: 0, is_at_rest: true, is_seen: true };

fn decided(order: &Order, source: Source, time: &str) -> Step {
    let schedule = order.schedule();
    step(&Facts { order, schedule: &schedule, admitted: 1, target: Target::Stands, source }, at(&format!("2026-09-07T{time}Z")))
}

#[test]
fn an_order_goes_on_elsewhere_between_two_lessons() {
    let order = order();
    let (opens_at, until) = (at("2026-09-07T08:50:00Z"), at("2026-09-07T09:55:00Z"));
    let table = [
        ("08:47:59", Step::Switch),
        ("08:48:01", Step::Wait(Blocker::LessonSoon { opens_at })),
        ("08:49:59", Step::Wait(Blocker::LessonSoon { opens_at })),
        ("08:50:00", Step::Wait(Blocker::RoomsOpen { rooms: 1, until })),
        ("09:54:59", Step::Wait(Blocker::RoomsOpen { rooms: 1, until })),
        ("09:55:00", Step::Switch),
    ];
    for (time, expected) in table {
        assert_eq!(decided(&order, AT_REST, time), expected, "{time}");
    }
}

#[test]
fn what_is_up_or_unfinished_or_changed_keeps_it_where_it_is() {
    let night = "02:00:00";
    let up = |is_seen| Source { rooms_up: 1, is_at_rest: true, is_seen };
    assert_eq!(decided(&order(), up(true), night), Step::Wait(Blocker::RoomsClosing { rooms: 1 }));
    assert_eq!(decided(&order(), up(false), night), Step::Wait(Blocker::SourceSilent { rooms: 1 }));
    assert_eq!(decided(&order(), Source { is_seen: false, ..AT_REST }, night), Step::Switch, "nothing is up that it could keep up");
    let cancelled = Order { cancelled_at: Some(at("2026-09-06T00:00:00Z")), ..order() };
    assert_eq!(decided(&cancelled, AT_REST, night), Step::Withdraw(Withdrawn::OrderEnds {}));
    let mut amended = order();
    amended.generations.push(Generation { number: 2, ..amended.generations[0].clone() });
    assert_eq!(decided(&amended, AT_REST, night), Step::Withdraw(Withdrawn::OrderChanged {}));
    let (order, why) = (order(), Reason::NamespaceTerminating {});
    let schedule = order.schedule();
    let facts = Facts { order: &order, schedule: &schedule, admitted: 1, target: Target::Unfinished(&why), source: AT_REST };
    assert_eq!(step(&facts, at("2026-09-07T02:00:00Z")), Step::Wait(Blocker::ObjectsBeingMade { why: why.clone() }));
    let silent = Facts { target: Target::Silent, ..facts };
    assert_eq!(step(&silent, at("2026-09-07T02:00:00Z")), Step::Wait(Blocker::TargetSilent {}));
}

#[test]
fn rooms_that_are_always_up_are_not_moved_by_force() {
    let document = json!({
        "name": "Always", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 50}],
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"}, "timetable": {"time_zone": "UTC", "availability": "always"}});
    let Step::Wait(Blocker::AlwaysOn { until }) = decided(&of(&document), AT_REST, "12:00:00") else { panic!("it moves") };
    assert!(until >= at("2026-10-01T00:00:00Z"), "{until}");
}

#[test]
fn an_order_is_on_its_way_once_and_never_back_to_what_it_has_not_left() {
    let mut places = Places { live: cluster(0), coming: None, leaving: [].into() };
    assert_eq!(places.prepare(cluster(0)), Err(NotMoved::AlreadyThere));
    places.prepare(cluster(1)).unwrap();
    assert_eq!(places.prepare(cluster(2)), Err(NotMoved::UnderWay { to: cluster(1) }));
    assert!(places.switch() && !places.switch());
    assert_eq!((places.role(cluster(0)), places.role(cluster(1))), (PlacementState::Leaving, PlacementState::Live));
    assert_eq!(places.go_at_once(cluster(0)), Err(NotMoved::StillLeaving));
    places.gone(cluster(0));
    places.go_at_once(cluster(0)).unwrap();
    assert_eq!((places.live, places.role(cluster(1))), (cluster(0), PlacementState::Leaving));
}

fn with_nodes(number: usize, nodes: usize) -> ClusterCalendar {
    let nodes: Vec<NodeOffer> = (0..nodes)
        .map(|name| NodeOffer { name: name.to_string(), schedulable: true, allocatable: METAL, used_by_others: Default::default() })
        .collect();
    let capacity = limits(&nodes, None, 0);
    let id = Uuid::from_u128(100 + number as u128);
    let calendar = Calendar::new(id, capacity.limits.clone());
    ClusterCalendar {
        cluster: cluster(number),
        region: "r".into(),
        simulated: false,
        cordoned: false,
        bears_losses: true,
        is_covered: false,
        reachable: Reachable::Yes,
        shape: capacity.shape,
        calendar,
        pools: Vec::new(),
        objects: Objects::default(),
        rooms_up: None,
    }
}

#[test]
fn the_rest_of_the_term_is_booked_where_it_fits_and_what_is_short_is_named_elsewhere() {
    let moving = Moving::of(&order(), at("2026-09-29T12:00:00Z"));
    let none = BTreeMap::new();
    let mut full = with_nodes(1, 1);
    full.calendar = Calendar::new(full.calendar.id, full.calendar_limits_of(Resource::Pods, 0));
    let cordoned = ClusterCalendar { cordoned: true, ..with_nodes(2, 1) };
    let silent = ClusterCalendar { reachable: Reachable::No, ..with_nodes(3, 1) };
    let cut_off = ClusterCalendar { reachable: Reachable::CutOff, ..with_nodes(6, 1) };
    let tried = place(&moving, &[full.clone(), cordoned, silent, cut_off], &none).unwrap_err();
    let short = NoPlace::Short { resource: Resource::Pods, at: at("2026-09-30T08:50:00Z"), needed: 1, free: 0 };
    let expected = [short, NoPlace::Cordoned {}, NoPlace::Unreachable {}, NoPlace::RoomsNotReached {}];
    assert_eq!(tried.iter().map(|tried| tried.why).collect::<Vec<_>>(), expected);
    let found = place(&moving, &[full, with_nodes(4, 2), with_nodes(5, 1)], &none).unwrap();
    assert_eq!(found.cluster, cluster(5), "the tightest that fits");
    assert_eq!(found.capacity.steps[&Resource::Pods].iter().count(), 1, "what is over takes no place");
    assert_eq!(found.sizes, RoomSizes::of_order(&order(), at("2026-09-29T12:00:00Z")));
    let suspended = Order { suspended_since: Some(at("2026-09-20T00:00:00Z")), ..order() };
    assert_eq!(Moving::of(&suspended, at("2026-09-29T12:00:00Z")), moving, "it may come back");
}

#[test]
fn a_cluster_that_bears_no_order_more_takes_none_but_one_whose_claim_it_kept() {
    let moving = Moving::of(&order(), at("2026-09-29T12:00:00Z"));
    let thresholds = Thresholds { namespaces: Some(3), ..Thresholds::default() };
    let full = ClusterCalendar { objects: Objects { thresholds, orders: 3, ..Objects::default() }, ..with_nodes(1, 1) };
    let refused = place(&moving, [&full], &BTreeMap::new()).unwrap_err();
    assert_eq!(refused[0].why, NoPlace::Full { counted: Counted::Namespaces, limit: 3 });
    let kept = Storage { pool: StoragePoolId::new(Uuid::nil()), space_mib: 1, reservation: Reservation::new(Uuid::nil(), Amounts::new()) };
    let left = Left { capacity: Reservation::new(full.calendar.id, Amounts::new()), storage: Some(kept) };
    assert!(place(&moving, [&full], &[(full.calendar.id, left)].into()).is_ok());
    assert!(place(&moving, [&with_nodes(1, 1)], &BTreeMap::new()).is_ok());
}

#[test]
fn an_order_whose_rooms_have_interfaces_of_their_own_moves_only_to_nodes_that_offer_some() {
    let mut order = order();
    order.generations.iter_mut().for_each(|generation| generation.kind.exclusive_interface = true);
    let moving = Moving::of(&order, at("2026-09-29T12:00:00Z"));
    let none = BTreeMap::new();
    assert_eq!(place(&moving, [&with_nodes(1, 1)], &none).unwrap_err()[0].why, NoPlace::NoInterfaces {});
    let mut with = with_nodes(2, 1);
    with.shape = with.shape.map(|shape| NodeShape { interfaces: Some(4), ..shape });
    with.calendar.limits.insert(Resource::Interfaces, 4);
    let found = place(&moving, [&with_nodes(1, 1), &with], &none).unwrap();
    assert_eq!((found.cluster, found.change[&Resource::Interfaces].peak().map(|(_, most)| most)), (cluster(2), Some(1)));
}

#[test]
fn what_is_recorded_needs_a_pool_at_the_new_place_and_the_one_in_which_something_was_left_before() {
    let mut order = order();
    order.generations.iter_mut().for_each(|generation| generation.kind.storage_space_mib_per_hour = 1_200);
    let moving = Moving::of(&order, at("2026-09-29T12:00:00Z"));
    let refused = place(&moving, &[with_nodes(1, 1)], &BTreeMap::new()).unwrap_err();
    assert_eq!(refused[0].why, NoPlace::NoStorage {});
    let stored = moving.stored_already();
    assert_eq!(place(&stored, &[with_nodes(1, 1)], &BTreeMap::new()).unwrap().storage, None, "its claim is there, and is not booked again");
    let pool = |number: u128| PoolCalendar {
        id: StoragePoolId::new(Uuid::from_u128(number)),
        open: true,
        retention_days: 7,
        calendar: Calendar::new(Uuid::from_u128(900 + number), [(Resource::StorageSpaceMib, 1_000_000)].into()),
    };
    let with_pools = ClusterCalendar { pools: vec![pool(1), pool(2)], ..with_nodes(1, 1) };
    let (drawn, change) = place(&moving, [&with_pools], &BTreeMap::new()).unwrap().storage.unwrap();
    assert!(drawn.space_mib > 0 && change == drawn.reservation.steps);
    let other = [1, 2].map(pool).into_iter().find(|pool| pool.id != drawn.pool).unwrap();
    let kept = Storage { pool: other.id, space_mib: 5_000, reservation: Reservation::new(other.calendar.id, Amounts::new()) };
    let left = Left { capacity: Reservation::new(with_pools.calendar.id, Amounts::new()), storage: Some(kept) };
    let (again, _) = place(&moving, [&with_pools], &[(with_pools.calendar.id, left)].into()).unwrap().storage.unwrap();
    assert_eq!((again.pool, again.space_mib), (other.id, 5_000), "a claim stays where it is, and as large");
}

impl ClusterCalendar {
    fn calendar_limits_of(&self, resource: Resource, limit: i64) -> BTreeMap<Resource, i64> {
        let known = Resource::ALL.into_iter().map(|known| (known, self.calendar.limit(known))).filter(|(_, limit)| *limit > 0);
        known.chain([(resource, limit)]).collect()
    }
}
