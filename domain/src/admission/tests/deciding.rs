//! What fits and what does not.

use super::*;
use crate::{ids::OrderId, pools::PoolCalendar};

#[test]
fn what_is_admitted_is_booked_on_quota_and_cluster_and_named() {
    let mut calendars = one_cluster(1);
    let admission = decide_one(&lesson_on_monday("class", &[50, 50]), &mut calendars).unwrap();
    assert_eq!(admission.cluster, calendars.clusters[0].cluster);
    let nine = slot("2026-09-07T09:00:00Z");
    assert_eq!(calendars.quota.used(Resource::Seats, nine), 100);
    assert_eq!(calendars.quota.used(Resource::Seats, slot("2026-09-07T08:50:00Z")), 0);
    let used = &calendars.clusters[0].calendar;
    assert_eq!(used.used(Resource::NodeShare, nine), 1_000_000_000);
    assert_eq!(used.used(Resource::CpuMilli, slot("2026-09-07T08:50:00Z")), 2 * 1716);
    assert_eq!(calendars.live_orders, 1);
    calendars.quota.release(&admission.quota);
    calendars.clusters[0].calendar.release(&admission.capacity);
    assert_eq!(calendars.clusters[0].calendar, one_cluster(1).clusters[0].calendar);
    assert_eq!(calendars.quota, one_cluster(1).quota);
    assert_eq!(calendars.clusters[0].objects.orders, 1, "its namespace stands until the cluster has been cleaned");
}

#[test]
fn a_refusal_names_every_quota_that_is_short_and_changes_nothing() {
    let mut calendars = calendars(quota(2, 100), vec![cluster(1, "north", 9, SMALL)]);
    calendars.quota.limits.extend([(Resource::LiveOrders, 0), (Resource::RoomsPerOrder, 2)]);
    let before = calendars.clone();
    let refusal = decide_one(&lesson_on_monday("class", &[50; 3]), &mut calendars).unwrap_err();
    assert_eq!(calendars, before);
    assert!(refusal.is_over_quota());
    let nine = Some(slot("2026-09-07T09:00:00Z"));
    let short = |limit, at, needed, free| TenantViolation::Quota { limit, at, needed, free };
    assert_eq!(
        refusal.for_tenant(),
        [
            short(Resource::LiveOrders, None, 1, 0),
            short(Resource::RoomsPerOrder, None, 3, 2),
            short(Resource::Rooms, nine, 3, 2),
            short(Resource::Seats, nine, 150, 100),
        ]
    );
}

#[test]
fn what_the_numbers_of_a_quota_refuse_whatever_is_booked_is_known_without_a_timetable() {
    let mut quota = calendars(quota(2, 100), Vec::new()).quota;
    quota.limits.extend([(Resource::LiveOrders, 2), (Resource::RoomsPerOrder, 2)]);
    let documents: Vec<_> = [2, 3, 1, 1].map(|rooms| lesson_on_monday("class", &vec![50; rooms])).into();
    let short = |order, limit, needed, free| (order, vec![TenantViolation::Quota { limit, at: None, needed, free }]);
    let refused: Vec<_> = refused_by_numbers(&documents, 0, &quota).iter().map(|refusal| (refusal.order, refusal.for_tenant())).collect();
    // The second is too large, and with the first and the third there are as many as there may be.
    assert_eq!(refused, [short(1, Resource::RoomsPerOrder, 3, 2), short(3, Resource::LiveOrders, 1, 0)]);
    assert_eq!(refused_by_numbers(&documents[2..], 0, &quota), []);
    assert_eq!(refused_by_numbers(&documents[2..], 1, &quota).len(), 1);
}

