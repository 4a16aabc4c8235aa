//! Which node each room of a bell goes to, so that nodes are on for as short as may be.
//!
//! The end of a room is known, and that is the whole advantage over a scheduler that sees what is taken now: a room goes where it keeps a node on for the
//! least time longer, and among those where least is left. A node on which no room is comes last, so that nodes get empty in the evening by rooms not being
//! started there; a room that is up is never moved. The rooms of one bell are tried in a few orders and by a few weights, and what comes to the least time is
//! taken. What is decided is advice: the cluster's scheduler puts rooms on nodes, and the next decision goes by where they are.
//!
//! Nodes are kept by when their last room leaves, and among those by what is left of the resource that is scarcest, so that a decision looks at a node or two
//! of each such moment, of which a day has some dozens, and not at all nodes.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;

use crate::sizing::{NodeShape, RoomSize};

/// A bell of more rooms is placed once, in the first order and by the first weights: what is gained by the others is a share of the time that nodes are on,
/// and the rooms of a larger bell fill nodes whatever their order.
pub const SEARCHED_ROOMS_MAX: usize = 2_000;
/// Processor, memory, network, pods, network interfaces.
const DIMENSIONS: usize = 5;
/// What one second longer counts.
const SECOND: i64 = 1_000_000;
const PER_MILLE: i64 = 1_000;

/// A node that takes rooms: ready, and neither cordoned nor tainted against them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spot {
    /// What is left for rooms to come: less others' pods, and rooms that are there or are on their way. No network where it is not counted.
    pub free: NodeShape,
    /// When the last of its rooms leaves; `None` where there is none.
    pub leaves: Option<Timestamp>,
    /// It is on whatever rooms do, because of somebody else's pods.
    pub stays: bool,
    /// Images whose rooms keep away because the node lacks them, by the numbers that [`Coming::image`] has.
    pub lacks: Vec<usize>,
}

/// A room that comes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coming {
    pub size: RoomSize,
    /// When it leaves.
    pub until: Timestamp,
    /// A number for what it starts from.
    pub image: usize,
}

/// For each room its node, as an index; `None` where no node has what it needs. The same input gives the same answer.
pub fn pack(spots: &[Spot], rooms: &[Coming], now: Timestamp) -> Vec<Option<usize>> {
    let board = Board::new(spots, rooms, now.as_second());
    let tries = if rooms.len() > SEARCHED_ROOMS_MAX { &TRIES[..1] } else { &TRIES[..] };
    let outcomes = tries.iter().map(|attempt| board.clone().fill(rooms, *attempt));
    outcomes.min_by_key(|outcome| (outcome.unplaced, outcome.seconds)).map(|outcome| outcome.nodes).unwrap_or_default()
}

/// Which of the rooms of a bell is placed first.
#[derive(Debug, Clone, Copy)]
enum Sequence {
    Longest,
    Largest,
    Shortest,
}

/// What counts beside the time for which a node is on longer, each in parts of [`SECOND`].
#[derive(Debug, Clone, Copy)]
struct Weights {
    /// A second for which the node stays on after the room has left.
    outlived: i64,
    /// A thousandth of the largest node that is left of this one before the room comes.
    left: i64,
}

type Attempt = (Sequence, Weights);

/// The time that is added, and among equal ones what is left.
const LEAST: Weights = Weights { outlived: 0, left: 1 };
/// A little for a room that goes before its node does, whose place is empty then, and a little for filling up.
const BALANCED: Weights = Weights { outlived: SECOND / 10, left: 100_000 };

/// The first alone is what a bell of too many rooms gets. On invented days it comes to 1.6 % less than [`LEAST`], and all of them to 2.5 % less.
const TRIES: [Attempt; 6] = [
    (Sequence::Longest, BALANCED),
    (Sequence::Largest, BALANCED),
    (Sequence::Shortest, BALANCED),
    (Sequence::Longest, Weights { outlived: SECOND / 4, ..BALANCED }),
    (Sequence::Shortest, Weights { left: 300_000, ..BALANCED }),
    (Sequence::Longest, LEAST),
];

/// What a try came to.
struct Outcome {
    nodes: Vec<Option<usize>>,
    unplaced: usize,
    /// For which nodes are on longer, all together.
    seconds: i64,
}

