//! `POST /v1/orders/{id}/quote`: what an amendment would come to. Changes nothing.

use axum::Json as Answer;
use homeroom_domain::{demand::Demand, ids::OrderId, order::Warning};
use jiff::Timestamp;

use super::view::{DemandPeak, Quote};
use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, Json, Path, Problems},
    orders::{
        ORDER_BYTES_MAX,
        amending::{self, AmendOrder, Draft},
        placing::{Decision, Desk, Reader, blocking, tell},
    },
};

/// Quote an amendment
///
/// Whether the amendment would be admitted now, counting what the order holds already, and what it changes: the busiest time from
/// `effective_from` on, as the order stands and as it would be. Changes nothing.
#[utoipa::path(
    post, path = "/v1/orders/{id}/quote", tag = "orders", params(("id" = OrderId, Path)), request_body = AmendOrder,
    responses((status = 200, description = "What it would come to", body = Quote), Problems)
)]
pub(crate) async fn quote_amendment(
    caller: Caller<QuoteOrders>,
    Path(id): Path<OrderId>,
    Json(patch): Json<AmendOrder, ORDER_BYTES_MAX>,
) -> Result<Answer<Quote>, ApiError> {
    let now = caller.now();
    let draft = amending::draft(&caller, id, None, patch).await?;
    let [before, after] = peaks(&draft, now).await?;
    let quote = |warnings: &[Warning]| Quote::feasible(after, warnings, caller.language()).instead_of(before);
    let Some(next) = &draft.generation else { return Ok(Answer(quote(&draft.next.warnings))) };
    let mut tx = caller.begin().await?;
    let desk = Desk::open(&mut tx, caller.livemode(), false).await?;
    let (case, decision) = draft.decide(next, &mut tx, &desk, now).await?;
    tx.rollback().await?;
    let quote = quote(&next.amended.warnings);
    let Decision::Refused(refusal) = decision else { return Ok(Answer(quote)) };
    let reader = Reader { language: caller.language(), platform: caller.sees_platform(), batch: false };
    Ok(Answer(quote.refused(tell(draft.question(case, desk.policy, now), refusal, reader).await?)))
}

/// The busiest slots from the moment of the amendment on: as the order stands, and amended.
async fn peaks(draft: &Draft, now: Timestamp) -> Result<[Option<DemandPeak>; 2], ApiError> {
    let peaks = match &draft.generation {
        Some(generation) => generation.follows.peaks,
        None => {
            let next = draft.next.clone();
            [blocking(move || Demand::of_new(&next, now).peak()).await?; 2]
        }
    };
    Ok(peaks.map(|peak| peak.map(DemandPeak::from)))
}
