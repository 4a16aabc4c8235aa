//! Why an order is refused: every violation with its figures, and the part of it that a tenant may see.
//!
//! A tenant sees its own quota, and of clusters only region, time and how many rooms are too many; calendars and figures are the platform's. No
//! sentences here: facts alone, rendered in the reader's language elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Ask, Calendars, ClusterCalendar, alternatives::no_change_helps};
use crate::{
    calendar::{Amounts, Calendar, Resource, ShortRun, Shortage},
    cluster::thresholds::Count,
    ids::ClusterId,
    order::NewOrder,
    pools::Refusing,
    sizing::{NodeShape, RoomSize, largest_fitting, rooms_per_node},
    slots::Slot,
};

/// Everything against one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Index into the orders that were asked about.
    pub order: usize,
    /// Never empty. Of clusters only when none of the region fits, and then of each.
    pub violations: Vec<Violation>,
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// The tenant's quota is short; `at` is the first slot, absent for numbers that are not booked per slot, which have no runs of slots either.
    Quota { calendar: Uuid, limit: Resource, at: Option<Slot>, needed: i64, free: i64, runs: Vec<ShortRun> },
    /// A cluster is short.
    Capacity(CapacityShort),
    /// No storage pool of a cluster takes what would be recorded.
    Storage(StorageShort),
    /// A cluster bears no order more.
    Objects(ObjectsShort),
    /// A room fits on no empty node of the region, whatever the state of its clusters; `seats_max` is the most that would.
    RoomTooLarge { region: String, room: usize, key: String, seats: u32, seats_max: u32 },
    /// Its rooms are to have network interfaces of their own, and no cluster of the region has nodes that offer some.
    NoInterfaces { region: String },
    /// No cluster of the region may take the order now.
    NoCluster { region: String },
}

/// Why a cluster has too little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Its nodes have no more.
    Capacity,
    /// They have, and it is kept: the loss of a cluster of the region would not be borne any more.
    Cover,
}

/// What a cluster lacks of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapacityShort {
    pub region: String,
    pub cluster: ClusterId,
    pub lack: Lack,
    pub calendar: Uuid,
    /// Its nodes, as the rooms were priced.
    pub shape: NodeShape,
    /// The first slot that refuses, what is asked there, what is free there; further on the worst slot and all runs of slots.
    pub shortage: Shortage,
    /// So many of the rooms that are up in the first slot would have to go, the largest first, for this resource.
    pub rooms_too_many: i64,
}

/// Why no pool of a cluster takes an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageShort {
    pub region: String,
    pub cluster: ClusterId,
    /// Each of its pools with its reason. Empty where it has none.
    pub pools: Refusing,
}

/// What of a cluster's own objects keeps it from taking an order more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectsShort {
    pub region: String,
    pub cluster: ClusterId,
    pub count: Count,
}

/// What a tenant may know of a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantViolation {
    Quota {
        limit: Resource,
        at: Option<Slot>,
        needed: i64,
        free: i64,
    },
    Capacity {
        region: String,
        at: Slot,
        rooms_too_many: i64,
    },
    /// What would be recorded has no place.
    Storage {
        region: String,
    },
    /// As many orders are there as clusters bear.
    Full {
        region: String,
    },
    RoomTooLarge {
        region: String,
        room: usize,
        key: String,
        seats: u32,
        seats_max: u32,
    },
    NoInterfaces {
        region: String,
    },
    NoCluster {
        region: String,
    },
}

impl Refusal {
    /// The tenant's view: clusters melt into their region, which is as short as the cluster that lacks the fewest rooms.
    pub fn for_tenant(&self) -> Vec<TenantViolation> {
        let mut seen: Vec<TenantViolation> = Vec::new();
        for violation in self.violations.iter().filter_map(plain) {
            // Several clusters of a region may lack storage, or be full.
            if !seen.contains(&violation) {
                seen.push(violation);
            }
        }
        seen.extend(self.nearest_clusters().into_iter().map(|(region, (rooms_too_many, at, _))| TenantViolation::Capacity {
            region: region.to_owned(),
            at,
            rooms_too_many,
        }));
        seen
    }

