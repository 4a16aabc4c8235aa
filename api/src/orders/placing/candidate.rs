//! What is asked of admission, owned, so that it can go to another thread and be asked again: the domain's `Ask` only borrows it.
//!
//! The costly parts, the demand and its prices, are worked out when a candidate is made: before any lock, on a thread for such work. The lessons
//! themselves are not kept, because many requests may wait with what they asked for.

use std::{collections::BTreeSet, sync::Arc};

use homeroom_domain::{
    admission::{Amending, Ask, Held, Prices, over_limits},
    demand::{Demand, Peak},
    ids::OrderId,
    order::{Amended, NewOrder, Order, Parts, Schedule, ValidOrder},
    pools::Rates,
    sizing::NodeShape,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{prepare::Offer, record::Lessons};

/// A new order, or a new generation of one.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// Without its lessons.
    pub order: Arc<ValidOrder>,
    pub lessons: Lessons,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Create { id: OrderId, demand: Arc<Demand>, prices: Arc<Prices>, over_limits: bool },
    Amend(Arc<Amendment>, Held),
}

/// What a new generation follows, and what it comes to.
#[derive(Debug)]
pub(crate) struct Amendment {
    /// The order as it stands.
    before: Order,
    /// The moment that was asked for, if one was.
    effective_from: Option<Timestamp>,
    pub from: Timestamp,
    /// The busiest slots from then on: as the order stands, pending generations included, and amended.
    pub peaks: [Option<Peak>; 2],
    worked_out: Arc<Amending>,
}

impl Amendment {
    /// Works out what the amendment comes to, on nodes of these shapes: milliseconds for a school's term.
    pub(crate) fn new(
        before: Order,
        amended: &Amended,
        effective_from: Option<Timestamp>,
        now: Timestamp,
        shapes: impl IntoIterator<Item = NodeShape>,
    ) -> Self {
        let worked_out = Arc::new(Amending::of(&before, amended, now, shapes.into_iter().collect::<BTreeSet<_>>()));
        let from = effective_from.unwrap_or(now);
        let peaks = [&worked_out.booked, &*worked_out.demand].map(|demand| demand.starting(from).peak());
        Self { before, effective_from, from, peaks, worked_out }
    }

    /// The same of an amendment that differs on some days alone, of which these are the parts. It takes over at once, and no peak is told of it.
    pub(crate) fn of_days(
        before: Order,
        amended: &Amended,
        parts: Parts,
        now: Timestamp,
        shapes: impl IntoIterator<Item = NodeShape>,
    ) -> Self {
        let worked_out = Arc::new(Amending::of_days(&before, amended, parts, now, shapes.into_iter().collect::<BTreeSet<_>>()));
        Self { before, effective_from: None, from: now, peaks: [None; 2], worked_out }
    }

    /// Whether all of its rooms are booked where it runs as soon as it is admitted.
    pub(crate) fn books_all_at_once(&self) -> bool {
        self.effective_from.is_none() && self.worked_out.is_whole()
    }

    /// Of the amended order; of one that differs on some days alone, what lies around them.
    pub(crate) fn schedule(&self) -> &Schedule {
        self.worked_out.schedule()
    }
}

impl Candidate {
    /// A new order with what it comes to. One that asks for more than the quota allows at any time is not priced: no cluster is going to be asked.
    pub(super) fn create(mut order: ValidOrder, offer: &Offer, now: Timestamp) -> Self {
        let demand = Demand::of_new(&order, now);
        let over_limits = over_limits(&order, &demand, &offer.quota.limits);
        let shapes: BTreeSet<NodeShape> = if over_limits { BTreeSet::new() } else { offer.shapes(&order.document.region).collect() };
        let lessons = Lessons::of(&order, now, now);
        order.lessons = Vec::new();
        let (prices, demand) = (Arc::new(Prices::of(&demand, shapes)), Arc::new(demand));
        Self { order: Arc::new(order), lessons, kind: Kind::Create { id: OrderId::new(Uuid::now_v7()), demand, prices, over_limits } }
    }

    /// A new generation of an order that holds this.
    pub(crate) fn amend(order: Arc<ValidOrder>, lessons: Lessons, amendment: Arc<Amendment>, held: Held) -> Self {
        Self { order, lessons, kind: Kind::Amend(amendment, held) }
    }

    /// Of a new order the id that it is to have: its storage pool is drawn by it.
    pub(crate) fn id(&self) -> OrderId {
        match &self.kind {
            Kind::Create { id, .. } => *id,
            Kind::Amend(amendment, _) => amendment.before.id,
        }
    }

    /// Whether its lessons are recorded, so that it needs a storage pool too.
    pub(crate) fn records(&self) -> bool {
        !Rates::of(&self.order.kind).is_zero()
    }

    pub(crate) fn demand(&self) -> &Demand {
        match &self.kind {
            Kind::Create { demand, .. } => demand,
            Kind::Amend(amendment, _) => &amendment.worked_out.demand,
        }
    }

    /// Whether the quota refuses it whatever is booked, so that no cluster need be looked at.
    pub(crate) fn is_over_limits(&self) -> bool {
        matches!(self.kind, Kind::Create { over_limits: true, .. })
    }

    /// The question, as of the moment at which its demand was worked out.
    pub(crate) fn ask(&self, now: Timestamp) -> Ask<'_> {
        self.ask_about(&self.order, now)
    }

    /// The same about the order with its lessons, which are read again where the question may be changed. Costs an expansion.
    pub(crate) fn with_lessons(&self) -> ValidOrder {
        if self.is_amendment() {
            return (*self.order).clone();
        }
        let order = ValidOrder::accepted(self.order.document.clone(), self.order.kind.clone());
        // What a calendar of the school says is not in the document.
        ValidOrder { bells: self.order.bells.clone(), ..order }
    }

    /// The question, asked with the order of [`Self::with_lessons`].
    pub(crate) fn ask_about<'a>(&'a self, order: &'a ValidOrder, now: Timestamp) -> Ask<'a> {
        match &self.kind {
            Kind::Create { id, demand, prices, .. } => Ask::create_with(*id, order, (demand.clone(), prices.clone()), now),
            Kind::Amend(amendment, held) => Ask::amend(&amendment.before, order, amendment.worked_out.clone(), held.clone()),
        }
    }

    /// The order that is amended, as it stands.
    pub(crate) fn before(&self) -> Option<&Order> {
        match &self.kind {
            Kind::Create { .. } => None,
            Kind::Amend(amendment, _) => Some(&amendment.before),
        }
    }

    pub(crate) fn is_amendment(&self) -> bool {
        matches!(self.kind, Kind::Amend(..))
    }

    /// The fields to send so that this document is what is asked for: merged into the body of a new order, or the whole patch of an amendment.
    pub(crate) fn change_to(&self, document: &NewOrder) -> Map<String, Value> {
        let Kind::Amend(amendment, _) = &self.kind else { return document.patch_of(&self.order.document) };
        let moment = amendment.effective_from.map(|from| ("effective_from".to_owned(), json!(from)));
        moment.into_iter().chain(document.patch_of(&amendment.before.newest().document)).collect()
    }
}
