//! `POST /v1/quotes`: an order or a batch, judged as if it were ordered now.

use std::{collections::BTreeMap, sync::Arc};

use axum::Json as Answer;
use homeroom_domain::{
    billing::Money,
    order::{Flexible, NewOrder, NewRoom, Term, Timetable},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    fit::Weeks,
    view::{Quote, demand_peak},
};
use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, Fault, Problems, Shape, Unread},
    orders::{
        ORDER_BYTES_MAX, ORDERS_MAX,
        placing::{
            AdmissionContext, Candidate, Decision, Offer, RefusedRequest, against, candidates_with_weeks, decide, new_bookings, receive,
        },
    },
    prices::{Asking, PriceView, Tariff},
};

/// An order, or `orders` and nothing else.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewQuote {
    /// A batch, instead of the fields of one order.
    #[schema(min_items = 1, max_items = 50)]
    orders: Option<Vec<NewOrder>>,
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    kind: Option<String>,
    region: Option<String>,
    #[schema(min_length = 1, max_length = 200)]
    external_id: Option<String>,
    metadata: Option<BTreeMap<String, String>>,
    #[schema(min_items = 1, max_items = 200)]
    rooms: Option<Vec<NewRoom>>,
    term: Option<Term>,
    timetable: Option<Timetable>,
    flexible: Option<Flexible>,
    #[schema(maximum = 120)]
    overrun_minutes: Option<u32>,
    #[schema(min_length = 1, max_length = 64)]
    cost_group: Option<String>,
    expected_price: Option<Money>,
    reserved_until: Option<Timestamp>,
}

impl NewQuote {
    /// The orders, and whether they came as a batch.
    fn orders(self) -> Result<(Vec<NewOrder>, bool), ApiError> {
        let beside = if self.orders.is_some() { self.beside_orders() } else { Vec::new() };
        if !beside.is_empty() {
            return Err(beside.into());
        }
        let Self {
            orders,
            name,
            kind,
            region,
            external_id,
            metadata,
            rooms,
            term,
            timetable,
            flexible,
            overrun_minutes,
            cost_group,
            expected_price,
            reserved_until,
        } = self;
        let Some(orders) = orders else {
            let order = NewOrder {
                name: needed(name, "name")?,
                kind: needed(kind, "kind")?,
                region: needed(region, "region")?,
                external_id,
                metadata: metadata.unwrap_or_default(),
                rooms: needed(rooms, "rooms")?,
                term: needed(term, "term")?,
                timetable: needed(timetable, "timetable")?,
                flexible,
                overrun_minutes,
                cost_group,
                expected_price,
                reserved_until,
            };
            return Ok((vec![order], false));
        };
        if !(1..=ORDERS_MAX).contains(&orders.len()) {
            return Err(ApiError::field("/orders", Shape::OutOfRange { min: 1, max: ORDERS_MAX as i64 }));
        }
        Ok((orders, true))
    }

    /// The fields of an order that stand beside a batch.
    fn beside_orders(&self) -> Vec<Fault> {
        // Without `..`, so that a new field has to be named here; one that is named and left out of the list is unused, and does not compile either.
        let Self {
            orders: _,
            name,
            kind,
            region,
            external_id,
            metadata,
            rooms,
            term,
            timetable,
            flexible,
            overrun_minutes,
            cost_group,
            expected_price,
            reserved_until,
        } = self;
        let given = [
            ("name", name.is_some()),
            ("kind", kind.is_some()),
            ("region", region.is_some()),
            ("external_id", external_id.is_some()),
            ("metadata", metadata.is_some()),
            ("rooms", rooms.is_some()),
            ("term", term.is_some()),
            ("timetable", timetable.is_some()),
            ("flexible", flexible.is_some()),
            ("overrun_minutes", overrun_minutes.is_some()),
            ("cost_group", cost_group.is_some()),
            ("expected_price", expected_price.is_some()),
            ("reserved_until", reserved_until.is_some()),
        ];
        given.iter().filter(|(_, given)| *given).map(|(name, _)| unexpected(name)).collect()
    }
}

