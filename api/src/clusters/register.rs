//! `POST /v1/clusters`: take a cluster on, after it was asked who it is and what we may do there.

use homeroom_domain::{cluster::interfaces::Interfaces, ids::ClusterId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use axum::response::{IntoResponse, Response};

use super::{
    check::{self, Answered},
    fields::{Fields, tags},
    interfaces::InterfaceProfile,
    store::{self, Checked, NewCluster},
    tell,
    view::ClusterView,
};
use crate::{
    auth::{ManageClusters, Place, PlatformCaller, SystemTx},
    events::EventType,
    http::{ApiError, Begun, Created, Fault, Idempotent, Json, Problem, Problems, Shape, Version},
    jobs::{self, Wake},
};

const HEADROOM_PERCENT: i64 = 10;

/// A cluster to be taken on.
// Not Debug: it holds credentials.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterCluster {
    /// What operators call it: lower-case letters, digits and dashes.
    #[schema(min_length = 1, max_length = 63, example = "bj-1")]
    name: String,
    /// The region that orders name.
    #[schema(min_length = 1, max_length = 63, example = "cn-beijing")]
    region: String,
    /// A kubeconfig with embedded data alone: certificate authority, and a token or a client certificate. What would run programs, read files or use a
    /// proxy on our side is refused.
    kubeconfig: String,
    /// For tenants in test mode, and only for them.
    #[serde(default)]
    simulated: bool,
    /// Nodes that may be sold at most; absent means all.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 5000)]
    node_limit: Option<i64>,
    /// Share of the nodes that is kept free, rounded up to whole nodes; 0 keeps none.
    #[serde(default = "headroom_percent")]
    #[schema(minimum = 0, maximum = 90, default = 10)]
    headroom_percent: i64,
    /// How clients reach a room: a template of `{classroom}`, `{order}` and `{pod_ip}`.
    #[schema(max_length = 500, example = "wss://{classroom}.rooms.example.org")]
    media_url: String,
    /// What is said of it in a word: 1 to 32 lower-case letters, digits and dashes each.
    #[serde(default)]
    #[schema(max_items = 20)]
    tags: Vec<String>,
    /// How rooms get network interfaces of their own. Absent: none do, and kinds that ask for one do not go there.
    #[serde(default)]
    #[schema(nullable = false)]
    interfaces: Option<InterfaceProfile>,
}

const fn headroom_percent() -> i64 {
    HEADROOM_PERCENT
}

/// Register a cluster
#[utoipa::path(post, path = "/v1/clusters", tag = "clusters", request_body = RegisterCluster,
    params(("Idempotency-Key" = String, Header, description = "At most 255 characters; the same request sent again answers the same.")),
    responses((status = 201, description = "Registered", body = ClusterView), Problems))]
pub(crate) async fn register_cluster(
    caller: PlatformCaller<ManageClusters>,
    idempotent: Idempotent,
    Json(body): Json<RegisterCluster>,
) -> Result<Response, ApiError> {
    body.fields().check()?;
    // A request that was done before is answered without asking the cluster, which may be gone by now.
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), Place::Platform).await? {
        return Ok(*answer);
    }
    // Dropped, it would hold the key until its connection is used again.
    tx.rollback().await?;
    let answered = check::check(&body.kubeconfig).await?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), Place::Platform).await? {
        return Ok(*answer);
    }
    let view = register(&mut tx, &caller, &body, &answered).await?;
    let created = Created::new(format!("/v1/clusters/{}", view.id), Version { edit: 1, revision: 0 }, view);
    idempotent.keep(tx.conn(), Place::Platform, &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

impl RegisterCluster {
    fn fields(&self) -> Fields<'_> {
        Fields {
            name: Some(&self.name),
            region: Some(&self.region),
            media_url: Some(&self.media_url),
            node_limit: self.node_limit,
            headroom_percent: Some(self.headroom_percent),
            node_lead_minutes: None,
            tags: Some(&self.tags),
            thresholds: None,
            interfaces: self.interfaces.as_ref(),
        }
    }
}

async fn register(
    tx: &mut SystemTx,
    caller: &PlatformCaller<ManageClusters>,
    body: &RegisterCluster,
    answered: &Answered,
) -> Result<ClusterView, ApiError> {
    let id = ClusterId::new(Uuid::now_v7());
    let (sealed, tags) = (answered.sealed(&caller.app().seal, id), tags(&body.tags));
    let interfaces: Option<Interfaces> = body.interfaces.clone().map(Into::into);
    let new = NewCluster {
        id,
        calendar_id: Uuid::now_v7(),
        name: &body.name,
        region: &body.region,
        simulated: body.simulated,
        media_url: &body.media_url,
        node_limit: body.node_limit.and_then(|limit| i32::try_from(limit).ok()),
        headroom_percent: i32::try_from(body.headroom_percent).unwrap_or_default(),
        tags: &tags,
        interfaces: interfaces.as_ref(),
        checked: Checked { uid: answered.identity.uid, version: &answered.identity.version, kubeconfig: &sealed },
        at: caller.now(),
    };
    store::insert(tx, &new).await.map_err(taken)?;
    let data = serde_json::json!({ "name": body.name, "region": body.region, "simulated": body.simulated });
    tell(tx.conn(), id, EventType::ClusterRegistered, (&caller.actor(), data, caller.now())).await?;
    jobs::wake(tx.conn(), Wake::Clusters).await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    Ok(ClusterView::new(cluster, caller.language()))
}

/// The same cluster twice, or a name twice.
pub(super) fn taken(error: sqlx::Error) -> ApiError {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some(store::ONE_UID) => Problem::ClusterKnown.into(),
        Some(store::ONE_NAME) => ApiError::Shape(vec![Fault::new("/name", Shape::Taken)]),
        _ => error.into(),
    }
}
