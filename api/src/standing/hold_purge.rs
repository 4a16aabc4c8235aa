//! `POST /v1/tenants/{id}/hold-purge` and `/release-purge`: whether the data of a tenant whose plan has ended is kept beyond its time. Both are idempotent by
//! state.

use homeroom_domain::{billing::WARNING, ids::TenantId};
use jiff::Timestamp;
use serde_json::json;

use super::{Reason, store};
use crate::{
    auth::{PlatformCaller, SettleInvoices},
    events::EventType,
    http::{ApiError, Json, Path, Problem, Problems, Versioned},
    tenants::{self, TenantView},
};

/// Hold a purge
///
/// Of a tenant that is `cancelled`: its data is not removed, and it is not warned of that, until the purge is released, for a dispute or an audit that needs
/// it. It can renew its plan all the same. 409 `conflicting-transition` of one that has its plan, and `tenant-purged` once its data is being removed. Doing it
/// again changes nothing, the reason included.
#[utoipa::path(post, path = "/v1/tenants/{id}/hold-purge", tag = "tenants", params(("id" = TenantId, Path)), request_body = Reason,
    responses((status = 200, description = "Held", body = TenantView), Problems))]
pub(crate) async fn hold_purge(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<TenantId>,
    Json(why): Json<Reason>,
) -> Result<Versioned<TenantView>, ApiError> {
    set(&caller, id, &why, true).await
}

/// Release a purge
///
/// Ends a hold: the tenant is warned, and its data is removed a week after that, or at its time where that is later.
#[utoipa::path(post, path = "/v1/tenants/{id}/release-purge", tag = "tenants", params(("id" = TenantId, Path)), request_body = Reason,
    responses((status = 200, description = "Not held", body = TenantView), Problems))]
pub(crate) async fn release_purge(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<TenantId>,
    Json(why): Json<Reason>,
) -> Result<Versioned<TenantView>, ApiError> {
    set(&caller, id, &why, false).await
}

async fn set(caller: &PlatformCaller<SettleInvoices>, id: TenantId, why: &Reason, hold: bool) -> Result<Versioned<TenantView>, ApiError> {
    let reason = why.read()?;
    let now = caller.now();
    let mut tx = caller.begin().await?;
    tenants::store::lock(tx.conn(), id, None).await?.ok_or(ApiError::NotFound)?;
    let purge = tenants::store::purge_of(tx.conn(), id).await?;
    if purge.as_ref().is_some_and(|purge| purge.since.is_some()) {
        return Err(Problem::TenantPurged.into());
    }
    if purge.is_none() && hold {
        return Err(Problem::ConflictingTransition.into());
    }
    if let Some(purge) = purge.filter(|purge| purge.hold.is_some() != hold) {
        tenants::store::set_purge_hold(tx.conn(), id, hold.then_some(reason)).await?;
        if !hold {
            // Warned before the hold or not: nobody counts on a day that passed while it was held.
            let at = purge.at.max(now.saturating_add(WARNING).unwrap_or(Timestamp::MAX));
            tenants::store::set_purge_at(tx.conn(), id, at, None).await?;
        }
        let (step, kind) =
            if hold { ("hold_purge", EventType::TenantPurgeHeld) } else { ("release_purge", EventType::TenantPurgeReleased) };
        store::record(tx.conn(), id, step, &json!({ "reason": reason }), now).await?;
        tenants::record(tx.conn(), caller, id, kind, json!({ "reason": reason })).await?;
    }
    let row = tenants::store::find(tx.conn(), id, None).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Versioned::new(row.version(), TenantView::new(row, now)))
}
