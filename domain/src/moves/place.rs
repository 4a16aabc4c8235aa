//! Where an order that lives may go: the arithmetic of admission, on clusters alone, because what it holds of its quota stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    admission::{ClusterCalendar, Newcomer, Reachable, taken, up},
    calendar::{Amounts, Reservation, Resource, Shortage},
    cluster::thresholds::Counted,
    demand::Demand,
    ids::{ClusterId, OrderId},
    order::Order,
    pools::{self, Rates, Storage, Stored},
    room_sizes::RoomSizes,
    sizing::NodeShape,
    slots::Steps,
};

/// What an order takes along: the rest of its term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moving {
    id: OrderId,
    pub(super) demand: Demand,
    rates: Rates,
    sizes: RoomSizes,
}

impl Moving {
    /// From now on. What a suspension or a cap keeps from beginning is booked all the same, and comes back by itself. Costs a schedule.
    pub fn of(order: &Order, now: Timestamp) -> Self {
        let order = Order { suspended_since: None, stopped_since: None, ..order.clone() };
        let demand = Demand::of(&order, &order.schedule(), now);
        Self { id: order.id, demand, rates: Rates::of(&order.newest().kind), sizes: RoomSizes::of_order(&order, now) }
    }

    /// The first and the last UTC day of it, and one more on either side: what is up past midnight keeps its place. `None` when nothing is left.
    pub fn days(&self) -> Option<(i32, i32)> {
        let days = self.demand.days();
        Some((days.first()?.saturating_sub(1), days.last()?.saturating_add(1)))
    }

    pub const fn id(&self) -> OrderId {
        self.id
    }

    /// Books in thought what was found on the cluster that it was found on, so that others are looked for beside it.
    pub fn take(&self, found: &Found, at: &mut ClusterCalendar) {
        let up = at.rooms_up.is_some().then(|| up(&Coming { moving: self, before: None, may_go_unseen: false }, &found.capacity));
        at.calendar.add(&found.change, 1);
        at.objects.orders += 1;
        if let Some((storage, change)) = &found.storage {
            at.pools.iter_mut().filter(|pool| pool.id == storage.pool).for_each(|pool| pool.calendar.add(change, 1));
        }
        if let (Some(rooms), Some(up)) = (&mut at.rooms_up, up) {
            rooms.take(&up);
        }
    }
}

impl Moving {
    /// The same with these rooms up alone. What its lessons are recorded into is booked for all of them, because a claim does not grow.
    pub(super) fn with(&self, demand: Demand) -> Self {
        Self { demand, ..self.clone() }
    }

    /// The same where what its lessons are recorded into is booked already, for all of its rooms.
    #[must_use]
    pub fn stored_already(&self) -> Self {
        Self { rates: Rates::default(), ..self.clone() }
    }

    /// Whether its lessons are recorded, so that it needs a storage pool too.
    pub fn records(&self) -> bool {
        !self.rates.is_zero()
    }

    /// Why a room does not fit on an empty node.
    fn unfit(&self, shape: NodeShape) -> NoPlace {
        let lacks = self.demand.wants_interfaces() && shape.interfaces.is_none_or(|interfaces| interfaces <= 0);
        if lacks { NoPlace::NoInterfaces {} } else { NoPlace::RoomTooLarge {} }
    }
}

/// What an order left at a place before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What is past of it stays.
    pub capacity: Reservation,
    /// In a claim that still stands.
    pub storage: Option<Storage>,
}

/// A place that has room for the rest of the term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub cluster: ClusterId,
    /// All that the order holds there then.
    pub capacity: Reservation,
    /// What that adds to what is booked there.
    pub change: Amounts,
    /// The same of one of its storage pools.
    pub storage: Option<Stored>,
    /// Of its rooms, to be kept beside the capacity.
    pub sizes: RoomSizes,
}

/// A cluster that cannot take it, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    pub cluster: ClusterId,
    pub why: NoPlace,
}

/// Why a cluster cannot take an order. Serialised as `{"reason": ..., "params": {...}}`. Added to, never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum NoPlace {
    Cordoned {},
    /// Its tenant keeps off it.
    KeptOff {},
    Unreachable {},
    /// None of its rooms answers on the road that clients take.
    RoomsNotReached {},
    /// No node of it is known.
    NoNodes {},
    /// A room fits on no empty node of it.
    RoomTooLarge {},
    /// Rooms of the order have network interfaces of their own, and its nodes offer none.
    NoInterfaces {},
    /// None of its storage pools takes what would be recorded.
    NoStorage {},
    /// It has as many namespaces, or Services, as it bears.
    Full {
        counted: Counted,
        limit: i64,
    },
    /// The first slot that refuses.
    Short {
        resource: Resource,
        at: Timestamp,
        needed: i64,
        free: i64,
    },
    /// What the order left there is not gone yet.
    StillLeaving {},
    /// No other cluster of the region is of its sort.
    NoOtherCluster {},
    /// Its rooms are always up: there is no moment at which it could go on elsewhere.
    AlwaysOn {},
    /// The cluster that has the order is not fuller than this one would be with it.
    NotFuller {},
    /// Its objects stand, or are about to: only what is still to come is rebalanced.
    HasObjects {},
}

