//! What is asked of admission: an order or an amendment, with its demand worked out once.
//!
//! The demand is the costly part (a term of lessons), so it is made here and used for every calendar and cluster that is tried.

use jiff::Timestamp;
use uuid::Uuid;

use super::ClusterCalendar;
use crate::{
    calendar::{Amounts, Reservation},
    demand::{Demand, InForce},
    ids::ClusterId,
    order::ValidOrder,
};

/// What an order that is amended holds already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub cluster: ClusterId,
    pub quota: Reservation,
    pub capacity: Reservation,
    /// Rooms of the generation that is amended.
    pub rooms: usize,
}

/// An order that asks to be admitted.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// The newest document: the one that is asked for.
    pub order: &'a ValidOrder,
    pub demand: Demand,
    /// `None` for a new order.
    pub held: Option<Held>,
    /// Generations that stay in force until the newest takes over.
    before: Vec<InForce<'a>>,
    from: Timestamp,
    since: Timestamp,
}

impl<'a> Ask<'a> {
    /// A new order: its demand starts now, though its term may have begun.
    pub fn create(order: &'a ValidOrder, now: Timestamp) -> Self {
        Self::new(order, Vec::new(), (now, now), None)
    }

    /// The same with a demand that [`Ask::create`] made of the same order at the same moment, perhaps on another thread.
    pub fn create_with(order: &'a ValidOrder, demand: Demand, now: Timestamp) -> Self {
        Self { order, demand, held: None, before: Vec::new(), from: now, since: now }
    }

    /// A new generation, in force from `new.from`, after `before` (ascending; the one in force now, and the one before it where its lessons may still
    /// run). What is held before `since` stays as it is; from there on it is worked out anew: `new.from`, or earlier where a generation that was
    /// pending is dropped.
    pub fn amend(before: Vec<InForce<'a>>, new: InForce<'a>, since: Timestamp, held: Held) -> Self {
        Self::new(new.order, before, (new.from, since.min(new.from)), Some(held))
    }

    /// The same, in force from `new.from` on and with nothing dropped before it, with a demand that [`Ask::amend`] made of the same.
    pub fn amend_with(before: Vec<InForce<'a>>, new: InForce<'a>, held: Held, demand: Demand) -> Self {
        Self { order: new.order, demand, held: Some(held), before, from: new.from, since: new.from }
    }

    fn new(order: &'a ValidOrder, before: Vec<InForce<'a>>, (from, since): (Timestamp, Timestamp), held: Option<Held>) -> Self {
        let generations: Vec<InForce<'_>> = before.iter().copied().chain([InForce { from, order }]).collect();
        let demand = Demand::of(&generations, since);
        Self { order, demand, held, before, from, since }
    }

    /// The same question about a changed document.
    pub(super) fn about<'b>(&self, order: &'b ValidOrder) -> Ask<'b>
    where
        'a: 'b,
    {
        Ask::new(order, self.before.clone(), (self.from, self.since), self.held.clone())
    }

    /// The same question with another demand, to weigh a change before its document is made.
    pub(super) fn with_demand(&self, demand: Demand) -> Self {
        Self { order: self.order, demand, held: self.held.clone(), before: self.before.clone(), from: self.from, since: self.since }
    }

    pub(super) fn region(&self) -> &'a str {
        &self.order.document.region
    }

    /// All that it would hold of the quota, and what that adds to what it holds.
    pub(super) fn quota_on(&self, calendar: Uuid) -> (Reservation, Amounts) {
        self.on(calendar, self.held.as_ref().map(|h| &h.quota), &self.demand.quota())
    }

    /// All that it would hold of a cluster, and what that adds. `None` when a room does not fit on an empty node of it.
    pub(super) fn capacity_on(&self, at: &ClusterCalendar) -> Option<(Reservation, Amounts)> {
        let wanted = self.demand.cluster_demand(at.shape?)?;
        Some(self.on(at.calendar.id, self.held.as_ref().map(|h| &h.capacity), &wanted))
    }

    fn on(&self, calendar: Uuid, held: Option<&Reservation>, wanted: &Amounts) -> (Reservation, Amounts) {
        let nothing = Reservation::new(calendar, Amounts::new());
        let held = held.unwrap_or(&nothing);
        let all = held.continued(self.demand.since, wanted);
        let change = held.difference(&all);
        (all, change)
    }
}
