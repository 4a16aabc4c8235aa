//! New orders, one or a batch: read, expand, book and write, all or nothing.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    admission::{Admission, Refusal},
    billing::Money,
    ids::OrderId,
    order::{NewOrder, ValidOrder},
};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    AdmissionContext, Booked, Candidate, Decision, Offer, RefusedRequest, count, decide, new_bookings, prepare, record, refuse_over_caps,
};
use crate::{
    auth::{Caller, Permit, Place, TenantTx},
    events::{self, EventType, Happened, NewEvent},
    http::{ApiError, Begun, Created, Idempotent, Problem, Version, replayed},
    jobs::Wake,
    orders::{reserving::may_reserve, store, view::OrderView},
    prices::{self, PriceView, Tariff},
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
        mut documents: Vec<NewOrder>,
        answer: impl FnOnce(Vec<(Version, OrderView)>) -> Created<T>,
    ) -> Result<Response, ApiError> {
        let expected: Vec<Option<Money>> = documents.iter_mut().map(|document| document.expected_price.take()).collect();
        let mut tx = self.caller.begin().await?;
        // Both, this and the suspension, are looked at again under the locks; who is refused here has cost nobody an expansion.
        match self.idempotent.look(tx.conn(), self.scope()).await? {
            Begun::Fresh => {}
            Begun::Replay(response) => return Ok(*response),
            Begun::Made(made) => return self.made_before(tx, made, answer).await,
        }
        let offer = Arc::new(Offer::of(&mut tx, self.caller.livemode(), &documents, self.caller.now()).await?);
        offer.refuse_suspended()?;
        let refusals = prepare::refused_by_numbers(&mut tx, &documents, &offer).await?;
        drop(tx);
        let (now, batch, offered) = (self.caller.now(), self.batch, offer.clone());
        if !refusals.is_empty() {
            let sought = !refusals.iter().all(Refusal::no_change_helps);
            let candidates = self.ticket.run(move || prepare::refused_candidates(documents, &offered, (now, batch), sought)).await??;
            let candidates = Arc::new(candidates);
            let request = RefusedRequest { caller: self.caller, ticket: self.ticket, offer: &offer, candidates, batch, instead: None };
            return Err(request.refuse(&refusals).await);
        }
        let candidates = Arc::new(self.ticket.run(move || prepare::candidates(documents, &offered, now, batch)).await??);
        match self.book(&candidates, &offer, &expected, answer).await? {
            Outcome::Answered(response) => Ok(response),
            Outcome::Refused(refusals) => {
                let request = RefusedRequest { caller: self.caller, ticket: self.ticket, offer: &offer, candidates, batch, instead: None };
                Err(request.refuse(&refusals).await)
            }
        }
    }

    async fn book<T: Serialize>(
        &self,
        candidates: &Arc<Vec<Candidate>>,
        offer: &Offer,
        expected: &[Option<Money>],
        answer: impl FnOnce(Vec<(Version, OrderView)>) -> Created<T>,
    ) -> Result<Outcome, ApiError> {
        let now = self.caller.now();
        let _turn = self.caller.app().turns.of(self.caller.tenant()).await?;
        let mut tx = self.caller.begin().await?;
        match self.idempotent.begin(tx.conn(), self.scope()).await? {
            Begun::Fresh => {}
            Begun::Replay(response) => return Ok(Outcome::Answered(*response)),
            Begun::Made(made) => return self.made_before(tx, made, answer).await.map(Outcome::Answered),
        }
        let named = candidates.iter().filter_map(|candidate| candidate.order.document.timetable.academic_calendar);
        offer.hold_calendars(&mut tx, named).await?;
        let locked = store::lock_tenant(&mut tx).await?.ok_or_else(|| anyhow::anyhow!("{} has no quota calendar", self.caller.tenant()))?;
        if locked.suspended {
            return Err(Problem::TenantSuspended.into());
        }
        offer.holds_tariff(&locked)?;
        may_reserve(&mut tx, candidates, self.batch, now).await?;
        let context = AdmissionContext::locked(&mut tx, locked.quota, offer.clusters.clone(), self.caller.livemode()).await?;
        let booked = match decide(&mut tx, context, candidates, now).await? {
            Decision::Admitted(booked) => booked,
            Decision::Refused(refusals) => {
                tx.rollback().await?;
                return Ok(Outcome::Refused(refusals));
            }
        };
        let prices = priced(offer, candidates, &booked).and_then(|prices| self.agreed(prices, expected))?;
        refuse_over_caps(&mut tx, self.caller, &new_bookings(offer.tariff.as_ref(), candidates, &booked)).await?;
        let views = self.write(&mut tx, candidates, &booked, (offer.tariff.as_ref(), prices)).await?;
        tx.commit().await?;
        self.caller.app().wakes.soon(&self.caller.app().pools, Wake::Orders);
        count("admitted", candidates.len());
        Ok(Outcome::Answered(answer(views).into_response()))
    }

    async fn write(
        &self,
        tx: &mut TenantTx,
        candidates: &[Candidate],
        booked: &Booked,
        (tariff, prices): (Option<&Tariff>, Vec<Option<PriceView>>),
    ) -> Result<Vec<(Version, OrderView)>, ApiError> {
        let context = record::WriteContext { seal: &self.caller.app().seal, now: self.caller.now() };
        let (mut ids, mut views) = (Vec::with_capacity(candidates.len()), Vec::with_capacity(candidates.len()));
        for (index, ((candidate, admission), price)) in candidates.iter().zip(&booked.admissions).zip(prices).enumerate() {
            let written = record::new_order(tx, context, candidate, admission.cluster).await;
            let (id, row) = written.map_err(|error| if self.batch { record::within(index, error) } else { error })?;
            if let Some(tariff) = tariff {
                prices::pin(tx, id, tariff.version, tariff.charged_from, context.now).await?;
            }
            ids.push(id);
            views.push(shown(row, price, self.caller));
        }
        record::book_new(tx, &ids, booked, context.now).await?;
        let events = ids.iter().zip(candidates).map(|(id, candidate)| self.created(*id, &candidate.order)).collect();
        events::record_all(tx.conn(), self.scope(), &self.caller.actor(), events).await?;
        self.idempotent.keep_made(tx.conn(), self.scope(), ids.iter().map(|id| id.uuid()).collect()).await?;
        Ok(views)
    }

    /// The answer to a request that was done before: its orders as they are now.
    async fn made_before<T: Serialize>(
        &self,
        mut tx: TenantTx,
        made: Vec<Uuid>,
        answer: impl FnOnce(Vec<(Version, OrderView)>) -> Created<T>,
    ) -> Result<Response, ApiError> {
        let mut views = Vec::with_capacity(made.len());
        for id in made {
            views.push(view(&mut tx, OrderId::new(id), self.caller).await?);
        }
        Ok(replayed(answer(views).into_response()))
    }

    /// # Errors
    /// 409 with the first price that is not the one that was expected.
    fn agreed(&self, prices: Vec<Option<PriceView>>, expected: &[Option<Money>]) -> Result<Vec<Option<PriceView>>, ApiError> {
        let agreed = |(index, (price, expected)): (usize, (Option<PriceView>, &Option<Money>))| {
            PriceView::agreed(price, *expected).map_err(|error| if self.batch { record::within(index, error) } else { error })
        };
        prices.into_iter().zip(expected).enumerate().map(agreed).collect()
    }

    fn created(&self, id: OrderId, order: &ValidOrder) -> Happened {
        let document = &order.document;
        let mut data = json!({ "name": document.name, "kind": document.kind, "region": document.region, "rooms": document.rooms.len(), "generation": 1 });
        if let Some(until) = order.reserved_until {
            data["reserved_until"] = json!(until);
        }
        Happened { kind: EventType::OrderCreated, subject: id.to_string(), data, at: self.caller.now() }
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
    let row = store::get(tx, id).await?.ok_or(ApiError::NotFound)?;
    let price = prices::price_of(tx, id).await?;
    Ok(shown(row, price, caller))
}

fn shown<P: Permit>((row, document): (store::Summary, NewOrder), price: Option<PriceView>, caller: &Caller<P>) -> (Version, OrderView) {
    let version = Version { edit: row.edit, revision: row.revision };
    (version, OrderView::new(row, document, price, caller.language()))
}

/// What each order costs, of what it books.
///
/// # Errors
/// 422 where one comes to more than an amount can be.
fn priced(offer: &Offer, candidates: &[Candidate], booked: &Booked) -> Result<Vec<Option<PriceView>>, ApiError> {
    let price = |(candidate, admission): (&Candidate, &Admission)| {
        offer.tariff.as_ref().map(|tariff| tariff.price(candidate.order.document.rooms.len(), &admission.quota.steps)).transpose()
    };
    candidates.iter().zip(&booked.admissions).map(price).collect()
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
