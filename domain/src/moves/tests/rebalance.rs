//! What evens things out, and what has no objects yet.

use super::*;
use crate::{
    moves::{has_no_objects, leave_out},
    slots::{Slot, Step as SlotStep, Steps},
};

/// What an order of that sort would hold of a cluster.
fn holds(moving: &Moving, at: &ClusterCalendar) -> Reservation {
    place(moving, [at], &BTreeMap::new()).expect("there is room").capacity
}

#[test]
fn an_order_evens_things_out_where_its_fullest_slot_is_less_sold_elsewhere() {
    let moving = Moving::of(&order(), at("2026-08-15T00:00:00Z"));
    let evens_out = |source: &ClusterCalendar, target: &ClusterCalendar| {
        let (held, change) = (holds(&moving, source), holds(&moving, target).steps);
        moving.evens_out((&source.calendar, &held), (&target.calendar, &change))
    };
    let with = |nodes: usize, orders: usize| {
        let mut at = with_nodes(nodes, nodes);
        let held = holds(&moving, &at);
        (0..orders).for_each(|_| at.calendar.add(&held.steps, 1));
        at
    };
    assert!(evens_out(&with(2, 1), &with(4, 0)));
    assert!(!evens_out(&with(2, 1), &with(1, 0)), "it would be fuller there");
    assert!(!evens_out(&with(2, 1), &with(2, 0)), "it would be the same there");
    assert!(evens_out(&with(2, 2), &with(2, 0)));
    assert!(!evens_out(&with(2, 1), &with(2, 1)));
    let held = holds(&moving, &with(2, 0));
    assert_eq!(moving.given_back(&held), held.steps, "nothing of it is past");
}

#[test]
fn what_leaves_is_left_out_with_what_is_packed_of_it() {
    let now = at("2026-08-15T00:00:00Z");
    let mut fills = with_nodes(1, 2).calendar;
    let before = fills.clone();
    let slots = Steps::sum([SlotStep { from: Slot::holding(now), to: Slot(Slot::holding(now).0 + 3), amount: 7 }]);
    let held = [(Resource::NodeShare, slots.clone()), (Resource::PackedShare, slots)];
    fills.add(&held.clone().into(), 1);
    leave_out(&mut fills, held, now);
    assert_eq!(fills, before);
}

#[test]
fn an_order_has_no_objects_until_a_week_before_its_first_lesson() {
    let schedule = order().schedule();
    assert!(has_no_objects(&schedule, at("2026-08-01T00:00:00Z")));
    assert!(!has_no_objects(&schedule, at("2026-08-31T00:00:00Z")));
    let from = schedule.objects_from().unwrap();
    assert!(!has_no_objects(&schedule, from - SignedDuration::from_mins(10)), "they may be made while it is decided");
}

proptest! {
    #[test]
    fn what_evened_things_out_never_goes_back_by_the_same_rule(nodes in (1_usize..6, 1_usize..6), before in (0_i64..5_000, 0_i64..5_000)) {
        let moving = Moving::of(&order(), at("2026-09-20T00:00:00Z"));
        let filled = |number: usize, nodes: usize, thousandths: i64| {
            let mut at = with_nodes(number, nodes);
            let held = holds(&moving, &at).steps;
            let slots = held[&Resource::NodeShare].iter().map(|step| SlotStep { amount: thousandths * 1_000_000, ..step });
            at.calendar.add(&[(Resource::NodeShare, Steps::sum(slots))].into(), 1);
            (at, held)
        };
        let ((mut source, given), (mut target, taken)) = (filled(1, nodes.0, before.0), filled(2, nodes.1, before.1));
        source.calendar.add(&given, 1);
        let held = Reservation::new(source.calendar.id, given.clone());
        if moving.evens_out((&source.calendar, &held), (&target.calendar, &taken)) {
            source.calendar.add(&given, -1);
            target.calendar.add(&taken, 1);
            let there = Reservation::new(target.calendar.id, taken);
            prop_assert!(!moving.evens_out((&target.calendar, &there), (&source.calendar, &given)));
        }
    }
}
