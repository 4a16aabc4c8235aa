//! `GET /v1/lanes`, `POST /v1/lanes/pause` and `/unpause`: one work of the reconciler, on one cluster or on all, and how such a pause ends by itself.

use axum::Json as Answer;
use homeroom_domain::{cluster::lane::WorkLane, ids::ClusterId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::store::{self, LanePause};
use crate::{
    app::AppState,
    auth::{Actor, ManageClusters, Place, PlatformCaller, ReadClusters, SystemTx},
    clusters,
    db::Pools,
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Format, Json, Problems, Shape},
    jobs::{self, Wake},
    metrics,
};

/// No pause is longer, from the moment at which its end is said.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Which work, where, why and until when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanePauseRequest {
    lane: WorkLane,
    /// Absent: on all clusters.
    #[schema(nullable = false)]
    cluster_id: Option<ClusterId>,
    /// What the event tells, 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    why: String,
    /// At most 24 hours from now.
    until: Timestamp,
}

/// Which work, and where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LaneUnpauseRequest {
    lane: WorkLane,
    /// Absent: the pause on all clusters. Those on single ones are ended one by one.
    #[schema(nullable = false)]
    cluster_id: Option<ClusterId>,
}

/// Works that can be paused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Lanes {
    /// All of them, in the same order always.
    items: Vec<LaneView>,
}

/// A work, and where it is paused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Lane)]
pub(crate) struct LaneView {
    lane: WorkLane,
    /// That on all clusters first. Empty while it goes on everywhere.
    pauses: Vec<LanePauseView>,
}

/// A pause in force.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LanePause)]
pub(crate) struct LanePauseView {
    /// Null: on all clusters.
    cluster_id: Option<ClusterId>,
    cluster_name: Option<String>,
    why: String,
    since: Timestamp,
    until: Timestamp,
}

/// List lanes
///
/// The works of the reconciler, each with where it is paused, why and until when.
#[utoipa::path(get, path = "/v1/lanes", tag = "clusters", responses((status = 200, description = "All of them", body = Lanes), Problems))]
pub(crate) async fn list_lanes(caller: PlatformCaller<ReadClusters>) -> Result<Answer<Lanes>, ApiError> {
    let mut tx = caller.begin().await?;
    Ok(Answer(Lanes::read(tx.conn()).await?))
}

/// Pause a lane
///
/// From now on the work is not done there, until somebody unpauses it or its time is over, at most 24 hours from now; doing it again gives another end and reason. No
/// lesson that runs is stopped by it: rooms that are up stay up, and close when their lessons are over. What is held back is counted in the condition `Paused` of each
/// order, and `LanesPaused` of the cluster names the work. `openings` keeps rooms of lessons that begin meanwhile from coming up, so it is for an hour in which that is the
/// lesser harm; `deletions` keeps what is up of an order that is ended at once, too. To pause everything, pause the cluster.
#[utoipa::path(post, path = "/v1/lanes/pause", tag = "clusters", request_body = LanePauseRequest,
    responses((status = 200, description = "All works, and where they are paused", body = Lanes), Problems))]
pub(crate) async fn pause_lane(
    caller: PlatformCaller<ManageClusters>,
    Json(asked): Json<LanePauseRequest>,
) -> Result<Answer<Lanes>, ApiError> {
    let now = caller.now();
    let mut checks = Checks::default();
    checks.text("/why", &asked.why, 1..=500);
    let is_bounded = asked.until > now && asked.until.duration_since(now) <= LONGEST;
    checks.that(is_bounded, "/until", Shape::BadFormat { expected: Format::PauseEnd }).done()?;
    let mut tx = caller.begin().await?;
    is_known(&mut tx, asked.cluster_id).await?;
    let place = (asked.lane, asked.cluster_id);
    if store::pause_lane(tx.conn(), place, &asked.why, (now, asked.until)).await? {
        let data = json!({ "why": asked.why, "until": asked.until });
        changed(tx.conn(), (EventType::LanePaused, &caller.actor(), data), place, now).await?;
    }
    finished(tx).await
}

