//! `PATCH /v1/clusters/{id}/storage-pools/{pool}`: a file server that was made larger or smaller, or that takes no new orders.

use homeroom_domain::ids::{ClusterId, StoragePoolId};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    create::{BANDWIDTH_MAX, SPACE_MAX},
    view::StoragePoolView,
};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    calendars,
    clusters::{
        store::{self, Pool},
        tell,
    },
    events::EventType,
    http::{ApiError, Checks, IfMatch, Json, PathPair, Problems, Versioned, patch},
    jobs::{self, Wake},
};

/// Each field that is present replaces the whole field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendStoragePool {
    /// What the whole pool writes, in Mbit/s.
    #[schema(nullable = false, minimum = 1, maximum = 1_000_000)]
    #[serde(default, deserialize_with = "patch::present")]
    bandwidth_mbit: Option<i64>,
    /// What the whole pool holds, in MiB.
    #[schema(nullable = false, minimum = 1, maximum = 1_099_511_627_776_i64)]
    #[serde(default, deserialize_with = "patch::present")]
    space_mib: Option<i64>,
    /// Whether it takes new orders. Those that are on it stay, and may grow.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "patch::present")]
    open: Option<bool>,
}

/// Amend a storage pool
///
/// It may be made smaller than what is booked on it, and 1 of both where it is lost: then it takes nothing new, and what is booked stays. Orders whose recordings no
/// longer fit are named at once in `GET /v1/promises`, until it is larger again or they have moved.
#[utoipa::path(patch, path = "/v1/clusters/{id}/storage-pools/{pool}", tag = "clusters", request_body = AmendStoragePool,
    params(("id" = ClusterId, Path), ("pool" = StoragePoolId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "As it is now", body = StoragePoolView), Problems))]
pub(crate) async fn amend_storage_pool(
    caller: PlatformCaller<ManageClusters>,
    PathPair(id, pool): PathPair<ClusterId, StoragePoolId>,
    if_match: IfMatch,
    Json(body): Json<AmendStoragePool>,
) -> Result<Versioned<StoragePoolView>, ApiError> {
    let mut checks = Checks::default();
    checks.number("/bandwidth_mbit", body.bandwidth_mbit.unwrap_or(1), 1..=BANDWIDTH_MAX);
    checks.number("/space_mib", body.space_mib.unwrap_or(1), 1..=SPACE_MAX).done()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let found = |pools: Vec<Pool>| pools.into_iter().find(|known| known.id == pool).ok_or(ApiError::NotFound);
    let calendar = found(store::pools(tx.conn(), Some(id)).await?)?.calendar_id;
    // The cluster's as well: whether what is booked there still fits is looked at again when its edit is another.
    calendars::store::lock(tx.conn(), &[calendar, cluster.calendar_id]).await?;
    let known = found(store::pools(tx.conn(), Some(id)).await?)?;
    expected.matches(known.edit())?;
    let AmendStoragePool { bandwidth_mbit, space_mib, open } = body;
    let mut new = Pool {
        bandwidth_mbit: bandwidth_mbit.unwrap_or(known.bandwidth_mbit),
        space_mib: space_mib.unwrap_or(known.space_mib),
        is_open: open.unwrap_or(known.is_open),
        ..known.clone()
    };
    if new != known {
        new.revision += 1;
        store::update_pool(&mut tx, &new).await?;
        if new.limits() != known.limits() {
            calendars::store::set_limits(tx.conn(), calendar, &new.limits()).await?;
            calendars::store::count_edit(tx.conn(), cluster.calendar_id).await?;
            jobs::wake(tx.conn(), Wake::Limits).await?;
        }
        let data = json!({ "cluster": cluster.name, "id": pool, "name": new.name, "bandwidth_mbit": new.bandwidth_mbit, "space_mib": new.space_mib, "open": new.is_open });
        tell(tx.conn(), id, EventType::ClusterStoragePoolAmended, (&caller.actor(), data, caller.now())).await?;
    }
    let view = StoragePoolView::one(tx.conn(), new, caller.now()).await?;
    tx.commit().await?;
    Ok(view)
}
