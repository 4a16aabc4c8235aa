//! `POST /v1/orders/{id}/quote`: what an amendment would come to. Changes nothing.

use axum::Json as Answer;
use homeroom_domain::{ids::OrderId, order::ValidOrder};

use super::{
    ORDER_BYTES_MAX,
    admission::{Case, Decision, Desk, Reader, tell},
    amending,
    patch::AmendOrder,
};
use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, Json, Path, Problems},
    quotes::{Quote, demand_peak},
};

/// Quote an amendment
///
/// Whether the amendment would be admitted now, counting what the order holds already. Changes nothing.
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
    let Some(next) = &draft.generation else {
        let peak = demand_peak(&[Case::create(vec![ValidOrder::clone(&draft.next)], now).await?[0].demand()]);
        return Ok(Answer(Quote::feasible(peak, &draft.next.warnings, caller.language())));
    };
    let mut tx = caller.begin().await?;
    let desk = Desk::open(&mut tx, caller.livemode(), false).await?;
    let (case, decision) = draft.decide(next, &mut tx, &desk, now).await?;
    tx.rollback().await?;
    let quote = Quote::feasible(demand_peak(&[case.demand()]), &next.amended.warnings, caller.language());
    let Decision::Refused(refusal) = decision else { return Ok(Answer(quote)) };
    let reader = Reader { language: caller.language(), platform: caller.sees_platform(), batch: false };
    Ok(Answer(quote.refused(tell(draft.question(case, desk.policy, now), refusal, reader).await?)))
}
