//! New orders, one or a batch: read, expand, book and write, all or nothing.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    ids::OrderId,
    order::{NewOrder, ValidOrder},
};
use serde::Serialize;
use serde_json::json;

use super::{Case, Decision, Desk, Question, Reader, Refused, count, decide, prepare, record, refuse};
use crate::{
    auth::{Caller, Permit, Place, TenantTx},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Created, Idempotent, Problem, Version},
    jobs::{self, Wake},
    orders::{store, view::OrderView},
    tenants,
};

/// A request to make orders.
pub(crate) struct Placing<'a, P> {
    pub caller: &'a Caller<P>,
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
        if let Begun::Replay(response) = self.idempotent.begin(tx.conn(), self.scope()).await? {
            return Ok(*response);
        }
        refuse_suspended(&mut tx).await?;
        let catalogue = prepare::catalogue(&mut tx, self.caller.livemode()).await?;
        tx.rollback().await?;
        let now = self.caller.now();
        let passed = prepare::pass(documents, catalogue.clone(), now, self.batch).await?;
        let cases = Case::create(passed, now).await?;
        match self.book(&cases, answer).await? {
            Outcome::Answered(response) => Ok(response),
            Outcome::Refused(refusal, policy) => {
                let question = Question { cases, catalogue, policy, now };
                Err(refuse(question, *refusal, self.reader()).await)
            }
        }
    }

    async fn book<T: Serialize>(
        &self,
        cases: &Arc<Vec<Case>>,
        answer: impl FnOnce(Vec<(Version, OrderView)>) -> Created<T>,
    ) -> Result<Outcome, ApiError> {
        let now = self.caller.now();
        let asks: Vec<_> = cases.iter().map(|case| case.ask(now)).collect();
        let _turn = self.caller.app().turns.of(self.caller.tenant()).await?;
        let mut tx = self.caller.begin().await?;
        if let Begun::Replay(response) = self.idempotent.begin(tx.conn(), self.scope()).await? {
            return Ok(Outcome::Answered(*response));
        }
        refuse_suspended(&mut tx).await?;
        let desk = Desk::open(&mut tx, self.caller.livemode(), true).await?;
        let booked = match decide(&mut tx, &desk, &asks).await? {
            Decision::Admitted(booked) => booked,
            Decision::Refused(refusal) => {
                tx.rollback().await?;
                return Ok(Outcome::Refused(Box::new(refusal), desk.policy));
            }
        };
        let pen = record::Pen { seal: &self.caller.app().seal, now };
        let mut ids = Vec::with_capacity(cases.len());
        let mut views = Vec::with_capacity(cases.len());
        for (index, (case, admission)) in cases.iter().zip(&booked.admissions).enumerate() {
            let placed = record::new_order(&mut tx, pen, &case.order, admission.cluster).await;
            let id = placed.map_err(|error| if self.batch { record::within(index, error) } else { error })?;
            ids.push(id);
            self.tell_of(&mut tx, id, &case.order).await?;
            views.push(view(&mut tx, id, self.caller).await?);
        }
        record::book(&mut tx, &ids, &booked).await?;
        let created = answer(views);
        self.idempotent.keep(tx.conn(), self.scope(), &created).await?;
        jobs::wake(tx.conn(), Wake::Orders).await?;
        tx.commit().await?;
        count("admitted", cases.len());
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

    fn reader(&self) -> Reader {
        Reader { language: self.caller.language(), platform: self.caller.sees_platform(), batch: self.batch }
    }
}

enum Outcome {
    Answered(Response),
    Refused(Box<Refused>, homeroom_domain::admission::Policy),
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