    /// By region the cluster that lacks the fewest rooms, how many, and the first slot in which it lacks any.
    pub(super) fn nearest_clusters(&self) -> BTreeMap<&str, (i64, Slot, ClusterId)> {
        let mut clusters: BTreeMap<(&str, ClusterId), (Slot, i64)> = BTreeMap::new();
        for short in self.violations.iter().filter_map(capacity) {
            let first = (short.shortage.at, short.rooms_too_many);
            let worst = clusters.entry((&short.region, short.cluster)).or_insert(first);
            *worst = (worst.0.min(first.0), worst.1.max(first.1));
        }
        let mut regions: BTreeMap<&str, (i64, Slot, ClusterId)> = BTreeMap::new();
        for ((region, cluster), (at, rooms)) in clusters {
            let best = regions.entry(region).or_insert((rooms, at, cluster));
            *best = (*best).min((rooms, at, cluster));
        }
        regions
    }

    /// Whether no order at all would be admitted, however small.
    pub fn no_change_helps(&self) -> bool {
        self.violations.iter().any(no_change_helps)
    }

    /// Clusters that nothing but shares of nodes keeps from taking it: its rooms may pack all the same. None where the quota refuses it too.
    pub fn by_share_alone(&self) -> BTreeSet<ClusterId> {
        let of = |violation: &Violation| match violation {
            Violation::Capacity(short) => {
                Some((short.cluster, short.shortage.resource == Resource::NodeShare && short.lack == Lack::Capacity))
            }
            Violation::Storage(short) => Some((short.cluster, false)),
            Violation::Objects(short) => Some((short.cluster, false)),
            _ => None,
        };
        let mut clusters: BTreeMap<ClusterId, bool> = BTreeMap::new();
        for (cluster, by_share) in self.violations.iter().filter_map(of).filter(|_| !self.is_over_quota()) {
            *clusters.entry(cluster).or_insert(true) &= by_share;
        }
        clusters.into_iter().filter(|(_, by_share)| *by_share).map(|(cluster, _)| cluster).collect()
    }

    /// Whether the tenant's own quota refuses; else it is capacity, for which the platform answers.
    pub fn is_over_quota(&self) -> bool {
        self.violations.iter().any(|v| matches!(v, Violation::Quota { .. }))
    }
}

fn plain(violation: &Violation) -> Option<TenantViolation> {
    match violation.clone() {
        Violation::Quota { calendar: _, limit, at, needed, free, runs: _ } => Some(TenantViolation::Quota { limit, at, needed, free }),
        Violation::RoomTooLarge { region, room, key, seats, seats_max } => {
            Some(TenantViolation::RoomTooLarge { region, room, key, seats, seats_max })
        }
        Violation::NoInterfaces { region } => Some(TenantViolation::NoInterfaces { region }),
        Violation::NoCluster { region } => Some(TenantViolation::NoCluster { region }),
        Violation::Storage(short) => Some(TenantViolation::Storage { region: short.region }),
        Violation::Objects(short) => Some(TenantViolation::Full { region: short.region }),
        Violation::Capacity(_) => None,
    }
}

pub(super) fn capacity(violation: &Violation) -> Option<&CapacityShort> {
    match violation {
        Violation::Capacity(short) => Some(short),
        _ => None,
    }
}

/// What the numbers of a quota that are not booked by time have against new orders beside so many live ones. No lesson need be looked for to know it; what
/// the slots of the quota have against them is not said.
pub fn refused_by_numbers(orders: &[NewOrder], mut live: i64, quota: &Calendar) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for (order, document) in orders.iter().enumerate() {
        let violations: Vec<_> = one_order_more(live, quota).into_iter().chain(size_of_order(document.rooms.len(), quota)).collect();
        if violations.is_empty() {
            live += 1;
        } else {
            refusals.push(Refusal { order, violations });
        }
    }
    refusals
}

fn one_order_more(live: i64, quota: &Calendar) -> Option<Violation> {
    number(Resource::LiveOrders, 1, live, quota)
}

