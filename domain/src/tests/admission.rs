//! The school's term through the front door: read, admitted, and refused with something that fits.

use std::collections::BTreeMap;

use super::support::{catalogue, school};
use crate::{
    admission::{Admission, AlternativeReason, Ask, Calendars, ClusterCalendar, Policy, Reachable, Refusal, admit, alternatives},
    calendar::{Calendar, Resource},
    cluster::{
        capacity::{NodeOffer, limits},
        thresholds::Objects,
    },
    ids::ClusterId,
    order::{NewOrder, ValidOrder, validate},
    sizing::NodeShape,
};
use jiff::Timestamp;
use uuid::Uuid;

const POLICY: Policy = Policy { livemode: true, reachable_at_worst: Reachable::Yes, all_reasons: true };

/// 20 August 2026, 00:00 UTC.
fn now() -> Timestamp {
    Timestamp::constant(1_787_184_000, 0)
}

fn read(document: NewOrder) -> Option<ValidOrder> {
    validate(document, &catalogue(), now()).ok()
}

/// A cluster whose two nodes of 104 cores hold 60 rooms each, and a quota for three schools.
fn world() -> Calendars {
    let metal = NodeShape { cpu_milli: 104_000, memory_mib: 393_216, network_mbit: None, pods: 250, interfaces: None };
    let node = |i| NodeOffer { name: format!("n{i}"), schedulable: true, allocatable: metal, used_by_others: NodeShape::default() };
    let capacity = limits(&[node(0), node(1)], None, 0);
    let quota = [(Resource::Rooms, 180), (Resource::Seats, 9_000), (Resource::LiveOrders, 9), (Resource::RoomsPerOrder, 60)];
    let cluster = ClusterCalendar {
        cluster: ClusterId::new(Uuid::from_u128(1)),
        region: "cn-beijing".into(),
        simulated: false,
        cordoned: false,
        bears_losses: true,
        is_covered: false,
        reachable: Reachable::Yes,
        shape: capacity.shape,
        calendar: Calendar::new(Uuid::from_u128(2), capacity.limits),
        pools: Vec::new(),
        objects: Objects::default(),
        rooms_up: None,
    };
    Calendars { quota: Calendar::new(Uuid::from_u128(3), BTreeMap::from(quota)), live_orders: 0, clusters: vec![cluster] }
}

fn decide(order: &ValidOrder, calendars: &mut Calendars) -> Result<Admission, Refusal> {
    admit(&[Ask::create(order, now())], calendars, &POLICY).remove(0)
}

#[test]
fn a_school_is_admitted_twice_and_the_third_is_offered_what_fits() {
    let order = read(school()).unwrap();
    let mut calendars = world();
    let peak = Ask::create(&order, now()).demand.peak().unwrap();
    assert_eq!((peak.at.to_string().as_str(), peak.rooms, peak.seats), ("2026-09-01T00:00:00Z", 60, 3_000));
    decide(&order, &mut calendars).unwrap();
    let second = decide(&order, &mut calendars).unwrap();
    // One day is two runs of 60 rooms (the noon break is longer than lead and drain), on 96 days: days off excepted, the make-up day included.
    assert_eq!(second.capacity.steps[&Resource::Pods].iter().count(), 2 * 96);
    assert_eq!(second.capacity.steps[&Resource::Pods].peak().map(|p| p.1), Some(60));

    let refusal = decide(&order, &mut calendars).unwrap_err();
    assert!(!refusal.is_over_quota());
    let offers = alternatives(&Ask::create(&order, now()), &mut calendars, &POLICY, &read, &|| true).found;
    assert!(offers.is_empty(), "every start within six hours meets the others, and no room has fewer seats than one: {offers:?}");

    calendars.clusters[0].calendar.release(&second.capacity);
    calendars.quota.release(&second.quota);
    let mut larger = school();
    larger.rooms.iter_mut().for_each(|room| room.seats = 60);
    let larger = read(larger).unwrap();
    decide(&larger, &mut calendars).unwrap_err();
    let offers = alternatives(&Ask::create(&larger, now()), &mut calendars, &POLICY, &read, &|| true).found;
    let seats: Vec<&AlternativeReason> = offers.iter().map(|o| &o.explain).collect();
    assert_eq!(seats, [&AlternativeReason::FewerSeats { seats: 50 }, &AlternativeReason::FewerRooms { rooms: 50, of: 60 }]);
}
