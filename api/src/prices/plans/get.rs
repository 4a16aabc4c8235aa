//! `GET /v1/plans/{id}`.

use homeroom_domain::ids::PlanId;

use super::seen;
use crate::{
    auth::{PlaceCaller, ReadPlans},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
    prices::{store::plans as store, view::PlanView},
};

/// Get a plan
///
/// With all of its versions, the newest first. Institutions see what is listed and what they are on.
#[utoipa::path(
    get, path = "/v1/plans/{id}", tag = "billing", params(("id" = PlanId, Path)),
    responses((status = 200, description = "The plan", body = PlanView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_plan(
    caller: PlaceCaller<ReadPlans>,
    Path(id): Path<PlanId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<PlanView>, ApiError> {
    let mut tx = caller.begin().await?;
    let row = store::plan(tx.conn(), seen(caller.place()), id).await?.ok_or(ApiError::NotFound)?;
    let versions = store::versions(tx.conn(), &[id.uuid()]).await?;
    let version = Version { edit: i64::try_from(versions.len()).unwrap_or(i64::MAX), revision: 0 };
    Ok(Versioned::new(version, PlanView::new(row, versions)).unless(if_none_match))
}
