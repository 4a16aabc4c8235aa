//! What a cluster sells over time, whatever of its nodes is there, lost, planned or bought.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    calendar::{Calendar, Reservation},
    cluster::capacity::{NodeOffer, limits},
    sizing::NodeShape,
    slots::{Step, Steps},
};

const SHAPE: NodeShape = NodeShape { cpu_milli: 8_000, memory_mib: 16_000, network_mbit: None, pods: 100, interfaces: None };
const PLAIN: NodePolicy =
    NodePolicy { node_limit: None, headroom_percent: 0, lead_minutes: None, group_nodes: 0, group_lead_minutes: None };
const NOON: i64 = 12 * 3600;

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(NOON + minutes * 60).unwrap()
}

fn slot(minutes: i64) -> Slot {
    Slot::holding(at(minutes))
}

fn capacity(count: i64, policy: NodePolicy) -> ClusterCapacity {
    let node =
        |number: i64| NodeOffer { name: format!("n{number}"), schedulable: true, allocatable: SHAPE, used_by_others: NodeShape::default() };
    let nodes: Vec<NodeOffer> = (0..count).map(node).collect();
    let narrow = |number: i64| u32::try_from(number).unwrap();
    limits(&nodes, policy.node_limit.map(narrow), narrow(policy.headroom_percent))
}

fn change(nodes: i64, from: i64, until: Option<i64>) -> PlannedChange {
    PlannedChange { nodes, from: at(from), until: until.map(at), nodes_before: None }
}

/// Nodes that may be used at some minutes after noon, seen from `now`.
fn nodes(count: i64, policy: NodePolicy, changes: &[PlannedChange], (now, seen): (i64, &[i64])) -> Vec<i64> {
    let supply = Supply::of(&capacity(count, policy), policy, changes, at(now));
    let levels = supply.map_or_else(|| vec![(Slot(0), policy.at_most(count))], |supply| supply.nodes(at(now)));
    let level = |minutes: &i64| levels.iter().rev().find(|(from, _)| *from <= slot(*minutes)).map_or(0, |(_, nodes)| *nodes);
    seen.iter().map(level).collect()
}

#[test]
fn nodes_come_by_themselves_after_their_lead_and_up_to_the_limit() {
    let policy = NodePolicy { node_limit: Some(20), lead_minutes: Some(30), ..PLAIN };
    assert_eq!(nodes(4, policy, &[], (0, &[0, 29, 30, 900])), [4, 4, 20, 20]);
    assert_eq!(nodes(4, policy, &[], (2, &[30, 31, 35])), [4, 4, 20], "a slot that they do not fill is not theirs");
    assert_eq!(nodes(25, policy, &[], (0, &[0, 900])), [20, 20]);
    assert_eq!(nodes(4, NodePolicy { lead_minutes: None, ..policy }, &[], (0, &[0, 900])), [4, 4]);
    assert_eq!(nodes(4, policy, &[change(-2, 60, Some(90))], (0, &[0, 30, 60, 90])), [4, 20, 18, 20], "who is away is not replaced");
}

#[test]
fn node_groups_give_what_they_can_after_their_boot_time() {
    let policy = NodePolicy { group_nodes: 3, group_lead_minutes: Some(15), ..PLAIN };
    assert_eq!(nodes(4, policy, &[], (0, &[0, 14, 15, 900])), [4, 4, 7, 7]);
    assert_eq!(nodes(4, NodePolicy { node_limit: Some(5), ..policy }, &[], (0, &[0, 15])), [4, 5]);
    assert_eq!(nodes(4, policy, &[change(-2, 60, Some(90))], (0, &[15, 60, 90])), [7, 5, 7], "they give no more for who is away");
}

#[test]
fn nodes_that_somebody_has_to_order_are_there_once_they_are_planned_or_have_come() {
    let racks = NodePolicy { node_limit: Some(20), lead_minutes: Some(7 * 24 * 60), ..PLAIN };
    let unordered = |policy: NodePolicy, changes: &[PlannedChange]| {
        Supply::of(&capacity(4, policy), policy, changes, at(0)).unwrap().unordered(policy).nodes(at(0))
    };
    assert_eq!(unordered(racks, &[]), [(Slot(0), 4)]);
    assert_eq!(unordered(racks, &[change(3, 60, None)]), [(Slot(0), 4), (slot(60), 7)]);
    // What a group gives comes without anybody's doing.
    let both = NodePolicy { group_nodes: 3, group_lead_minutes: Some(15), ..racks };
    assert_eq!(unordered(both, &[]), [(Slot(0), 4), (slot(15), 7)]);
    let (seen, rack) = (capacity(4, racks), change(3, 60, None));
    let limits = Supply::of(&seen, racks, &[rack], at(0)).unwrap().unordered(racks).changes(&seen.limits, at(0));
    assert_eq!(limits.of(Resource::Pods), [(slot(60), 700)], "nor are their limits");
}

