//! `POST /v1/orders/{id}/quote`: what an amendment would come to. Changes nothing.

use axum::Json as Answer;
use homeroom_domain::{ids::OrderId, order::Warning};

use super::view::{DemandPeak, Quote};
use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, Path, Problems, Unread},
    orders::{
        ORDER_BYTES_MAX,
        amending::{self, AmendOrder},
        placing::{AdmissionContext, Decision, RefusedRequest, receive},
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
    body: Unread<AmendOrder, ORDER_BYTES_MAX>,
) -> Result<Answer<Quote>, ApiError> {
    let (ticket, patch) = receive(&caller, body).await?;
    let draft = amending::draft(&caller, &ticket, id, None, patch).await?;
    let [before, after] = draft.peaks.map(|peak| peak.map(DemandPeak::from));
    let quote = |warnings: &[Warning]| Quote::feasible(after, warnings, caller.language()).instead_of(before);
    let Some(next) = &draft.generation else { return Ok(Answer(quote(&draft.next.warnings))) };
    let turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    let offer = &draft.offer;
    let context = AdmissionContext::unlocked(&mut tx, offer.quota.clone(), offer.clusters.clone(), caller.livemode()).await?;
    let (candidates, decision) = draft.decide(next, &mut tx, context, caller.now()).await?;
    tx.rollback().await?;
    drop(turn);
    let quote = quote(&next.amended.warnings);
    let Decision::Refused(refusals) = decision else { return Ok(Answer(quote)) };
    let request = RefusedRequest { caller: &caller, ticket: &ticket, offer, candidates, batch: false };
    Ok(Answer(quote.refused(request.explain(&refusals).await)))
}
