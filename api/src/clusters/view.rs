//! A cluster as it goes out.

use homeroom_domain::{
    cluster::{
        capacity::{ClusterCapacity, IgnoredNode},
        cover::Cover,
    },
    ids::{ClusterId, OrderId, TenantId},
    sizing::NodeShape,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::{
    interfaces::InterfaceProfile,
    store::{self, Cluster, Drain},
    thresholds::ThresholdsView,
    words,
};
use crate::{
    http::{ConditionView, Version},
    words::Language,
};

/// A cluster, without its kubeconfig.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterView {
    pub id: ClusterId,
    pub name: String,
    pub region: String,
    pub simulated: bool,
    pub media_url: String,
    /// What operators say of it in a word, ascending.
    pub tags: Vec<String>,
    pub node_limit: Option<i32>,
    pub headroom_percent: i32,
    /// How long nodes take to come by themselves, up to the node limit; null: none do.
    pub node_lead_minutes: Option<i32>,
    /// What it bears of namespaces, Services and pods, whatever its nodes could hold.
    pub thresholds: ThresholdsView,
    /// How rooms get network interfaces of their own; null: none do.
    pub interfaces: Option<InterfaceProfile>,
    /// Whether it sells what packs onto its nodes beyond their shares.
    pub sells_packed: bool,
    /// Whether all that is booked of it is to have room on the other clusters of its region, were it lost.
    pub cover: Cover,
    /// What its API says that it is.
    pub version: String,
    pub cordoned_at: Option<Timestamp>,
    /// While its orders move away: how far that is.
    pub drain: Option<DrainView>,
    /// What its nodes let it sell; null until they were seen.
    pub nodes: Option<NodesView>,
    pub conditions: Vec<ConditionView>,
    pub created_at: Timestamp,
}

/// How far a drain is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrainView {
    pub since: Timestamp,
    /// No order is left since then.
    pub drained_at: Option<Timestamp>,
    /// Orders with something left on the cluster.
    pub orders_left: i64,
    /// Of them those whose new place is being made; `GET /v1/moves` says what each waits for.
    pub moving: i64,
    /// Of them those that cannot move now, or of which rooms were left behind here that cannot follow. They are tried again every minute.
    pub blocked_total: i64,
    /// The first 50 of those.
    pub blocked: Vec<DrainBlocked>,
}

/// An order that cannot move now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrainBlocked {
    pub order_id: OrderId,
    pub order_name: String,
    pub tenant_id: TenantId,
    pub reason: String,
    #[schema(value_type = Object)]
    pub params: Value,
    /// The reason as a sentence in the language asked for.
    pub message: String,
    pub since: Timestamp,
}

/// Nodes, as far as they count.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodesView {
    /// As large as the commonest node.
    pub counted: usize,
    pub sold: u32,
    pub headroom: u32,
    /// Not counted, with the reason.
    #[schema(value_type = Vec<Object>)]
    pub ignored: Vec<IgnoredNode>,
    /// The commonest node, less what DaemonSets take; null while none is schedulable.
    #[schema(value_type = Option<Object>)]
    pub shape: Option<NodeShape>,
}

impl ClusterView {
    pub(super) fn new(cluster: Cluster, language: Language) -> Self {
        let nodes = serde_json::from_value::<ClusterCapacity>(cluster.capacity).ok().map(NodesView::from);
        let conditions = ConditionView::list(cluster.conditions, |reason, params| {
            (words::reason(reason, params, language), words::fix_by(reason, params))
        });
        Self {
            id: cluster.id,
            name: cluster.name,
            region: cluster.region,
            simulated: cluster.simulated,
            media_url: cluster.media_url,
            tags: cluster.tags,
            node_limit: cluster.node_limit,
            headroom_percent: cluster.headroom_percent,
            node_lead_minutes: cluster.node_lead_minutes,
            thresholds: cluster.thresholds.into(),
            interfaces: cluster.interfaces.map(Into::into),
            sells_packed: cluster.sells_packed,
            cover: cluster.cover,
            version: cluster.version,
            cordoned_at: cluster.cordoned_at,
            drain: None,
            nodes,
            conditions,
            created_at: cluster.created_at,
        }
    }
}

impl ClusterView {
    /// The same with how far its drain is, where it is drained.
    pub(crate) async fn of(conn: &mut PgConnection, cluster: Cluster, language: Language) -> sqlx::Result<(Version, Self)> {
        let version = cluster.version_tag();
        let (since, drained_at) = (cluster.draining_since, cluster.drained_at);
        let mut view = Self::new(cluster, language);
        let Some(since) = since else { return Ok((version, view)) };
        let drain = DrainView::new((since, drained_at), store::drain(conn, view.id).await?, language);
        // Nobody counts how often a drain got further.
        let content = serde_json::to_vec(&(version.revision, &drain)).unwrap_or_default();
        view.drain = Some(drain);
        Ok((Version::of_content(version.edit, &content), view))
    }
}

impl DrainView {
    fn new((since, drained_at): (Timestamp, Option<Timestamp>), drain: Drain, language: Language) -> Self {
        let blocked = drain.named.into_iter().map(|blocked| {
            let (reason, params) = (blocked.why["reason"].as_str().unwrap_or_default().to_owned(), blocked.why["params"].clone());
            DrainBlocked {
                order_id: blocked.order,
                order_name: blocked.name,
                tenant_id: blocked.tenant,
                message: words::no_place(&reason, &params, language),
                reason,
                params,
                since: blocked.since,
            }
        });
        Self { since, drained_at, orders_left: drain.left, moving: drain.moving, blocked_total: drain.blocked, blocked: blocked.collect() }
    }
}

impl Cluster {
    pub(super) fn version_tag(&self) -> Version {
        Version { edit: self.edit, revision: self.revision }
    }
}

impl From<ClusterCapacity> for NodesView {
    fn from(capacity: ClusterCapacity) -> Self {
        Self {
            counted: capacity.counted.len(),
            sold: capacity.nodes_sold,
            headroom: capacity.nodes_headroom,
            ignored: capacity.ignored,
            shape: capacity.shape,
        }
    }
}