#[test]
fn planned_nodes_count_from_their_moment_on_and_outages_in_every_slot_that_they_touch() {
    let changes = [change(3, 62, Some(118)), change(-2, 92, Some(98))];
    assert_eq!(nodes(4, PLAIN, &changes, (-60, &[60, 65, 90, 95, 100, 110, 115])), [4, 7, 5, 5, 7, 7, 4]);
    assert_eq!(nodes(4, NodePolicy { node_limit: Some(5), ..PLAIN }, &changes, (-60, &[60, 65, 90])), [4, 5, 5]);
    assert_eq!(nodes(1, PLAIN, &[change(-2, 60, None)], (-60, &[0, 60, 999])), [1, 0, 0]);
}

#[test]
fn nodes_that_went_or_came_for_a_planned_change_are_not_counted_twice() {
    let outage = change(-2, 60, Some(120)).noted((10, 8), at(50));
    assert_eq!(outage.nodes_before, Some(10), "two went early");
    assert_eq!(nodes(8, PLAIN, &[outage], (50, &[55, 60, 120])), [8, 8, 10]);
    assert_eq!(nodes(8, PLAIN, &[outage.noted((8, 8), at(61))], (61, &[60, 115, 120])), [8, 8, 10]);
    assert_eq!(nodes(10, PLAIN, &[outage], (61, &[60, 115, 120])), [8, 8, 10], "two that have not gone are not sold all the same");
    let addition = change(2, 60, None).noted((10, 11), at(50));
    assert_eq!(nodes(11, PLAIN, &[addition], (50, &[55, 60])), [11, 12], "one came early");
    assert_eq!(nodes(11, PLAIN, &[addition], (60, &[60, 900])), [11, 11], "one did not come");
    let lent = change(2, 60, Some(120)).noted((10, 10), at(30));
    assert_eq!(nodes(12, PLAIN, &[lent], (70, &[70, 115, 120])), [12, 12, 10]);
    assert_eq!(change(-2, 90, None).noted((10, 8), at(10)).nodes_before, None, "what goes long before goes for another reason");
}

#[test]
fn limits_follow_nodes_less_headroom_and_what_others_take() {
    let policy = NodePolicy { headroom_percent: 10, ..PLAIN };
    let mut seen = capacity(10, policy);
    seen.limits.insert(Resource::Pods, 850);
    let supply = Supply::of(&seen, policy, &[change(-2, 60, Some(120))], at(0)).unwrap();
    let changes = supply.changes(&seen.limits, at(0));
    // Nine of ten are sold, and seven of eight.
    assert_eq!(changes.of(Resource::Pods), [(slot(60), 650), (slot(120), 850)]);
    assert_eq!(changes.of(Resource::CpuMilli), [(slot(60), 7 * 8_000), (slot(120), 9 * 8_000)]);
    let read: Supply = serde_json::from_value(serde_json::to_value(&supply).unwrap()).unwrap();
    assert_eq!(read, supply);
    assert_eq!(Supply::of(&seen, policy, &[], at(0)), None, "what never changes is not kept");
    // A cluster whose nodes have all gone for the night has them again in the morning.
    let policy = NodePolicy { node_limit: Some(3), lead_minutes: Some(30), ..PLAIN };
    let none = limits(&[], Some(3), 0).remembering(Some(&capacity(2, policy)));
    let changes = Supply::of(&none, policy, &[], at(0)).unwrap().changes(&none.limits, at(0));
    assert_eq!(changes.of(Resource::Pods), [(slot(30), 300)]);
}

