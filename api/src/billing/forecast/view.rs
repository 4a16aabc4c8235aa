//! A forecast as it goes out.

use std::{cmp::Reverse, collections::BTreeMap};

use homeroom_domain::{
    billing::{ForecastDay, MonthParts, RanByDay, TooLarge},
    ids::OrderId,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

use super::work_out::{Read, ReadMonth};
use crate::http::{
    ApiError, Problem,
    csv::{Cell, Row},
};

/// Orders of a month that are told one by one.
const ORDERS_MAX: usize = 1_000;

/// What months come to, before tax.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageForecast {
    pub currency: String,
    /// Up to when what ran is counted; what is booked from then on is still to run.
    pub measured_until: Option<Timestamp>,
    /// This month and the next two.
    #[schema(max_items = 3)]
    pub months: Vec<MonthForecast>,
}

/// What a month of the institution comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthForecast {
    #[schema(value_type = String, format = Date)]
    pub first_day: Date,
    #[schema(value_type = String, format = Date)]
    pub last_day: Date,
    /// The fixed prices of the plan.
    pub fee_minor: i64,
    /// What fills the month up to the plan's minimum.
    pub filling_minor: i64,
    /// All orders together.
    #[serde(flatten)]
    pub parts: MonthParts,
    /// The fee, what is booked and what ran: what is owed of the month itself whatever happens, and what caps are compared with.
    pub committed_minor: i64,
    /// What its invoice is going to say: all parts together.
    pub total_minor: i64,
    /// Orders by what they are paid from, in alphabetical order.
    pub cost_groups: Vec<GroupForecast>,
    /// The dearest first; at most 1,000.
    pub orders: Vec<OrderForecast>,
    /// False where there are more orders.
    pub complete: bool,
    pub days: Vec<DayForecast>,
}

/// What the orders of a cost group come to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupForecast {
    /// Null for orders of none.
    pub cost_group: Option<String>,
    #[serde(flatten)]
    pub parts: MonthParts,
    pub total_minor: i64,
}

/// What an order comes to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderForecast {
    pub order_id: OrderId,
    pub order_name: String,
    pub cost_group: Option<String>,
    #[serde(flatten)]
    pub parts: MonthParts,
    pub total_minor: i64,
}

/// What a day comes to. What is made good of earlier months, and what fills the month up, is of no day.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct DayForecast {
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    pub fee_minor: i64,
    pub booked_minor: i64,
    pub ran_minor: i64,
    pub to_run_minor: i64,
}

impl UsageForecast {
    /// # Errors
    /// 422 where a month comes to more than an amount can be.
    pub(super) fn new(read: &Read, currency: String, zone: &TimeZone) -> Result<Self, ApiError> {
        let months: Result<Vec<_>, TooLarge> = read.months.iter().map(|(month, ran)| MonthForecast::new(month, ran, zone)).collect();
        Ok(Self { currency, measured_until: read.measured_until, months: months.map_err(|_| Problem::PriceTooLarge)? })
    }
}

impl MonthForecast {
    fn new(read: &ReadMonth, ran: &RanByDay, zone: &TimeZone) -> Result<Self, TooLarge> {
        let whole = read.forecast(zone)?;
        let days = read.days(zone, &whole, ran)?;
        let group_of = |order: &OrderId| read.orders.cost_groups.get(order).cloned();
        let mut groups: BTreeMap<Option<String>, MonthParts> = BTreeMap::new();
        whole.orders.iter().for_each(|(order, parts)| *groups.entry(group_of(order)).or_default() += *parts);
        let mut orders: Vec<_> = whole.orders.iter().map(|(order, parts)| OrderForecast::new(read, *order, *parts)).collect();
        orders.sort_by_key(|order| (Reverse(order.total_minor), order.order_id));
        let complete = orders.len() <= ORDERS_MAX;
        orders.truncate(ORDERS_MAX);
        Ok(Self {
            first_day: whole.month.first_day,
            last_day: whole.month.last_day(),
            fee_minor: whole.fee_minor,
            filling_minor: whole.filling_minor,
            parts: whole.parts,
            committed_minor: whole.committed_minor(),
            total_minor: whole.total_minor(),
            cost_groups: groups.into_iter().map(GroupForecast::from).collect(),
            orders,
            complete,
            days: days.into_iter().map(DayForecast::from).collect(),
        })
    }
}

impl From<(Option<String>, MonthParts)> for GroupForecast {
    fn from((cost_group, parts): (Option<String>, MonthParts)) -> Self {
        Self { cost_group, parts, total_minor: parts.total_minor() }
    }
}

impl OrderForecast {
    fn new(read: &ReadMonth, order_id: OrderId, parts: MonthParts) -> Self {
        let order_name = read.orders.names.get(&order_id).cloned().unwrap_or_default();
        Self { order_id, order_name, cost_group: read.orders.cost_groups.get(&order_id).cloned(), parts, total_minor: parts.total_minor() }
    }
}

impl From<ForecastDay> for DayForecast {
    fn from(ForecastDay { day, fee_minor, parts }: ForecastDay) -> Self {
        let MonthParts { booked_minor, ran_minor, to_run_minor, made_good_minor: _ } = parts;
        Self { day, fee_minor, booked_minor, ran_minor, to_run_minor }
    }
}

/// A row of the table: an order in a month, or what a month costs without any.
#[derive(Debug)]
pub(super) struct ForecastRow<'a> {
    month: &'a MonthForecast,
    order: Option<&'a OrderForecast>,
    currency: &'a str,
}

impl<'a> ForecastRow<'a> {
    pub(super) fn all(forecast: &'a UsageForecast) -> Vec<Self> {
        let of = |month: &'a MonthForecast| {
            [None].into_iter().chain(month.orders.iter().map(Some)).map(move |order| Self { month, order, currency: &forecast.currency })
        };
        forecast.months.iter().flat_map(of).collect()
    }
}

impl Row for ForecastRow<'_> {
    const HEADING: &'static [&'static str] = &[
        "first_day",
        "cost_group",
        "order_name",
        "fee_minor",
        "filling_minor",
        "booked_minor",
        "ran_minor",
        "to_run_minor",
        "made_good_minor",
        "total_minor",
        "currency",
        "order_id",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let Self { month, order, currency } = self;
        let (fee, filling) = if order.is_none() { (month.fee_minor, month.filling_minor) } else { (0, 0) };
        let parts = order.map(|order| order.parts).unwrap_or_default();
        vec![
            Cell::own(month.first_day),
            Cell::text_of(order.and_then(|order| order.cost_group.as_ref())),
            Cell::text_of(order.map(|order| &order.order_name)),
            Cell::own(fee),
            Cell::own(filling),
            Cell::own(parts.booked_minor),
            Cell::own(parts.ran_minor),
            Cell::own(parts.to_run_minor),
            Cell::own(parts.made_good_minor),
            Cell::own(fee + filling + parts.total_minor()),
            Cell::own(currency),
            Cell::own_of(order.map(|order| order.order_id)),
        ]
    }
}
