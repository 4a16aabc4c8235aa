//! What is asked of admission: an order or an amendment, with its demand worked out once.
//!
//! The demand is the costly part (a term of lessons), so it is made here and used for every calendar and cluster that is tried.

use jiff::Timestamp;
use uuid::Uuid;

use super::{ClusterCalendar, holding};
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

/// What an amendment comes to, worked out before it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amending {
    /// From the slot on in which it is felt.
    pub demand: Demand,
    /// The demand without it, from the same slot on: what the order holds was booked for this.
    pub booked: Demand,
}

impl Amending {
    /// `known` are the generations that there are, ascending: at least those that the order is booked by since the new one is felt.
    pub fn of(known: &[InForce<'_>], new: InForce<'_>, now: Timestamp) -> Self {
        let generations: Vec<InForce<'_>> = before(known, new.from).chain([new]).collect();
        let since = new.felt_from(now);
        Self { demand: Demand::of(&generations, since), booked: Demand::of(known, since) }
    }
}

/// An order that asks to be admitted.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// The newest document: the one that is asked for.
    pub order: &'a ValidOrder,
    pub demand: Demand,
    /// `None` for a new order.
    pub held: Option<Held>,
    /// What the held was booked for.
    pub(super) booked: Option<Demand>,
    /// Generations that stay in force until the newest takes over.
    before: Vec<InForce<'a>>,
    /// When the newest takes over.
    from: Timestamp,
}

impl<'a> Ask<'a> {
    /// A new order: its demand starts now, though its term may have begun.
    pub fn create(order: &'a ValidOrder, now: Timestamp) -> Self {
        Self::create_with(order, Demand::of(&[InForce { from: now, order }], now), now)
    }

    /// The same with a demand that [`Ask::create`] made of the same order at the same moment, perhaps on another thread.
    pub fn create_with(order: &'a ValidOrder, demand: Demand, now: Timestamp) -> Self {
        Self { order, demand, held: None, booked: None, before: Vec::new(), from: now }
    }

    /// A new generation, in force from `new.from` on. Of the `known` ones, those of [`Amending::of`], pending ones from there on are dropped.
    pub fn amend(known: &[InForce<'a>], new: InForce<'a>, now: Timestamp, held: Held) -> Self {
        Self::amend_with(known, new, held, Amending::of(known, new, now))
    }

    /// The same with what [`Amending::of`] made of the same.
    pub fn amend_with(known: &[InForce<'a>], new: InForce<'a>, held: Held, worked_out: Amending) -> Self {
        let Amending { demand, booked } = worked_out;
        Self { order: new.order, demand, held: Some(held), booked: Some(booked), before: before(known, new.from).collect(), from: new.from }
    }

    /// The same question about a changed document.
    pub(super) fn about<'b>(&self, order: &'b ValidOrder) -> Ask<'b>
    where
        'a: 'b,
    {
        let generations: Vec<InForce<'_>> = self.before.iter().copied().chain([InForce { from: self.from, order }]).collect();
        let demand = Demand::of(&generations, self.demand.since.start());
        Ask { order, demand, held: self.held.clone(), booked: self.booked.clone(), before: self.before.clone(), from: self.from }
    }

    /// The same question with another demand, to weigh a change before its document is made.
    pub(super) fn with_demand(&self, demand: Demand) -> Self {
        Self { demand, ..self.clone() }
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
        let wanted = match (&self.held, &self.booked) {
            (Some(held), Some(booked)) => holding::wanted(&self.demand, booked, &held.capacity, at.shape)?,
            _ => self.demand.cluster_demand(at.shape?)?,
        };
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

fn before<'o, 'a: 'o>(known: &'o [InForce<'a>], from: Timestamp) -> impl Iterator<Item = InForce<'a>> + use<'o, 'a> {
    known.iter().copied().filter(move |generation| generation.from < from)
}
