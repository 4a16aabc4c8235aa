//! A draft that is booked and written: in one transaction, over the very edit that it was made of.

use std::sync::Arc;

use axum::response::Response;
use homeroom_domain::{admission::Refusal, billing::Money, ids::OrderId};
use serde_json::{Map, Value, json};

use super::{Draft, NextGeneration};
use crate::{
    auth::{Caller, Permit, TenantTx},
    calendars::store as calendars,
    events::EventType,
    http::{ApiError, Begun, Idempotent, Problem},
    jobs::{self, Wake},
    orders::{
        placing::{
            AdmissionContext, Booked, Candidate, Decision, RefusedRequest, amended_booking, count, event, record, refuse_over_caps,
            refuse_suspended,
        },
        store::{self, Locked, NewGeneration},
    },
    prices::{self, PriceView},
    work::Ticket,
};

/// See the module.
#[derive(Debug)]
pub(crate) struct CarryOut<'a, P> {
    pub caller: &'a Caller<P>,
    pub ticket: &'a Ticket,
    pub draft: &'a Draft,
    /// Of a request whose work is done once, however often it is sent.
    pub idempotent: Option<&'a Idempotent>,
    /// What the event says beside the generation.
    pub told: Map<String, Value>,
    /// What the caller expects the order to cost then.
    pub expected: Option<Money>,
}

/// How it went.
pub(crate) enum Carried<T> {
    Out(T),
    /// The same request was carried out before.
    Before(Box<Response>),
    /// The order is not the one that was read.
    Changed,
}

enum Outcome<T> {
    Carried(Carried<T>),
    /// Explained when the turn and every lock are given back: that takes long.
    Refused(Arc<Vec<Candidate>>, Vec<Refusal>),
}

impl<P: Permit> CarryOut<'_, P> {
    /// Books and writes the draft; `answer` is read in the same transaction.
    ///
    /// # Errors
    /// 409 with what is against it and what would be admitted instead; then nothing has changed.
    pub(crate) async fn run<T>(self, answer: impl AsyncFnOnce(&mut TenantTx) -> Result<T, ApiError>) -> Result<Carried<T>, ApiError> {
        let Self { caller, ticket, draft, .. } = self;
        match self.attempt(answer).await? {
            Outcome::Carried(carried) => {
                if draft.generation.is_some() && matches!(carried, Carried::Out(_)) {
                    count("admitted", 1);
                }
                Ok(carried)
            }
            Outcome::Refused(candidates, refusals) => {
                let instead = draft.instead.clone();
                let request = RefusedRequest { caller, ticket, offer: &draft.offer, candidates, batch: false, instead };
                Err(request.refuse(&refusals).await)
            }
        }
    }

    async fn attempt<T>(self, answer: impl AsyncFnOnce(&mut TenantTx) -> Result<T, ApiError>) -> Result<Outcome<T>, ApiError> {
        // Two orders that swap their external ids at once would wait for each other.
        let _turn = self.caller.app().turns.of(self.caller.tenant()).await?;
        let mut tx = self.caller.begin().await?;
        if let Some(idempotent) = self.idempotent
            && let Begun::Replay(before) = idempotent.begin(tx.conn(), self.caller.place()).await?
        {
            return Ok(Outcome::Carried(Carried::Before(before)));
        }
        let named = self.draft.next.document.timetable.academic_calendar.into_iter();
        self.draft.offer.hold_calendars(&mut tx, named).await?;
        if !self.writing().lock(&mut tx).await? {
            tx.rollback().await?;
            return Ok(Outcome::Carried(Carried::Changed));
        }
        let data = match &self.draft.generation {
            None => {
                if let Some(expected) = self.expected {
                    PriceView::agreed(prices::price_of(&mut tx, self.draft.id).await?, Some(expected))?;
                }
                // What it is paid from may be another.
                refuse_over_caps(&mut tx, self.caller, &[amended_booking(self.draft.id, &self.draft.next.document, None)]).await?;
                self.relabel(&mut tx).await?;
                json!({ "generation": self.draft.number, "labels_alone": true })
            }
            Some(next) => {
                if let Some((candidates, refusals)) = self.book(&mut tx, next).await? {
                    tx.rollback().await?;
                    return Ok(Outcome::Refused(candidates, refusals));
                }
                json!({ "generation": next.amended.order.newest().number, "effective_from": next.amendment.from })
            }
        };
        let Value::Object(mut data) = data else { return Err(anyhow::anyhow!("an event without facts").into()) };
        data.extend(self.told);
        event(&mut tx, self.caller, EventType::OrderAmended, self.draft.id, data.into()).await?;
        let answer = answer(&mut tx).await?;
        jobs::wake(tx.conn(), Wake::Orders).await?;
        tx.commit().await?;
        Ok(Outcome::Carried(Carried::Out(answer)))
    }

    async fn relabel(&self, tx: &mut TenantTx) -> Result<(), ApiError> {
        let (id, number, document) = (self.draft.id, self.draft.number, &self.draft.next.document);
        store::reword(tx, id, number, document).await?;
        record::rooms(tx, self.writing().context(), id, (document, &self.draft.lessons)).await?;
        store::follow_document(tx, id, document, number).await.map_err(record::taken)
    }

    fn writing(&self) -> Writing<'_, P> {
        Writing { caller: self.caller, draft: self.draft }
    }

    /// What is refused, if anything is.
    async fn book(&self, tx: &mut TenantTx, next: &NextGeneration) -> Result<Option<(Arc<Vec<Candidate>>, Vec<Refusal>)>, ApiError> {
        let offer = &self.draft.offer;
        let quota = calendars::lock(tx.conn(), &[offer.quota.id]).await?.pop().unwrap_or_else(|| offer.quota.clone());
        let context = AdmissionContext::locked(tx, quota, offer.clusters.clone(), self.caller.livemode()).await?;
        let (candidates, decision) = self.draft.decide(next, tx, context, self.caller.now()).await?;
        match decision {
            Decision::Admitted(booked) => {
                if let Some(expected) = self.expected {
                    let price = self.draft.price(tx, &booked, self.caller.now()).await?;
                    PriceView::agreed(price, Some(expected))?;
                }
                let booking = amended_booking(self.draft.id, &self.draft.next.document, booked.admissions.first());
                refuse_over_caps(tx, self.caller, &[booking]).await?;
                self.writing().write(tx, next).await?;
                Writing::<P>::book(tx, &[self.draft.id], &booked).await?;
                Ok(None)
            }
            Decision::Refused(refusals) => Ok(Some((candidates, refusals))),
        }
    }
}

