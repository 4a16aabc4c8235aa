//! `GET /v1/breaches`, and `GET /v1/platform/breaches` over all tenants.

use homeroom_domain::{
    billing::{BillingMonth, Stretch},
    ids::{OrderId, TenantId},
    timetable,
};
use http::Uri;
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    store::{self, BreachRow, Narrow},
    view::BreachView,
};
use crate::{
    auth::{Caller, PlatformCaller, ReadOrders, ReadPlatformOrders},
    http::{ApiError, Cursor, Format, Limit, Page, Problems, Query, Shape},
    tenants,
};

/// How the promise of a room was found to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BreachFound {
    Late,
    Broken,
    Unknown,
    Kept,
}

impl BreachFound {
    const fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Broken => "broken",
            Self::Unknown => "unknown",
            Self::Kept => "kept",
        }
    }
}

/// Which breaches.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BreachesQuery {
    order_id: Option<OrderId>,
    /// A month of the institution's zone, `YYYY-MM`.
    #[param(pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Option<String>,
    #[param(inline)]
    found: Option<BreachFound>,
    /// Breaches on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Which breaches of all tenants.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AllBreachesQuery {
    tenant_id: Option<TenantId>,
    #[param(inline)]
    found: Option<BreachFound>,
    /// Breaches on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List breaches
///
/// Rooms that were not ready by their `ready_by`, with the cause, the latest lessons first. What was not ready when its lesson began either is credited by the rule
/// of the plan by which the order was bought, once, and used by the next invoice; nothing is for an order that cost nothing. Looked at ten minutes after the hour in
/// which a lesson ended, and a day later once more: what was `unknown` may be known then, and what was credited stays. Orders that cost nothing are looked at then alone.
#[utoipa::path(
    get, path = "/v1/breaches", tag = "billing", params(BreachesQuery),
    responses((status = 200, description = "A page of breaches", body = Page<BreachView>), Problems)
)]
pub(crate) async fn list_breaches(
    caller: Caller<ReadOrders>,
    Query(query): Query<BreachesQuery>,
    uri: Uri,
) -> Result<Page<BreachView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let month = query.month.as_deref().map(month_of).transpose()?;
    let mut tx = caller.begin().await?;
    let within = match month {
        Some(month) => {
            let row = tenants::store::find(tx.conn(), caller.tenant(), None).await?.ok_or(ApiError::NotFound)?;
            Some(bounds(month, &row.time_zone))
        }
        None => None,
    };
    let narrow = Narrow { tenant: Some(caller.tenant()), order: query.order_id, within, found: query.found.map(BreachFound::name) };
    let rows = store::list_breaches(tx.conn(), narrow, query.cursor.map(|cursor| (cursor.at, cursor.uuid())), limit.probe()).await?;
    Ok(page(rows, limit, &uri).map(|row| BreachView::new(row, false, caller.language())))
}

/// List breaches of all tenants
///
/// `found=unknown` is what nobody could see: whether to credit it is for a person to decide.
#[utoipa::path(
    get, path = "/v1/platform/breaches", tag = "billing", params(AllBreachesQuery),
    responses((status = 200, description = "A page of breaches", body = Page<BreachView>), Problems)
)]
pub(crate) async fn list_all_breaches(
    caller: PlatformCaller<ReadPlatformOrders>,
    Query(query): Query<AllBreachesQuery>,
    uri: Uri,
) -> Result<Page<BreachView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let mut tx = caller.begin().await?;
    let narrow = Narrow { tenant: query.tenant_id, found: query.found.map(BreachFound::name), ..Narrow::default() };
    let rows = store::list_breaches(tx.conn(), narrow, query.cursor.map(|cursor| (cursor.at, cursor.uuid())), limit.probe()).await?;
    Ok(page(rows, limit, &uri).map(|row| BreachView::new(row, true, caller.language())))
}

fn page(rows: Vec<BreachRow>, limit: Limit, uri: &Uri) -> Page<BreachRow> {
    Page::of(rows, limit, uri, |row: &BreachRow| Cursor::new(row.starts_at.to_jiff(), row.id))
}

fn month_of(text: &str) -> Result<BillingMonth, ApiError> {
    let first: Option<Date> = format!("{text}-01").parse().ok().filter(|_| text.len() == "2026-09".len());
    first.map(BillingMonth::of_date).ok_or_else(|| ApiError::field("?month", Shape::BadFormat { expected: Format::Month }))
}

fn bounds(month: BillingMonth, zone: &str) -> Stretch {
    month.bounds(&timetable::zone(zone).unwrap_or(TimeZone::UTC))
}
