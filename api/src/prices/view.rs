//! Plans, subscriptions and prices as they go out.

use homeroom_domain::{
    billing::{AMOUNT_MAX, Currency, Meter, NewPlanVersion, OrderPrice, PricedLine, Unit},
    ids::{PlanId, PlanVersionId},
};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::plans::{PlanRow, VersionRow};
use crate::http::Problem;

/// What an order costs. `amount_minor` and `currency` are what `expected_price` is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Price)]
pub(crate) struct PriceView {
    /// What is binding, for the whole term, before tax.
    pub amount_minor: i64,
    pub currency: Currency,
    /// What is estimated of hours that are counted while rooms run: charged is what ran.
    pub estimated_minor: i64,
    /// By which it is bought, for as long as the order lives.
    pub plan_version: PlanVersionId,
    pub lines: Vec<PriceLineView>,
}

/// One price of the plan, for this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PriceLine)]
pub(crate) struct PriceLineView {
    /// Of a batch: the order's index.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub order: Option<usize>,
    /// Key of the price in its plan.
    pub price: String,
    pub title: String,
    pub meter: Meter,
    /// A decimal number of units, rounded to four decimals; the amount is of the exact one.
    #[schema(example = "1560.75")]
    pub quantity: String,
    pub unit: Unit,
    pub amount_minor: i64,
    /// What is charged follows what really ran.
    pub estimate: bool,
}

impl PriceView {
    pub(super) fn new(plan_version: PlanVersionId, price: OrderPrice) -> Self {
        let OrderPrice { currency, amount_minor, estimated_minor, lines } = price;
        let lines = lines.into_iter().map(PriceLineView::new).collect();
        Self { amount_minor, currency, estimated_minor, plan_version, lines }
    }

    /// Several orders of one tariff together; `None` for none.
    ///
    /// # Errors
    /// 422 where that is more than an amount can be.
    pub(crate) fn together(prices: Vec<Self>) -> Result<Option<Self>, Problem> {
        let is_batch = prices.len() > 1;
        let mut together: Option<Self> = None;
        for (index, mut price) in prices.into_iter().enumerate() {
            for line in &mut price.lines {
                line.order = is_batch.then_some(index);
            }
            let Some(sum) = &mut together else {
                together = Some(price);
                continue;
            };
            for (sum, amount) in [(&mut sum.amount_minor, price.amount_minor), (&mut sum.estimated_minor, price.estimated_minor)] {
                *sum = sum.checked_add(amount).filter(|sum| *sum <= AMOUNT_MAX).ok_or(Problem::PriceTooLarge)?;
            }
            sum.lines.extend(price.lines);
        }
        Ok(together)
    }
}

impl PriceLineView {
    fn new(line: PricedLine) -> Self {
        let PricedLine { price, title, meter, quantity, amount_minor, is_estimate } = line;
        let quantity = units(meter, quantity);
        Self { order: None, price, title, meter, quantity, unit: meter.unit(), amount_minor, estimate: is_estimate }
    }
}

/// A quantity in units, for people.
pub(crate) fn units(meter: Meter, quantity: u64) -> String {
    let units = Decimal::from(quantity) / Decimal::from(meter.per_unit());
    units.round_dp(4).normalize().to_string()
}

/// A plan with its versions, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Plan)]
pub(crate) struct PlanView {
    pub id: PlanId,
    pub name: String,
    /// Institutions see it and may choose it themselves.
    pub listed: bool,
    pub created_at: Timestamp,
    pub versions: Vec<PlanVersionView>,
}

/// What a version says; it never changes.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PlanVersion)]
pub(crate) struct PlanVersionView {
    pub id: PlanVersionId,
    pub number: i32,
    pub created_at: Timestamp,
    #[serde(flatten)]
    pub document: NewPlanVersion,
}

impl PlanView {
    pub(super) fn new(row: PlanRow, versions: Vec<VersionRow>) -> Self {
        let versions = versions.into_iter().map(PlanVersionView::from).collect();
        Self { id: PlanId::new(row.id), name: row.name, listed: row.listed, created_at: row.created_at.to_jiff(), versions }
    }
}

impl From<VersionRow> for PlanVersionView {
    fn from(row: VersionRow) -> Self {
        Self { id: PlanVersionId::new(row.id), number: row.number, created_at: row.created_at.to_jiff(), document: row.document.0 }
    }
}
