//! Clusters as the platform sees them.

use homeroom_domain::{
    cluster::{
        capacity::ClusterCapacity,
        condition::{ClusterConditionType, RecordedClusterCondition},
        cover::Cover,
        interfaces::Interfaces,
        supply::NodePolicy,
        thresholds::Thresholds,
    },
    condition::ConditionStatus,
    ids::ClusterId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::SystemTx;

/// A registered cluster, without its kubeconfig.
#[derive(Debug, Clone)]
pub struct Cluster {
    pub id: ClusterId,
    pub calendar_id: Uuid,
    pub name: String,
    pub region: String,
    /// The UID of its `kube-system` namespace.
    pub uid: Uuid,
    pub simulated: bool,
    pub media_url: String,
    /// Ascending, each once.
    pub tags: Vec<String>,
    pub node_limit: Option<i32>,
    pub headroom_percent: i32,
    /// How long nodes take to come by themselves, up to the node limit.
    pub node_lead_minutes: Option<i32>,
    /// How many more than there are its node groups give, and after how long.
    pub group_nodes: i32,
    pub group_lead_minutes: Option<i32>,
    pub thresholds: Thresholds,
    /// `None` where rooms get no network interfaces of their own.
    pub interfaces: Option<Interfaces>,
    /// What packs onto its nodes is sold beyond their shares.
    pub sells_packed: bool,
    /// Whether what is booked of it is to have room on the others of its region, were it lost.
    pub cover: Cover,
    pub version: String,
    pub cordoned_at: Option<Timestamp>,
    /// Its orders move away since then.
    pub draining_since: Option<Timestamp>,
    /// None is left since then.
    pub drained_at: Option<Timestamp>,
    pub capacity: Value,
    pub conditions: Value,
    pub edit: i64,
    pub revision: i64,
    pub created_at: Timestamp,
}

impl Cluster {
    /// What its nodes were found to offer; `None` until they were seen.
    pub fn seen(&self) -> Option<ClusterCapacity> {
        serde_json::from_value(self.capacity.clone()).ok()
    }

    /// How its nodes may be used.
    pub fn node_policy(&self) -> NodePolicy {
        NodePolicy {
            node_limit: self.node_limit.map(i64::from),
            headroom_percent: self.headroom_percent.into(),
            lead_minutes: self.node_lead_minutes.map(i64::from),
            group_nodes: self.group_nodes.into(),
            group_lead_minutes: self.group_lead_minutes.map(i64::from),
        }
    }

    /// Whether rooms of it answer on the road that clients take, as was found out last. `None` where that is not known.
    pub fn are_rooms_reached(&self) -> Option<bool> {
        let recorded = self.conditions.as_array().into_iter().flatten().filter_map(|one| RecordedClusterCondition::deserialize(one).ok());
        let told = recorded.map(|one| one.condition).find(|told| told.kind == ClusterConditionType::RoomsReachable)?;
        match told.status {
            ConditionStatus::True => Some(true),
            ConditionStatus::False => Some(false),
            ConditionStatus::Unknown => None,
        }
    }
}

struct Row {
    id: Uuid,
    calendar_id: Uuid,
    name: String,
    region: String,
    uid: Uuid,
    simulated: bool,
    media_url: String,
    tags: Vec<String>,
    node_limit: Option<i32>,
    headroom_percent: i32,
    node_lead_minutes: Option<i32>,
    group_nodes: i32,
    group_lead_minutes: Option<i32>,
    thresholds: Value,
    interfaces: Option<Value>,
    sells_packed: bool,
    wants_cover: bool,
    cover_enforced: bool,
    version: String,
    cordoned_at: Option<jiff_sqlx::Timestamp>,
    draining_since: Option<jiff_sqlx::Timestamp>,
    drained_at: Option<jiff_sqlx::Timestamp>,
    capacity: Value,
    conditions: Value,
    edit: i64,
    revision: i64,
    created_at: jiff_sqlx::Timestamp,
}

impl From<Row> for Cluster {
    fn from(row: Row) -> Self {
        Self {
            id: ClusterId::new(row.id),
            calendar_id: row.calendar_id,
            name: row.name,
            region: row.region,
            uid: row.uid,
            simulated: row.simulated,
            media_url: row.media_url,
            tags: row.tags,
            node_limit: row.node_limit,
            headroom_percent: row.headroom_percent,
            node_lead_minutes: row.node_lead_minutes,
            group_nodes: row.group_nodes,
            group_lead_minutes: row.group_lead_minutes,
            thresholds: serde_json::from_value(row.thresholds).unwrap_or_default(),
            interfaces: row.interfaces.and_then(|stored| serde_json::from_value(stored).ok()),
            sells_packed: row.sells_packed,
            cover: match (row.wants_cover, row.cover_enforced) {
                (false, _) => Cover::No,
                (true, false) => Cover::Told,
                (true, true) => Cover::Enforced,
            },
            version: row.version,
            cordoned_at: row.cordoned_at.map(jiff_sqlx::Timestamp::to_jiff),
            draining_since: row.draining_since.map(jiff_sqlx::Timestamp::to_jiff),
            drained_at: row.drained_at.map(jiff_sqlx::Timestamp::to_jiff),
            capacity: row.capacity,
            conditions: row.conditions,
            edit: row.edit,
            revision: row.revision,
            created_at: row.created_at.to_jiff(),
        }
    }
}

/// A cluster. `None` when there is none of that id.
#[tracing::instrument(name = "db.clusters.get", skip_all)]
pub async fn get(conn: &mut PgConnection, id: ClusterId) -> sqlx::Result<Option<Cluster>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, calendar_id, name, region, uid, simulated, media_url, tags, node_limit, headroom_percent, node_lead_minutes, group_nodes, group_lead_minutes, thresholds, interfaces, sells_packed, wants_cover, cover_enforced, version, cordoned_at,
                draining_since, drained_at, capacity, conditions, edit, revision, created_at
         FROM clusters WHERE id = $1",
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(Cluster::from))
}

