//! `GET /v1/tenants`.

use homeroom_domain::ids::PartnerId;
use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, TenantSort},
    view::{TenantStanding, TenantView},
};
use crate::{
    auth::{PartnerCaller, ReadTenants},
    http::{ApiError, Limit, Page, Problems, Query, SortedCursor, Total, text},
};

/// Which tenants.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TenantFilter {
    #[serde(default, deserialize_with = "text::read")]
    external_id: Option<String>,
    livemode: Option<bool>,
    /// A part of the name or external id; case, accents and width do not matter.
    #[param(min_length = 1, max_length = 100)]
    q: Option<String>,
    #[param(inline)]
    standing: Option<TenantStanding>,
    #[param(inline)]
    #[serde(default)]
    sort: TenantSort,
    /// Whether to say how many there are, up to 10,000.
    #[serde(default)]
    count: bool,
    /// Of this partner; partners see their own in any case.
    partner_id: Option<PartnerId>,
    /// Tenants on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before, sorted the same way.
    #[param(value_type = Option<String>)]
    cursor: Option<SortedCursor>,
}

/// List tenants
#[utoipa::path(get, path = "/v1/tenants", tag = "tenants", params(TenantFilter),
    responses((status = 200, description = "A page of tenants", body = Page<TenantView>), Problems))]
pub(crate) async fn list_tenants(
    caller: PartnerCaller<ReadTenants>,
    Query(filter): Query<TenantFilter>,
    uri: Uri,
) -> Result<Page<TenantView>, ApiError> {
    let (limit, sort) = (Limit::of(filter.limit)?, filter.sort.sort());
    let after = SortedCursor::position(filter.cursor, sort)?;
    let own = caller.home().partner();
    if own.is_some() && filter.partner_id.is_some() && own != filter.partner_id {
        let total = if filter.count { Total::of(0) } else { Total::UNKNOWN };
        return Ok(Page::sorted(Vec::new(), limit, &uri, sort).with_total(total).filled(Vec::new()));
    }
    let which = store::Filter {
        partner: own.or(filter.partner_id),
        external_id: filter.external_id,
        livemode: filter.livemode,
        part: text::part(filter.q)?,
        standing: filter.standing.map(|standing| (standing, caller.now())),
    };
    let mut tx = caller.begin().await?;
    let found = store::list(tx.conn(), &which, sort, after.as_ref(), limit.probe()).await?;
    let total = if filter.count { Total::of(store::count(tx.conn(), &which).await?) } else { Total::UNKNOWN };
    let page = Page::sorted(found, limit, &uri, sort).with_total(total);
    let rows = store::rows(tx.conn(), &page.ids()).await?;
    Ok(page.filled(rows).map(|row| TenantView::new(row, caller.now())))
}