fn needed<T>(value: Option<T>, name: &str) -> Result<T, ApiError> {
    value.ok_or_else(|| ApiError::field("", Shape::MissingField { name: name.to_owned() }))
}

fn unexpected(name: &str) -> Fault {
    Fault::new(format!("/{name}"), Shape::UnknownField { name: name.to_owned() })
}

/// Quote an order or a batch
///
/// Whether it would be admitted now, everything against it, and what would be admitted instead. Changes nothing. Limits are those of an order and of a batch.
#[utoipa::path(
    post, path = "/v1/quotes", tag = "orders", request_body = NewQuote,
    responses((status = 200, description = "What it would come to", body = Quote), Problems)
)]
pub(crate) async fn create_quote(caller: Caller<QuoteOrders>, body: Unread<NewQuote, ORDER_BYTES_MAX>) -> Result<Answer<Quote>, ApiError> {
    let (ticket, body) = receive(&caller, body).await?;
    let (documents, batch) = body.orders()?;
    let (now, livemode, language) = (caller.now(), caller.livemode(), caller.language());
    let mut tx = caller.begin().await?;
    let offer = Arc::new(Offer::of(&mut tx, livemode, &documents, now).await?);
    offer.refuse_suspended()?;
    tx.rollback().await?;
    let offered = offer.clone();
    let worked_out = ticket.run(move || {
        let (candidates, weeks) = candidates_with_weeks(documents, &offered, now, batch)?;
        let odd: Vec<_> = candidates.iter().flat_map(|candidate| candidate.order.warnings.clone()).collect();
        let peak = demand_peak(&candidates.iter().map(Candidate::demand).collect::<Vec<_>>());
        let total = candidates.iter().map(|candidate| u64::from(candidate.lessons.total.unsigned_abs())).sum();
        let weeks = Weeks { weeks, batch, language };
        let fit = weeks.views(&candidates, &[]);
        let (price, until) = price(offered.tariff.as_ref(), &candidates)?;
        let quote = Quote::feasible(peak, &odd, language).of_lessons(total, fit).costing(price, until);
        Ok::<_, ApiError>((Arc::new(candidates), weeks, quote))
    });
    let (candidates, weeks, quote) = worked_out.await??;
    // A quote reads calendars as large as a booking's: it takes its turn with the tenant's bookings.
    let turn = caller.app().turns.of(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    let context = AdmissionContext::unlocked(&mut tx, offer.quota.clone(), offer.clusters.clone(), livemode).await?;
    let decision = decide(&mut tx, context, &candidates, now).await?;
    let over = match &decision {
        Decision::Admitted(booked) => {
            against(&mut tx, &caller, Asking::ToKnow, &new_bookings(offer.tariff.as_ref(), &candidates, booked)).await?
        }
        Decision::Refused(_) => Vec::new(),
    };
    tx.rollback().await?;
    drop(turn);
    let refusals = match decision {
        Decision::Admitted(booked) => return Ok(Answer(quote.filling(booked.quota_peak).over_caps(over))),
        Decision::Refused(refusals) => refusals,
    };
    let refusals = Arc::new(refusals);
    let fit = weeks.refused_views(&candidates, &refusals).await?;
    let request = RefusedRequest { caller: &caller, ticket: &ticket, offer: &offer, candidates, batch, instead: None };
    let total = quote.lessons_total;
    Ok(Answer(quote.of_lessons(total, fit).refused(request.explain(&refusals).await)))
}

/// What the orders cost together, and until when that is so: until the first of their lessons begins, or another plan counts.
fn price(tariff: Option<&Tariff>, candidates: &[Candidate]) -> Result<(Option<PriceView>, Option<Timestamp>), ApiError> {
    let Some(tariff) = tariff else { return Ok((None, None)) };
    let price = |candidate: &Candidate| tariff.price(candidate.order.document.rooms.len(), &candidate.demand().quota());
    let prices = candidates.iter().map(price).collect::<Result<_, _>>()?;
    let first = candidates.iter().filter_map(|candidate| candidate.lessons.next_starts_at).min();
    Ok((PriceView::together(prices)?, first.into_iter().chain(tariff.until).min()))
}
