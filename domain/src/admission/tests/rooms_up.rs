//! What is found to pack does, and more of what does is found than by shares.

use proptest::prelude::*;

use super::*;
use crate::{
    admission::{
        fixtures::kind,
        together::{Comes, before_packed, stretches},
    },
    calendar::{Calendar, ShortRun},
    room_sizes::RoomSizes,
    sizing::{RoomSize, node_share, size},
    slots::{Step, Steps},
};

/// Ten cores.
const TEN: NodeShape = NodeShape { cpu_milli: 10_000, memory_mib: 10_000, network_mbit: None, pods: 6, interfaces: None };
/// A slot of the first day, and those after it.
const SHORT: Slot = Slot(20);

fn sized(cpu_milli: i64) -> RoomSize {
    RoomSize { cpu_milli, memory_mib: 100, network_mbit: 10, interfaces: 0 }
}

/// Rooms of one size in some slots.
fn rooms((from, to): (i64, i64), rooms: i64, size: RoomSize) -> OrderUp {
    let up = Steps::sum([Step { from: Slot(from), to: Slot(to), amount: rooms }]);
    OrderUp { order: None, up, sizes: RoomSizes::of(std::iter::repeat_n(size, usize::try_from(rooms).unwrap())) }
}

/// A calendar of so many nodes, with all that is there, each no larger than its smallest.
fn booked(nodes: i64, there: &[OrderUp]) -> Calendar {
    let mut calendar = Calendar::new(Uuid::nil(), [(Resource::NodeShare, nodes * 1_000_000_000)].into());
    for order in there {
        let size = order.sizes.listed().pop().unwrap();
        let each = [(Resource::Pods, 1), (Resource::CpuMilli, size.cpu_milli), (Resource::MemoryMib, size.memory_mib)];
        let times = |each: i64| Steps::sum(order.up.iter().map(|step| Step { amount: step.amount * each, ..step }));
        calendar.add(&each.map(|(resource, each)| (resource, times(each))).into(), 1);
    }
    calendar
}

/// Whether what comes packs in the slot from 20 on.
fn packs((node, nodes): (NodeShape, i64), there: &[OrderUp], coming: &OrderUp) -> bool {
    packs_on((node, &booked(nodes, there)), there, coming, &[short(SHORT.0)])
}

fn short(slot: i64) -> ShortRun {
    ShortRun { from: Slot(slot), to: Slot(slot + 1), needed: 1, free: 0 }
}

fn packs_on((node, calendar): (NodeShape, &Calendar), there: &[OrderUp], coming: &OrderUp, runs: &[ShortRun]) -> bool {
    let comes = Comes { up: &coming.up, adds: &coming.up };
    let up = RoomsUp::new(node, NodeShape::default(), there.to_vec());
    stretches(calendar, comes, runs).is_some_and(|stretches| up.packs(coming, calendar, &stretches))
}

#[test]
fn a_room_that_is_up_is_not_moved_for_another() {
    // Two of six cores are on two nodes. One of four cores that comes while both are there is beside one of them, and stays there when that one goes.
    let (goes, stays) = (rooms((0, 20), 1, sized(6_000)), rooms((5, 40), 1, sized(6_000)));
    let whole = rooms((20, 30), 1, sized(10_000));
    for (from, expected) in [(10, false), (20, true)] {
        let there = [goes.clone(), stays.clone(), rooms((from, 40), 1, sized(4_000))];
        assert_eq!(packs((TEN, 2), &there, &whole), expected, "{from}");
    }
}

#[test]
fn what_comes_after_the_slots_that_are_asked_about_is_not_looked_at() {
    let there = [rooms((21, 30), 2, sized(9_000))];
    assert!(packs((TEN, 2), &there, &rooms((20, 30), 2, sized(9_000))));
    assert!(!packs((TEN, 2), &there, &rooms((20, 30), 3, sized(9_000))));
}