#[test]
fn the_platform_sees_each_clusters_figures_and_the_tenant_the_rooms_that_are_too_many() {
    let mut calendars = calendars(quota(100, 10_000), vec![cluster(1, "north", 1, SMALL), cluster(2, "north", 2, SMALL)]);
    decide_one(&lesson_on_monday("class", &[50]), &mut calendars).unwrap();
    let refusal = decide_one(&lesson_on_monday("class", &[50; 7]), &mut calendars).unwrap_err();
    let first = slot("2026-09-07T08:50:00Z");
    assert_eq!(refusal.for_tenant(), [TenantViolation::Capacity { region: "north".into(), at: first, rooms_too_many: 3 }]);
    assert!(!refusal.is_over_quota());
    let shares: Vec<_> = refusal
        .violations
        .iter()
        .filter_map(|v| match v {
            Violation::Capacity(short) if short.shortage.resource == Resource::NodeShare => Some(short),
            _ => None,
        })
        .map(|s| (s.cluster, s.shortage.at, s.shortage.needed, s.shortage.free, s.rooms_too_many))
        .collect();
    let needed = 7 * 500_000_000;
    assert_eq!(
        shares,
        [(calendars.clusters[0].cluster, first, needed, 500_000_000, 6), (calendars.clusters[1].cluster, first, needed, 2_000_000_000, 3)]
    );
}