/// Nodes as they fill.
#[derive(Clone)]
struct Board<'a> {
    spots: &'a [Spot],
    free: Vec<[i64; DIMENSIONS]>,
    /// In seconds; of a node that stays, the end of time, and of an empty one now.
    leaves: Vec<i64>,
    /// By when they empty, and in each by what is left of the scarcest.
    by_end: BTreeMap<i64, BTreeSet<(i64, usize)>>,
    scarcest: usize,
    /// What the largest node has left of it.
    most: i64,
}

impl<'a> Board<'a> {
    fn new(spots: &'a [Spot], rooms: &[Coming], now: i64) -> Self {
        let free: Vec<_> = spots.iter().map(|spot| left(spot.free)).collect();
        let scarcest = scarcest(&free, rooms);
        let mut by_end: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let leaves: Vec<_> = spots.iter().map(|spot| leaves(spot, now)).collect();
        for (node, (free, end)) in free.iter().zip(&leaves).enumerate() {
            by_end.entry(*end).or_default().insert((free[scarcest], node));
        }
        let most = free.iter().map(|free| free[scarcest]).max().unwrap_or_default().max(1);
        Self { spots, free, leaves, by_end, scarcest, most }
    }

    fn fill(mut self, rooms: &[Coming], (sequence, weights): Attempt) -> Outcome {
        let mut nodes = vec![None; rooms.len()];
        let (mut unplaced, mut seconds) = (0, 0_i64);
        for room in in_order(rooms, sequence, self.scarcest) {
            nodes[room] = self.choose(&rooms[room], weights);
            match nodes[room] {
                Some(node) => seconds = seconds.saturating_add(self.put(node, &rooms[room])),
                None => unplaced += 1,
            }
        }
        Outcome { nodes, unplaced, seconds }
    }

    /// The best node of each moment at which nodes empty is the one with the least left, whatever the weights.
    fn choose(&self, room: &Coming, weights: Weights) -> Option<usize> {
        let (needs, until) = (needs(room.size), room.until.as_second());
        let of_each = self.by_end.iter().filter_map(|(end, nodes)| {
            let (left, node) = *nodes.range((needs[self.scarcest], 0)..).find(|(_, node)| self.takes(*node, &needs, room.image))?;
            let longer = until.saturating_sub(*end).max(0).saturating_mul(SECOND);
            let outlived = if *end == i64::MAX { 0 } else { end.saturating_sub(until).max(0).saturating_mul(weights.outlived) };
            let score = longer.saturating_add(outlived).saturating_add(left.saturating_mul(PER_MILLE) / self.most * weights.left);
            Some((score, left, node))
        });
        of_each.min().map(|(_, _, node)| node)
    }

    fn takes(&self, node: usize, needs: &[i64; DIMENSIONS], image: usize) -> bool {
        self.free[node].iter().zip(needs).all(|(free, need)| need <= free) && !self.spots[node].lacks.contains(&image)
    }

    /// Gives for how many seconds longer the node is on.
    fn put(&mut self, node: usize, room: &Coming) -> i64 {
        let (before, after) = (self.leaves[node], self.leaves[node].max(room.until.as_second()));
        if let Some(nodes) = self.by_end.get_mut(&before) {
            nodes.remove(&(self.free[node][self.scarcest], node));
            if nodes.is_empty() {
                self.by_end.remove(&before);
            }
        }
        self.free[node].iter_mut().zip(needs(room.size)).for_each(|(free, need)| *free -= need);
        self.leaves[node] = after;
        self.by_end.entry(after).or_default().insert((self.free[node][self.scarcest], node));
        after.saturating_sub(before)
    }
}

/// Its rooms may have been due to leave already, and then they are about to.
fn leaves(spot: &Spot, now: i64) -> i64 {
    if spot.stays { i64::MAX } else { spot.leaves.map_or(now, |leaves| leaves.as_second().max(now)) }
}

pub(super) fn left(free: NodeShape) -> [i64; DIMENSIONS] {
    [free.cpu_milli, free.memory_mib, free.network_mbit.unwrap_or(i64::MAX), free.pods, free.interfaces.unwrap_or_default()]
}

