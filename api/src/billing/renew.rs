//! `POST /v1/subscription/renew`: a cancelled institution comes back.

use axum::Json as Answer;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::dunning;
use crate::{
    auth::{Caller, ManageBilling, SystemTx},
    http::{ApiError, Problem, Problems},
    standing,
    tenants::{self, TenantStanding, TenantView},
};

/// How it stands now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Renewed {
    standing: TenantStanding,
}

/// Renew the subscription
///
/// Of an institution that is `cancelled`, and owes nothing that is overdue (409 `tenant-past-due`): the plan that it was on counts again from today on, without
/// another trial, and its rooms come up by their timetables; its data is not removed. Of one that is not cancelled nothing changes. Once its data is being removed
/// there is no way back (409 `tenant-purged`).
#[utoipa::path(
    post, path = "/v1/subscription/renew", tag = "billing",
    responses((status = 200, description = "It stands as before", body = Renewed), Problems)
)]
pub(crate) async fn renew_subscription(caller: Caller<ManageBilling>) -> Result<Answer<Renewed>, ApiError> {
    let (tenant, now) = (caller.tenant(), caller.now());
    // Its standing is the platform's to write, whoever asks.
    let mut tx = SystemTx::of_worker(&caller.app().pools).await?;
    let chased = dunning::follow(tx.conn(), tenant, now).await?;
    let row = tenants::store::find(tx.conn(), tenant, None).await?.ok_or(ApiError::NotFound)?;
    if row.purging_since.is_some() {
        return Err(Problem::TenantPurged.into());
    }
    if row.cancelled_at.is_some() {
        if !chased.numbers.is_empty() {
            return Err(ApiError::With(Problem::TenantPastDue, json!({ "invoices": chased.numbers })));
        }
        standing::renew(tx.conn(), tenant, (&caller.actor(), now)).await?;
    }
    let row = tenants::store::find(tx.conn(), tenant, None).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Answer(Renewed { standing: TenantView::new(row, now).standing }))
}
