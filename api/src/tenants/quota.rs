//! `GET` and `PUT /v1/tenants/{id}/quota`. A quota may be lowered below what is booked: that blocks only what is new.

use homeroom_domain::ids::TenantId;
use serde_json::json;

use super::{
    record, store,
    view::{NewQuota, Quota},
};
use crate::{
    auth::{PartnerCaller, ReadQuota, SetQuota},
    calendars::store as calendars,
    events::EventType,
    http::{ApiError, Checks, IfMatch, IfNoneMatch, Json, Path, Problems, Version, Versioned},
};

const fn version(edit: i64) -> Version {
    Version { edit, revision: 0 }
}

/// Get a tenant's quota
#[utoipa::path(get, path = "/v1/tenants/{id}/quota", tag = "tenants", params(("id" = TenantId, Path)),
    responses((status = 200, description = "The quota", body = Quota), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_quota(
    caller: PartnerCaller<ReadQuota>,
    Path(id): Path<TenantId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<Quota>, ApiError> {
    let mut tx = caller.begin().await?;
    store::find(tx.conn(), id, caller.home().partner()).await?.ok_or(ApiError::NotFound)?;
    let header = calendars::header_of_tenant(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    Ok(Versioned::new(version(header.edit), Quota::of(&header.limits)).unless(if_none_match))
}

/// Set a tenant's quota
#[utoipa::path(put, path = "/v1/tenants/{id}/quota", tag = "tenants",
    params(("id" = TenantId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "Set", body = Quota), Problems))]
pub(crate) async fn put_quota(
    caller: PartnerCaller<SetQuota>,
    Path(id): Path<TenantId>,
    if_match: IfMatch,
    Json(asked): Json<NewQuota>,
) -> Result<Versioned<Quota>, ApiError> {
    let mut checks = Checks::default();
    let quota = asked.quota();
    quota.check("", &mut checks);
    if let Some(reason) = &asked.reason {
        checks.text("/reason", reason, 1..=500);
    }
    checks.done()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    store::find(tx.conn(), id, caller.home().partner()).await?.ok_or(ApiError::NotFound)?;
    let header = calendars::header_of_tenant(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let header = calendars::lock(tx.conn(), &[header.id]).await?.pop().ok_or(ApiError::NotFound)?;
    expected.matches(header.edit)?;
    calendars::set_limits(tx.conn(), header.id, &quota.limits()).await?;
    let mut changed = json!({ "from": Quota::of(&header.limits), "to": quota });
    if let Some(reason) = asked.reason {
        changed["reason"] = json!(reason);
    }
    record(tx.conn(), &caller, id, EventType::QuotaChanged, changed).await?;
    tx.commit().await?;
    Ok(Versioned::new(version(header.edit + 1), quota))
}
