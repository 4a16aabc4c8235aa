//! `POST /v1/clusters/{id}/rebalance`

use std::time::{Duration, Instant};

use axum::Json;
use homeroom_domain::{
    ids::{ClusterId, OrderId},
    moves::{MoveCause, NoPlace},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    look::{Candidate, candidates},
    mind::Mind,
    view::{Fate, RebalanceView, RebalancedOrder},
};
use crate::{
    auth::{Actor, ManageClusters, PlatformCaller},
    clusters::store as clusters,
    http::{self, ApiError, Checks, Path, Problems, patch},
    moves::begin::{self, Began, Wish},
};

/// Orders that one call looks at.
const ORDERS_MAX: i64 = 100;
/// What is left after this is the next call's.
const WITHIN: Duration = Duration::from_secs(45);

/// How far to go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RebalanceCluster {
    /// Say what would be done, and change nothing.
    #[serde(default)]
    dry_run: bool,
    /// Look at the orders after this one: `next` of the call before.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "patch::present")]
    after: Option<OrderId>,
    /// Orders to look at.
    #[serde(default = "orders_max")]
    #[schema(minimum = 1, maximum = 100, default = 100)]
    limit: i64,
}

const fn orders_max() -> i64 {
    ORDERS_MAX
}

/// Move scheduled orders to a cluster
///
/// Looks at orders of its region that run elsewhere and are still `scheduled`, which have no objects yet, and books each here instead where its cluster is fuller, in
/// the fullest slot that the order needs, than this one would be with it. What holds for every move holds for these: room in every slot, storage pools, cordons, and the
/// clusters and tags that the institution is kept to or off. Each goes at once, in a transaction of its own, and never back by the same rule; the others are told with
/// the reason. One call looks at 100 orders at the most and takes 45 seconds at the most: `next` is the `after` of the next one. With `dry_run` nothing is
/// changed: what would be done is worked out order by order on what is booked now.
#[utoipa::path(post, path = "/v1/clusters/{id}/rebalance", tag = "clusters", params(("id" = ClusterId, Path)), request_body = RebalanceCluster,
    responses((status = 200, description = "What was done, or would be", body = RebalanceView), Problems))]
pub(crate) async fn rebalance_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
    http::Json(body): http::Json<RebalanceCluster>,
) -> Result<Json<RebalanceView>, ApiError> {
    Checks::default().number("/limit", body.limit, 1..=ORDERS_MAX).done()?;
    let began = Instant::now();
    let mut tx = caller.begin().await?;
    let cluster = clusters::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    tx.rollback().await?;
    let limit = usize::try_from(body.limit).unwrap_or_default();
    let (found, last, is_more) = candidates(caller.app(), &cluster, (body.after, limit), caller.now()).await?;
    let mut mind = if body.dry_run { Some(Mind::of(&caller, &cluster, &found).await?) } else { None };
    let mut is_cut = false;
    let (mut orders, actor) = (Vec::with_capacity(found.len()), caller.actor());
    for candidate in found {
        // One is always looked at, so that the next call goes on after it.
        if began.elapsed() > WITHIN && !orders.is_empty() {
            is_cut = true;
            break;
        }
        let (candidate, fate) = match mind.take() {
            Some(trying) => {
                let (tried, candidate, fate) = try_out(trying, candidate).await?;
                mind = Some(tried);
                (candidate, fate)
            }
            None => {
                let fate = go(&caller, (&candidate, id), (&actor, caller.now())).await?;
                (candidate, fate)
            }
        };
        orders.push(RebalancedOrder::new(candidate, fate, caller.language()));
    }
    let moved = orders.iter().filter(|order| order.goes()).count();
    let answered = orders.last().map(|order: &RebalancedOrder| order.order_id);
    let next = if is_cut { answered } else { last }.filter(|_| is_more || is_cut);
    Ok(Json(RebalanceView { cluster_id: id, dry_run: body.dry_run, orders, moved, next }))
}

/// Rooms may be packed one by one, which takes its time.
async fn try_out(mut mind: Mind, candidate: Candidate) -> Result<(Mind, Candidate, Fate), ApiError> {
    let trying = tokio::task::spawn_blocking(move || {
        let fate = mind.try_out(&candidate).map_or_else(Fate::Stays, |()| Fate::Goes(None));
        (mind, candidate, fate)
    });
    Ok(trying.await.map_err(anyhow::Error::from)?)
}

/// In a transaction of its own: what is done stays, whatever becomes of the others.
async fn go(
    caller: &PlatformCaller<ManageClusters>,
    (candidate, to): (&Candidate, ClusterId),
    (actor, at): (&Actor, Timestamp),
) -> Result<Fate, ApiError> {
    let mut tx = caller.begin().await?;
    let wish = Wish { to: Some(to), cause: MoveCause::Rebalance, stay: &[], actor, at };
    match begin::begin(&mut tx, &candidate.going, wish).await? {
        Began::Move { id, .. } => {
            tx.commit().await?;
            Ok(Fate::Goes(Some(id)))
        }
        Began::NoPlace(tried) => Ok(Fate::Stays(tried.first().map_or(NoPlace::NoOtherCluster {}, |tried| tried.why))),
        Began::UnderWay { .. } | Began::AlreadyThere | Began::Ending | Began::Changed | Began::NotFound => Ok(Fate::Skipped),
    }
}