/// Locks a cluster against every other edit. `None` when there is none of that id.
#[tracing::instrument(name = "db.clusters.lock", skip_all)]
pub async fn lock(tx: &mut SystemTx, id: ClusterId) -> sqlx::Result<Option<Cluster>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, calendar_id, name, region, uid, simulated, media_url, tags, node_limit, headroom_percent, node_lead_minutes, group_nodes, group_lead_minutes, thresholds, interfaces, sells_packed, wants_cover, cover_enforced, version, cordoned_at,
                draining_since, drained_at, capacity, conditions, edit, revision, created_at
         FROM clusters WHERE id = $1 FOR NO KEY UPDATE",
        id.uuid()
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(Cluster::from))
}

/// What a list of clusters is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub region: Option<String>,
    pub simulated: Option<bool>,
    pub tag: Option<String>,
    /// Only what comes after this one.
    pub after: Option<(Timestamp, Uuid)>,
}

/// Clusters by creation, at most `limit`.
#[tracing::instrument(name = "db.clusters.list", skip_all)]
pub async fn list(tx: &mut SystemTx, filter: Filter, limit: i64) -> sqlx::Result<Vec<Cluster>> {
    let (after_at, after_id) = filter.after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, calendar_id, name, region, uid, simulated, media_url, tags, node_limit, headroom_percent, node_lead_minutes, group_nodes, group_lead_minutes, thresholds, interfaces, sells_packed, wants_cover, cover_enforced, version, cordoned_at,
                draining_since, drained_at, capacity, conditions, edit, revision, created_at
         FROM clusters
         WHERE ($1::text IS NULL OR region = $1) AND ($2::boolean IS NULL OR simulated = $2)
           AND ($3::timestamptz IS NULL OR (created_at, id) > ($3, $4::uuid)) AND ($6::text IS NULL OR $6 = ANY (tags))
         ORDER BY created_at, id LIMIT $5",
        filter.region,
        filter.simulated,
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit,
        filter.tag
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(Cluster::from).collect())
}

/// Whether a cluster of this identity is registered.
#[tracing::instrument(name = "db.clusters.is_known", skip_all)]
pub async fn is_known(tx: &mut SystemTx, uid: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM clusters WHERE uid = $1) AS "known!""#, uid).fetch_one(tx.conn()).await
}

/// The sealed kubeconfig, and the edit since which it is that one.
#[tracing::instrument(name = "db.clusters.kubeconfig", skip_all)]
pub async fn kubeconfig(tx: &mut SystemTx, id: ClusterId) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar!("SELECT kubeconfig FROM clusters WHERE id = $1", id.uuid()).fetch_optional(tx.conn()).await
}

/// How many orders have objects or capacity there.
#[tracing::instrument(name = "db.clusters.live_orders", skip_all)]
pub async fn live_orders(tx: &mut SystemTx, id: ClusterId) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM placements WHERE cluster_id = $1 AND state <> 'gone'"#, id.uuid());
    count.fetch_one(tx.conn()).await
}