#[test]
fn nodes_that_come_sell_no_more_pods_than_the_cluster_bears() {
    let policy = NodePolicy { node_limit: Some(9), lead_minutes: Some(30), ..PLAIN };
    for (nodes, borne, now, then) in [(2, 500, 200, 500), (2, 150, 150, 150), (2, 2_000, 200, 900)] {
        let seen = capacity(nodes, policy).bearing(borne, 0);
        let changes = Supply::of(&seen, policy, &[change(-1, 10, Some(20))], at(0)).unwrap().changes(&seen.limits, at(0));
        let calendar = Calendar::new(Uuid::nil(), seen.limits).changing(changes);
        let limits = [0, 10, 20, 30].map(|minutes| calendar.limit_at(Resource::Pods, slot(minutes)));
        assert_eq!(limits, [now, 100, now, then], "{borne}");
    }
}

#[test]
fn limits_are_worked_out_again_when_something_planned_is_at_hand_begins_or_ends() {
    let changes = [change(-2, 120, Some(180)), change(1, 400, None)];
    assert_eq!([0, 60, 120, 180, 340].map(|now| due_after(&changes, at(now))), [60, 120, 180, 340, 400].map(|due| Some(at(due))));
    assert_eq!(due_after(&changes, at(400)), None);
}

proptest! {
    #[test]
    fn nothing_is_ever_sold_above_what_there_is_and_giving_back_always_works(
        count in 0_i64..12, limit in prop::option::of(1_i64..15), lead in prop::option::of(1_i64..300), headroom in 0_i64..40,
        planned in prop::collection::vec((prop::sample::select(vec![-3_i64, -2, -1, 1, 2, 3]), -30_i64..600, prop::option::of(1_i64..300)), 0..5),
        wishes in prop::collection::vec((0_i64..700, 1_i64..200, 1_i64..400), 0..20)
    ) {
        let policy = NodePolicy { node_limit: limit, headroom_percent: headroom, lead_minutes: lead.filter(|_| limit.is_some()), ..PLAIN };
        let changes: Vec<PlannedChange> = planned.iter().map(|(nodes, from, length)| change(*nodes, *from, length.map(|length| from + length))).collect();
        let seen = capacity(count, policy);
        let supply = Supply::of(&seen, policy, &changes, at(0));
        let mut calendar = Calendar::new(Uuid::nil(), seen.limits.clone());
        if let Some(supply) = &supply {
            calendar = calendar.changing(supply.changes(&seen.limits, at(0)));
        }
        let mut booked = Vec::new();
        for (from, minutes, pods) in wishes {
            let step = Step { from: slot(from), to: Slot::at_or_after(at(from + minutes)), amount: pods };
            let wish = Reservation::new(calendar.id, BTreeMap::from([(Resource::Pods, Steps::sum([step]))]));
            if calendar.book(&wish).is_ok() {
                booked.push(wish);
            }
        }
        prop_assert!(calendar.over(Slot(0)).is_empty());
        for minutes in (0..900).step_by(5) {
            let (mut there, mut out) = (count, 0);
            for one in changes.iter().filter(|one| !one.is_over(at(0))) {
                let holds = if one.nodes < 0 {
                    Slot::holding(one.from) <= slot(minutes) && one.until.is_none_or(|until| slot(minutes) < Slot::at_or_after(until))
                } else {
                    one.from > at(0) && Slot::at_or_after(one.from) <= slot(minutes) && one.until.is_none_or(|until| slot(minutes) < Slot::holding(until))
                };
                // Nodes that are there for a change which has begun leave when it ends.
                let leaves = one.nodes > 0 && one.from <= at(0) && one.until.is_some_and(|until| Slot::holding(until) <= slot(minutes));
                there += if holds { one.nodes } else if leaves { -one.nodes } else { 0 };
                out += if holds && one.nodes < 0 { -one.nodes } else { 0 };
            }
            let near = there.max(0).min(limit.unwrap_or(i64::MAX));
            let is_far = policy.lead_minutes.is_some_and(|lead| slot(minutes) >= Slot::at_or_after(at(lead)));
            let usable = limit.filter(|_| is_far).map_or(near, |limit| near.max((limit - out).max(0)));
            let sold = if count == 0 { 0 } else { Nodes { usable, headroom_percent: headroom }.sold() };
            prop_assert_eq!(calendar.limit_at(Resource::Pods, slot(minutes)), sold * 100, "{}", minutes);
            prop_assert!(calendar.used(Resource::Pods, slot(minutes)) <= sold * 100);
        }
        for wish in booked.iter().rev() {
            calendar.release(wish);
        }
        prop_assert_eq!(calendar.days().count(), 0);
    }
}
