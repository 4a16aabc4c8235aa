//! What packs onto nodes though its shares are more than there are.

use proptest::prelude::*;

use super::*;
use crate::{admission::fixtures::kind, ids::OrderId, room_sizes::RoomSizes, sizing::size, slots::Steps};

/// Somebody looks whether rooms pack: these are what is up there.
fn looking(mut calendars: Calendars, orders: Vec<OrderUp>) -> Calendars {
    let at = &mut calendars.clusters[0];
    at.rooms_up = at.shape.map(|shape| RoomsUp::new(shape, NodeShape::default(), orders));
    calendars
}

/// Two nodes of 104 cores, which six lectures of 28.5 cores fill: 18 cores are left of each.
fn metal() -> Calendars {
    calendars(quota(1000, 100_000), vec![cluster(1, "north", 2, METAL)])
}

fn up(order: u128, admission: &Admission) -> OrderUp {
    let up = admission.capacity.steps[&Resource::Pods].clone();
    OrderUp { order: Some(OrderId::new(Uuid::from_u128(order))), up, sizes: admission.sizes.clone() }
}

fn lectures() -> NewOrder {
    lesson_on_monday("lecture", &[3000; 6])
}

fn classes(rooms: usize) -> NewOrder {
    lesson_on_monday("class", &vec![50; rooms])
}

/// At nine: what is booked of shares, and what is packed beside it.
fn shares(calendars: &Calendars) -> (i64, i64) {
    let (at, nine) = (&calendars.clusters[0].calendar, slot("2026-09-07T09:00:00Z"));
    (at.used(Resource::NodeShare, nine), at.used(Resource::PackedShare, nine))
}

/// Of twenty classes of 50.
const SHARES: i64 = 20 * (1_000_000_000 / 60);
/// Of six lectures of 3,000.
const LECTURES: i64 = 6 * (1_000_000_000 / 3);

#[test]
fn smaller_rooms_go_into_what_larger_ones_leave_and_not_one_more() {
    let mut by_share = metal();
    decide_one(&lectures(), &mut by_share).unwrap();
    let refusal = decide_one(&classes(20), &mut by_share).unwrap_err();
    assert_eq!(refusal.by_share_alone(), [by_share.clusters[0].cluster].into());

    let mut calendars = looking(metal(), Vec::new());
    decide_one(&lectures(), &mut calendars).unwrap();
    assert_eq!(shares(&calendars), (LECTURES, 0), "what fits by its share is booked by it");
    // Ten of 1.716 cores go into each; for a 21st there are cores enough only on both nodes together.
    let before = calendars.clone();
    let refusal = decide_one(&classes(21), &mut calendars).unwrap_err();
    assert_eq!((refusal.by_share_alone().len(), &calendars), (1, &before));
    decide_one(&classes(20), &mut calendars).unwrap();
    assert_eq!(shares(&calendars), (2_000_000_000, LECTURES + SHARES - 2_000_000_000), "no slot is fuller than full");
    assert!(calendars.clusters[0].calendar.over(slot("2026-09-01T00:00:00Z")).is_empty());
    let refusal = decide_one(&classes(1), &mut calendars).unwrap_err();
    assert_eq!(
        refusal.for_tenant(),
        [TenantViolation::Capacity { region: "north".into(), at: slot("2026-09-07T08:50:00Z"), rooms_too_many: 1 }]
    );
}

#[test]
fn what_is_booked_beyond_shares_is_short_of_nodes_only_where_it_does_not_pack_any_more() {
    let mut calendars = looking(metal(), Vec::new());
    let lectures = decide_one(&lectures(), &mut calendars).unwrap();
    let classes = decide_one(&classes(20), &mut calendars).unwrap();
    let rooms = RoomsUp::new(METAL, NodeShape::default(), vec![up(1, &lectures), up(2, &classes)]);
    let (mut calendar, from) = (calendars.clusters[0].calendar.clone(), slot("2026-09-01T00:00:00Z"));
    let beyond = |calendar: &Calendar| calendar.over_with_packed(from)[&Resource::NodeShare].clone();
    let over = beyond(&calendar);
    assert_eq!(over.at(slot("2026-09-07T09:00:00Z")), LECTURES + SHARES - 2_000_000_000);
    assert_eq!(rooms.short_of_nodes(&calendar, &over), Steps::default(), "it was taken because it packs");
    calendar.limits.insert(Resource::NodeShare, 1_000_000_000);
    let over = beyond(&calendar);
    assert_eq!(rooms.short_of_nodes(&calendar, &over), over, "one node holds half of it");
    let unknown = RoomsUp::new(METAL, NodeShape::default(), vec![up(1, &lectures)]);
    assert_eq!(unknown.short_of_nodes(&calendars.clusters[0].calendar, &over), over, "of the others nobody knows anything");
}