pub(super) fn needs(size: RoomSize) -> [i64; DIMENSIONS] {
    [size.cpu_milli, size.memory_mib, size.network_mbit, 1, size.interfaces]
}

/// Of which the rooms together need the largest part of what is left.
fn scarcest(free: &[[i64; DIMENSIONS]], rooms: &[Coming]) -> usize {
    let sum = |of: &mut dyn Iterator<Item = i64>| of.map(|amount| i128::from(amount.max(0))).sum::<i128>();
    let part = |dimension: usize| {
        let needed = sum(&mut rooms.iter().map(|room| needs(room.size)[dimension]));
        needed * i128::from(SECOND) / sum(&mut free.iter().map(|free| free[dimension])).max(1)
    };
    (0..DIMENSIONS).max_by_key(|dimension| (part(*dimension), Reverse(*dimension))).unwrap_or_default()
}

fn in_order(rooms: &[Coming], sequence: Sequence, scarcest: usize) -> Vec<usize> {
    let mut order: Vec<_> = (0..rooms.len()).collect();
    let large = |room: usize| Reverse(needs(rooms[room].size)[scarcest]);
    match sequence {
        Sequence::Longest => order.sort_by_key(|room| (Reverse(rooms[*room].until), large(*room))),
        Sequence::Largest => order.sort_by_key(|room| (large(*room), Reverse(rooms[*room].until))),
        Sequence::Shortest => order.sort_by_key(|room| (rooms[*room].until, large(*room))),
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NODE: NodeShape = NodeShape { cpu_milli: 10_000, memory_mib: 10_000, network_mbit: Some(1_000), pods: 20, interfaces: None };

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600).unwrap()
    }

    fn room(cpu_milli: i64, until: i64) -> Coming {
        Coming { size: RoomSize { cpu_milli, memory_mib: 100, network_mbit: 10, interfaces: 0 }, until: at(until), image: 0 }
    }

    fn empty() -> Spot {
        Spot { free: NODE, ..Spot::default() }
    }

    /// Rooms are on it to an hour, and so much of its processor is left.
    fn busy(cpu_milli: i64, leaves: i64) -> Spot {
        Spot { free: NodeShape { cpu_milli, ..NODE }, leaves: Some(at(leaves)), ..Spot::default() }
    }

    fn packed(spots: &[Spot], rooms: &[Coming]) -> Vec<Option<usize>> {
        pack(spots, rooms, at(8))
    }

    #[test]
    fn a_room_goes_where_rooms_stay_as_long_anyway_and_there_where_least_is_left() {
        let spots = [empty(), busy(1_000, 9), busy(9_000, 12), busy(4_000, 12), busy(900, 12)];
        for (room, node) in [
            (room(1_000, 10), 3),
            (room(500, 10), 4),
            (room(5_000, 10), 2),
            // Nobody stays so long: the one that stays longest is on for the least time longer.
            (room(1_000, 14), 3),
            (room(10_000, 10), 0),
        ] {
            assert_eq!(packed(&spots, &[room]), [Some(node)], "{room:?}");
        }
        assert_eq!(packed(&spots, &[room(10_001, 10)]), [None]);
    }

    #[test]
    fn an_empty_node_is_taken_last_and_one_that_stays_on_anyway_before_it() {
        let with_others = Spot { free: NodeShape { cpu_milli: 9_000, ..NODE }, stays: true, ..Spot::default() };
        assert_eq!(packed(&[empty(), busy(1_000, 9)], &[room(1_000, 20)]), [Some(1)]);
        assert_eq!(packed(&[empty(), busy(1_000, 9), with_others.clone()], &[room(1_000, 20)]), [Some(2)]);
        assert_eq!(packed(&[empty(), with_others], &[room(9_500, 20)]), [Some(0)]);
    }

    #[test]
    fn rooms_of_one_end_share_nodes_and_those_of_another_have_others() {
        let rooms: Vec<_> = [9, 12, 9, 12, 9, 12].into_iter().map(|until| room(3_000, until)).collect();
        let nodes = packed(&[empty(), empty(), empty(), empty()], &rooms);
        assert!(nodes[0] == nodes[2] && nodes[2] == nodes[4] && nodes[1] == nodes[3] && nodes[3] == nodes[5] && nodes[0] != nodes[1]);
    }

    #[test]
    fn with_the_image_on_most_nodes_no_room_goes_to_the_others_while_those_hold_it() {
        let mut spots: Vec<_> = (0..20).map(|_| empty()).collect();
        for spot in &mut spots[..2] {
            // The fullest, and on for longest.
            *spot = Spot { lacks: vec![0], ..busy(5_000, 23) };
        }
        let rooms: Vec<_> = (0..36).map(|_| room(5_000, 10)).collect();
        assert!(packed(&spots, &rooms).iter().all(|node| node.is_some_and(|node| node >= 2)));
        let one_more = packed(&spots, &[rooms, vec![room(5_000, 10)]].concat());
        assert_eq!(one_more.iter().filter(|node| node.is_none()).count(), 1, "whoever finds none is the scheduler's to place");
        let another_image = Coming { image: 1, ..room(5_000, 10) };
        assert_eq!(packed(&spots, &[another_image]), [Some(0)]);
    }

    #[test]
    fn whatever_is_scarce_decides() {
        let narrow = Spot { free: NodeShape { network_mbit: Some(5), ..NODE }, leaves: Some(at(20)), ..Spot::default() };
        let full = Spot { free: NodeShape { pods: 0, ..NODE }, leaves: Some(at(20)), ..Spot::default() };
        let uncounted = Spot { free: NodeShape { network_mbit: None, ..NODE }, leaves: Some(at(9)), ..Spot::default() };
        assert_eq!(packed(&[narrow.clone(), full.clone(), empty(), uncounted], &[room(100, 10)]), [Some(3)]);
        assert_eq!(packed(&[narrow, full, empty()], &[room(100, 10)]), [Some(2)]);
    }

    fn any_spot() -> impl Strategy<Value = Spot> {
        let free = (0_i64..12_000, 0_i64..4_000, proptest::option::of(0_i64..200), 0_i64..6);
        let free = free.prop_map(|(cpu_milli, memory_mib, network_mbit, pods)| NodeShape {
            cpu_milli,
            memory_mib,
            network_mbit,
            pods,
            interfaces: None,
        });
        let lacks = proptest::collection::vec(0_usize..3, 0..2);
        (free, proptest::option::of(4_i64..20), any::<bool>(), lacks).prop_map(|(free, leaves, stays, lacks)| Spot {
            free,
            leaves: leaves.map(at),
            stays,
            lacks,
        })
    }

    fn any_room() -> impl Strategy<Value = Coming> {
        (1_i64..6_000, 1_i64..2_000, 0_i64..100, 9_i64..22, 0_usize..3).prop_map(|(cpu_milli, memory_mib, network_mbit, until, image)| {
            Coming { size: RoomSize { cpu_milli, memory_mib, network_mbit, interfaces: 0 }, until: at(until), image }
        })
    }

    proptest! {
        #[test]
        fn no_node_gets_more_than_it_has_nor_a_room_whose_image_it_lacks(
            spots in proptest::collection::vec(any_spot(), 0..12),
            rooms in proptest::collection::vec(any_room(), 0..30),
        ) {
            let nodes = packed(&spots, &rooms);
            prop_assert_eq!(&nodes, &packed(&spots, &rooms), "the same again");
            prop_assert_eq!(nodes.len(), rooms.len());
            let mut free: Vec<_> = spots.iter().map(|spot| left(spot.free)).collect();
            for (room, node) in rooms.iter().zip(&nodes) {
                let Some(node) = *node else { continue };
                prop_assert!(!spots[node].lacks.contains(&room.image));
                free[node].iter_mut().zip(needs(room.size)).for_each(|(free, need)| *free -= need);
            }
            for (node, free) in free.iter().enumerate().filter(|(node, _)| nodes.contains(&Some(*node))) {
                prop_assert!(free.iter().all(|free| *free >= 0), "{node}: {free:?}");
            }
            let takes = |node: usize, room: &Coming| free[node].iter().zip(needs(room.size)).all(|(free, need)| need <= *free);
            for (room, _) in rooms.iter().zip(&nodes).filter(|(_, node)| node.is_none()) {
                prop_assert!((0..spots.len()).all(|node| spots[node].lacks.contains(&room.image) || !takes(node, room)), "{room:?} would still fit");
            }
        }
    }
}