#[test]
fn a_room_that_comes_before_others_that_were_packed_leaves_them_their_place() {
    let six = [((108, 132), 6_000), ((114, 132), 4_000), ((116, 132), 4_000), ((120, 132), 6_000)];
    let five = [((108, 132), 6_000), ((114, 132), 4_000), ((116, 132), 5_000), ((120, 132), 5_000)];
    // The last of each is packed, and finds the second node where the newcomer does not keep the second room off the first.
    for (there, slots, cores, runs, expected) in [
        (six, (110, 117), 4_000, vec![short(116)], false),
        (six, (117, 119), 4_000, vec![], true),
        (six, (110, 115), 4_000, vec![], true),
        // Nowhere short.
        (five, (110, 115), 4_000, vec![], false),
        (five, (110, 114), 5_000, vec![], true),
    ] {
        let there = there.map(|(slots, cores)| rooms(slots, 1, sized(cores)));
        let mut calendar = booked(2, &there);
        let packed = Steps::sum([Step { from: Slot(120), to: Slot(132), amount: 1 }]);
        calendar.add(&[(Resource::PackedShare, packed)].into(), 1);
        let coming = rooms(slots, 1, sized(cores));
        let comes = Comes { up: &coming.up, adds: &coming.up };
        assert_eq!(before_packed(&calendar, comes), [Slot(slots.0)], "somebody looks");
        assert_eq!(packs_on((TEN, &calendar), &there, &coming, &runs), expected, "{slots:?} {cores}");
        let later = rooms((132, 140), 1, sized(10_000));
        assert!(before_packed(&calendar, Comes { up: &later.up, adds: &later.up }).is_empty());
    }
}

#[test]
fn a_room_that_is_up_past_midnight_stays_where_it_is_and_of_what_is_always_up_nobody_knows_where() {
    let whole = rooms((290, 300), 1, sized(10_000));
    let kept = |from: i64| rooms((from, 320), 1, sized(3_000));
    let gone = || rooms((280, 285), 1, sized(3_000));
    for (there, expected) in [
        // Three are on the first node and two on the second until two of the first go.
        (vec![kept(280), gone(), gone(), kept(280), kept(280)], false),
        (vec![kept(288), kept(288), kept(288)], true),
        (vec![rooms((-300, 320), 1, sized(1_000))], false),
    ] {
        assert_eq!(packs_on((TEN, &booked(2, &there)), &there, &whole, &[short(290)]), expected, "{there:?}");
    }
}

#[test]
fn rooms_of_an_order_that_may_take_each_others_turn_are_all_as_large_as_the_largest() {
    let coming = rooms((20, 30), 1, sized(2_000));
    for (sizes, expected) in [(vec![6_000, 2_000], true), (vec![6_000, 2_000, 2_000], false), (vec![4_000, 4_000, 4_000], true)] {
        let there = [OrderUp { sizes: RoomSizes::of(sizes.iter().map(|cores| sized(*cores))), ..rooms((10, 30), 2, sized(1)) }];
        assert_eq!(packs((TEN, 1), &there, &coming), expected, "{sizes:?}");
    }
}

#[test]
fn every_resource_of_a_node_is_looked_at_and_rooms_with_interfaces_are_not_packed() {
    let wide = NodeShape { network_mbit: Some(50), ..TEN };
    for (node, size, most) in [
        (TEN, sized(1_000), 6),
        (TEN, RoomSize { memory_mib: 4_000, ..sized(1_000) }, 2),
        (wide, RoomSize { network_mbit: 20, ..sized(1_000) }, 2),
        (TEN, RoomSize { network_mbit: 20, ..sized(3_000) }, 3),
        (TEN, RoomSize { interfaces: 1, ..sized(1_000) }, 0),
    ] {
        let packed = |count: i64| packs((node, 1), &[], &rooms((20, 30), count, size));
        assert!((most == 0 || packed(most)) && !packed(most + 1), "{size:?}");
    }
}