fn size_of_order(rooms: usize, quota: &Calendar) -> Option<Violation> {
    number(Resource::RoomsPerOrder, i64::try_from(rooms).unwrap_or(i64::MAX), 0, quota)
}

fn number(limit: Resource, needed: i64, used: i64, quota: &Calendar) -> Option<Violation> {
    let free = quota.limit(limit).saturating_sub(used);
    (needed > free).then(|| Violation::Quota { calendar: quota.id, limit, at: None, needed, free, runs: Vec::new() })
}

/// Numbers first, then slots. A limit below use blocks only what is new.
pub(super) fn of_quota(ask: &Ask<'_>, change: &Amounts, calendars: &Calendars) -> Vec<Violation> {
    let quota = &calendars.quota;
    let rooms = ask.order.document.rooms.len();
    let rooms_before = ask.held.as_ref().map_or(0, |h| h.rooms);
    let orders = ask.held.is_none().then(|| one_order_more(calendars.live_orders, quota)).flatten();
    let size = (rooms > rooms_before).then(|| size_of_order(rooms, quota)).flatten();
    let slots = quota.shortages(change).into_iter().map(|s| Violation::Quota {
        calendar: quota.id,
        limit: s.resource,
        at: Some(s.at),
        needed: s.needed,
        free: s.free,
        runs: s.runs,
    });
    orders.into_iter().chain(size).chain(slots).collect()
}

pub(super) fn of_cluster(ask: &Ask<'_>, at: &ClusterCalendar, shortages: &[Shortage], lack: Lack) -> Vec<Violation> {
    let shape = at.shape.unwrap_or_default();
    let one = |shortage: &Shortage| {
        let missing = shortage.needed.saturating_sub(shortage.free);
        Violation::Capacity(CapacityShort {
            region: at.region.clone(),
            cluster: at.cluster,
            lack,
            calendar: at.calendar.id,
            shape,
            rooms_too_many: ask.demand.rooms_worth(shortage.at, shortage.resource, missing, shape),
            shortage: shortage.clone(),
        })
    };
    shortages.iter().map(one).collect()
}

pub(super) fn of_pools(at: &ClusterCalendar, pools: Refusing) -> Violation {
    Violation::Storage(StorageShort { region: at.region.clone(), cluster: at.cluster, pools })
}

pub(super) fn of_objects(at: &ClusterCalendar, count: Count) -> Violation {
    Violation::Objects(ObjectsShort { region: at.region.clone(), cluster: at.cluster, count })
}

/// When no candidate was even counted: a room is larger than any node that there is, or the nodes that would do take no order now. A room that an
/// amendment only keeps is not too large: nobody can make it smaller than what was admitted.
pub(super) fn of_shapes(ask: &Ask<'_>, region: &str, shapes: &[NodeShape]) -> Vec<Violation> {
    let offers = |shape: &NodeShape| shape.interfaces.is_some_and(|interfaces| interfaces > 0);
    if ask.order.kind.exclusive_interface && !shapes.is_empty() && !shapes.iter().any(offers) {
        return vec![Violation::NoInterfaces { region: region.to_owned() }];
    }
    let too_large = |size: RoomSize| !ask.keeps(size) && !shapes.iter().any(|shape| rooms_per_node(size, *shape) > 0);
    let largest = |seats: u32| shapes.iter().filter_map(|shape| largest_fitting(&ask.order.kind, seats, *shape)).max();
    let rooms = ask.order.document.rooms.iter().zip(&ask.order.rooms).enumerate();
    let found: Vec<Violation> = rooms
        .filter(|(_, (_, sized))| too_large(sized.size))
        .filter_map(|(room, (named, sized))| {
            let (region, key, seats) = (region.to_owned(), named.key.clone(), sized.seats);
            Some(Violation::RoomTooLarge { region, room, key, seats, seats_max: largest(seats)? })
        })
        .collect();
    if found.is_empty() { vec![Violation::NoCluster { region: region.to_owned() }] } else { found }
}
