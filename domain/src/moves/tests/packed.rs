//! What moves to a cluster where shares of nodes refuse it and its rooms pack all the same: it is judged there as an order that is new.

use jiff::civil::time;

use super::*;
use crate::{
    admission::{
        Ask, Calendars, OrderUp, RoomsUp, admit,
        fixtures::{self, LIVE, NOW, calendars, lesson_on_monday, line, monday, quota, stored, valid},
    },
    moves::{Found, place_unseen, refused_by_share},
    order::{NewOrder, ValidOrder},
    slots::Slot,
};

/// Two nodes of 104 cores, of which all that is up is known: nothing yet.
fn metal() -> ClusterCalendar {
    looking(fixtures::cluster(1, "north", 2, METAL))
}

fn looking(at: ClusterCalendar) -> ClusterCalendar {
    let rooms_up = at.shape.map(|shape| RoomsUp::new(shape, NodeShape::default(), Vec::new()));
    ClusterCalendar { rooms_up, ..at }
}

fn moving(number: u128, order: &ValidOrder) -> Moving {
    let order = Order { id: OrderId::new(Uuid::from_u128(number)), ..stored(&[(at(NOW), order.clone())]) };
    Moving::of(&order, at(NOW))
}

/// Six of 28.5 cores leave room for ten classes of 1.7 on each of two nodes.
fn lectures() -> NewOrder {
    lesson_on_monday("lecture", &[3000; 6])
}

fn classes(rooms: usize) -> NewOrder {
    lesson_on_monday("class", &vec![50; rooms])
}

/// One class from an hour on.
fn class_at(hour: i8, minutes: u32) -> NewOrder {
    let mut order = classes(1);
    order.timetable.lessons = vec![line(monday(), time(hour, 0, 0, 0), minutes)];
    order
}

/// Moves there, as long as it finds a place.
fn comes(number: u128, order: NewOrder, to: &mut ClusterCalendar) -> Result<Found, NoPlace> {
    let moving = moving(number, &valid(order));
    let found = place(&moving, [&*to], &BTreeMap::new()).map_err(|tried| tried[0].why)?;
    moving.take(&found, to);
    Ok(found)
}

#[test]
fn an_order_goes_where_its_rooms_pack_if_it_fits_nowhere_by_its_share() {
    let mut packs = metal();
    comes(1, lectures(), &mut packs).unwrap();
    let (twenty, none) = (moving(2, &valid(classes(20))), BTreeMap::new());
    let unknown = ClusterCalendar { rooms_up: None, ..packs.clone() };
    let tried = place(&twenty, [&unknown], &none).unwrap_err();
    assert_eq!(refused_by_share(&tried), [packs.cluster].into());
    let free = fixtures::cluster(2, "north", 1, METAL);
    assert_eq!(place(&twenty, [&packs, &free], &none).unwrap().cluster, free.cluster, "by shares first");

    assert!(matches!(comes(3, classes(21), &mut packs), Err(NoPlace::Short { resource: Resource::NodeShare, .. })));
    let found = comes(2, classes(20), &mut packs).unwrap();
    assert!(found.capacity.steps.contains_key(&Resource::PackedShare));
    assert!(packs.calendar.over(since()).is_empty(), "no slot is fuller than full");
    assert!(comes(4, classes(1), &mut packs).is_err());
    packs.calendar.release(&found.capacity);
    let before = comes(1, lectures(), &mut metal()).unwrap().capacity;
    let mut without = fixtures::cluster(1, "north", 2, METAL).calendar;
    without.book(&before).unwrap();
    assert_eq!(packs.calendar, without, "what is packed is given back as it was booked");
}

#[test]
fn what_comes_back_has_its_own_rooms_counted_once() {
    let mut packs = metal();
    comes(1, lectures(), &mut packs).unwrap();
    let found = comes(2, classes(20), &mut packs).unwrap();
    // It is booked there already, and asks for what it has.
    let again = moving(2, &valid(classes(20)));
    let left = Left { capacity: found.capacity, storage: None };
    assert!(place(&again, [&packs], &[(packs.calendar.id, left)].into()).is_ok());
}

#[test]
fn where_nobody_can_look_what_is_lost_elsewhere_goes_by_shares_and_all_else_is_refused() {
    let mut packs = metal();
    for (number, order) in (1..).zip([lectures(), classes(19), class_at(8, 105)]) {
        comes(number, order, &mut packs).unwrap();
    }
    let unknown = ClusterCalendar { rooms_up: None, ..packs.clone() };
    // It is up before others that were packed, though shares are free.
    let (early, none) = (moving(4, &valid(class_at(8, 30))), BTreeMap::new());
    assert_eq!(refused_by_share(&place(&early, [&unknown], &none).unwrap_err()), [unknown.cluster].into());
    assert!(place_unseen(&early, [&unknown], &none).is_ok());
    assert!(place(&early, [&packs], &none).is_ok(), "it is seen to leave them their place");
    let more = moving(5, &valid(classes(1)));
    assert!(place_unseen(&more, [&unknown], &none).is_err(), "its share is not free");
}

