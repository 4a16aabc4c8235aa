//! A cap as it goes out.

use homeroom_domain::{
    billing::CapAction,
    ids::{CapId, OrderId},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::store::CapRow;
use crate::http::{ApiError, Problem, Version};

/// What a month may come to, and what it has come to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Cap)]
pub(crate) struct CapView {
    pub id: CapId,
    /// Of which cost group it is; with neither this nor an order it is of the whole institution.
    pub cost_group: Option<String>,
    pub order_id: Option<OrderId>,
    pub action: CapAction,
    pub amount_minor: i64,
    pub currency: String,
    /// In percent, ascending.
    pub thresholds: Vec<i64>,
    /// The first day of the month that the figures are of.
    #[schema(value_type = Option<String>, format = Date)]
    pub month: Option<Date>,
    /// What the month has come to: its fee, all that is booked in it, and what ran.
    pub spent_minor: i64,
    /// The same with what is still to run, as if every room came up for all of its lessons.
    pub expected_minor: i64,
    /// In percent of the amount, rounded down.
    pub percent: i64,
    /// The amount is reached.
    pub reached: bool,
    /// Thresholds of which the month was told.
    pub told: Vec<i64>,
    /// No further lesson of it starts until the month is over or the amount is raised.
    pub stopped: bool,
    /// Orders that the month comes of; 0 for a cost group that no order of the month is paid from.
    pub orders: i32,
    pub created_at: Timestamp,
    #[serde(skip)]
    version: Version,
}

impl CapView {
    pub(super) fn version(&self) -> Version {
        self.version
    }

    /// # Errors
    /// 409 where it would stop lessons at the moment at which it is set: a slip of a digit should close no school.
    pub(super) fn refuse_to_stop_at_once(&self) -> Result<(), ApiError> {
        if self.stopped {
            return Err(ApiError::With(Problem::CapBelowSpent, json!({ "spent_minor": self.spent_minor, "month": self.month })));
        }
        Ok(())
    }
}

impl From<CapRow> for CapView {
    fn from(row: CapRow) -> Self {
        let action = row.action();
        let reached = row.spent_minor >= row.amount_minor;
        let percent = i64::try_from(i128::from(row.spent_minor) * 100 / i128::from(row.amount_minor.max(1))).unwrap_or(i64::MAX);
        Self {
            id: CapId::new(row.id),
            cost_group: row.cost_group,
            order_id: row.order_id.map(OrderId::new),
            action,
            amount_minor: row.amount_minor,
            currency: row.currency,
            thresholds: row.thresholds,
            month: row.month.map(jiff_sqlx::Date::to_jiff),
            spent_minor: row.spent_minor,
            expected_minor: row.expected_minor,
            percent,
            reached,
            told: row.told,
            stopped: action.stops() && reached,
            orders: row.orders,
            created_at: row.created_at.to_jiff(),
            version: Version { edit: row.edit, revision: row.revision },
        }
    }
}
