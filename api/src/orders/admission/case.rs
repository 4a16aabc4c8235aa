//! What is asked of admission, owned, so that it can go to another thread and be asked again: the domain's `Ask` only borrows it.

use std::sync::Arc;

use homeroom_domain::{
    admission::{Ask, Held},
    demand::{Demand, InForce},
    order::ValidOrder,
};
use jiff::Timestamp;

use crate::{http::ApiError, orders::prepare::blocking};

/// A new order, or a new generation of one.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub order: ValidOrder,
    pub amends: Option<Amendment>,
}

/// What a new generation follows.
#[derive(Debug, Clone)]
pub(crate) struct Amendment {
    /// Generations that stay in force until the new one takes over, ascending, each with its moment.
    pub before: Vec<(Timestamp, ValidOrder)>,
    pub from: Timestamp,
    pub held: Held,
}

impl Case {
    /// The demands of several cases, worked out on a thread for such work.
    pub(crate) async fn demands(cases: Arc<Vec<Self>>, now: Timestamp) -> Result<Vec<Demand>, ApiError> {
        blocking(move || cases.iter().map(|case| case.ask(now).demand).collect()).await
    }

    /// The question, with its demand worked out before.
    pub(crate) fn ask_with(&self, demand: Demand, now: Timestamp) -> Ask<'_> {
        match &self.amends {
            None => Ask::create_with(&self.order, demand, now),
            Some(amends) => Ask::amend_with(self.before(amends), self.in_force(amends), amends.held.clone(), demand),
        }
    }

    /// The question, with its demand worked out: milliseconds for a school's term.
    pub(crate) fn ask(&self, now: Timestamp) -> Ask<'_> {
        let Some(amends) = &self.amends else { return Ask::create(&self.order, now) };
        Ask::amend(self.before(amends), self.in_force(amends), amends.from, amends.held.clone())
    }

    fn before<'a>(&'a self, amends: &'a Amendment) -> Vec<InForce<'a>> {
        amends.before.iter().map(|(from, order)| InForce { from: *from, order }).collect()
    }

    fn in_force(&self, amends: &Amendment) -> InForce<'_> {
        InForce { from: amends.from, order: &self.order }
    }
}