/// Unpause a lane
///
/// What waits is done at once. Doing it again changes nothing.
#[utoipa::path(post, path = "/v1/lanes/unpause", tag = "clusters", request_body = LaneUnpauseRequest,
    responses((status = 200, description = "All works, and where they are paused", body = Lanes), Problems))]
pub(crate) async fn unpause_lane(
    caller: PlatformCaller<ManageClusters>,
    Json(asked): Json<LaneUnpauseRequest>,
) -> Result<Answer<Lanes>, ApiError> {
    let mut tx = caller.begin().await?;
    is_known(&mut tx, asked.cluster_id).await?;
    if store::unpause_lane(tx.conn(), asked.lane, asked.cluster_id).await? {
        let place = (asked.lane, asked.cluster_id);
        changed(tx.conn(), (EventType::LaneUnpaused, &caller.actor(), json!({})), place, caller.now()).await?;
    }
    finished(tx).await
}

/// Ends pauses whose time is over. At rest one look at an index.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn end_pauses(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    for over in store::end_due(tx.conn(), now).await? {
        let data = json!({ "since": over.since, "until": over.until });
        changed(tx.conn(), (EventType::LaneUnpaused, &Actor::system(), data), (over.lane, over.cluster), now).await?;
    }
    Ok(tx.commit().await?)
}

/// Shows how often each work is paused.
pub(crate) async fn gauge(pools: &Pools) -> sqlx::Result<()> {
    let mut tx = SystemTx::of_worker(pools).await?;
    let paused = store::lanes(tx.conn()).await?;
    for lane in WorkLane::ALL {
        metrics::lane_paused(lane.as_str(), paused.iter().filter(|pause| pause.lane == lane).count());
    }
    Ok(())
}

/// Tells of it. Whoever works on a cluster sees that something else is paused there, and looks at its orders: none of them is written for it.
async fn changed(
    conn: &mut PgConnection,
    (kind, actor, mut data): (EventType, &Actor, serde_json::Value),
    (lane, cluster): (WorkLane, Option<ClusterId>),
    at: Timestamp,
) -> sqlx::Result<()> {
    data["lane"] = json!(lane);
    match cluster {
        Some(id) => clusters::tell(&mut *conn, id, kind, (actor, data, at)).await?,
        None => {
            let subject = lane.as_str().to_owned();
            events::record(&mut *conn, NewEvent { feed: Place::Platform, kind, actor, subject, data, at }).await?;
        }
    }
    jobs::wake(conn, Wake::Clusters).await
}

async fn is_known(tx: &mut SystemTx, cluster: Option<ClusterId>) -> Result<(), ApiError> {
    match cluster {
        Some(id) if !store::is_cluster(tx.conn(), id).await? => {
            Err(ApiError::field("/cluster_id", Shape::BadFormat { expected: Format::RegisteredCluster }))
        }
        _ => Ok(()),
    }
}

async fn finished(mut tx: SystemTx) -> Result<Answer<Lanes>, ApiError> {
    let lanes = Lanes::read(tx.conn()).await?;
    tx.commit().await?;
    Ok(Answer(lanes))
}

impl Lanes {
    async fn read(conn: &mut PgConnection) -> sqlx::Result<Self> {
        let paused = store::lanes(conn).await?;
        let of = |lane: WorkLane| paused.iter().filter(|pause| pause.lane == lane).cloned().map(LanePauseView::from).collect();
        Ok(Self { items: WorkLane::ALL.into_iter().map(|lane| LaneView { lane, pauses: of(lane) }).collect() })
    }
}

impl From<LanePause> for LanePauseView {
    fn from(pause: LanePause) -> Self {
        let LanePause { lane: _, cluster: cluster_id, cluster_name, why, since, until } = pause;
        Self { cluster_id, cluster_name, why, since, until }
    }
}
