//! Whether the rooms of full slots really pack onto nodes, where the sum of their shares says that they may not.
//!
//! A share is what a room takes of a node that is full of such rooms, and no price that goes by a room's own size may be less: of rooms of which k fill a
//! node, n nodes hold n times k and not one more. But what such rooms leave of a node is taken by others, and no sum knows which others there are. So the day
//! is gone through, room by room, from when nothing was up: those that leave go, those that come are placed, the largest first, each where the least is left,
//! and none that is up is moved. By the same rule (`nodes::best_fit`) rooms are advised to nodes where that is sold; what only a cleverer order would find is not
//! counted on.
//!
//! Nodes are as many as are sold, each less what other people's pods take on the node where they take most. Beside them stays a node at least as headroom, for
//! what cannot be known here: rooms that come late, that are smaller than they are taken to be, or that give up their place to a larger one of their order. What
//! is known of the rooms has to be all that the calendar has booked: where it is not, or where the search would take too long, the answer is no.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    iter::{once, zip},
    sync::Arc,
};

use super::together::Stretch;
use crate::{
    calendar::{Calendar, Resource},
    ids::OrderId,
    nodes::best_fit::{fullest, part},
    room_sizes::RoomSizes,
    sizing::{NODE_SHARE_WHOLE, NodeShape, RoomSize},
    slots::{Slot, Steps},
};

/// Nodes that are looked at for rooms, over all days that differ: some hundredths of a second.
const LOOKS_MAX: usize = 10_000_000;
/// Kubernetes bears fewer in a cluster.
const NODES_MAX: i64 = 100_000;
/// Processor, memory, network, pods.
const DIMENSIONS: usize = 4;

/// The rooms of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomsUp {
    /// What rooms have of a node, whichever it is.
    node: NodeShape,
    orders: Vec<Arc<OrderRooms>>,
}

/// The rooms of an order on a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderUp {
    /// Named where it is asked about.
    pub order: Option<OrderId>,
    /// How many are up.
    pub up: Steps,
    /// None: nobody knows how large they are.
    pub sizes: RoomSizes,
}

impl RoomsUp {
    /// `others_most` is what other people's pods take of the node where they take most, of each resource.
    pub fn new(shape: NodeShape, others_most: NodeShape, orders: Vec<OrderUp>) -> Self {
        let node = NodeShape {
            cpu_milli: shape.cpu_milli - others_most.cpu_milli,
            memory_mib: shape.memory_mib - others_most.memory_mib,
            network_mbit: shape.network_mbit.map(|network| network - others_most.network_mbit.unwrap_or_default()),
            pods: shape.pods - others_most.pods,
            interfaces: None,
        };
        Self { node, orders: orders.into_iter().map(|order| Arc::new(OrderRooms::of(&order))).collect() }
    }

    /// Whether what comes packs with all that is booked, in each of these stretches of slots. Before each nothing is up.
    pub(super) fn packs(&self, coming: &OrderUp, calendar: &Calendar, stretches: &[Stretch]) -> bool {
        let (simulation, mut looks) = (Simulation::of(self, coming), LOOKS_MAX);
        // A term's weeks are much alike.
        let mut simulated: HashMap<Day, Option<Vec<Booked>>> = HashMap::new();
        stretches.iter().all(|span| {
            let span = *span;
            let day = simulation.day(span, nodes(calendar, span));
            let turns: Vec<i64> = day.turns.iter().map(|(after, _)| *after).collect();
            let booked = simulated.entry(day).or_insert_with_key(|day| simulation.through(day, &mut looks));
            booked.as_ref().is_some_and(|booked| is_all_of(calendar, span, &turns, booked))
        })
    }

    /// From now on it is one of those that are there.
    pub(crate) fn take(&mut self, coming: &OrderUp) {
        self.orders.retain(|known| !is_same(known.order, coming));
        self.orders.push(Arc::new(OrderRooms::of(coming)));
    }
}

fn is_same(known: Option<OrderId>, coming: &OrderUp) -> bool {
    coming.order.is_some() && known == coming.order
}

