//! `GET /v1/tenants/{id}`.

use homeroom_domain::ids::TenantId;

use super::{store, view::TenantView};
use crate::{
    auth::{PartnerCaller, ReadTenants},
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get a tenant
#[utoipa::path(get, path = "/v1/tenants/{id}", tag = "tenants", params(("id" = TenantId, Path)),
    responses((status = 200, description = "The tenant", body = TenantView), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_tenant(
    caller: PartnerCaller<ReadTenants>,
    Path(id): Path<TenantId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<TenantView>, ApiError> {
    let mut tx = caller.begin().await?;
    let row = store::find(tx.conn(), id, caller.home().partner()).await?.ok_or(ApiError::NotFound)?;
    Ok(Versioned::new(row.version(), TenantView::new(row, caller.now())).unless(if_none_match))
}
