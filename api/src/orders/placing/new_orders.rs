//! New orders, one or a batch: read, expand, book and write, all or nothing.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    admission::Refusal,
    ids::OrderId,
    order::{NewOrder, ValidOrder},
};
use serde::Serialize;
use serde_json::json;

use super::{AdmissionContext, Candidate, Decision, Offer, RefusedRequest, count, decide, prepare, record};
use crate::{
    auth::{Caller, Permit, Place, TenantTx},
    calendars::store as calendars,
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Created, Idempotent, Problem, Version},
    jobs::{self, Wake},
    orders::{store, view::OrderView},
    tenants,
    work::Ticket,
};

/// A request to make orders.
pub(crate) struct Placing<'a, P> {
    pub caller: &'a Caller<P>,
    pub ticket: &'a Ticket,
    pub idempotent: &'a Idempotent,
    pub batch: bool,
}

impl<P: Permit> Placing<'_, P> {
    /// Makes the orders and answers with what `answer` makes of their views.
    pub(crate) async fn run<T: Serialize>(
        &self,
        documents: Vec<NewOrder>,
        answer: impl FnOnce(Vec<(Version, OrderView)>) -> Created<T>,
    ) -> Result<Response, ApiError> {
        let mut tx = self.caller.begin().await?;
        // Both are looked at again under the locks; who is refused here has cost nobody an expansion.
        if let Begun::Replay(response) = self.idempotent.begin(tx.conn(), self.scope()).await? {
            return Ok(*response);
        }
        refuse_suspended(&mut tx).await?;
        let offer = Arc::new(Offer::read(&mut tx, self.caller.livemode()).await?);
        tx.rollback().await?;
        let (now, batch, offered) = (self.caller.now(), self.batch, offer.clone());
        let candidates = Arc::new(self.ticket.run(move || prepare::candidates(documents, &offered, now, batch)).await??);
        match self.book(&candidates, &offer, answer).await? {
            Outcome::Answered(response) => Ok(response),
            Outcome::Refused(refusals) => {
                let request = RefusedRequest { caller: self.caller, ticket: self.ticket, offer: &offer, candidates, batch };
                Err(request.refuse(&refusals).await)
            }
        }
    }

    async fn book<T: Serialize>(
        &self,
        candidates: &Arc<Vec<Candidate>>,
        offer: &Offer,
        answer: impl FnOnce(Vec<(Version, OrderView)>) -> Created<T>,
    ) -> Result<Outcome, ApiError> {
        let now = self.caller.now();
        let _turn = self.caller.app().turns.of(self.caller.tenant()).await?;
        let mut tx = self.caller.begin().await?;
        if let Begun::Replay(response) = self.idempotent.begin(tx.conn(), self.scope()).await? {
            return Ok(Outcome::Answered(*response));
        }
        refuse_suspended(&mut tx).await?;
        let quota = calendars::lock(tx.conn(), &[offer.quota.id]).await?.pop().unwrap_or_else(|| offer.quota.clone());
        let context = AdmissionContext::locked(&mut tx, quota, offer.clusters.clone(), self.caller.livemode()).await?;
        let booked = match decide(&mut tx, context, candidates, now).await? {
            Decision::Admitted(booked) => booked,
            Decision::Refused(refusals) => {
                tx.rollback().await?;
                return Ok(Outcome::Refused(refusals));
            }
        };
        let context = record::WriteContext { seal: &self.caller.app().seal, now };
        let mut ids = Vec::with_capacity(candidates.len());
        let mut views = Vec::with_capacity(candidates.len());
        for (index, (candidate, admission)) in candidates.iter().zip(&booked.admissions).enumerate() {
            let placed = record::new_order(&mut tx, context, candidate, admission.cluster).await;
            let id = placed.map_err(|error| if self.batch { record::within(index, error) } else { error })?;
            ids.push(id);
            self.tell_of(&mut tx, id, &candidate.order).await?;
            // Read back: one place says how rows become a view.
            views.push(view(&mut tx, id, self.caller).await?);
        }
        record::book(&mut tx, &ids, &booked).await?;
        let created = answer(views);
        self.idempotent.keep(tx.conn(), self.scope(), &created).await?;
        jobs::wake(tx.conn(), Wake::Orders).await?;
        tx.commit().await?;
        count("admitted", candidates.len());
        Ok(Outcome::Answered(created.into_response()))
    }

    async fn tell_of(&self, tx: &mut TenantTx, id: OrderId, order: &ValidOrder) -> Result<(), ApiError> {
        let document = &order.document;
        let data = json!({ "name": document.name, "kind": document.kind, "region": document.region, "rooms": document.rooms.len(), "generation": 1 });
        event(tx, self.caller, EventType::OrderCreated, id, data).await
    }

    fn scope(&self) -> Place {
        self.caller.place()
    }
}

enum Outcome {
    Answered(Response),
    Refused(Vec<Refusal>),
}

/// # Errors
/// 409 when the tenant is suspended.
pub(crate) async fn refuse_suspended(tx: &mut TenantTx) -> Result<(), ApiError> {
    let tenant = tx.tenant();
    let standing = tenants::standing(tx.conn(), tenant).await?;
    let suspended = standing.is_some_and(|standing| standing.suspended_at.is_some());
    if suspended { Err(Problem::TenantSuspended.into()) } else { Ok(()) }
}

/// An order as it stands in this transaction. One statement reads it: a version must never come with another version's document.
pub(crate) async fn view<P: Permit>(tx: &mut TenantTx, id: OrderId, caller: &Caller<P>) -> Result<(Version, OrderView), ApiError> {
    let (row, document) = store::get(tx, id).await?.ok_or(ApiError::NotFound)?;
    let version = Version { edit: row.edit, revision: row.revision };
    Ok((version, OrderView::new(row, document, caller.language())))
}

/// Records what somebody did to an order.
pub(crate) async fn event<P: Permit>(
    tx: &mut TenantTx,
    caller: &Caller<P>,
    kind: EventType,
    id: OrderId,
    data: serde_json::Value,
) -> Result<(), ApiError> {
    let event = NewEvent { feed: caller.place(), kind, actor: &caller.actor(), subject: id.to_string(), data, at: caller.now() };
    events::record(tx.conn(), event).await?;
    Ok(())
}