/// The rooms of an order, with how many are up from which slot on.
#[derive(Debug, PartialEq, Eq)]
struct OrderRooms {
    order: Option<OrderId>,
    /// The largest first.
    rooms: Vec<RoomSize>,
    levels: Vec<(Slot, i64)>,
}

impl OrderRooms {
    fn of(order: &OrderUp) -> Self {
        let mut levels: Vec<(Slot, i64)> = Vec::new();
        for step in order.up.iter() {
            match levels.last_mut() {
                Some((since, rooms)) if *since == step.from => *rooms = step.amount,
                _ => levels.push((step.from, step.amount)),
            }
            levels.push((step.to, 0));
        }
        Self { order: order.order, rooms: order.sizes.listed(), levels }
    }

    /// How many are up in the first of these slots, and from each on in which that changes.
    fn within(&self, (from, to): (Slot, Slot)) -> impl Iterator<Item = (Slot, usize)> {
        let begun = self.levels.partition_point(|(since, _)| *since <= from);
        let first = begun.checked_sub(1).map_or(0, |last| self.levels[last].1);
        let later = self.levels[begun..].iter().copied().take_while(move |(since, _)| *since < to);
        once((from, first)).chain(later).map(|(slot, rooms)| (slot, usize::try_from(rooms).unwrap_or_default()))
    }

    /// Those of which nothing is known are as large as the largest. `None` where of none is.
    fn room(&self, place: usize) -> Option<RoomSize> {
        self.rooms.get(place).or(self.rooms.first()).copied()
    }

    /// Whether one may go as another of another size comes, which no number of rooms tells.
    fn may_swap(&self, up: usize) -> bool {
        up > 0 && up != self.rooms.len() && self.rooms.first() != self.rooms.last()
    }
}

/// What happens on a day.
#[derive(PartialEq, Eq, Hash)]
struct Day {
    nodes: usize,
    /// After so many slots of these orders so many rooms are up.
    turns: Vec<(i64, Vec<(usize, usize)>)>,
}

/// Rooms, cores and memory of what is booked, as far as sizes tell.
type Booked = [i64; 3];

struct Simulation {
    orders: Vec<Simulated>,
    node: [i64; DIMENSIONS],
}

struct Simulated {
    order: Arc<OrderRooms>,
    /// It is part of what the calendar has.
    is_booked: bool,
    /// It is going to be there: what an amendment replaces is not.
    stays: bool,
}

impl Simulation {
    fn of(up: &RoomsUp, coming: &OrderUp) -> Self {
        let known = |order: &Arc<OrderRooms>| Simulated { order: order.clone(), is_booked: true, stays: !is_same(order.order, coming) };
        let comes = Simulated { order: Arc::new(OrderRooms::of(coming)), is_booked: false, stays: true };
        let NodeShape { cpu_milli, memory_mib, network_mbit, pods, interfaces: _ } = up.node;
        Self {
            orders: up.orders.iter().map(known).chain([comes]).collect(),
            node: [cpu_milli, memory_mib, network_mbit.unwrap_or(i64::MAX), pods],
        }
    }

    fn day(&self, span: (Slot, Slot), nodes: usize) -> Day {
        let mut turns: BTreeMap<i64, Vec<(usize, usize)>> = BTreeMap::new();
        for (order, of) in self.orders.iter().enumerate() {
            for (slot, rooms) in of.order.within(span) {
                turns.entry(slot.0 - span.0.0).or_default().push((order, rooms));
            }
        }
        Day { nodes, turns: turns.into_iter().collect() }
    }

    /// What is booked after each turn; `None` where a room finds no node.
    fn through(&self, day: &Day, looks: &mut usize) -> Option<Vec<Booked>> {
        let mut filling = Filling::of(self, day);
        day.turns.iter().map(|(_, changes)| filling.turn(changes, looks).map(|()| filling.booked)).collect()
    }
}

/// As many as are sold in each of the slots. What others' pods take of them comes off the limit, and is less than a node or makes it one fewer.
fn nodes(calendar: &Calendar, span: (Slot, Slot)) -> usize {
    let limits = calendar.limits_over(Resource::NodeShare, span);
    let least = limits.into_iter().map(|(_, limit)| limit.max(0)).min().unwrap_or_default();
    let nodes = least / NODE_SHARE_WHOLE + i64::from(least % NODE_SHARE_WHOLE > 0);
    usize::try_from(nodes.min(NODES_MAX)).unwrap_or_default()
}