/// Lectures or classes, so many, from an hour on.
fn orders() -> impl Strategy<Value = Vec<NewOrder>> {
    let order = |(large, rooms, hour, minutes): (bool, usize, i8, u32)| {
        let mut order = if large { lesson_on_monday("lecture", &vec![3000; rooms]) } else { classes(rooms * 3) };
        order.timetable.lessons = vec![line(monday(), time(hour, 0, 0, 0), minutes)];
        order
    };
    prop::collection::vec((any::<bool>(), 1_usize..12, 8_i8..11, 30_u32..100).prop_map(order), 1..9)
}

fn since() -> Slot {
    Slot::holding(at(NOW))
}

/// No slot is fuller than full, and what is booked is what the orders hold.
fn holds(at: &ClusterCalendar, orders: &[(Moving, usize, Found)], number: usize) -> Result<(), TestCaseError> {
    let mut rebuilt = Calendar::new(at.calendar.id, at.calendar.limits.clone());
    orders.iter().filter(|(_, on, _)| *on == number).for_each(|(.., found)| rebuilt.add(&found.capacity.steps, 1));
    prop_assert_eq!(&rebuilt, &at.calendar);
    prop_assert!(at.calendar.over(since()).is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is booked, and where: what an order is offered as it moves is what it would be given if it were new.
    #[test]
    fn an_order_moves_exactly_where_one_that_is_new_is_admitted(orders in orders(), nodes in 1_usize..4) {
        let clusters = || vec![looking(fixtures::cluster(1, "north", nodes, METAL)), fixtures::cluster(2, "north", 1, METAL)];
        let mut new: Calendars = calendars(quota(10_000, 1_000_000), clusters());
        let mut moved = clusters();
        for (number, document) in orders.into_iter().enumerate() {
            let order = valid(document);
            let admitted = admit(&[Ask::create(&order, at(NOW))], &mut new, &LIVE).remove(0);
            let moving = moving(number as u128 + 1, &order);
            match (place(&moving, &moved, &BTreeMap::new()), admitted) {
                (Ok(found), Ok(admission)) => {
                    prop_assert_eq!((found.cluster, &found.capacity), (admission.cluster, &admission.capacity));
                    let to = moved.iter_mut().find(|to| to.cluster == found.cluster).unwrap();
                    moving.take(&found, to);
                }
                (Err(_), Err(_)) => {}
                (found, admitted) => return Err(TestCaseError::fail(format!("{found:?} {admitted:?}"))),
            }
            for (moved, new) in moved.iter().zip(&new.clusters) {
                prop_assert_eq!(&moved.calendar, &new.calendar);
                prop_assert_eq!(moved.objects.orders, new.objects.orders);
            }
        }
    }

    /// What one leaves another takes, and all of it is given back.
    #[test]
    fn no_sequence_of_moves_between_clusters_that_pack_sells_a_slot_twice(
        orders in orders(), moves in prop::collection::vec((0_usize..8, 0_usize..2), 1..20),
    ) {
        let mut clusters = [1, 2].map(|number| looking(fixtures::cluster(number, "north", 2, METAL)));
        let mut placed: Vec<(Moving, usize, Found)> = Vec::new();
        for (number, order) in orders.into_iter().enumerate() {
            let moving = moving(number as u128 + 1, &valid(order));
            if let Ok(found) = place(&moving, &clusters, &BTreeMap::new()) {
                let on = usize::from(found.cluster == clusters[1].cluster);
                moving.take(&found, &mut clusters[on]);
                placed.push((moving, on, found));
            }
        }
        for (which, to) in moves {
            let Some((moving, on, held)) = placed.get(which).cloned().filter(|(_, on, _)| *on != to) else { continue };
            let Ok(found) = place(&moving, [&clusters[to]], &BTreeMap::new()) else { continue };
            moving.take(&found, &mut clusters[to]);
            clusters[on].calendar.release(&held.capacity);
            placed[which] = (moving, to, found);
            for (number, at) in clusters.iter_mut().enumerate() {
                holds(at, &placed, number)?;
                // As whoever comes next reads it.
                let up = placed.iter().filter(|(_, on, _)| *on == number).map(|(moving, _, found)| OrderUp {
                    order: Some(moving.id()),
                    up: found.capacity.steps[&Resource::Pods].clone(),
                    sizes: found.sizes.clone(),
                });
                at.rooms_up = Some(RoomsUp::new(METAL, NodeShape::default(), up.collect()));
            }
        }
    }
}