/// A draft that is written over the edit that it was made of.
#[derive(Debug)]
pub(crate) struct Writing<'a, P> {
    pub caller: &'a Caller<P>,
    pub draft: &'a Draft,
}

impl<P: Permit> Writing<'_, P> {
    /// Locks the order; false where it is not the one that was read.
    pub(crate) async fn lock(&self, tx: &mut TenantTx) -> Result<bool, ApiError> {
        refuse_suspended(tx).await?;
        let found = store::lock(tx, self.draft.id).await?.ok_or(ApiError::NotFound)?;
        if found != (Locked { phase: found.phase, ..self.draft.as_read }) {
            return Ok(false);
        }
        // Its term may have run out meanwhile, which is nobody's edit.
        let left = found.phase.is_leaving() && !self.draft.as_read.phase.is_leaving();
        if left { Err(Problem::ConflictingTransition.into()) } else { Ok(true) }
    }

    /// Writes its generation, and books nothing.
    pub(crate) async fn write(&self, tx: &mut TenantTx, next: &NextGeneration) -> Result<(), ApiError> {
        let NextGeneration { amended, amendment, .. } = next;
        let (draft, now) = (self.draft, self.caller.now());
        let (id, document) = (draft.id, &draft.next.document);
        let number = amended.order.newest().number;
        let warnings = serde_json::to_value(&amended.warnings)?;
        let kept: Vec<i64> = amended.order.dropped.iter().map(|dropped| dropped.generation.number).collect();
        store::drop_generations(tx, id, &amended.replaced, &kept, now).await?;
        let new = NewGeneration { number, effective_from: amendment.from, ..record::described(&draft.next, &draft.lessons, &warnings) };
        store::add_generation(tx, id, new, now).await?;
        if !amended.idle.is_empty() {
            store::take_out_generations(tx, id, &amended.idle, &amended.order.generations).await?;
        }
        for generation in amended.order.generations.iter().filter(|generation| amended.rewritten.contains(&generation.number)) {
            store::reword(tx, id, generation.number, &generation.document).await?;
        }
        record::rooms(tx, self.context(), id, (document, &draft.lessons)).await?;
        let named: Vec<String> = document.rooms.iter().map(|room| room.key.clone()).collect();
        store::remove_other_rooms(tx, id, &named, amendment.from).await?;
        if amendment.books_all_at_once() {
            // What a failover left behind is booked with the others from now on.
            store::gather(tx.conn(), id, (&[], now)).await?;
        }
        store::follow_document(tx, id, document, number).await.map_err(record::taken)
    }

    /// Books what was decided, of these orders in this order.
    pub(crate) async fn book(tx: &mut TenantTx, ids: &[OrderId], booked: &Booked) -> Result<(), ApiError> {
        Ok(record::book(tx, ids, booked).await?)
    }

    fn context(&self) -> record::WriteContext<'_> {
        record::WriteContext { seal: &self.caller.app().seal, now: self.caller.now() }
    }
}