fn needs(size: RoomSize) -> [i64; DIMENSIONS] {
    [size.cpu_milli, size.memory_mib, size.network_mbit, 1]
}

/// Nodes as they fill over a day.
struct Filling<'a> {
    simulation: &'a Simulation,
    free: Vec<[i64; DIMENSIONS]>,
    /// Of each order how many are up, and on which nodes.
    up: Vec<usize>,
    on: Vec<Vec<usize>>,
    /// All of its rooms are taken to be as large as the largest, for all of the day.
    swaps: Vec<bool>,
    booked: Booked,
}

impl<'a> Filling<'a> {
    fn of(simulation: &'a Simulation, day: &Day) -> Self {
        let orders = simulation.orders.len();
        let mut swaps = vec![false; orders];
        for (order, rooms) in day.turns.iter().flat_map(|(_, changes)| changes.iter().copied()) {
            swaps[order] |= simulation.orders[order].order.may_swap(rooms);
        }
        let free = vec![simulation.node; day.nodes];
        Self { simulation, free, up: vec![0; orders], on: vec![Vec::new(); orders], swaps, booked: [0; 3] }
    }

    /// Lets rooms go and come. `None` where one finds no node.
    fn turn(&mut self, changes: &[(usize, usize)], looks: &mut usize) -> Option<()> {
        let (simulation, mut coming): (_, Vec<(usize, RoomSize)>) = (self.simulation, Vec::new());
        for (order, rooms) in changes.iter().copied() {
            let (of, before) = (&simulation.orders[order], std::mem::replace(&mut self.up[order], rooms));
            let swaps = self.swaps[order];
            let room = |place: usize| of.order.room(if swaps { 0 } else { place });
            for place in (rooms..before).rev() {
                let size = room(place)?;
                self.count(of, size, -1);
                if let Some(node) = self.on[order].pop() {
                    zip(&mut self.free[node], needs(size)).for_each(|(free, need)| *free += need);
                }
            }
            for place in before..rooms {
                let size = room(place)?;
                self.count(of, size, 1);
                coming.extend(of.stays.then_some((order, size)));
            }
        }
        // Those of one order stay in their order: the last that came is the first that goes.
        coming.sort_by_key(|(_, size)| Reverse(part(&needs(*size), &simulation.node).0));
        for (order, size) in coming {
            let node = self.place(size, looks)?;
            self.on[order].push(node);
        }
        Some(())
    }

    fn count(&mut self, of: &Simulated, size: RoomSize, sign: i64) {
        if of.is_booked {
            zip(&mut self.booked, [1, size.cpu_milli, size.memory_mib]).for_each(|(sum, each)| *sum += sign * each);
        }
    }

    /// Where the least is left of what the room takes most of. Nodes may differ in the network interfaces that they have: for such rooms there is none.
    fn place(&mut self, size: RoomSize, looks: &mut usize) -> Option<usize> {
        if size.interfaces > 0 {
            return None;
        }
        *looks = looks.checked_sub(self.free.len())?;
        let needs = needs(size);
        let node = fullest(&self.free, &needs, part(&needs, &self.simulation.node).1, |_| true)?;
        zip(&mut self.free[node], needs).for_each(|(free, need)| *free -= need);
        Some(node)
    }
}

/// Whether what was found booked after each turn is all that the calendar has.
fn is_all_of(calendar: &Calendar, (from, to): (Slot, Slot), turns: &[i64], booked: &[Booked]) -> bool {
    let ends = turns.iter().skip(1).map(|after| from.0 + after).chain([to.0]);
    zip(zip(turns, ends), booked).all(|((after, end), [rooms, cpu_milli, memory_mib])| {
        (from.0 + after..end).map(Slot).all(|slot| {
            calendar.used(Resource::Pods, slot) == *rooms
                && calendar.used(Resource::CpuMilli, slot) <= *cpu_milli
                && calendar.used(Resource::MemoryMib, slot) <= *memory_mib
        })
    })
}
