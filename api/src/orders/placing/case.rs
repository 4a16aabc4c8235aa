//! What is asked of admission, owned, so that it can go to another thread and be asked again: the domain's `Ask` only borrows it.
//!
//! The costly part, the demand, is worked out when a case is made: before any lock, on a thread for such work.

use std::sync::Arc;

use homeroom_domain::{
    admission::{Amending, Ask, Held},
    demand::{Demand, Peak},
    order::{Amended, NewOrder, Order, ValidOrder},
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::blocking;
use crate::http::ApiError;

/// A new order, or a new generation of one.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub order: Arc<ValidOrder>,
    wish: Wish,
}

#[derive(Debug, Clone)]
enum Wish {
    Create(Demand),
    Amend(Arc<Follows>, Held),
}

/// What a new generation follows, and what it comes to.
#[derive(Debug)]
pub(crate) struct Follows {
    /// The order as it stands.
    before: Order,
    /// The moment that was asked for, if one was.
    effective_from: Option<Timestamp>,
    pub from: Timestamp,
    /// The busiest slots from then on: as the order stands, pending generations included, and amended.
    pub peaks: [Option<Peak>; 2],
    worked_out: Arc<Amending>,
}

impl Follows {
    /// Works out what the amendment comes to: milliseconds for a school's term.
    pub(crate) fn new(before: Order, amended: &Amended, effective_from: Option<Timestamp>, now: Timestamp) -> Self {
        let (from, worked_out) = (effective_from.unwrap_or(now), Arc::new(Amending::of(&before, amended, now)));
        let peaks = [&worked_out.booked, &worked_out.demand].map(|demand| demand.starting(from).peak());
        Self { before, effective_from, from, peaks, worked_out }
    }

    /// What the order wants from then on.
    pub(crate) fn demand(&self) -> &Demand {
        &self.worked_out.demand
    }
}

impl Case {
    /// New orders.
    pub(crate) async fn create(orders: Vec<ValidOrder>, now: Timestamp) -> Result<Arc<Vec<Self>>, ApiError> {
        let case = move |order| {
            let demand = Demand::of_new(&order, now);
            Self { order: Arc::new(order), wish: Wish::Create(demand) }
        };
        blocking(move || Arc::new(orders.into_iter().map(case).collect())).await
    }

    /// A new generation of an order that holds this.
    pub(crate) fn amend(order: Arc<ValidOrder>, follows: Arc<Follows>, held: Held) -> Self {
        Self { order, wish: Wish::Amend(follows, held) }
    }

    pub(crate) fn demand(&self) -> &Demand {
        match &self.wish {
            Wish::Create(demand) => demand,
            Wish::Amend(follows, _) => follows.demand(),
        }
    }

    /// The question, as of the moment at which its demand was worked out.
    pub(crate) fn ask(&self, now: Timestamp) -> Ask<'_> {
        match &self.wish {
            Wish::Create(demand) => Ask::create_with(&self.order, demand.clone(), now),
            Wish::Amend(follows, held) => Ask::amend(&follows.before, &self.order, follows.worked_out.clone(), held.clone()),
        }
    }

    pub(crate) fn is_amendment(&self) -> bool {
        matches!(self.wish, Wish::Amend(..))
    }

    /// The fields to send so that this document is what is asked for: merged into the body of a new order, or the whole patch of an amendment.
    pub(crate) fn change_to(&self, document: &NewOrder) -> Map<String, Value> {
        let Wish::Amend(follows, _) = &self.wish else { return document.patch_of(&self.order.document) };
        let moment = follows.effective_from.map(|from| ("effective_from".to_owned(), json!(from)));
        moment.into_iter().chain(document.patch_of(&follows.before.newest().document)).collect()
    }
}
