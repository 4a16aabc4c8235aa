//! `POST /v1/tenants/{id}/suspend` and `/resume`. Both are idempotent by state.
//!
//! Suspended: nothing new is ordered or amended, no lesson starts, running ones end. The orders are only touched here; what should run, the
//! reconciler derives from the tenant.

use homeroom_domain::ids::TenantId;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{owing::renew, store};
use crate::{
    auth::{PartnerCaller, SuspendTenants},
    events::EventType,
    http::{ApiError, Checks, Json, Path, Problem, Problems, Versioned, text},
    orders::store::touch_all,
    tenants::{self, TenantView},
};

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    /// Shown to the tenant; 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    #[serde(deserialize_with = "text::read")]
    reason: String,
}

impl Reason {
    /// # Errors
    /// 422 for one that is empty or too long.
    pub(crate) fn read(&self) -> Result<&String, ApiError> {
        Checks::default().text("/reason", &self.reason, 1..=500).done()?;
        Ok(&self.reason)
    }
}

/// Suspend a tenant
///
/// It orders and changes nothing until it is resumed; lessons that are running end. Doing it again changes nothing.
#[utoipa::path(post, path = "/v1/tenants/{id}/suspend", tag = "tenants", params(("id" = TenantId, Path)),
    responses((status = 200, description = "Suspended", body = TenantView), Problems))]
pub(crate) async fn suspend_tenant(
    caller: PartnerCaller<SuspendTenants>,
    Path(id): Path<TenantId>,
    Json(why): Json<Reason>,
) -> Result<Versioned<TenantView>, ApiError> {
    set(&caller, id, &why, true).await
}

/// Resume a tenant
#[utoipa::path(post, path = "/v1/tenants/{id}/resume", tag = "tenants", params(("id" = TenantId, Path)),
    responses((status = 200, description = "Active again", body = TenantView), Problems))]
pub(crate) async fn resume_tenant(
    caller: PartnerCaller<SuspendTenants>,
    Path(id): Path<TenantId>,
    Json(why): Json<Reason>,
) -> Result<Versioned<TenantView>, ApiError> {
    set(&caller, id, &why, false).await
}

async fn set(
    caller: &PartnerCaller<SuspendTenants>,
    id: TenantId,
    why: &Reason,
    suspended: bool,
) -> Result<Versioned<TenantView>, ApiError> {
    let reason = why.read()?;
    let partner = caller.home().partner();
    let mut tx = caller.begin().await?;
    let mut row = tenants::store::lock(tx.conn(), id, partner).await?.ok_or(ApiError::NotFound)?;
    if row.purging_since.is_some() {
        return Err(Problem::TenantPurged.into());
    }
    if row.suspended_at.is_some() != suspended {
        tenants::store::set_suspended(tx.conn(), id, suspended.then_some((caller.now(), reason)), suspended.then_some("person")).await?;
        touch_all(tx.conn(), id).await?;
        let kind = if suspended { EventType::TenantSuspended } else { EventType::TenantResumed };
        tenants::record(tx.conn(), caller, id, kind, json!({ "reason": reason })).await?;
        let step = if suspended { "hold" } else { "release" };
        store::record(tx.conn(), id, step, &json!({ "reason": reason }), caller.now()).await?;
        if !suspended && row.cancelled_at.is_some() {
            // Whoever resumes it though its plan has ended takes that back too.
            renew(tx.conn(), id, (&caller.actor(), caller.now())).await?;
        }
        if !suspended && row.past_due_since.is_some() {
            // Whoever resumes it though it owes gives it the whole time anew.
            tenants::store::set_past_due(tx.conn(), id, Some(caller.now())).await?;
        }
        row = tenants::store::find(tx.conn(), id, partner).await?.ok_or(ApiError::NotFound)?;
    }
    if suspended {
        // Also where it was suspended for what it owes: paying does not end what a person decided.
        tenants::store::held_by_person(tx.conn(), id).await?;
    }
    tx.commit().await?;
    Ok(Versioned::new(row.version(), TenantView::new(row, caller.now())))
}
