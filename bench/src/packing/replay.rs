//! A day of rooms put on nodes by one policy: for how many minutes nodes are on.

use homeroom_domain::{
    nodes::packing::{Coming, Spot, pack},
    sizing::{NodeShape, RoomSize},
};
use jiff::Timestamp;

use crate::school_day::{Stay, moments};

/// A bare-metal node of 104 cores.
pub(crate) const METAL: NodeShape =
    NodeShape { cpu_milli: 104_000, memory_mib: 393_216, network_mbit: Some(25_000), pods: 250, interfaces: None };

/// Who says where a room goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Kubernetes' own, unless it is told otherwise: the node of which the least is asked for.
    LeastAllocated,
    /// Its other one, by which nodes are packed.
    MostAllocated,
    FirstFit,
    Ours,
}

/// What a day came to.
#[derive(Debug, Clone)]
pub(crate) struct Replayed {
    pub(crate) node_minutes: i64,
    pub(crate) nodes_most: usize,
    /// Of each stay.
    pub(crate) nodes: Vec<usize>,
}

#[derive(Clone)]
struct Node {
    free: NodeShape,
    stays: Vec<usize>,
}

/// `None` where so many nodes do not hold the day.
pub(crate) fn replay(stays: &[Stay], policy: Policy, nodes: usize) -> Option<Replayed> {
    let mut pool = vec![Node { free: METAL, stays: Vec::new() }; nodes];
    let mut replayed = Replayed { node_minutes: 0, nodes_most: 0, nodes: vec![0; stays.len()] };
    let mut before = i64::MIN;
    for (now, (gone, mut come)) in moments(stays) {
        let on = pool.iter().filter(|node| !node.stays.is_empty()).count();
        replayed.nodes_most = replayed.nodes_most.max(on);
        replayed.node_minutes += i64::try_from(on).ok()? * now.saturating_sub(before);
        before = now;
        for stay in gone {
            pool[replayed.nodes[stay]].take_off(stay, stays[stay].size);
        }
        come.sort_unstable();
        for (stay, node) in places(&pool, stays, &come, (policy, now))? {
            replayed.nodes[stay] = node;
        }
        // The others' choices are made one by one, on a copy.
        come.iter().for_each(|stay| pool[replayed.nodes[*stay]].put(*stay, stays[*stay].size));
    }
    Some(replayed)
}

/// Ours, with the day run from its end to its beginning: the rooms that leave last are placed first, each where a node is on for the least time earlier.
/// Whoever does this knows when each room really goes.
pub(crate) fn replay_backwards(stays: &[Stay], nodes: usize) -> Option<Replayed> {
    let backwards: Vec<_> = stays.iter().map(|stay| Stay { from: -stay.goes, to: -stay.from, goes: -stay.from, ..*stay }).collect();
    replay(&backwards, Policy::Ours, nodes)
}

fn places(pool: &[Node], stays: &[Stay], come: &[usize], (policy, now): (Policy, i64)) -> Option<Vec<(usize, usize)>> {
    if policy == Policy::Ours {
        return ours(pool, stays, come, now);
    }
    let mut pool = pool.to_vec();
    let one = |stay: &usize| {
        let size = stays[*stay].size;
        let fitting = || (0..pool.len()).filter(|node| pool[*node].fits(size));
        let node = match policy {
            Policy::LeastAllocated => fitting().min_by_key(|node| pool[*node].allocated(size)),
            Policy::MostAllocated => fitting().min_by_key(|node| -pool[*node].allocated(size)),
            Policy::FirstFit | Policy::Ours => fitting().next(),
        }?;
        pool[node].put(*stay, size);
        Some((*stay, node))
    };
    come.iter().map(one).collect()
}

fn ours(pool: &[Node], stays: &[Stay], come: &[usize], now: i64) -> Option<Vec<(usize, usize)>> {
    let spot = |node: &Node| Spot { free: node.free, leaves: node.stays.iter().map(|stay| at(stays[*stay].to)).max(), ..Spot::default() };
    let spots: Vec<_> = pool.iter().map(spot).collect();
    let coming: Vec<_> = come.iter().map(|stay| Coming { size: stays[*stay].size, until: at(stays[*stay].to), image: 0 }).collect();
    let nodes = pack(&spots, &coming, at(now));
    come.iter().zip(nodes).map(|(stay, node)| Some((*stay, node?))).collect()
}

pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap_or_default()
}

impl Node {
    fn fits(&self, size: RoomSize) -> bool {
        let network = self.free.network_mbit.is_none_or(|free| size.network_mbit <= free);
        size.cpu_milli <= self.free.cpu_milli && size.memory_mib <= self.free.memory_mib && network && self.free.pods > 0
    }

    /// In hundredths, of processor and memory, as Kubernetes scores a node with the pod on it.
    fn allocated(&self, size: RoomSize) -> i64 {
        let part = |free: i64, needs: i64, has: i64| (has - free + needs) * 100 / has;
        let processor = part(self.free.cpu_milli, size.cpu_milli, METAL.cpu_milli);
        (processor + part(self.free.memory_mib, size.memory_mib, METAL.memory_mib)) / 2
    }

    fn put(&mut self, stay: usize, size: RoomSize) {
        self.free = with(self.free, size, -1);
        self.stays.push(stay);
    }

    fn take_off(&mut self, stay: usize, size: RoomSize) {
        self.free = with(self.free, size, 1);
        self.stays.retain(|other| *other != stay);
    }
}

fn with(free: NodeShape, size: RoomSize, times: i64) -> NodeShape {
    NodeShape {
        cpu_milli: free.cpu_milli + times * size.cpu_milli,
        memory_mib: free.memory_mib + times * size.memory_mib,
        network_mbit: free.network_mbit.map(|network| network + times * size.network_mbit),
        pods: free.pods + times,
        interfaces: free.interfaces.map(|interfaces| interfaces + times * size.interfaces),
    }
}

/// What no policy can go below: at each moment as many nodes as what rooms need comes to, as a fluid and as whole nodes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bound {
    pub(crate) fluid: f64,
    pub(crate) whole: f64,
}

pub(crate) fn bound(stays: &[Stay]) -> Bound {
    let (mut bound, mut needs, mut before) = (Bound::default(), NodeShape { network_mbit: Some(0), ..NodeShape::default() }, i64::MIN);
    for (now, (gone, come)) in moments(stays) {
        let parts = [
            (needs.cpu_milli, METAL.cpu_milli),
            (needs.memory_mib, METAL.memory_mib),
            (needs.network_mbit.unwrap_or_default(), METAL.network_mbit.unwrap_or(i64::MAX)),
            (needs.pods, METAL.pods),
        ];
        let nodes = parts.iter().map(|(needs, has)| *needs as f64 / *has as f64).fold(0.0, f64::max);
        let minutes = now.saturating_sub(before) as f64;
        if nodes > 0.0 {
            bound.fluid += nodes * minutes;
            bound.whole += nodes.ceil() * minutes;
        }
        gone.iter().for_each(|stay| needs = with(needs, stays[*stay].size, -1));
        come.iter().for_each(|stay| needs = with(needs, stays[*stay].size, 1));
        before = now;
    }
    bound
}
