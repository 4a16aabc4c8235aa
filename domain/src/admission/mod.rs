//! Admission, the heart: does an order fit its tenant's quota and a cluster of its region, slot by slot, from now to its term's end?
//!
//! One pure function, shared by quote, create and amend. It answers with where the order goes and what is booked, or with every reason against it; what
//! is refused leaves the calendars as they were. What an order wants is `demand`'s, counting is `calendar`'s; rows, locks and retries are the service's.

mod alternatives;
mod ask;
mod cover;
mod fit;
mod going_on;
mod holding;
mod openings;
mod packed;
mod packing;
mod prices;
mod refusal;
mod rooms_up;
mod still;
mod storing;
mod together;

#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

pub use alternatives::{Alternative, AlternativeReason, Alternatives, admitted_of, alternatives};
pub use ask::{Amending, Ask, Held};
use cover::Kept;
pub use fit::{Fit, Week};
pub use going_on::{BookedOn, Prolonged, RoomsOf, RoomsThere, StaysShort, Step as OverrunStep, prolong, prolong_anyway};
pub use openings::{Fits, NewWish, Opening, STARTS_MAX, Wish};
pub(crate) use packed::{Newcomer, taken, up};
pub use prices::Prices;
pub use refusal::{CapacityShort, Lack, ObjectsShort, Refusal, StorageShort, TenantViolation, Violation, refused_by_numbers};
pub use rooms_up::{OrderUp, RoomsUp};

use crate::{
    calendar::{Amounts, Calendar, Reservation, Resource},
    cluster::thresholds::Objects,
    demand::Demand,
    ids::{ClusterId, StoragePoolId},
    order::ValidOrder,
    pools::{PoolCalendar, Storage, Stored},
    room_sizes::RoomSizes,
    sizing::NodeShape,
    slots::Steps,
};

/// What decides beside calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// A tenant in test mode (not live) is placed on simulated clusters, and only there; the others never.
    pub livemode: bool,
    /// The worst state of a cluster in which it still takes new orders.
    pub reachable_at_worst: Reachable,
    /// Whether clusters are weighed too when the quota has refused, so that everything against an order is said at once. It costs much, and nobody needs
    /// it who asks for more than the quota allows at any time.
    pub all_reasons: bool,
}

/// Whether a cluster answers, and its rooms do, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reachable {
    Yes,
    /// Nothing was heard yet.
    Unknown,
    /// It may answer, and no room of it does on the road that clients take.
    CutOff,
    No,
}

impl Reachable {
    /// The worst of which it is `answers`, if that is known, and `is_cut_off`, which is known for certain or not said.
    pub const fn of(answers: Option<bool>, is_cut_off: bool) -> Self {
        match (answers, is_cut_off) {
            (Some(false), _) => Self::No,
            (_, true) => Self::CutOff,
            (Some(true), false) => Self::Yes,
            (None, false) => Self::Unknown,
        }
    }
}

/// A cluster with its calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterCalendar {
    pub cluster: ClusterId,
    pub region: String,
    pub simulated: bool,
    pub cordoned: bool,
    /// What it has free would be given to whatever another cluster had, were that one lost: it is cordoned for nobody.
    pub bears_losses: bool,
    /// Its own loss has to be borne: room is kept for what it has.
    pub is_covered: bool,
    pub reachable: Reachable,
    /// `None` while no node is known: nothing fits.
    pub shape: Option<NodeShape>,
    pub calendar: Calendar,
    /// Those that may be chosen. Not looked at for orders that record nothing.
    pub pools: Vec<PoolCalendar>,
    /// What is counted by orders and not by slots.
    pub objects: Objects,
    /// What is up there, to see whether more packs where shares refuse; `None`: they stand.
    pub rooms_up: Option<RoomsUp>,
}

/// Everything that one tenant's orders are booked on: its quota, and the clusters that may take them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendars {
    /// The tenant's quota, with limits for `rooms`, `seats`, `live_orders`, `rooms_per_order`.
    pub quota: Calendar,
    /// Orders of the tenant that are not released.
    pub live_orders: i64,
    pub clusters: Vec<ClusterCalendar>,
}