#[test]
fn an_hour_at_which_nothing_is_packed_is_offered_instead() {
    let mut calendars = looking(metal(), Vec::new());
    decide_one(&lectures(), &mut calendars).unwrap();
    decide_one(&classes(20), &mut calendars).unwrap();
    let order = valid(lesson_on_monday("class", &[50]));
    let ask = Ask::create(&order, at(NOW));
    let offers = alternatives(&ask, &mut calendars.clone(), &LIVE, &read, &|| true).found;
    assert!(!offers.is_empty());
    for offer in offers {
        let changed = read(offer.document.clone()).unwrap();
        assert!(admit(&[ask.about(&changed)], &mut calendars.clone(), &LIVE).remove(0).is_ok(), "{offer:?}");
    }
}

#[test]
fn as_many_rooms_as_pack_are_offered_where_shares_offer_none() {
    let mut calendars = looking(metal(), Vec::new());
    decide_one(&lectures(), &mut calendars).unwrap();
    let order = valid(classes(25));
    let ask = Ask::create(&order, at(NOW));
    let offered = |calendars: &Calendars| alternatives(&ask, &mut calendars.clone(), &LIVE, &read, &|| true);
    let fewer = |offered: &Alternatives| -> Vec<AlternativeReason> {
        let reasons = offered.found.iter().map(|offer| offer.explain.clone());
        reasons.filter(|reason| matches!(reason, AlternativeReason::FewerRooms { .. })).collect()
    };
    let mut unknown = calendars.clone();
    unknown.clusters[0].rooms_up = None;
    assert!(fewer(&offered(&unknown)).is_empty());
    let found = offered(&calendars);
    assert_eq!(fewer(&found), [AlternativeReason::FewerRooms { rooms: 20, of: 25 }]);
    assert!(found.complete && found.found.len() > offered(&unknown).found.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever is packed: what is offered instead is admitted as it is.
    #[test]
    fn what_is_offered_where_rooms_pack_is_admitted(
        booked in prop::collection::vec((any::<bool>(), 1_usize..15, 8_i8..11, 30_u32..100), 1..6),
        asked in (any::<bool>(), 2_usize..15, 8_i8..11, 30_u32..100),
    ) {
        let document = |(large, rooms, hour, minutes): (bool, usize, i8, u32)| {
            let mut document = if large { lesson_on_monday("lecture", &vec![3000; rooms.min(6)]) } else { classes(rooms * 3) };
            document.timetable.lessons = vec![line(monday(), time(hour, 0, 0, 0), minutes)];
            document
        };
        let mut calendars = looking(metal(), Vec::new());
        for order in booked {
            drop(decide_one(&document(order), &mut calendars));
        }
        let order = valid(document(asked));
        let ask = Ask::create(&order, at(NOW));
        for offer in alternatives(&ask, &mut calendars.clone(), &LIVE, &read, &|| true).found {
            let changed = read(offer.document.clone()).unwrap();
            prop_assert!(admit(&[Ask::create(&changed, at(NOW))], &mut calendars.clone(), &LIVE).remove(0).is_ok(), "{:?}", offer);
        }
    }
}

#[test]
fn what_is_up_before_others_that_were_packed_is_looked_at_though_shares_are_free() {
    let class = |hour: i8, minutes: u32| {
        let mut order = classes(1);
        order.timetable.lessons = vec![line(monday(), time(hour, 0, 0, 0), minutes)];
        order
    };
    let mut calendars = looking(metal(), Vec::new());
    for order in [lectures(), classes(19), class(8, 105)] {
        decide_one(&order, &mut calendars).unwrap();
    }
    let mut unseen = calendars.clone();
    unseen.clusters[0].rooms_up = None;
    // Between that and the others nothing is up.
    decide_one(&class(6, 30), &mut unseen.clone()).unwrap();
    let refusal = decide_one(&class(8, 30), &mut unseen).unwrap_err();
    assert_eq!(refusal.by_share_alone().len(), 1);
    let before = shares(&calendars);
    decide_one(&class(8, 30), &mut calendars).unwrap();
    assert_eq!(shares(&calendars), before);
}

#[test]
fn several_orders_that_come_together_are_packed_together() {
    let mut together = looking(metal(), Vec::new());
    let decided: Vec<bool> = decide(&[lectures(), classes(12), classes(8), classes(1)], &mut together).iter().map(Result::is_ok).collect();
    assert_eq!(decided, [true, true, true, false]);
}

#[test]
fn what_was_packed_is_given_back_and_what_others_give_back_is_taken_only_where_it_packs() {
    let mut booked = looking(metal(), Vec::new());
    let of_lectures = decide_one(&lectures(), &mut booked).unwrap();
    let of_classes = decide_one(&classes(20), &mut booked).unwrap();

    let mut without = booked.clone();
    without.clusters[0].calendar.release(&of_classes.capacity);
    assert_eq!(shares(&without), (LECTURES, 0));

    let mut later = metal();
    later.clusters[0].calendar.add(&of_classes.capacity.steps, 1);
    assert_eq!(shares(&later), (2_000_000_000 - LECTURES, LECTURES + SHARES - 2_000_000_000));
    // By what is booked they would fit; by what the classes really take they do not, unless somebody sees that they pack.
    let refusal = decide_one(&lectures(), &mut later.clone()).unwrap_err();
    assert_eq!(refusal.by_share_alone().len(), 1);
    assert!(decide_one(&lectures(), &mut looking(later, vec![up(2, &of_classes)])).is_ok());
    assert_eq!(of_lectures.sizes.to_flat()[4], 6);
}

#[test]
fn an_amendment_of_what_was_packed_gives_back_without_a_look_and_grows_only_where_it_packs() {
    let mut calendars = looking(metal(), Vec::new());
    let of_lectures = decide_one(&lectures(), &mut calendars).unwrap();
    let old = valid(classes(19));
    let of_classes = decide_one(&old.document, &mut calendars).unwrap();
    calendars.clusters[0].rooms_up = None;
    let amended = |rooms, calendars: &mut Calendars| amend(&old, &valid(classes(rooms)), &of_classes, calendars);

    let mut fewer = calendars.clone();
    amended(10, &mut fewer).unwrap();
    let (booked, packed) = shares(&fewer);
    assert_eq!(booked + packed, LECTURES + SHARES / 2);
    assert!(packed > 0 && booked <= 2_000_000_000);
    amended(19, &mut calendars.clone()).unwrap();
    assert_eq!(amended(20, &mut calendars.clone()).unwrap_err().by_share_alone().len(), 1);

    // The order that is amended has the id that stored orders have here.
    let known = || vec![up(7, &of_lectures), up(0, &of_classes)];
    let mut more = looking(calendars.clone(), known());
    amended(20, &mut more).unwrap();
    assert_eq!(shares(&more), (2_000_000_000, LECTURES + SHARES - 2_000_000_000));
    assert!(amended(21, &mut looking(calendars, known())).is_err());
}

#[test]
fn fewer_and_larger_rooms_whose_share_is_less_are_looked_at_where_rooms_are_packed() {
    let mut calendars = looking(metal(), Vec::new());
    let old = valid(classes(20));
    let of_classes = decide_one(&old.document, &mut calendars).unwrap();
    let of_lectures = decide_one(&lectures(), &mut calendars).unwrap();
    assert_eq!(of_classes.capacity.steps.get(&Resource::PackedShare), None, "the lectures came later");
    calendars.clusters[0].rooms_up = None;
    // Of 4.686 cores 22 fill a node and three go into what lectures leave. Seven need less of everything than 20 of 1.716.
    let larger = |rooms| valid(lesson_on_monday("class", &vec![140; rooms]));
    let known = || vec![up(7, &of_lectures), up(0, &of_classes)];
    for (rooms, packs) in [(7, false), (6, true)] {
        let refusal = amend(&old, &larger(rooms), &of_classes, &mut calendars.clone()).unwrap_err();
        assert_eq!(refusal.by_share_alone().len(), 1);
        assert_eq!(amend(&old, &larger(rooms), &of_classes, &mut looking(calendars.clone(), known())).is_ok(), packs);
    }
    amend(&old, &valid(classes(19)), &of_classes, &mut calendars).unwrap();
}

#[test]
fn nothing_is_packed_beside_rooms_of_which_not_all_is_known() {
    let mut booked = looking(metal(), Vec::new());
    let of_lectures = decide_one(&lectures(), &mut booked).unwrap();
    let known = up(1, &of_lectures);
    let decided = |orders| {
        let mut calendars = looking(booked.clone(), orders);
        decide_one(&classes(20), &mut calendars).is_ok()
    };
    assert!(decided(vec![known.clone()]));
    let spoils: [fn(&mut OrderUp); 3] = [
        |order| order.sizes = RoomSizes::default(),
        |order| order.up = Steps::default(),
        |order| order.sizes = RoomSizes::of([size(&kind("lecture"), 2000)]),
    ];
    for spoil in spoils {
        let mut spoilt = known.clone();
        spoil(&mut spoilt);
        assert!(!decided(vec![spoilt]));
    }
    let mut others = looking(booked.clone(), Vec::new());
    let taken = NodeShape { cpu_milli: 1_500, ..NodeShape::default() };
    others.clusters[0].rooms_up = Some(RoomsUp::new(METAL, taken, vec![known]));
    assert!(decide_one(&classes(20), &mut others.clone()).is_err(), "of others' pods nobody knows on which node they are");
    assert!(decide_one(&classes(18), &mut others).is_ok());
}
