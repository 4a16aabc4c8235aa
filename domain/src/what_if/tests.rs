//! What no longer fits, and the least that mends it, against trying every addition.

use proptest::prelude::*;

use super::*;

const SHAPE: NodeShape = NodeShape { cpu_milli: 8_000, memory_mib: 16_000, network_mbit: None, pods: 110, interfaces: None };

fn window() -> Window {
    Window { from: Slot(280), to: Slot(600) }
}

fn step(from: i64, to: i64, amount: i64) -> Step {
    Step { from: Slot(from), to: Slot(to), amount }
}

fn balance(needed: &[Step], limits: &[Step]) -> Balance {
    let curve = |steps: &[Step]| {
        let mut curve = Curve::new(window());
        steps.iter().for_each(|step| curve.add(*step));
        BTreeMap::from([(Resource::Pods, curve)])
    };
    Balance { needed: curve(needed), limits: curve(limits) }
}

#[test]
fn what_does_not_fit_is_told_from_when_on_and_where_it_is_worst() {
    let short = balance(&[step(300, 320, 90), step(310, 320, 30), step(500, 501, 200)], &[step(0, 1_000, 100)]).shortfalls();
    assert_eq!(short[&Resource::Pods], Shortfall { first: Slot(310), worst: Slot(500), needed: 200, limit: 100 });
    assert_eq!(nodes_to_sell(&short, SHAPE), Some(1));
    assert!(balance(&[step(300, 320, 100)], &[step(0, 1_000, 100)]).shortfalls().is_empty());
}

#[test]
fn a_pool_that_is_short_is_mended_by_the_smallest_one_of_which_enough_is_sold_and_by_no_node() {
    let short = |needed| Shortfall { first: Slot(0), worst: Slot(0), needed, limit: 10 };
    let shortfalls = BTreeMap::from([(Resource::StorageBandwidthMbit, short(27)), (Resource::Pods, short(230))]);
    let added = pool_to_add(&shortfalls);
    assert_eq!(added, BTreeMap::from([(Resource::StorageBandwidthMbit, 20), (Resource::StorageSpaceMib, 0)]));
    assert_eq!((pools::sold_of(20), pools::sold_of(19)), (17, 16));
    assert_eq!(nodes_to_sell(&shortfalls, SHAPE), Some(2), "nodes have no storage");
}

#[test]
fn a_level_counts_until_the_next_one() {
    let curve = Curve::of_levels(window(), &[(Slot(0), 85), (Slot(300), 40), (Slot(400), 0)]);
    let at = |slot: i64| curve.amounts[usize::try_from(slot - 280).unwrap()];
    assert_eq!([at(280), at(299), at(300), at(400), at(599)], [85, 85, 40, 0, 0]);
}

#[test]
fn nodes_that_go_lower_the_limit_from_then_on() {
    let short = balance(&[step(290, 590, 90)], &[step(0, 1_000, 100), step(400, 1_000, -20)]).shortfalls();
    assert_eq!((short[&Resource::Pods].first, short[&Resource::Pods].short()), (Slot(400), 10));
}

#[test]
fn a_limit_follows_the_nodes_that_are_sold() {
    let nodes = Nodes { usable: 10, headroom_percent: 10 };
    let changes = [(300, Some(-2)), (400, Some(3)), (500, None)].map(|(from, nodes)| NodeChange { from: Slot(from), nodes });
    // Other people's pods take 50 of nine nodes of 100 each.
    let at = |curve: &Curve, slots: [i64; 5]| slots.map(|slot| curve.amounts[usize::try_from(slot - 280).unwrap()]);
    let curve = limit_curve(window(), (&[(Slot(280), 850)], 100), nodes, &changes);
    assert_eq!(at(&curve, [280, 300, 400, 500, 599]), [850, 650, 850, 0, 0]);
    // What is foreseen anyway comes on top, until all nodes are gone.
    let foreseen = [(Slot(280), 850), (Slot(350), 1_050), (Slot(550), 50)];
    let curve = limit_curve(window(), (&foreseen, 100), nodes, &changes);
    assert_eq!(at(&curve, [280, 300, 350, 400, 550]), [850, 650, 850, 1_050, 0]);
}

#[test]
fn a_cluster_bears_no_more_than_it_does_whatever_nodes_come_and_what_they_hold_beyond_is_there_when_some_go() {
    let nodes = Nodes { usable: 10, headroom_percent: 0 };
    let at = |curve: &Curve, slots: [i64; 3]| slots.map(|slot| curve.amounts[usize::try_from(slot - 280).unwrap()]);
    // Ten nodes hold a thousand, twelve of them from slot 400 on.
    let foreseen = foreseen_limit((1_000, 100), nodes, &[(Slot(0), 10), (Slot(400), 12)]);
    assert_eq!(foreseen, [(Slot(0), 1_000), (Slot(400), 1_200)]);
    let changes = [(300, Some(-1)), (500, Some(20))].map(|(from, nodes)| NodeChange { from: Slot(from), nodes });
    let curve = limit_curve(window(), (&foreseen, 100), nodes, &changes).at_most(950);
    assert_eq!(at(&curve, [280, 300, 500]), [950, 900, 950]);
    assert_eq!(at(&curve.up_to(950), [280, 300, 500]), [0, 50, 0]);
    // Others have more than there is: only what comes beyond that is sold.
    assert_eq!(foreseen_limit((-30, 100), nodes, &[(Slot(0), 10), (Slot(400), 11)]), [(Slot(0), 0), (Slot(400), 70)]);
}