/// An order that fits: where it goes, and all that it holds from now on (of an amendment the past included).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    pub cluster: ClusterId,
    pub quota: Reservation,
    pub capacity: Reservation,
    /// `None` where nothing is recorded.
    pub storage: Option<Storage>,
    /// Of its rooms, to be kept beside the capacity.
    pub sizes: RoomSizes,
}

/// Decides about each order in turn, each with what the ones before it booked. Whoever wants all or none drops the calendars when one is refused.
///
/// Of the clusters that fit, those that answer come first; then the one in whose tightest slot the least node share
/// would be left (best fit: large holes stay for large orders), then the lowest id. Those on which it only packs come last.
pub fn admit(asks: &[Ask<'_>], calendars: &mut Calendars, policy: &Policy) -> Vec<Result<Admission, Refusal>> {
    let one = |(order, ask): (usize, &Ask<'_>)| {
        let fitted = judge(ask, ask.region(), calendars, policy).map_err(|violations| Refusal { order, violations })?;
        Ok(fitted.book(calendars))
    };
    asks.iter().enumerate().map(one).collect()
}

/// What the quota alone has against the orders, each with what the ones before it booked.
pub fn refused_by_quota(asks: &[Ask<'_>], calendars: &mut Calendars) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for (order, ask) in asks.iter().enumerate() {
        let (_, change) = ask.quota_on(calendars.quota.id);
        let violations = refusal::of_quota(ask, &change, calendars);
        if !violations.is_empty() {
            refusals.push(Refusal { order, violations });
            continue;
        }
        calendars.quota.add(&change, 1);
        calendars.live_orders += i64::from(ask.held.is_none());
    }
    refusals
}

/// Whether a new order asks for more than a quota allows though nothing else is booked: no calendar need be looked at to know that it is refused.
pub fn over_limits(order: &ValidOrder, demand: &Demand, limits: &BTreeMap<Resource, i64>) -> bool {
    let limit = |resource: Resource| limits.get(&resource).copied().unwrap_or_default();
    let over = |(resource, steps): (Resource, Steps)| steps.peak().is_some_and(|(_, most)| most > limit(resource));
    let rooms = i64::try_from(order.document.rooms.len()).unwrap_or(i64::MAX);
    limit(Resource::LiveOrders) < 1 || rooms > limit(Resource::RoomsPerOrder) || demand.quota().into_iter().any(over)
}

/// What was found to fit these very calendars, with nothing booked yet.
struct Fitted {
    /// Index into `Calendars::clusters`.
    place: usize,
    admission: Admission,
    quota: Amounts,
    capacity: Amounts,
    /// What is added to which of the cluster's pools.
    storage: Option<(StoragePoolId, Amounts)>,
    /// Its rooms, where anybody asks whether they pack.
    up: Option<OrderUp>,
    is_new: bool,
}

impl Fitted {
    fn book(self, calendars: &mut Calendars) -> Admission {
        calendars.quota.add(&self.quota, 1);
        let at = &mut calendars.clusters[self.place];
        at.calendar.add(&self.capacity, 1);
        if let (Some(rooms), Some(up)) = (&mut at.rooms_up, self.up) {
            rooms.take(&up);
        }
        if let Some((id, change)) = &self.storage
            && let Some(pool) = at.pools.iter_mut().find(|pool| pool.id == *id)
        {
            pool.calendar.add(change, 1);
        }
        at.objects.orders += i64::from(self.is_new);
        calendars.live_orders += i64::from(self.is_new);
        self.admission
    }
}

/// The decision alone. `region` is the order's, or another that is tried.
fn judge(ask: &Ask<'_>, region: &str, calendars: &Calendars, policy: &Policy) -> Result<Fitted, Vec<Violation>> {
    let (quota, quota_change) = ask.quota_on(calendars.quota.id);
    let mut violations = refusal::of_quota(ask, &quota_change, calendars);
    if !violations.is_empty() && !policy.all_reasons {
        return Err(violations);
    }
    let (fitting, short) = weigh(ask, region, calendars, policy);
    let best = fitting.into_iter().min_by_key(|offer| offer.rank);
    match best {
        Some(offer) if violations.is_empty() => {
            let at = &calendars.clusters[offer.place];
            let up = at.rooms_up.is_some().then(|| up(ask, &offer.reservation));
            let with_pool = |(storage, change): Stored| {
                let pool = storage.pool;
                (storage, (pool, change))
            };
            let (storage, added) = offer.storage.map(with_pool).unzip();
            let admission = Admission { cluster: at.cluster, quota, capacity: offer.reservation, storage, sizes: ask.sizes() };
            let (place, capacity) = (offer.place, offer.change);
            Ok(Fitted { place, admission, quota: quota_change, capacity, storage: added, up, is_new: ask.held.is_none() })
        }
        Some(_) => Err(violations),
        None => {
            violations.extend(short);
            Err(violations)
        }
    }
}

/// A cluster that has room.
struct Offer {
    place: usize,
    rank: (Reachable, i64, Uuid),
    reservation: Reservation,
    change: Amounts,
    storage: Option<Stored>,
}

/// Every candidate that fits, and what is short on those that do not.
fn weigh(ask: &Ask<'_>, region: &str, calendars: &Calendars, policy: &Policy) -> (Vec<Offer>, Vec<Violation>) {
    let (mut offers, mut short) = (Vec::new(), Vec::new());
    for place in candidates(ask, region, calendars, policy) {
        let at = &calendars.clusters[place];
        let Some((reservation, change)) = ask.capacity_on(at) else { continue };
        let nodes = taken(ask, at.nodes(), (reservation, change));
        let kept = nodes.as_ref().ok().zip(Kept::of(calendars, at));
        let kept = kept.map(|(nodes, kept)| kept.shortages(&nodes.change)).unwrap_or_default();
        // An amended order has its namespace.
        let full = at.objects.full().filter(|_| ask.held.is_none());
        match (ask.storage_on(at), nodes) {
            (Ok(storage), Ok(nodes)) if full.is_none() && kept.is_empty() => {
                let rank = (at.reachable, nodes.left(at.nodes()), at.cluster.uuid());
                offers.push(Offer { place, rank, reservation: nodes.reservation, change: nodes.change, storage });
            }
            (stored, nodes) => {
                short.extend(refusal::of_cluster(ask, at, &nodes.err().unwrap_or_default(), Lack::Capacity));
                short.extend(refusal::of_cluster(ask, at, &kept, Lack::Cover));
                short.extend(stored.err().map(|pools| refusal::of_pools(at, pools)));
                short.extend(full.map(|full| refusal::of_objects(at, full)));
            }
        }
    }
    if offers.is_empty() && short.is_empty() {
        short = refusal::of_shapes(ask, region, &shapes(ask, region, calendars, policy));
    }
    (offers, short)
}

/// Clusters of the region that may take this order. An amendment has its own alone, cordoned or silent too: a live order is not moved.
fn candidates(ask: &Ask<'_>, region: &str, calendars: &Calendars, policy: &Policy) -> Vec<usize> {
    let may = |at: &ClusterCalendar| match &ask.held {
        Some(held) => at.cluster == held.cluster,
        None => at.region == region && open(at, policy),
    };
    (0..calendars.clusters.len()).filter(|place| may(&calendars.clusters[*place])).collect()
}

/// The nodes of every cluster that the order might ever go to, whatever its state: a room is too large when none of them could hold it.
fn shapes(ask: &Ask<'_>, region: &str, calendars: &Calendars, policy: &Policy) -> Vec<NodeShape> {
    let may = |at: &&ClusterCalendar| match &ask.held {
        Some(held) => at.cluster == held.cluster,
        None => at.region == region && at.simulated != policy.livemode,
    };
    calendars.clusters.iter().filter(may).filter_map(|at| at.shape).collect()
}

fn open(at: &ClusterCalendar, policy: &Policy) -> bool {
    at.simulated != policy.livemode && !at.cordoned && at.reachable <= policy.reachable_at_worst && at.shape.is_some()
}

/// Other regions that have a cluster which may take new orders.
fn other_regions<'a>(region: &str, calendars: &'a Calendars, policy: &Policy) -> BTreeSet<&'a str> {
    calendars.clusters.iter().filter(|at| at.region != region && open(at, policy)).map(|at| at.region.as_str()).collect()
}
