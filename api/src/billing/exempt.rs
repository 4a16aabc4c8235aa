//! `POST /v1/tenants/{id}/exempt` and `/chase`: whether what a tenant owes has consequences. Both are idempotent by state.

use homeroom_domain::ids::TenantId;
use serde_json::json;

use super::dunning;
use crate::{
    auth::{PlatformCaller, SettleInvoices},
    events::EventType,
    http::{ApiError, Json, Path, Problems, Versioned},
    standing::{self, Reason},
    tenants::{self, TenantView},
};

/// Exempt a tenant
///
/// Its invoices are issued as before, and what is overdue of them has no consequences: it is not reminded and not suspended, and one that was suspended for that
/// alone goes on. Doing it again changes nothing.
#[utoipa::path(post, path = "/v1/tenants/{id}/exempt", tag = "billing", params(("id" = TenantId, Path)), request_body = Reason,
    responses((status = 200, description = "Exempt", body = TenantView), Problems))]
pub(crate) async fn exempt_tenant(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<TenantId>,
    Json(why): Json<Reason>,
) -> Result<Versioned<TenantView>, ApiError> {
    set(&caller, id, &why, true).await
}

/// Chase a tenant again
///
/// Ends an exemption: what is overdue is past due from now on, with the whole grace.
#[utoipa::path(post, path = "/v1/tenants/{id}/chase", tag = "billing", params(("id" = TenantId, Path)), request_body = Reason,
    responses((status = 200, description = "Not exempt", body = TenantView), Problems))]
pub(crate) async fn chase_tenant(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<TenantId>,
    Json(why): Json<Reason>,
) -> Result<Versioned<TenantView>, ApiError> {
    set(&caller, id, &why, false).await
}

async fn set(caller: &PlatformCaller<SettleInvoices>, id: TenantId, why: &Reason, exempt: bool) -> Result<Versioned<TenantView>, ApiError> {
    let reason = why.read()?;
    let now = caller.now();
    let mut tx = caller.begin().await?;
    let row = tenants::store::lock(tx.conn(), id, None).await?.ok_or(ApiError::NotFound)?;
    if row.exempt_reason.is_some() != exempt {
        tenants::store::set_exempt(tx.conn(), id, exempt.then_some(reason)).await?;
        let (step, kind) = if exempt { ("exempt", EventType::TenantExempted) } else { ("chase", EventType::TenantExemptionEnded) };
        standing::record(tx.conn(), id, step, &json!({ "reason": reason }), now).await?;
        tenants::record(tx.conn(), caller, id, kind, json!({ "reason": reason })).await?;
        dunning::follow(tx.conn(), id, now).await?;
    }
    let row = tenants::store::find(tx.conn(), id, None).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Versioned::new(row.version(), TenantView::new(row, now)))
}
