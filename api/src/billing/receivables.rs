//! `GET /v1/platform/receivables`: who owes what, by age.

use axum::Json as Answer;
use homeroom_domain::ids::TenantId;
use jiff::{civil::Date, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

use super::invoices::receivables;
use crate::{
    auth::{PlatformCaller, ReadReceivables},
    http::{ApiError, Problems},
};

const RECEIVABLES_MAX: i64 = 500;

/// What is owed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receivables {
    /// The day of UTC by which they are aged.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// The 500 who owe most, each in each currency, the most first.
    pub items: Vec<Receivable>,
}

/// What one tenant owes in one currency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receivable {
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub currency: String,
    pub due_minor: i64,
    pub not_due_minor: i64,
    /// Overdue by 1 to 30 days.
    pub to_30_minor: i64,
    /// Overdue by 31 to 60 days.
    pub to_60_minor: i64,
    /// Overdue by more.
    pub older_minor: i64,
    #[schema(value_type = Option<String>, format = Date)]
    pub oldest_due_on: Option<Date>,
}

/// List receivables
///
/// What is owed of issued invoices, by tenant, currency and age.
#[utoipa::path(
    get, path = "/v1/platform/receivables", tag = "billing",
    responses((status = 200, description = "What is owed", body = Receivables), Problems)
)]
pub(crate) async fn list_receivables(caller: PlatformCaller<ReadReceivables>) -> Result<Answer<Receivables>, ApiError> {
    let on = TimeZone::UTC.to_datetime(caller.now()).date();
    let mut tx = caller.begin().await?;
    let rows = receivables::receivables(tx.conn(), on, RECEIVABLES_MAX).await?;
    let items = rows.into_iter().map(|row| Receivable {
        tenant_id: TenantId::new(row.tenant_id),
        tenant_name: row.tenant_name,
        currency: row.currency,
        due_minor: row.due_minor,
        not_due_minor: row.not_due_minor,
        to_30_minor: row.to_30_minor,
        to_60_minor: row.to_60_minor,
        older_minor: row.older_minor,
        oldest_due_on: row.oldest_due_on.map(jiff_sqlx::Date::to_jiff),
    });
    Ok(Answer(Receivables { on, items: items.collect() }))
}