/// Whether any way of placing them works.
fn packs_somehow(free: &mut [NodeShape], rooms: &[RoomSize]) -> bool {
    let Some((first, rest)) = rooms.split_first() else { return true };
    (0..free.len()).any(|node| {
        let before = free[node];
        if before.cpu_milli < first.cpu_milli || before.memory_mib < first.memory_mib || before.pods < 1 {
            return false;
        }
        free[node] = NodeShape {
            cpu_milli: before.cpu_milli - first.cpu_milli,
            memory_mib: before.memory_mib - first.memory_mib,
            pods: before.pods - 1,
            ..before
        };
        let found = packs_somehow(free, rest);
        free[node] = before;
        found
    })
}

proptest! {
    /// In the slot that is asked about, whatever was there before.
    #[test]
    fn what_is_found_to_pack_does(
        nodes in 1_usize..4,
        there in prop::collection::vec((0_i64..25, 1_i64..25, 500_i64..9_000, 100_i64..6_000), 0..6),
        coming in (500_i64..9_000, 100_i64..6_000, 1_i64..3),
    ) {
        let of = |cpu_milli, memory_mib| RoomSize { cpu_milli, memory_mib, ..RoomSize::default() };
        let known: Vec<OrderUp> = there.iter().map(|(from, slots, cpu, memory)| rooms((*from, from + slots), 1, of(*cpu, *memory))).collect();
        let asked = rooms((20, 30), coming.2, of(coming.0, coming.1));
        let up = known.iter().chain([&asked]).flat_map(|order| {
            std::iter::repeat_n(order.sizes.listed()[0], usize::try_from(order.up.at(SHORT)).unwrap())
        });
        let up: Vec<RoomSize> = up.collect();
        if packs((TEN, i64::try_from(nodes).unwrap()), &known, &asked) {
            prop_assert!(packs_somehow(&mut vec![TEN; nodes], &up), "{:?}", up);
        }
    }
}

/// The same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.draw() % u64::from(end)).unwrap()
    }
}

/// A room as timetables have them: small and large classes, seminars, lectures.
fn drawn(numbers: &mut Numbers) -> RoomSize {
    const MIX: [(&str, u32, u32); 5] =
        [("class", 20, 60), ("class", 20, 60), ("class", 100, 200), ("seminar", 10, 30), ("lecture", 300, 1_500)];
    let place = usize::try_from(numbers.below(5)).unwrap();
    let (name, least, most) = MIX[place];
    let size = size(&kind(name), least + numbers.below(most - least + 1));
    RoomSize { cpu_milli: size.cpu_milli.max(250), ..size }
}

/// Rooms ask one after the other, each for the same slot, and whoever is refused does not come again.
#[test]
fn of_ten_nodes_of_16_cores_shares_sell_less_than_five_sixths_and_packing_nineteen_twentieths() {
    const NODE: NodeShape = NodeShape { cpu_milli: 16_000, memory_mib: 65_536, network_mbit: Some(5_000), pods: 110, interfaces: None };
    const NODES: i64 = 10;
    let (mut by_share, mut packed) = (0, 0);
    for seed in 0..5 {
        let mut numbers = Numbers(seed);
        numbers.draw();
        let (mut shares, mut cores, mut there) = (0, 0, Vec::new());
        for _ in 0..400 {
            let size = drawn(&mut numbers);
            let Some(share) = node_share(size, NODE) else { continue };
            if shares + share <= NODES * 1_000_000_000 {
                shares += share;
                by_share += size.cpu_milli;
            }
            let coming = rooms((20, 30), 1, size);
            if cores + size.cpu_milli <= NODES * NODE.cpu_milli && packs((NODE, NODES), &there, &coming) {
                cores += size.cpu_milli;
                there.push(coming);
            }
        }
        packed += cores;
    }
    let part = |sold: i64| sold * 1_000 / (5 * NODES * NODE.cpu_milli);
    let (by_share, packed) = (part(by_share), part(packed));
    assert!(by_share < 830 && packed > 950, "{by_share} and {packed} thousandths of all cores");
}
