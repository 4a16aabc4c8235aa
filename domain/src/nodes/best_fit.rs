//! Largest first, each where least is left: the rule by which it is seen whether rooms pack, and by which they are advised to nodes where that is sold.
//!
//! Both have to go by the same rule. A rule that looks at when rooms leave saves nodes, and leaves other holes than those that were counted on.

use std::cmp::Reverse;

use super::packing::{Coming, Spot, left, needs};

/// A whole node, where parts of it are compared.
const WHOLE: i64 = 1_000_000;

/// The largest part of a node that a room takes in any resource, and of which.
pub(crate) fn part<const N: usize>(needs: &[i64; N], node: &[i64; N]) -> (i64, usize) {
    let part = |(dimension, (need, node)): (usize, (&i64, &i64))| (need.saturating_mul(WHOLE) / (*node).max(1), dimension);
    needs.iter().zip(node).enumerate().map(part).max().unwrap_or_default()
}

/// Of the nodes that take it, the one with the least left of a resource, and among those the first.
pub(crate) fn fullest<const N: usize>(free: &[[i64; N]], needs: &[i64; N], tight: usize, is_open: impl Fn(usize) -> bool) -> Option<usize> {
    let takes = |free: &[i64; N]| free.iter().zip(needs).all(|(free, need)| need <= free);
    let taking = free.iter().enumerate().filter(|(node, free)| takes(free) && is_open(*node));
    taking.min_by_key(|(_, free)| free[tight]).map(|(node, _)| node)
}

/// For each room its node, as an index, as it is counted on where what packs is sold; `None` where no node has what it needs.
pub fn pack_as_sold(spots: &[Spot], rooms: &[Coming]) -> Vec<Option<usize>> {
    let mut free: Vec<_> = spots.iter().map(|spot| left(spot.free)).collect();
    // Of what the emptiest has: nodes are alike.
    let node = free.iter().copied().reduce(|most, next| std::array::from_fn(|dimension| most[dimension].max(next[dimension])));
    let Some(node) = node else { return vec![None; rooms.len()] };
    let parts: Vec<_> = rooms.iter().map(|room| part(&needs(room.size), &node)).collect();
    let mut order: Vec<_> = (0..rooms.len()).collect();
    order.sort_by_key(|room| Reverse(parts[*room].0));
    let mut nodes = vec![None; rooms.len()];
    for room in order {
        let (needs, image) = (needs(rooms[room].size), rooms[room].image);
        nodes[room] = fullest(&free, &needs, parts[room].1, |node| !spots[node].lacks.contains(&image));
        if let Some(node) = nodes[room] {
            free[node].iter_mut().zip(needs).for_each(|(free, need)| *free -= need);
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::sizing::{NodeShape, RoomSize};

    const TEN: NodeShape = NodeShape { cpu_milli: 10_000, memory_mib: 10_000, network_mbit: None, pods: 20, interfaces: None };

    fn spot(cpu_milli: i64, leaves: i64) -> Spot {
        Spot { free: NodeShape { cpu_milli, ..TEN }, leaves: Some(Timestamp::from_second(leaves).unwrap()), ..Spot::default() }
    }

    fn room(cpu_milli: i64, until: i64) -> Coming {
        let size = RoomSize { cpu_milli, memory_mib: 100, network_mbit: 10, interfaces: 0 };
        Coming { size, until: Timestamp::from_second(until).unwrap(), image: 0 }
    }

    #[test]
    fn the_largest_is_first_and_each_goes_where_least_is_left_whenever_that_empties() {
        let spots = [Spot { free: TEN, ..Spot::default() }, spot(4_000, 10), spot(6_000, 90)];
        assert_eq!(pack_as_sold(&spots, &[room(4_000, 90)]), [Some(1)], "the one that stays as long has more left");
        assert_eq!(pack_as_sold(&spots, &[room(2_000, 10), room(4_000, 10), room(6_000, 10)]), [Some(0), Some(1), Some(2)]);
        assert_eq!(pack_as_sold(&spots, &[room(11_000, 10)]), [None]);
        assert_eq!(pack_as_sold(&[], &[room(1_000, 10)]), [None]);
    }

    #[test]
    fn a_node_that_lacks_the_image_is_left_out() {
        let marked = Spot { lacks: vec![0], ..spot(4_000, 10) };
        assert_eq!(pack_as_sold(&[marked, spot(9_000, 10)], &[room(4_000, 10)]), [Some(1)]);
    }
}
