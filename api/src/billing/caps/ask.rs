//! What is asked of a cap, and what is wrong with it.

use homeroom_domain::{
    billing::{AMOUNT_MAX, CapAction, CapScope, Currency, THRESHOLDS_MAX, ThresholdProblem, wrong_threshold},
    ids::OrderId,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::http::{ApiError, Checks, Format, Problem, Shape, patch, text};

/// Longest name of a cost group, as orders have it.
const COST_GROUP_MAX: usize = 64;

/// A cap of the whole institution, or of what one of `cost_group` and `order_id` names.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCap {
    /// Orders that are paid from it. There need not be one yet.
    #[serde(default, deserialize_with = "text::read")]
    #[schema(min_length = 1, max_length = 64)]
    pub cost_group: Option<String>,
    #[serde(default)]
    pub order_id: Option<OrderId>,
    pub action: CapAction,
    /// What a month may come to before tax, in the currency's smallest unit.
    #[schema(minimum = 1, maximum = 9007199254740991_i64)]
    pub amount_minor: i64,
    /// The institution's.
    pub currency: Currency,
    /// Percents of which an event tells once a month, each 1 to 100 and once; at most ten.
    #[serde(default = "usual")]
    #[schema(max_items = 10, example = json!([80, 100]))]
    pub thresholds: Vec<i64>,
}

/// Told while something can still be done, and when all of it is spent.
fn usual() -> Vec<i64> {
    vec![80, 100]
}

/// Fields of a cap to replace. What it is of stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendCap {
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub action: Option<CapAction>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, minimum = 1, maximum = 9007199254740991_i64)]
    pub amount_minor: Option<i64>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub currency: Option<Currency>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, max_items = 10)]
    pub thresholds: Option<Vec<i64>>,
}

impl NewCap {
    /// # Errors
    /// 422 with every field that is wrong.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        if let Some(group) = &self.cost_group {
            checks.text("/cost_group", group, 1..=COST_GROUP_MAX);
        }
        checks.that(self.cost_group.is_none() || self.order_id.is_none(), "/order_id", Shape::BadFormat { expected: Format::OneCapScope });
        check(&mut checks, Some(self.amount_minor), Some(&self.thresholds))
    }

    pub(super) fn scope(&self) -> CapScope {
        match (&self.cost_group, self.order_id) {
            (_, Some(order)) => CapScope::Order(order),
            (Some(group), None) => CapScope::CostGroup(group.clone()),
            (None, None) => CapScope::Tenant,
        }
    }
}

impl AmendCap {
    /// # Errors
    /// 422 with every field that is wrong.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        check(&mut Checks::default(), self.amount_minor, self.thresholds.as_deref())
    }
}

fn check(checks: &mut Checks, amount_minor: Option<i64>, thresholds: Option<&[i64]>) -> Result<(), ApiError> {
    if let Some(amount) = amount_minor {
        checks.number("/amount_minor", amount, 1..=AMOUNT_MAX);
    }
    if let Some(thresholds) = thresholds {
        checks.that(thresholds.len() <= THRESHOLDS_MAX, "/thresholds", Shape::TooLong { max: THRESHOLDS_MAX as u64 });
        if let Some((place, wrong)) = wrong_threshold(thresholds) {
            let shape = match wrong {
                ThresholdProblem::OutOfRange => Shape::OutOfRange { min: 1, max: 100 },
                ThresholdProblem::Repeated => Shape::Taken,
            };
            checks.that(false, &format!("/thresholds/{place}"), shape);
        }
    }
    checks.done()
}

/// # Errors
/// 409 for an amount in another currency than the institution's.
pub(super) fn check_currency(currency: Currency, expected: &str) -> Result<(), ApiError> {
    if currency.code() == expected {
        return Ok(());
    }
    Err(ApiError::With(Problem::OtherCurrency, json!({ "currency": currency, "expected": expected })))
}
