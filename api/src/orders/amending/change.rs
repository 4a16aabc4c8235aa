//! An order changed by who has not read it: the change is made of what is read now, and made again where somebody else was quicker.

use axum::response::Response;
use homeroom_domain::{
    ids::OrderId,
    order::{Order, Schedule},
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Carried, CarryOut, Purpose, Rewrite, draft};
use crate::{
    auth::{Caller, Permit, TenantTx},
    http::{ApiError, Created, Idempotent, Problem},
    work::Ticket,
};

/// Looks at an order that somebody else is changing at the same time.
pub(in crate::orders) const TRIES: usize = 5;

/// See the module.
#[derive(Debug)]
pub(crate) struct Changing<'a, P> {
    pub caller: &'a Caller<P>,
    pub ticket: &'a Ticket,
    pub id: OrderId,
    pub idempotent: Option<&'a Idempotent>,
    /// What the event says beside the generation.
    pub told: Map<String, Value>,
}

/// The order with a change that is about to be committed.
pub(crate) struct Amended<'a> {
    pub order: &'a Order,
    pub schedule: &'a Schedule,
    /// What it is going to be.
    pub edit: i64,
}

/// What became of it.
pub(crate) enum Changed<T> {
    Made(Created<T>),
    /// It was like that already.
    Already,
    /// The same request was carried out before.
    Before(Box<Response>),
}

impl<P: Permit> Changing<'_, P> {
    /// Makes the change; `answer` is what is sent of it, and kept of a request that has a key.
    ///
    /// # Errors
    /// As of an amendment; 409 where others change the order all the time.
    pub(crate) async fn run<T: Serialize + Sync>(
        &self,
        rewrite: impl Rewrite + Clone,
        answer: impl Fn(Amended<'_>) -> Result<Created<T>, ApiError>,
    ) -> Result<Changed<T>, ApiError> {
        let Self { caller, ticket, id, idempotent, .. } = *self;
        for _ in 0..TRIES {
            let Some(draft) = draft(caller, ticket, id, Purpose::Change, rewrite.clone()).await? else { return Ok(Changed::Already) };
            let next = draft.generation.as_ref().ok_or_else(|| anyhow::anyhow!("a change of labels alone"))?;
            let answer = answer(Amended { order: &next.amended.order, schedule: next.amendment.schedule(), edit: draft.as_read.edit + 1 })?;
            let carrying = CarryOut { caller, ticket, draft: &draft, idempotent, told: self.told.clone(), expected: None };
            let keep = async |tx: &mut TenantTx| match idempotent {
                Some(idempotent) => idempotent.keep(tx.conn(), caller.place(), &answer).await,
                None => Ok(()),
            };
            match carrying.run(keep).await? {
                Carried::Out(()) => return Ok(Changed::Made(answer)),
                Carried::Before(before) => return Ok(Changed::Before(before)),
                Carried::Changed => {}
            }
        }
        Err(Problem::ConflictingTransition.into())
    }
}