#[test]
fn three_rooms_that_cores_alone_would_take_are_refused_by_share() {
    // 3 x 28.5 cores fill a node of 104 though 18 of its cores stay free: a fourth would have none to run on.
    let mut calendars = calendars(quota(100, 100_000), vec![cluster(1, "north", 2, METAL)]);
    decide_one(&lesson_on_monday("lecture", &[3000; 6]), &mut calendars).unwrap();
    let refusal = decide_one(&lesson_on_monday("lecture", &[3000]), &mut calendars).unwrap_err();
    let resources: Vec<Resource> = refusal
        .violations
        .iter()
        .map(|v| match v {
            Violation::Capacity(short) => short.shortage.resource,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(resources, [Resource::NodeShare]);
}

#[test]
fn an_order_goes_where_least_would_be_left_and_then_to_the_lowest_id() {
    let clusters = vec![cluster(3, "north", 3, SMALL), cluster(2, "north", 2, SMALL), cluster(1, "north", 2, SMALL)];
    let mut calendars = calendars(quota(100, 10_000), clusters);
    let mut place =
        |rooms: usize| decide_one(&lesson_on_monday("class", &vec![50; rooms]), &mut calendars).map(|a| a.cluster.uuid().as_u128());
    assert_eq!(place(3), Ok(1));
    assert_eq!(place(1), Ok(1));
    assert_eq!(place(4), Ok(2));
    assert_eq!(place(1), Ok(3));
    assert!(place(6).is_err());
}

#[test]
fn only_clusters_that_may_take_the_order_are_candidates() {
    type Spoil = fn(&mut ClusterCalendar);
    let spoils: [(Spoil, bool); 7] = [
        (|c| c.simulated = true, false),
        (|c| c.cordoned = true, false),
        (|c| c.reachable = Reachable::No, false),
        (|c| c.reachable = Reachable::CutOff, false),
        (|c| c.reachable = Reachable::Unknown, true),
        (|c| c.region = "south".into(), false),
        (|c| c.shape = None, false),
    ];
    for (i, (spoil, taken)) in spoils.into_iter().enumerate() {
        let mut calendars = one_cluster(1);
        spoil(&mut calendars.clusters[0]);
        let answer = decide_one(&lesson_on_monday("class", &[50]), &mut calendars);
        match answer {
            Ok(_) => assert!(taken, "{i}"),
            Err(refusal) => {
                assert!(!taken, "{i}");
                assert_eq!(refusal.violations, [Violation::NoCluster { region: "north".into() }], "{i}");
            }
        }
    }
    let order = valid(lesson_on_monday("class", &[50]));
    let test_mode = Policy { livemode: false, ..LIVE };
    assert!(admit(&[Ask::create(&order, at(NOW))], &mut one_cluster(1), &test_mode)[0].is_err());
    let mut simulated = one_cluster(1);
    simulated.clusters[0].simulated = true;
    assert!(admit(&[Ask::create(&order, at(NOW))], &mut simulated, &test_mode)[0].is_ok());
}

#[test]
fn a_room_above_one_node_is_named_with_the_seats_that_would_fit() {
    let mut calendars = one_cluster(50);
    let refusal = decide_one(&lesson_on_monday("class", &[50, 150]), &mut calendars).unwrap_err();
    // 6 x (118 + 3 - 1) streams x 110 / 20 = 3,960 of 4,000 milli-cores
    let expected = Violation::RoomTooLarge { region: "north".into(), room: 1, key: "r1".into(), seats: 150, seats_max: 119 };
    assert_eq!(refusal.violations, [expected]);
    assert!(decide_one(&lesson_on_monday("class", &[119]), &mut calendars).is_ok());
}

#[test]
fn no_room_is_too_large_that_a_cluster_could_hold_which_takes_no_orders_now() {
    let spoils: [fn(&mut ClusterCalendar); 2] = [|c| c.cordoned = true, |c| c.reachable = Reachable::No];
    for spoil in spoils {
        let mut calendars = calendars(quota(1000, 60), vec![cluster(1, "north", 50, SMALL), cluster(2, "north", 1, METAL)]);
        spoil(&mut calendars.clusters[1]);
        let refusal = decide_one(&lesson_on_monday("class", &[150]), &mut calendars).unwrap_err();
        assert!(refusal.is_over_quota());
        assert_eq!(refusal.violations[1..], [Violation::NoCluster { region: "north".into() }]);
    }
    let mut nothing_fits = one_cluster(1);
    nothing_fits.clusters[0].shape = Some(NodeShape { cpu_milli: 1, ..SMALL });
    let refusal = decide_one(&lesson_on_monday("class", &[50]), &mut nothing_fits).unwrap_err();
    assert_eq!(refusal.violations, [Violation::NoCluster { region: "north".into() }]);
}

#[test]
fn only_nodes_to_which_an_order_might_go_decide_that_its_room_is_too_large() {
    // One room of 150 seats fits a METAL node and no SMALL one. The smallest nodes would hold fewer seats yet.
    let smaller = NodeShape { cpu_milli: 2_000, ..SMALL };
    let elsewhere = [
        ClusterCalendar { simulated: true, ..cluster(2, "north", 9, METAL) },
        cluster(3, "south", 9, METAL),
        cluster(4, "north", 9, smaller),
    ];
    let mut calendars = calendars(quota(100, 10_000), vec![cluster(1, "north", 9, SMALL)]);
    calendars.clusters.extend(elsewhere);
    let too_large = Violation::RoomTooLarge { region: "north".into(), room: 0, key: "r0".into(), seats: 150, seats_max: 119 };
    let refusal = decide_one(&lesson_on_monday("class", &[150]), &mut calendars).unwrap_err();
    assert_eq!(refusal.violations, std::slice::from_ref(&too_large));
    // An order that is amended stays on its cluster, whatever others of the region have.
    let old = valid(lesson_on_monday("class", &[50]));
    let admission = Admission { cluster: calendars.clusters[0].cluster, ..decide_one(&old.document, &mut one_cluster(9)).unwrap() };
    calendars.clusters.push(cluster(5, "north", 9, METAL));
    let refusal = amend(&old, &valid(lesson_on_monday("class", &[150])), &admission, &mut calendars).unwrap_err();
    assert_eq!(refusal.violations, [too_large]);
}

#[test]
fn a_room_that_an_amendment_only_keeps_is_not_too_large_for_nodes_that_have_shrunk() {
    let mut calendars = one_cluster(9);
    let old = valid(lesson_on_monday("class", &[50]));
    let admission = decide_one(&old.document, &mut calendars).unwrap();
    // 30 seats fit, 50 do not any more.
    calendars.clusters[0].shape = Some(NodeShape { cpu_milli: 1_500, ..SMALL });
    let mut more = old.document.clone();
    more.timetable.lessons.push(line(monday(), time(14, 0, 0, 0), 45));
    let refusal = amend(&old, &valid(more), &admission, &mut calendars).unwrap_err();
    assert_eq!(refusal.violations, [Violation::NoCluster { region: "north".into() }]);
    let refusal = amend(&old, &valid(lesson_on_monday("class", &[60])), &admission, &mut calendars).unwrap_err();
    assert!(matches!(refusal.violations[..], [Violation::RoomTooLarge { seats: 60, .. }]), "{refusal:?}");
}

#[test]
fn a_batch_is_decided_in_turn_and_each_answer_names_its_order() {
    let two = lesson_on_monday("class", &[50, 50]);
    let answers = decide(&[two.clone(), two.clone(), lesson_on_monday("class", &[50]), two], &mut one_cluster(2));
    assert!(answers[0].is_ok() && answers[1].is_ok());
    assert_eq!(answers[2].as_ref().unwrap_err().order, 2);
    assert_eq!(answers[3].as_ref().unwrap_err().order, 3);
    let mut few = one_cluster(9);
    few.quota.limits.insert(Resource::LiveOrders, 1);
    let answers = decide(&[lesson_on_monday("class", &[50]), lesson_on_monday("class", &[50])], &mut few);
    assert!(answers[0].is_ok() && answers[1].is_err());
}

#[test]
fn prices_that_were_worked_out_before_decide_as_those_that_are_worked_out_then() {
    let order = valid(lesson_on_monday("class", &[50; 3]));
    let demand = Arc::new(Demand::of_new(&order, at(NOW)));
    for shapes in [vec![], vec![SMALL], vec![METAL], vec![SMALL, METAL]] {
        let prices = Arc::new(Prices::of(&demand, shapes));
        for nodes in [1, 2] {
            let mut calendars = calendars(quota(100, 10_000), vec![cluster(1, "north", nodes, SMALL)]);
            let expected = decide_one(&order.document, &mut calendars.clone());
            let ask = Ask::create_with(OrderId::new(Uuid::nil()), &order, (demand.clone(), prices.clone()), at(NOW));
            assert_eq!(admit(&[ask], &mut calendars, &LIVE).remove(0), expected);
        }
    }
}

#[test]
fn a_room_is_too_large_when_no_node_of_its_region_and_sort_could_hold_it() {
    let large = lesson_on_monday("class", &[200]);
    let too_large = |clusters: Vec<ClusterCalendar>| {
        let refusal = decide_one(&large, &mut calendars(quota(100, 10_000), clusters)).unwrap_err();
        refusal.violations.iter().any(|violation| matches!(violation, Violation::RoomTooLarge { .. }))
    };
    let small = || cluster(1, "north", 1, SMALL);
    let metal = |region: &str| cluster(2, region, 1, METAL);
    assert!(too_large(vec![small()]));
    // One that takes no order now could hold it one day.
    assert!(!too_large(vec![small(), ClusterCalendar { cordoned: true, ..metal("north") }]));
    assert!(!too_large(vec![small(), ClusterCalendar { reachable: Reachable::No, ..metal("north") }]));
    // What is elsewhere, or for tenants in test mode, never will.
    assert!(too_large(vec![small(), metal("south")]));
    assert!(too_large(vec![small(), ClusterCalendar { simulated: true, ..metal("north") }]));
}

#[test]
fn an_order_that_is_recorded_gets_a_pool_of_its_cluster_and_without_one_that_takes_it_only_storage_is_said_to_tenants() {
    let recorded = |seats: &[u32]| {
        let mut order = valid(lesson_on_monday("class", seats));
        (order.kind.storage_bandwidth_mbit, order.kind.storage_space_mib_per_hour) = (4, 1_200);
        order
    };
    let pool = |number: u128, mbit: i64| PoolCalendar {
        id: StoragePoolId::new(Uuid::from_u128(number)),
        open: true,
        retention_days: 30,
        calendar: Calendar::new(
            Uuid::from_u128(900 + number),
            [(Resource::StorageBandwidthMbit, mbit), (Resource::StorageSpaceMib, 10_000)].into(),
        ),
    };
    let mut calendars = one_cluster(9);
    calendars.clusters[0].pools = vec![pool(1, 3), pool(2, 8)];
    let order = recorded(&[20, 20]);
    let admission = admit(&[Ask::create(&order, at(NOW))], &mut calendars, &LIVE).remove(0).unwrap();
    let storage = admission.storage.unwrap();
    assert_eq!((storage.pool, storage.space_mib), (pool(2, 8).id, 1_800), "of two rooms for three quarters of an hour");
    assert_eq!(calendars.clusters[0].pools[1].calendar.used(Resource::StorageBandwidthMbit, slot("2026-09-07T09:00:00Z")), 8);
    let before = calendars.clone();
    let refusal = admit(&[Ask::create(&order, at(NOW))], &mut calendars, &LIVE).remove(0).unwrap_err();
    assert_eq!(calendars, before);
    assert_eq!(refusal.for_tenant(), [TenantViolation::Storage { region: "north".into() }]);
    let [Violation::Storage(short)] = &refusal.violations[..] else { panic!("{refusal:?}") };
    assert_eq!(short.pools.iter().map(|(pool, _)| pool.uuid().as_u128()).collect::<Vec<_>>(), [1, 2]);
    let plain = admit(&[Ask::create(&valid(lesson_on_monday("class", &[20])), at(NOW))], &mut calendars, &LIVE).remove(0).unwrap();
    assert_eq!(plain.storage, None, "nothing is recorded");
}

#[test]
fn a_cluster_takes_no_more_orders_than_it_has_namespaces_for_and_amends_those_it_has() {
    let thresholds = Thresholds { namespaces: Some(12), ..Thresholds::default() };
    let mut calendars = one_cluster(9);
    calendars.clusters[0].objects = Objects { thresholds, orders: 4, other_namespaces: 6, other_services: 0 };
    let documents: Vec<NewOrder> = (0..3).map(|_| lesson_on_monday("class", &[20])).collect();
    let mut decided = decide(&documents, &mut calendars);
    let refusal = decided.pop().unwrap().unwrap_err();
    let first = decided.remove(0).unwrap();
    assert!(decided.remove(0).is_ok(), "each with what the ones before it took");
    let count = Count { counted: Counted::Namespaces, limit: 12, orders: 6, others: 6 };
    let short = ObjectsShort { region: "north".into(), cluster: calendars.clusters[0].cluster, count };
    assert_eq!(refusal.violations, [Violation::Objects(short)]);
    assert_eq!(refusal.for_tenant(), [TenantViolation::Full { region: "north".into() }]);
    let old = valid(documents[0].clone());
    let mut more = documents[0].clone();
    more.timetable.lessons.push(line(monday(), time(14, 0, 0, 0), 45));
    assert!(amend(&old, &valid(more), &first, &mut calendars).is_ok());
    calendars.clusters.push(cluster(2, "north", 1, SMALL));
    assert_eq!(decide_one(&documents[0], &mut calendars).unwrap().cluster, calendars.clusters[1].cluster);
}

#[test]
fn rooms_with_interfaces_of_their_own_are_booked_by_interfaces_and_go_only_where_nodes_offer_some() {
    let order = |rooms: &[u32]| {
        let mut order = valid(lesson_on_monday("class", rooms));
        order.kind.exclusive_interface = true;
        for room in &mut order.rooms {
            room.size.interfaces = 1;
        }
        order
    };
    let decide = |order: &ValidOrder, calendars: &mut Calendars| admit(&[Ask::create(order, at(NOW))], calendars, &LIVE).remove(0);
    let mut without = one_cluster(9);
    let refusal = decide(&order(&[20]), &mut without).unwrap_err();
    assert_eq!(refusal.violations, [Violation::NoInterfaces { region: "north".into() }]);
    assert_eq!(refusal.for_tenant(), [TenantViolation::NoInterfaces { region: "north".into() }]);

    let with = NodeShape { interfaces: Some(2), ..SMALL };
    let mut calendars = calendars(quota(1000, 100_000), vec![cluster(1, "north", 9, SMALL), cluster(2, "north", 2, with)]);
    let admission = decide(&order(&[20, 20, 20]), &mut calendars).unwrap();
    assert_eq!(admission.cluster, calendars.clusters[1].cluster);
    assert_eq!(admission.capacity.steps[&Resource::Interfaces].peak().map(|(_, most)| most), Some(3));
    let refusal = decide(&order(&[20, 20]), &mut calendars).unwrap_err();
    let Violation::Capacity(short) = &refusal.violations[0] else { panic!("{refusal:?}") };
    assert_eq!((short.shortage.resource, short.shortage.needed, short.shortage.free), (Resource::NodeShare, 1_000_000_000, 500_000_000));
    let Violation::Capacity(short) = &refusal.violations[1] else { panic!("{refusal:?}") };
    assert_eq!((short.shortage.resource, short.shortage.needed, short.shortage.free), (Resource::Interfaces, 2, 1));
    assert_eq!(refusal.for_tenant().len(), 1, "clusters melt into their region");
    assert!(!decide_one(&lesson_on_monday("class", &[20]), &mut calendars).unwrap().capacity.steps.contains_key(&Resource::Interfaces));
}
