//! `GET /v1/tenants`.

use homeroom_domain::ids::PartnerId;
use http::Uri;
use serde::Deserialize;

use super::{store, view::TenantView};
use crate::{
    auth::{PartnerCaller, ReadTenants},
    http::{ApiError, Cursor, Limit, Page, Problems, Query, text},
};

/// Which tenants.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TenantFilter {
    #[serde(default, deserialize_with = "text::read")]
    external_id: Option<String>,
    livemode: Option<bool>,
    /// Of this partner; partners see their own in any case.
    partner_id: Option<PartnerId>,
    /// Tenants on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List tenants
///
/// The oldest first.
#[utoipa::path(get, path = "/v1/tenants", tag = "tenants", params(TenantFilter),
    responses((status = 200, description = "A page of tenants", body = Page<TenantView>), Problems))]
pub(crate) async fn list_tenants(
    caller: PartnerCaller<ReadTenants>,
    Query(filter): Query<TenantFilter>,
    uri: Uri,
) -> Result<Page<TenantView>, ApiError> {
    let limit = Limit::of(filter.limit)?;
    let own = caller.home().partner();
    if own.is_some() && filter.partner_id.is_some() && own != filter.partner_id {
        return Ok(Page::of(Vec::new(), limit, &uri, |tenant: &TenantView| Cursor::new(tenant.created_at, tenant.id.uuid())));
    }
    let which = store::Filter { partner: own.or(filter.partner_id), external_id: filter.external_id.as_deref(), livemode: filter.livemode };
    let mut tx = caller.begin().await?;
    let rows = store::list(tx.conn(), &which, filter.cursor.as_ref(), limit.probe()).await?;
    Ok(Page::of(rows, limit, &uri, |row| Cursor::new(row.created_at.to_jiff(), row.id)).map(TenantView::from))
}