/// The best of these clusters, as admission chooses and by the same judgement: one that answers, then the one in whose tightest slot the least would be left, and
/// those on which it only packs last.
///
/// `held` is what the order held there before, by calendar.
///
/// # Errors
/// With every cluster and what is against it.
pub fn place<'a>(
    moving: &Moving,
    clusters: impl IntoIterator<Item = &'a ClusterCalendar>,
    held: &BTreeMap<Uuid, Left>,
) -> Result<Found, Vec<Tried>> {
    best(moving, clusters, held, false)
}

/// The same of an order that is lost where it is: where nobody can see whether it leaves others that are packed their place, shares decide, and what is kept free
/// takes it.
///
/// # Errors
/// As above.
pub fn place_unseen<'a>(
    moving: &Moving,
    clusters: impl IntoIterator<Item = &'a ClusterCalendar>,
    held: &BTreeMap<Uuid, Left>,
) -> Result<Found, Vec<Tried>> {
    best(moving, clusters, held, true)
}

fn best<'a>(
    moving: &Moving,
    clusters: impl IntoIterator<Item = &'a ClusterCalendar>,
    held: &BTreeMap<Uuid, Left>,
    may_go_unseen: bool,
) -> Result<Found, Vec<Tried>> {
    let (mut best, mut tried): (Option<(Rank, Found)>, Vec<Tried>) = (None, Vec::new());
    for at in clusters {
        match fit(moving, at, held.get(&at.calendar.id), may_go_unseen) {
            Ok((rank, found)) => {
                if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                    best = Some((rank, found));
                }
            }
            Err(why) => tried.push(Tried { cluster: at.cluster, why }),
        }
    }
    best.map(|(_, found)| found).ok_or(tried)
}

/// Clusters on which shares of nodes refuse it first: its rooms may pack there all the same.
pub fn refused_by_share(tried: &[Tried]) -> BTreeSet<ClusterId> {
    let by_share = tried.iter().filter(|tried| matches!(tried.why, NoPlace::Short { resource: Resource::NodeShare, .. }));
    by_share.map(|tried| tried.cluster).collect()
}

pub(super) type Rank = (Reachable, i64, Uuid);

/// An order that comes to a cluster, with what it held there before.
struct Coming<'a> {
    moving: &'a Moving,
    before: Option<&'a Reservation>,
    may_go_unseen: bool,
}

impl Newcomer for Coming<'_> {
    fn known_as(&self) -> Option<OrderId> {
        Some(self.moving.id)
    }

    fn holds(&self) -> Option<&Reservation> {
        self.before
    }

    fn sizes(&self) -> RoomSizes {
        self.moving.sizes.clone()
    }

    fn grown(&self) -> Steps {
        Steps::default()
    }

    fn may_go_unseen(&self) -> bool {
        self.may_go_unseen
    }
}

pub(super) fn fit(moving: &Moving, at: &ClusterCalendar, held: Option<&Left>, may_go_unseen: bool) -> Result<(Rank, Found), NoPlace> {
    if at.cordoned {
        return Err(NoPlace::Cordoned {});
    }
    match at.reachable {
        Reachable::No => return Err(NoPlace::Unreachable {}),
        Reachable::CutOff => return Err(NoPlace::RoomsNotReached {}),
        Reachable::Yes | Reachable::Unknown => {}
    }
    let shape = at.shape.ok_or(NoPlace::NoNodes {})?;
    let wanted = moving.demand.cluster_demand(shape).ok_or_else(|| moving.unfit(shape))?;
    let before = held.map_or_else(|| Reservation::new(at.calendar.id, Amounts::new()), |left| left.capacity.clone());
    let capacity = before.continued(moving.demand.since, &wanted);
    let change = before.difference(&capacity);
    let coming = Coming { moving, before: Some(&before), may_go_unseen };
    let nodes = taken(&coming, at.nodes(), (capacity, change)).map_err(|short| first(&short))?;
    let kept = held.and_then(|left| left.storage.as_ref());
    // A claim that is kept stands in the order's own namespace.
    let full = at.objects.full().filter(|_| kept.is_none());
    full.map_or(Ok(()), |full| Err(NoPlace::Full { counted: full.counted, limit: full.limit }))?;
    let storage = pools::stored(moving.id, (moving.demand.lessons(), moving.rates), &at.pools, kept).map_err(|_| NoPlace::NoStorage {})?;
    let rank = (at.reachable, nodes.left(at.nodes()), at.cluster.uuid());
    let found = Found { cluster: at.cluster, capacity: nodes.reservation, change: nodes.change, storage, sizes: moving.sizes.clone() };
    Ok((rank, found))
}

fn first(shortages: &[Shortage]) -> NoPlace {
    let first = shortages.iter().min_by_key(|shortage| (shortage.at, shortage.resource));
    first.map_or(NoPlace::NoNodes {}, |first| NoPlace::Short {
        resource: first.resource,
        at: first.at.start(),
        needed: first.needed,
        free: first.free,
    })
}
