//! The price of an order that exists: worked out from what it holds, by the version that it was bought by. Nothing of it is stored, so that nothing can
//! differ from what is booked.

use std::collections::BTreeSet;

use homeroom_domain::{
    billing::Money,
    calendar::Amounts,
    ids::{OrderId, PlanVersionId},
    slots::Steps,
    timetable,
};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

use super::{
    store::orders::{self, BoughtRow},
    tariff::Tariff,
    view::PriceView,
};
use crate::{
    auth::TenantTx,
    http::{ApiError, Problem},
};

/// What an order comes to that has these rooms instead of its own, and holds this of its tenant's quota; `None` where it costs nothing. Rooms that are dropped
/// when the term has begun are charged all the same.
///
/// # Errors
/// 422 where it comes to more than an amount can be.
pub(crate) async fn price_with(
    tx: &mut TenantTx,
    order: OrderId,
    (rooms, quota): (&[&str], &Amounts),
    now: Timestamp,
) -> Result<Option<PriceView>, ApiError> {
    let Some(row) = orders::bought(tx, order, now).await? else { return Ok(None) };
    let begun = row.rooms.iter().map(String::as_str).filter(|_| row.has_begun);
    let mut charged: BTreeSet<&str> = begun.collect();
    charged.extend(rooms.iter().copied());
    tariff(&row).price(charged.len(), quota).map(Some)
}

/// What an order costs as it stands; `None` where it costs nothing.
///
/// # Errors
/// 422 where it comes to more than an amount can be.
pub(crate) async fn price_of(tx: &mut TenantTx, order: OrderId, now: Timestamp) -> Result<Option<PriceView>, ApiError> {
    let Some(row) = orders::bought(tx, order, now).await? else { return Ok(None) };
    tariff(&row).price(row.rooms.len(), &amounts(&row)).map(Some)
}

fn tariff(row: &BoughtRow) -> Tariff {
    Tariff {
        version: PlanVersionId::new(row.version_id),
        charged_from: row.charged_from.to_jiff(),
        until: None,
        plan: row.document.0.clone(),
        zone: timetable::zone(&row.time_zone).unwrap_or(TimeZone::UTC),
    }
}

fn amounts(row: &BoughtRow) -> Amounts {
    row.booked.iter().filter_map(|(resource, steps)| Some((resource.parse().ok()?, Steps::from_flat(steps)))).collect()
}

impl PriceView {
    /// # Errors
    /// 409 with the price that it is, where it is another than the one that was expected.
    pub(crate) fn agreed(price: Option<Self>, expected: Option<Money>) -> Result<Option<Self>, ApiError> {
        let is = price.as_ref().map(|price| Money { amount_minor: price.amount_minor, currency: price.currency });
        if expected.is_none() || expected == is {
            return Ok(price);
        }
        Err(ApiError::With(Problem::PriceChanged, json!({ "price": price })))
    }
}
