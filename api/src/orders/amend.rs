//! `PATCH /v1/orders/{id}`: a new generation of an order, admitted as a whole, or other names for it.

use homeroom_domain::{admission::Policy, ids::OrderId};
use serde_json::json;

use super::{
    ORDER_BYTES_MAX,
    amending::{self, AmendOrder, Draft, NextGeneration},
    placing::{Booked, Case, Decision, Desk, Reader, Refused, count, event, record, refuse, refuse_suspended, view},
    store::{self, NewGeneration},
    view::OrderView,
};
use crate::{
    auth::{AmendOrders, Caller, TenantTx},
    events::EventType,
    http::{ApiError, Expected, IfMatch, Json, Path, Problem, Problems, Versioned},
    jobs::{self, Wake},
};

/// Amend an order
///
/// Each top-level field that is present replaces the whole field. The new timetable takes over at `effective_from`, default now; lessons that run then go on
/// to their end as they are. It is admitted as a whole: refused (409), nothing has changed. Names, `external_id` and `metadata` alone make no new generation.
#[utoipa::path(
    patch, path = "/v1/orders/{id}", tag = "orders", request_body = AmendOrder,
    params(("id" = OrderId, Path), ("If-Match" = String, Header, description = "The ETag that you read.")),
    responses((status = 200, description = "The amended order", body = OrderView), Problems)
)]
pub(crate) async fn amend_order(
    caller: Caller<AmendOrders>,
    Path(id): Path<OrderId>,
    if_match: IfMatch,
    Json(patch): Json<AmendOrder, ORDER_BYTES_MAX>,
) -> Result<Versioned<OrderView>, ApiError> {
    let expected = if_match.required()?;
    let draft = amending::draft(&caller, id, Some(&expected), patch).await?;
    match &draft.generation {
        None => relabel(&caller, &draft, &expected).await,
        Some(next) => amend(&caller, &draft, next, &expected).await,
    }
}

/// Locks the order and makes sure that it is the one that was read.
async fn lock(tx: &mut TenantTx, draft: &Draft, expected: &Expected) -> Result<(), ApiError> {
    refuse_suspended(tx).await?;
    let (order, edit) = store::lock(tx, draft.id).await?.ok_or(ApiError::NotFound)?;
    expected.matches(edit)?;
    if edit != draft.edit {
        return Err(Problem::PreconditionFailed.into());
    }
    // Its term may have run out meanwhile, which is nobody's edit.
    let left = order.is_leaving() && !draft.leaving;
    if left { Err(Problem::ConflictingTransition.into()) } else { Ok(()) }
}

async fn relabel(caller: &Caller<AmendOrders>, draft: &Draft, expected: &Expected) -> Result<Versioned<OrderView>, ApiError> {
    // Two orders that swap their external ids at once would wait for each other.
    let _turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    lock(&mut tx, draft, expected).await?;
    let (id, number, document) = (draft.id, draft.number, &draft.next.document);
    store::reword(&mut tx, id, number, document).await?;
    let pen = record::Pen { seal: &caller.app().seal, now: caller.now() };
    record::rooms(&mut tx, pen, id, &draft.next, pen.now).await?;
    store::follow_document(&mut tx, id, document, number).await.map_err(record::taken)?;
    finish(caller, tx, draft, json!({ "generation": number, "labels_alone": true })).await
}

async fn amend(
    caller: &Caller<AmendOrders>,
    draft: &Draft,
    next: &NextGeneration,
    expected: &Expected,
) -> Result<Versioned<OrderView>, ApiError> {
    match book(caller, draft, next, expected).await? {
        Outcome::Amended(answer) => {
            count("admitted", 1);
            Ok(*answer)
        }
        Outcome::Refused(case, refusal, policy) => {
            let reader = Reader { language: caller.language(), platform: caller.sees_platform(), batch: false };
            Err(refuse(draft.question(*case, policy, caller.now()), *refusal, reader).await)
        }
    }
}

enum Outcome {
    Amended(Box<Versioned<OrderView>>),
    /// Explained when the turn and every lock are given back: that takes long.
    Refused(Box<Case>, Box<Refused>, Policy),
}

async fn book(caller: &Caller<AmendOrders>, draft: &Draft, next: &NextGeneration, expected: &Expected) -> Result<Outcome, ApiError> {
    let _turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    lock(&mut tx, draft, expected).await?;
    let desk = Desk::open(&mut tx, caller.livemode(), true).await?;
    let (case, decision) = draft.decide(next, &mut tx, &desk, caller.now()).await?;
    let booked = match decision {
        Decision::Admitted(booked) => booked,
        Decision::Refused(refusal) => {
            tx.rollback().await?;
            return Ok(Outcome::Refused(Box::new(case), Box::new(refusal), desk.policy));
        }
    };
    write(caller, &mut tx, draft, next, &booked).await?;
    let number = next.amended.order.newest().number;
    let answer = finish(caller, tx, draft, json!({ "generation": number, "effective_from": next.follows.from })).await?;
    Ok(Outcome::Amended(Box::new(answer)))
}

async fn write(
    caller: &Caller<AmendOrders>,
    tx: &mut TenantTx,
    draft: &Draft,
    NextGeneration { amended, follows, .. }: &NextGeneration,
    booked: &Booked,
) -> Result<(), ApiError> {
    let (id, now, document) = (draft.id, caller.now(), &draft.next.document);
    let number = amended.order.newest().number;
    let warnings = serde_json::to_value(&amended.warnings)?;
    let kept: Vec<i64> = amended.order.dropped.iter().map(|dropped| dropped.generation.number).collect();
    store::drop_generations(tx, id, &amended.replaced, &kept, now).await?;
    let new = NewGeneration { number, effective_from: follows.from, ..record::described(&draft.next, &warnings) };
    store::add_generation(tx, id, new, now).await?;
    let pen = record::Pen { seal: &caller.app().seal, now };
    record::rooms(tx, pen, id, &draft.next, follows.from).await?;
    let named: Vec<String> = document.rooms.iter().map(|room| room.key.clone()).collect();
    store::remove_other_rooms(tx, id, &named, follows.from).await?;
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
