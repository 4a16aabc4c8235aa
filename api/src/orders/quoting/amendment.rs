//! `POST /v1/orders/{id}/quote`: what an amendment would come to. Changes nothing.

use std::sync::Arc;

use axum::Json as Answer;
use homeroom_domain::{ids::OrderId, order::Warning, timetable::zone};
use jiff::tz::TimeZone;

use super::{
    difference::DifferenceView,
    fit::{FitView, Weeks},
    view::{DemandPeak, Quote},
};
use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, Path, Problems, Unread},
    orders::{
        ORDER_BYTES_MAX,
        amending::{self, AmendOrder, Purpose, Quoted},
        placing::{AdmissionContext, Decision, QuotaPeak, RefusedRequest, against, amended_booking, receive},
    },
    prices::{self, Asking},
};

/// Quote an amendment
///
/// Whether the amendment would be admitted now, counting what the order holds already, and what it changes: the busiest time from
/// `effective_from` on, as the order stands and as it would be, and which lessons are added, removed and moved. Changes nothing.
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
    let draft = amending::draft(&caller, &ticket, id, Purpose::Quote, patch).await?;
    let mut draft = draft.ok_or_else(|| anyhow::anyhow!("a patch of nothing"))?;
    let [before, after] = draft.peaks.map(|peak| peak.map(DemandPeak::from));
    let Quoted { week, difference } = draft.quoted.take().ok_or_else(|| anyhow::anyhow!("a quote without what is told"))?;
    let zone = zone(&draft.next.document.timetable.time_zone).unwrap_or(TimeZone::UTC);
    let (difference, total) = (DifferenceView::new(difference, &zone), u64::from(draft.lessons.total.unsigned_abs()));
    let weeks = Weeks { weeks: vec![week], batch: false, language: caller.language() };
    let quote = |warnings: &[Warning], fit: Vec<FitView>| {
        Quote::feasible(after, warnings, caller.language()).instead_of(before).of_lessons(total, fit).changing(difference.clone())
    };
    let Some(next) = &draft.generation else { return Ok(Answer(quote(&draft.next.warnings, Vec::new()))) };
    let turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    let offer = &draft.offer;
    let context = AdmissionContext::unlocked(&mut tx, offer.quota.clone(), offer.clusters.clone(), caller.livemode()).await?;
    let (candidates, decision) = draft.decide(next, &mut tx, context, caller.now()).await?;
    let before = prices::price_of(&mut tx, id).await?;
    let (price, over) = match &decision {
        Decision::Admitted(booked) => {
            let booking = amended_booking(id, &draft.next.document, booked.admissions.first());
            let over = against(&mut tx, &caller, Asking::ToKnow, &[booking]).await?;
            (draft.price(&mut tx, booked, caller.now()).await?, over)
        }
        Decision::Refused(_) => (None, Vec::new()),
    };
    tx.rollback().await?;
    drop(turn);
    let (refusals, quota_peak) = match decision {
        Decision::Admitted(booked) => (Vec::new(), booked.quota_peak),
        Decision::Refused(refusals) => (refusals, QuotaPeak::default()),
    };
    let refusals = Arc::new(refusals);
    let fit = weeks.refused_views(&candidates, &refusals).await?;
    let until = candidates.iter().filter_map(|candidate| candidate.lessons.next_starts_at).min().filter(|_| price.is_some());
    let quote = quote(&next.amended.warnings, fit).costing(price, until).instead_of_price(before).filling(quota_peak);
    if refusals.is_empty() {
        return Ok(Answer(quote.over_caps(over)));
    }
    let request = RefusedRequest { caller: &caller, ticket: &ticket, offer, candidates, batch: false, instead: None };
    Ok(Answer(quote.refused(request.explain(&refusals).await)))
}
