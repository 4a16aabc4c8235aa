//! `GET /v1/plans`.

use std::collections::BTreeMap;

use http::Uri;
use serde::Deserialize;

use super::seen;
use crate::{
    auth::{PlaceCaller, ReadPlans},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
    prices::{
        store::plans::{self as store, PlanRow, VersionRow},
        view::PlanView,
    },
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlansQuery {
    /// Plans on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List plans
///
/// Each with its versions, the newest first. Institutions see what is listed and what they are on.
#[utoipa::path(
    get, path = "/v1/plans", tag = "billing", params(PlansQuery),
    responses((status = 200, description = "A page of plans", body = Page<PlanView>), Problems)
)]
pub(crate) async fn list_plans(
    caller: PlaceCaller<ReadPlans>,
    Query(query): Query<PlansQuery>,
    uri: Uri,
) -> Result<Page<PlanView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let after = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows = store::list_plans(tx.conn(), seen(caller.place()), after, limit.probe()).await?;
    let mut versions: BTreeMap<_, Vec<VersionRow>> = BTreeMap::new();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    for version in store::versions(tx.conn(), &ids).await? {
        versions.entry(version.plan_id).or_default().push(version);
    }
    let page = Page::of(rows, limit, &uri, |row: &PlanRow| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(|row| {
        let versions = versions.remove(&row.id).unwrap_or_default();
        PlanView::new(row, versions)
    }))
}
