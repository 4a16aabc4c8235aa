//! The price of an order that exists: worked out from what it holds, by the version that it was bought by. Nothing of it is stored, so that nothing can
//! differ from what is booked.

use std::collections::BTreeSet;

use homeroom_domain::{billing::Money, calendar::Amounts, ids::OrderId, timetable};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

use super::{
    store::orders::{self, Bought},
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
    let Some(bought) = bought(tx, order).await? else { return Ok(None) };
    let charged = charged_rooms(&bought, rooms, now);
    Tariff::from(bought).price(charged, quota).map(Some)
}

/// Rooms that an order is charged for that has these instead of its own: also those that are dropped when the term has begun.
pub(super) fn charged_rooms(bought: &Bought, rooms: &[&str], now: Timestamp) -> usize {
    let has_begun = bought.first_day.to_zoned(TimeZone::UTC).is_ok_and(|midnight| midnight.timestamp() <= now);
    let begun = bought.rooms.iter().map(String::as_str).filter(|_| has_begun);
    let mut charged: BTreeSet<&str> = begun.collect();
    charged.extend(rooms.iter().copied());
    charged.len()
}

/// What an order costs as it stands; `None` where it costs nothing.
///
/// # Errors
/// 422 where it comes to more than an amount can be.
pub(crate) async fn price_of(tx: &mut TenantTx, order: OrderId) -> Result<Option<PriceView>, ApiError> {
    let Some(mut bought) = bought(tx, order).await? else { return Ok(None) };
    let (rooms, quota) = (bought.rooms.len(), std::mem::take(&mut bought.quota));
    Tariff::from(bought).price(rooms, &quota).map(Some)
}

async fn bought(tx: &mut TenantTx, order: OrderId) -> sqlx::Result<Option<Bought>> {
    let tenant = tx.tenant();
    Ok(orders::bought(tx.conn(), tenant, &[order.uuid()]).await?.pop())
}

impl From<Bought> for Tariff {
    fn from(bought: Bought) -> Self {
        let zone = timetable::zone(&bought.time_zone).unwrap_or(TimeZone::UTC);
        Self { version: bought.version, charged_from: bought.charged_from, until: None, plan: bought.plan, zone }
    }
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