#[test]
fn what_is_missing_where_nothing_more_is_borne_is_mended_by_no_node() {
    let balance = balance(&[step(300, 320, 120), step(500, 510, 105)], &[step(0, 1_000, 100)]);
    let spare = |steps: &[Step]| {
        let mut curve = Curve::new(window());
        steps.iter().for_each(|step| curve.add(*step));
        curve
    };
    assert!(balance.is_enough_with(Resource::Pods, &spare(&[step(0, 1_000, 20)])));
    assert!(!balance.is_enough_with(Resource::Pods, &spare(&[step(0, 400, 20), step(400, 1_000, 4)])), "not where most is missing alone");
    assert!(balance.is_enough_with(Resource::CpuMilli, &spare(&[])), "what has no limit is not short");
}

#[test]
fn growth_counts_from_its_slot_on_and_parts_of_a_room_are_rooms() {
    let mut curve = Curve::new(window());
    let mut used = [0; SLOTS_PER_DAY];
    used[30] = 3;
    used[40] = 3;
    let growth = Growth { added_percent: 50, from: Slot(288 + 40) };
    curve.add_day(1, &used, &[growth]);
    let at = |slot: i64| curve.amounts[usize::try_from(slot - 280).unwrap()];
    assert_eq!((at(288 + 30), at(288 + 40)), (3, 5));
    assert_eq!([Growth { added_percent: -50, ..growth }.of(3), Growth { added_percent: 2_900, ..growth }.of(2)], [-1, 58]);
}

#[test]
fn nodes_are_added_until_enough_of_them_are_sold() {
    let of = |usable, headroom_percent| Nodes { usable, headroom_percent };
    // Nine of ten are sold; of eleven still nine, because the headroom is rounded up.
    assert_eq!([of(10, 10).to_add(0), of(10, 10).to_add(1), of(0, 0).to_add(3), of(5, 100).to_add(1)], [Some(0), Some(2), Some(3), None]);
}

#[test]
fn without_a_node_of_use_no_number_of_them_helps() {
    let short = BTreeMap::from([(Resource::NetworkMbit, Shortfall { first: Slot(0), worst: Slot(0), needed: 2, limit: 1 })]);
    assert_eq!(nodes_to_sell(&short, SHAPE), None);
}

proptest! {
    #[test]
    fn the_whole_of_what_is_sold_is_enough_and_one_less_is_not(sold in 0_i64..1 << 40) {
        let whole = whole_of(sold);
        prop_assert!(pools::sold_of(whole) >= sold);
        prop_assert!(whole == 0 || pools::sold_of(whole - 1) < sold);
    }

    #[test]
    fn what_if_agrees_with_counting_each_slot_and_its_addition_is_enough_and_no_more(
        booked in prop::collection::vec((250_i64..620, 1_i64..60, 1_i64..40), 0..12), percent in -100_i64..400, from in 250_i64..620, limit in 0_i64..200
    ) {
        let growth = Growth { added_percent: percent, from: Slot(from) };
        let mut needed = Curve::new(window());
        for (start, slots, amount) in &booked {
            let booked = step(*start, start + slots, *amount);
            needed.add(booked);
            needed.grow(booked, growth);
        }
        let mut worst = None;
        for slot in 280..600 {
            let here = booked.iter().filter(|(start, slots, _)| (*start..start + slots).contains(&slot));
            let sum: i64 = here.map(|(_, _, amount)| amount + if slot >= from { growth.of(*amount) } else { 0 }).sum();
            prop_assert_eq!(needed.amounts[usize::try_from(slot - 280).unwrap()], sum);
            worst = worst.max((sum > limit).then_some(sum - limit));
        }
        let mut limits = Curve::new(window());
        limits.add(step(0, 1_000, limit));
        let balance = |limits: Curve| Balance { needed: [(Resource::Pods, needed.clone())].into(), limits: [(Resource::Pods, limits)].into() };
        let short = balance(limits.clone()).shortfalls();
        prop_assert_eq!(short.get(&Resource::Pods).map(Shortfall::short), worst);
        let small = NodeShape { pods: 7, ..SHAPE };
        let nodes = nodes_to_sell(&short, small).unwrap();
        limits.add(step(0, 1_000, 7 * nodes));
        prop_assert!(balance(limits.clone()).shortfalls().is_empty());
        limits.add(step(0, 1_000, -7));
        prop_assert!(nodes == 0 || !balance(limits).shortfalls().is_empty());
    }

    #[test]
    fn the_fewest_nodes_are_added(usable in 0_i64..200, headroom in 0_i64..100, more in 0_i64..200) {
        let nodes = |usable| Nodes { usable, headroom_percent: headroom };
        let (added, wanted) = (nodes(usable).to_add(more).unwrap(), nodes(usable).sold() + more);
        prop_assert!(nodes(usable + added).sold() >= wanted);
        prop_assert!(added == 0 || nodes(usable + added - 1).sold() < wanted);
    }
}
