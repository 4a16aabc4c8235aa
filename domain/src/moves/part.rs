//! Which rooms of an order go on elsewhere where not all of them fit: as many as there is room for, those whose lessons are first before the others.
//!
//! The others are left behind: they belong to the place where the order was, come up there again if it is back, and are tried again by the next failover. Each room
//! belongs to one place all the same. An order runs on one cluster, with its namespace, its claim and its road, and each of its rooms is there or is left where it was:
//! so one cluster takes what goes, and what it has no room for is not divided among further ones.

use std::{
    borrow::Borrow,
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Found, Left, Moving, NoPlace,
    place::{Rank, fit},
};
use crate::{admission::ClusterCalendar, demand::Demand, ids::ClassroomId, order::Order};

/// Looks at all clusters for one order, for their calendars are locked meanwhile. Rooms are tried together and then in halves, and not again as what did not fit
/// alone, so that this is reached by what few schools order.
const LOOKS_MAX: usize = 128;
/// Looks at one cluster, however many there are.
const LOOKS_LEAST: usize = 16;

/// What becomes of rooms in a special way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aside {
    /// They go on with the order or it does not go at all: their place is there already, or they follow it soon.
    pub bound: BTreeSet<ClassroomId>,
    /// They are tried after all others, because a lesson of theirs runs where they are, or may.
    pub last: BTreeSet<ClassroomId>,
}

/// An order that may be divided, room by room in the order in which they are tried.
#[derive(Debug, Clone)]
pub struct Parting {
    moving: Moving,
    bound: Demand,
    rooms: Vec<(ClassroomId, Demand)>,
}

/// The rooms that go, where, and which do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What goes along.
    pub moving: Moving,
    pub found: Found,
    /// In the order in which they were tried.
    pub left: Vec<ClassroomId>,
}

impl Parting {
    /// Of an order and what it would take along as a whole. Costs a schedule.
    pub fn of(order: &Order, moving: &Moving, aside: &Aside, now: Timestamp) -> Self {
        let order = Order { suspended_since: None, stopped_since: None, ..order.clone() };
        let schedule = order.schedule();
        let mut first: HashMap<u32, Timestamp> = HashMap::new();
        for run in schedule.runs().iter().filter(|run| run.to > now) {
            let from = first.entry(run.room).or_insert(run.from);
            *from = run.from.min(*from);
        }
        let each = Demand::of_each_room(&order, &schedule, now);
        let (mut bound, mut rooms) = (moving.demand.with_none_up(), Vec::new());
        for ((index, room), demand) in (0_u32..).zip(&order.rooms).zip(each) {
            if aside.bound.contains(&room.id) {
                bound = bound.with_up(&demand);
            } else if !demand.is_idle() {
                rooms.push((aside.last.contains(&room.id), first.get(&index).copied(), room.id, demand));
            }
        }
        rooms.sort_by_key(|(is_last, from, ..)| (*is_last, *from));
        Self { moving: moving.clone(), bound, rooms: rooms.into_iter().map(|(.., room, demand)| (room, demand)).collect() }
    }

    fn at(&self, at: &ClusterCalendar, held: Option<&Left>, looks: usize) -> Option<(Rank, Part)> {
        let mut trying = Trying { of: self, at, held, looks, up: self.bound.clone(), best: None, failed: Vec::new(), left: Vec::new() };
        if !self.bound.is_idle() {
            trying.best = Some(fit(&self.moving.with(self.bound.clone()), at, held, true).ok()?);
        }
        trying.add(&self.rooms);
        let Trying { up, best, left, .. } = trying;
        let (rank, found) = best.filter(|_| left.len() < self.rooms.len())?;
        Some((rank, Part { moving: self.moving.with(up), found, left }))
    }
}

/// One cluster, and what goes there so far.
struct Trying<'a> {
    of: &'a Parting,
    at: &'a ClusterCalendar,
    held: Option<&'a Left>,
    looks: usize,
    up: Demand,
    best: Option<(Rank, Found)>,
    /// What a room wanted that did not fit: more never leaves room for it.
    failed: Vec<&'a Demand>,
    left: Vec<ClassroomId>,
}

impl<'a> Trying<'a> {
    fn add(&mut self, rooms: &'a [(ClassroomId, Demand)]) {
        if self.looks == 0 || rooms.iter().all(|(_, demand)| self.failed.contains(&demand)) {
            self.left.extend(rooms.iter().map(|(room, _)| *room));
            return;
        }
        self.looks -= 1;
        let up = rooms.iter().fold(self.up.clone(), |up, (_, demand)| up.with_up(demand));
        match (fit(&self.of.moving.with(up.clone()), self.at, self.held, true), rooms) {
            (Ok(best), _) => (self.up, self.best) = (up, Some(best)),
            (Err(why), _) if !is_of_rooms(why) => {
                self.looks = 0;
                self.left.extend(rooms.iter().map(|(room, _)| *room));
            }
            (Err(_), [(room, demand)]) => {
                self.failed.push(demand);
                self.left.push(*room);
            }
            (Err(_), _) => {
                let (first, rest) = rooms.split_at(rooms.len() / 2);
                self.add(first);
                self.add(rest);
            }
        }
    }
}

/// Whether fewer rooms, or others, may fit all the same.
const fn is_of_rooms(why: NoPlace) -> bool {
    matches!(why, NoPlace::Short { .. } | NoPlace::RoomTooLarge {} | NoPlace::NoInterfaces {})
}

/// The cluster that takes most of the rooms; of several that which takes those that are tried first, and then that which `place` prefers. `None` where none takes any that is not there yet. `held` is what the order holds
/// on each calendar before. The order is lost where it is: shares decide where nobody sees what packs.
pub fn place_part<C: Borrow<ClusterCalendar>>(parting: &Parting, clusters: &[C], held: &BTreeMap<Uuid, Left>) -> Option<Part> {
    let looks = LOOKS_MAX.checked_div(clusters.len())?.max(LOOKS_LEAST);
    let parts = clusters.iter().map(Borrow::borrow).filter_map(|at| parting.at(at, held.get(&at.calendar.id), looks));
    let turns: HashMap<ClassroomId, usize> = parting.rooms.iter().enumerate().map(|(turn, (room, _))| (*room, turn)).collect();
    let latest = |part: &Part| Reverse(part.left.iter().map(|room| turns.get(room).copied()).collect::<Vec<_>>());
    parts.min_by_key(|(rank, part)| (part.left.len(), latest(part), *rank)).map(|(_, part)| part)
}
