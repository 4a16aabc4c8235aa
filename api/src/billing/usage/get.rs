//! `GET /v1/usage`: what ran, summed as somebody wants to see it.

use axum::{
    Json as Answer,
    response::{IntoResponse, Response},
};
use homeroom_domain::{
    billing::{Meter, Unit, midnight},
    ids::{ClassroomId, OrderId},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, Grouping, SumRow};
use crate::{
    auth::{Caller, ReadUsage},
    http::{
        ApiError, Format, Problems, Query, Shape,
        csv::{Cell, Row, Table, Wanted},
    },
    prices::units,
    tenants,
};

/// Sums of one answer, and days that it may span.
const SUMS_MAX: i64 = 5_000;
const DAYS_MAX: i32 = 400;

/// Which days, and how they are summed.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UsageQuery {
    /// A day of the tenant. Default: the first of this month.
    #[param(value_type = Option<String>, format = Date)]
    first_day: Option<Date>,
    /// The last day, included. Default: today. At most 400 days in all.
    #[param(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
    /// Default `order`.
    #[param(inline)]
    by: Option<UsageBy>,
    order_id: Option<OrderId>,
}

/// By what usage is summed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UsageBy {
    #[default]
    Order,
    Room,
    Day,
    /// Order and day.
    OrderDay,
    /// Room and day.
    RoomDay,
    CostGroup,
}

/// What ran.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Usage {
    #[schema(value_type = String, format = Date)]
    pub first_day: Date,
    #[schema(value_type = String, format = Date)]
    pub last_day: Date,
    /// Up to when it is complete; later hours are still to come. Corrections of an hour come within a day.
    pub measured_until: Option<Timestamp>,
    pub items: Vec<UsageSum>,
    /// False where there are more than 5,000 sums: ask for fewer days, or one order.
    pub complete: bool,
}

/// A sum. What it is not summed by is absent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageSum {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = Date)]
    pub day: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub order_id: Option<OrderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub order_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub classroom_id: Option<ClassroomId>,
    /// Key of the room.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub room: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cost_group: Option<String>,
    pub meter: Meter,
    /// A decimal number of units, rounded to four decimals.
    #[schema(example = "38.75")]
    pub quantity: String,
    pub unit: Unit,
}

impl UsageQuery {
    fn grouping(&self) -> Grouping {
        let none = Grouping::default();
        match self.by.unwrap_or_default() {
            UsageBy::Order => Grouping { order: true, ..none },
            UsageBy::Room => Grouping { room: true, ..none },
            UsageBy::Day => Grouping { day: true, ..none },
            UsageBy::OrderDay => Grouping { order: true, day: true, ..none },
            UsageBy::RoomDay => Grouping { room: true, day: true, ..none },
            UsageBy::CostGroup => Grouping { cost_group: true, ..none },
        }
    }
}

impl From<SumRow> for UsageSum {
    fn from(row: SumRow) -> Self {
        let meter = Meter::named(&row.meter).unwrap_or(Meter::RoomHours);
        Self {
            day: row.day.map(jiff_sqlx::Date::to_jiff),
            order_id: row.order_id.map(OrderId::new),
            order_name: row.order_name,
            classroom_id: row.classroom_id.map(ClassroomId::new),
            room: row.room,
            cost_group: row.cost_group,
            meter,
            quantity: units(meter, u64::try_from(row.quantity).unwrap_or_default()),
            unit: meter.unit(),
        }
    }
}

impl Row for UsageSum {
    const HEADING: &'static [&'static str] =
        &["day", "cost_group", "order_name", "room", "meter", "quantity", "unit", "order_id", "classroom_id"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::own_of(self.day),
            Cell::text_of(self.cost_group.as_ref()),
            Cell::text_of(self.order_name.as_ref()),
            Cell::text_of(self.room.as_ref()),
            Cell::word(self.meter),
            Cell::own(&self.quantity),
            Cell::word(self.unit),
            Cell::own_of(self.order_id),
            Cell::own_of(self.classroom_id),
        ]
    }
}

/// Get usage
///
/// What really ran: hours of lessons in which rooms were up, counted by the hour. An hour that spans the tenant's midnight counts for the day on which it begins.
/// It is complete up to `measured_until`. At most 5,000 sums over 400 days: of more, JSON says that it is not `complete`, and a table is refused (422), so that
/// none is lost unseen; ask for fewer days.
///
/// `Accept: text/csv` gives a table of `day`, `cost_group`, `order_name`, `room`, `meter`, `quantity`, `unit`, `order_id`, `classroom_id`.
#[utoipa::path(
    get, path = "/v1/usage", tag = "billing", params(UsageQuery),
    responses((status = 200, description = "What ran", content((Usage = "application/json"), (String = "text/csv"))), Problems)
)]
pub(crate) async fn get_usage(caller: Caller<ReadUsage>, Query(query): Query<UsageQuery>, wanted: Wanted) -> Result<Response, ApiError> {
    let mut tx = caller.begin().await?;
    let zone = tenants::store::zone(&mut tx).await?;
    let today = zone.to_datetime(caller.now()).date();
    let first_day = query.first_day.unwrap_or_else(|| query.last_day.unwrap_or(today).first_of_month());
    let last_day = query.last_day.unwrap_or_else(|| today.max(first_day));
    let days = first_day.until(last_day).map_or(-1, |span| span.get_days());
    if !(0..DAYS_MAX).contains(&days) {
        return Err(ApiError::field("?last_day", Shape::BadFormat { expected: Format::UsageSpan }));
    }
    let window = (midnight(first_day, &zone), midnight(last_day.saturating_add(1.day()), &zone));
    let mut rows = store::sums(&mut tx, window, query.grouping(), query.order_id.map(OrderId::uuid), SUMS_MAX + 1).await?;
    let complete = rows.len() as i64 <= SUMS_MAX;
    // A table cannot say that it ends early.
    if !complete && matches!(wanted, Wanted::Csv) {
        return Err(ApiError::field("?last_day", Shape::TooLong { max: SUMS_MAX.unsigned_abs() }));
    }
    rows.truncate(SUMS_MAX as usize);
    let measured_until = store::measured_until(tx.conn()).await?;
    let items = rows.into_iter().map(UsageSum::from).collect();
    Ok(match wanted {
        Wanted::Json => Answer(Usage { first_day, last_day, measured_until, items, complete }).into_response(),
        Wanted::Csv => Table::of(&items).into_response(),
    })
}
