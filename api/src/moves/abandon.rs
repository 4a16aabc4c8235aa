//! `POST /v1/clusters/{id}/abandon`: what is still held on a cluster that never comes back is let go of, so that the cluster can be removed.
//!
//! Objects are otherwise seen gone before anything is given back; here a person says that nobody will ever see them. So it is for a cluster that does not answer, and
//! for what has no future there: places that orders have left, and orders that are ending. An order that still runs there is moved first, by a failover.

use homeroom_domain::{
    admission::Reachable,
    ids::{ClusterId, OrderId, TenantId},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{arrive::left, store, tell};
use crate::{
    auth::{Actor, ManageClusters, Place, PlatformCaller, SystemTx},
    calendars::store as calendars,
    clusters::store::{self as clusters, Among},
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Json, Path, Problem, Problems, text},
    jobs::{self, Wake},
    orders,
};

/// Places that one call lets go of: each locks a calendar.
const PLACES: i64 = 200;

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AbandonCluster {
    /// Kept with the event; 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    #[serde(deserialize_with = "text::read")]
    reason: String,
}

/// What was let go of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Abandoned {
    /// Places that orders had left before.
    left: usize,
    /// Orders that were ending there, and are released.
    released: usize,
    /// Orders that are still on the cluster: more of the same, if `more`, and those that run there and have to be moved first.
    remaining: i64,
    /// That it is to be called again.
    more: bool,
}

/// Abandon a cluster
///
/// For a cluster that will never answer again (409 `cluster-answers` of one that does). What orders had left there, and orders that were ending there, count as gone,
/// although nobody saw their objects go, and what they held there is free, recordings that were to be kept too; then the cluster can be removed, once orders that still run there were moved by a failover. An order that left rooms behind there keeps its place until one finds room for them. One call lets go of
/// at most 200. If the cluster comes back all the same, its namespaces labelled `app.kubernetes.io/managed-by=homeroom` are to be deleted by hand: nobody else will.
#[utoipa::path(post, path = "/v1/clusters/{id}/abandon", tag = "clusters", params(("id" = ClusterId, Path)), request_body = AbandonCluster,
    responses((status = 200, description = "What was let go of", body = Abandoned), Problems))]
pub(crate) async fn abandon_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
    Json(body): Json<AbandonCluster>,
) -> Result<axum::Json<Abandoned>, ApiError> {
    Checks::default().text("/reason", &body.reason, 1..=500).done()?;
    let mut tx = caller.begin().await?;
    let cluster = clusters::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let weighed = clusters::weighed(tx.conn(), None, cluster.simulated, Among::Regions(std::slice::from_ref(&cluster.region))).await?;
    if weighed.iter().any(|weighed| weighed.id == id && weighed.reachable != Reachable::No) {
        return Err(Problem::ClusterAnswers.into());
    }
    // Nobody works on it under a lease from before.
    jobs::end_work(tx.conn(), id).await?;
    let (mut places, mut released) = (0, 0);
    let found = store::without_future(tx.conn(), id, PLACES).await?;
    let mut more = found.len() as i64 >= PLACES;
    for (order, tenant, is_live) in found {
        if store::lock(tx.conn(), order).await?.is_none() {
            continue;
        }
        left(&mut tx, order, id, (caller.now(), None)).await?;
        places += usize::from(!is_live);
        if is_live && orders::store::release_lost(tx.conn(), order, id).await? {
            released += 1;
            tell_released(&mut tx, (tenant, order), caller.now()).await?;
        }
    }
    // Nobody can keep what is lost.
    let kept = calendars::give_up_kept(tx.conn(), id, caller.now(), PLACES).await?;
    more |= kept as i64 >= PLACES;
    if places + released + kept > 0 {
        let data = json!({ "reason": body.reason, "left": places, "released": released });
        tell::cluster(tx.conn(), id, EventType::ClusterAbandoned, (&caller.actor(), data, caller.now())).await?;
    }
    let remaining = clusters::live_orders(&mut tx, id).await?;
    jobs::wake(tx.conn(), Wake::Clusters).await?;
    tx.commit().await?;
    Ok(axum::Json(Abandoned { left: places, released, remaining, more }))
}

async fn tell_released(tx: &mut SystemTx, (tenant, order): (TenantId, OrderId), at: Timestamp) -> sqlx::Result<()> {
    let (feed, actor, subject) = (Place::Tenant(tenant), Actor::system(), order.to_string());
    let event = NewEvent { feed, kind: EventType::OrderReleased, actor: &actor, subject, data: json!({}), at };
    events::record(tx.conn(), event).await.map(drop)
}
