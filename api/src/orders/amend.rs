//! `PATCH /v1/orders/{id}`: a new generation of an order, admitted as a whole, or other names for it.

use std::sync::Arc;

use homeroom_domain::{admission::Refusal, ids::OrderId};
use serde_json::json;

use super::{
    ORDER_BYTES_MAX,
    amending::{self, AmendOrder, Draft, NextGeneration},
    placing::{AdmissionContext, Booked, Candidate, Decision, RefusedRequest, count, event, receive, record, refuse_suspended, view},
    store::{self, NewGeneration},
    view::OrderView,
};
use crate::{
    auth::{AmendOrders, Caller, TenantTx},
    calendars::store as calendars,
    events::EventType,
    http::{ApiError, Expected, IfMatch, Path, Problem, Problems, Unread, Versioned},
    jobs::{self, Wake},
};

/// Amend an order
///
/// Each top-level field that is present replaces the whole field. The new timetable takes over at `effective_from`, default now; lessons that run then go on
/// to their end as they are. It is admitted as a whole: refused (409), nothing has changed. Names, `external_id` and `metadata` alone make no new generation.
/// An order keeps its first generation, its newest twenty, and of the others those that a lesson or a room followed: at most 500, and 64 MiB of documents
/// (409 `too-many-generations`).
#[utoipa::path(
    patch, path = "/v1/orders/{id}", tag = "orders", request_body = AmendOrder,
    params(("id" = OrderId, Path), ("If-Match" = String, Header, description = "The ETag that you read.")),
    responses((status = 200, description = "The amended order", body = OrderView), Problems)
)]
pub(crate) async fn amend_order(
    caller: Caller<AmendOrders>,
    Path(id): Path<OrderId>,
    if_match: IfMatch,
    body: Unread<AmendOrder, ORDER_BYTES_MAX>,
) -> Result<Versioned<OrderView>, ApiError> {
    let (ticket, patch) = receive(&caller, body).await?;
    let expected = if_match.required()?;
    let draft = amending::draft(&caller, &ticket, id, amending::Purpose::Amend(&expected), patch).await?;
    let Some(next) = &draft.generation else { return relabel(&caller, &draft, &expected).await };
    match book(&caller, &draft, next, &expected).await? {
        Outcome::Amended(answer) => {
            count("admitted", 1);
            Ok(*answer)
        }
        Outcome::Refused(candidates, refusals) => {
            let request = RefusedRequest { caller: &caller, ticket: &ticket, offer: &draft.offer, candidates, batch: false };
            Err(request.refuse(&refusals).await)
        }
    }
}

/// Locks the order and makes sure that it is the one that was read.
async fn lock(tx: &mut TenantTx, draft: &Draft, expected: &Expected) -> Result<(), ApiError> {
    refuse_suspended(tx).await?;
    let (edit, phase) = store::lock(tx, draft.id).await?.ok_or(ApiError::NotFound)?;
    expected.matches(edit)?;
    if edit != draft.edit {
        return Err(Problem::PreconditionFailed.into());
    }
    // Its term may have run out meanwhile, which is nobody's edit.
    let left = phase.is_leaving() && !draft.leaving;
    if left { Err(Problem::ConflictingTransition.into()) } else { Ok(()) }
}

async fn relabel(caller: &Caller<AmendOrders>, draft: &Draft, expected: &Expected) -> Result<Versioned<OrderView>, ApiError> {
    // Two orders that swap their external ids at once would wait for each other.
    let _turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    lock(&mut tx, draft, expected).await?;
    let (id, number, document) = (draft.id, draft.number, &draft.next.document);
    store::reword(&mut tx, id, number, document).await?;
    let context = record::WriteContext { seal: &caller.app().seal, now: caller.now() };
    record::rooms(&mut tx, context, id, (document, &draft.lessons)).await?;
    store::follow_document(&mut tx, id, document, number).await.map_err(record::taken)?;
    finish(caller, tx, draft, json!({ "generation": number, "labels_alone": true })).await
}

enum Outcome {
    Amended(Box<Versioned<OrderView>>),
    /// Explained when the turn and every lock are given back: that takes long.
    Refused(Arc<Vec<Candidate>>, Vec<Refusal>),
}

async fn book(caller: &Caller<AmendOrders>, draft: &Draft, next: &NextGeneration, expected: &Expected) -> Result<Outcome, ApiError> {
    let _turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    lock(&mut tx, draft, expected).await?;
    let offer = &draft.offer;
    let quota = calendars::lock(tx.conn(), &[offer.quota.id]).await?.pop().unwrap_or_else(|| offer.quota.clone());
    let context = AdmissionContext::locked(&mut tx, quota, offer.clusters.clone(), caller.livemode()).await?;
    let (candidates, decision) = draft.decide(next, &mut tx, context, caller.now()).await?;
    let booked = match decision {
        Decision::Admitted(booked) => booked,
        Decision::Refused(refusals) => {
            tx.rollback().await?;
            return Ok(Outcome::Refused(candidates, refusals));
        }
    };
    write(caller, &mut tx, draft, next, &booked).await?;
    let number = next.amended.order.newest().number;
    let answer = finish(caller, tx, draft, json!({ "generation": number, "effective_from": next.amendment.from })).await?;
    Ok(Outcome::Amended(Box::new(answer)))
}

async fn write(
    caller: &Caller<AmendOrders>,
    tx: &mut TenantTx,
    draft: &Draft,
    NextGeneration { amended, amendment, .. }: &NextGeneration,
    booked: &Booked,
) -> Result<(), ApiError> {
    let (id, now, document) = (draft.id, caller.now(), &draft.next.document);
    let number = amended.order.newest().number;
    let warnings = serde_json::to_value(&amended.warnings)?;
    let kept: Vec<i64> = amended.order.dropped.iter().map(|dropped| dropped.generation.number).collect();
    store::drop_generations(tx, id, &amended.replaced, &kept, now).await?;
    let new = NewGeneration { number, effective_from: amendment.from, ..record::described(&draft.next, &draft.lessons, &warnings) };
    store::add_generation(tx, id, new, now).await?;
    if !amended.idle.is_empty() {
        store::take_out_generations(tx, id, &amended.idle, &amended.order.generations).await?;
    }
    let context = record::WriteContext { seal: &caller.app().seal, now };
    record::rooms(tx, context, id, (document, &draft.lessons)).await?;
    let named: Vec<String> = document.rooms.iter().map(|room| room.key.clone()).collect();
    store::remove_other_rooms(tx, id, &named, amendment.from).await?;
    store::follow_document(tx, id, document, number).await.map_err(record::taken)?;
    Ok(record::book(tx, &[id], booked).await?)
}

async fn finish(
    caller: &Caller<AmendOrders>,
    mut tx: TenantTx,
    draft: &Draft,
    data: serde_json::Value,
) -> Result<Versioned<OrderView>, ApiError> {
    let id = draft.id;
    event(&mut tx, caller, EventType::OrderAmended, id, data).await?;
    let (version, view) = view(&mut tx, id, caller).await?;
    jobs::wake(tx.conn(), Wake::Orders).await?;
    tx.commit().await?;
    Ok(Versioned::new(version, view))
}
