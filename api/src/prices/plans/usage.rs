//! `GET /v1/plans/{id}/use`: who is on each version of a plan.

use homeroom_domain::ids::{PlanId, PlanVersionId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    auth::{ManagePlans, PlatformCaller},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
    prices::store::plans::{self as store, Seen},
};

/// Who is on a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanUse {
    /// Its versions, the newest first.
    #[schema(max_items = 100)]
    pub versions: Vec<PlanVersionUse>,
}

/// Who is on a version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanVersionUse {
    pub plan_version: PlanVersionId,
    pub number: i32,
    /// Institutions that are on it now.
    pub tenants: i64,
    /// Institutions that are going to move to it.
    pub tenants_ahead: i64,
    /// Live orders that were bought by it, and keep it.
    pub orders: i64,
}

/// Get a plan's use
///
/// How many institutions are on each version, and how many live orders were bought by it. A new version moves nobody by itself: whoever is on an older one stays
/// until moved, and orders keep theirs.
#[utoipa::path(
    get, path = "/v1/plans/{id}/use", tag = "billing", params(("id" = PlanId, Path)),
    responses((status = 200, description = "Who is on it", body = PlanUse), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_plan_use(
    caller: PlatformCaller<ManagePlans>,
    Path(id): Path<PlanId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<PlanUse>, ApiError> {
    let mut tx = caller.begin().await?;
    store::plan(tx.conn(), Seen::All, id).await?.ok_or(ApiError::NotFound)?;
    let rows = store::uses(tx.conn(), id, caller.now()).await?;
    let versions = rows.into_iter().map(|row| PlanVersionUse {
        plan_version: PlanVersionId::new(row.id),
        number: row.number,
        tenants: row.tenants,
        tenants_ahead: row.tenants_ahead,
        orders: row.orders,
    });
    let view = PlanUse { versions: versions.collect() };
    let version =
        Version::of_content(i64::try_from(view.versions.len()).unwrap_or(i64::MAX), &serde_json::to_vec(&view).unwrap_or_default());
    Ok(Versioned::new(version, view).unless(if_none_match))
}
