//! What a cluster sells over time, worked out from its nodes and from what is planned, and written to its calendar.
//!
//! Whoever changes one of them does it in the same transaction, so that the next order is judged by it; what is due by the clock alone is done by a worker.

use homeroom_domain::{
    calendar::LimitChanges,
    cluster::{
        capacity::{self, ClusterCapacity, NodeOffer},
        supply::{NodePolicy, PlannedChange, Supply, due_after},
    },
    ids::ClusterId,
};
use jiff::Timestamp;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{
    changes::{self, Change},
    rows::{self, Cluster},
};
use crate::{
    calendars::store::{self as calendars, Limits},
    jobs::{self, Wake},
};

/// Whose nodes, and how many of them counted until now.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    pub cluster: ClusterId,
    pub calendar: Uuid,
    pub policy: NodePolicy,
    pub before: usize,
}

/// What is planned of a cluster, with what was over within the last day.
pub async fn planned(conn: &mut PgConnection, cluster: ClusterId, now: Timestamp) -> sqlx::Result<Vec<PlannedChange>> {
    Ok(changes::recent(conn, cluster.uuid(), now).await?.into_iter().map(|change| change.planned).collect())
}

/// Works out what a cluster sells from now on, writes it where it is news, and wakes who has to know. Takes the calendar's lock, like every writer of it.
pub async fn recount(conn: &mut PgConnection, of: Counted, new: &ClusterCapacity, now: Timestamp) -> sqlx::Result<()> {
    calendars::lock(conn, &[of.calendar]).await?;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let counted = (number(of.before), number(new.counted.len()));
    let mut found: Vec<Change> = changes::recent(conn, of.cluster.uuid(), now).await?;
    let mut noted = Vec::new();
    for change in &mut found {
        let planned = change.planned.noted(counted, now);
        if planned != change.planned {
            change.planned = planned;
            noted.push((change.id.uuid(), planned.nodes_before));
        }
    }
    changes::note(conn, &noted).await?;
    let planned: Vec<PlannedChange> = found.into_iter().map(|change| change.planned).collect();
    let supply = Supply::of(new, of.policy, &planned, now);
    if calendars::set_supply(conn, of.calendar, (&new.limits, supply.as_ref()), due_after(&planned, now)).await? {
        jobs::wake(conn, Wake::Limits).await?;
    }
    Ok(())
}

/// The same of nodes as they were seen last: what may be sold of them, or what is planned, has changed. Nothing where none was ever seen.
pub async fn recount_as_seen(conn: &mut PgConnection, id: ClusterId, now: Timestamp) -> sqlx::Result<()> {
    let Some(cluster) = rows::get(conn, id).await? else { return Ok(()) };
    calendars::lock(conn, &[cluster.calendar_id]).await?;
    // Only under the lock: whoever counts its nodes holds it too.
    let Some(cluster) = rows::get(conn, id).await? else { return Ok(()) };
    let Some(before) = cluster.seen() else { return Ok(()) };
    let (new, policy) = (as_seen(conn, &cluster, &before, cluster.headroom_percent.unsigned_abs()).await?, cluster.node_policy());
    if new != before {
        set_capacity(conn, id, &new).await?;
    }
    recount(conn, Counted { cluster: id, calendar: cluster.calendar_id, policy, before: before.counted.len() }, &new, now).await
}

/// What a cluster bears with the nodes too that are kept free: its limits, and how they change. `None` where no node was ever seen.
pub async fn with_headroom(conn: &mut PgConnection, cluster: &Cluster, now: Timestamp) -> sqlx::Result<Option<(Limits, LimitChanges)>> {
    let Some(before) = cluster.seen() else { return Ok(None) };
    let all = as_seen(conn, cluster, &before, 0).await?;
    let planned = planned(conn, cluster.id, now).await?;
    let supply = Supply::of(&all, NodePolicy { headroom_percent: 0, ..cluster.node_policy() }, &planned, now);
    let changes = supply.map(|supply| supply.changes(&all.limits, now)).unwrap_or_default();
    Ok(Some((all.limits, changes)))
}

/// What nodes as they were seen last let a cluster sell.
async fn as_seen(conn: &mut PgConnection, cluster: &Cluster, before: &ClusterCapacity, headroom: u32) -> sqlx::Result<ClusterCapacity> {
    let nodes = nodes(conn, cluster.id).await?;
    let (bears, foreign) = (&cluster.thresholds, before.pods.map_or(0, |pods| pods.foreign));
    let new = capacity::limits(&bears.on_nodes(&nodes), cluster.node_limit.map(i32::unsigned_abs), headroom);
    Ok(new.bearing(bears.pods(), foreign).remembering(Some(before)))
}

/// Works out again what is due by the clock.
#[tracing::instrument(name = "db.clusters.recount_due", skip_all)]
pub async fn recount_due(conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<()> {
    let due = calendars::supply_due(conn, now).await?;
    let clusters = sqlx::query_scalar!("SELECT id FROM clusters WHERE calendar_id = ANY($1) ORDER BY calendar_id", &due);
    for cluster in clusters.fetch_all(&mut *conn).await? {
        recount_as_seen(conn, ClusterId::new(cluster), now).await?;
    }
    Ok(())
}

#[tracing::instrument(name = "db.clusters.nodes", skip_all)]
async fn nodes(conn: &mut PgConnection, id: ClusterId) -> sqlx::Result<Vec<NodeOffer>> {
    let rows = sqlx::query!(
        r#"SELECT name, schedulable, allocatable AS "allocatable: Json<homeroom_domain::sizing::NodeShape>",
                  used_by_others AS "used_by_others: Json<homeroom_domain::sizing::NodeShape>"
           FROM cluster_nodes WHERE cluster_id = $1 ORDER BY name COLLATE "C""#,
        id.uuid()
    );
    let nodes = rows.fetch_all(conn).await?.into_iter().map(|row| NodeOffer {
        name: row.name,
        schedulable: row.schedulable,
        allocatable: row.allocatable.0,
        used_by_others: row.used_by_others.0,
    });
    Ok(nodes.collect())
}

#[tracing::instrument(name = "db.clusters.set_capacity", skip_all)]
pub async fn set_capacity(conn: &mut PgConnection, id: ClusterId, new: &ClusterCapacity) -> sqlx::Result<()> {
    sqlx::query!("UPDATE clusters SET capacity = $2, revision = revision + 1 WHERE id = $1", id.uuid(), Json(new) as _)
        .execute(conn)
        .await?;
    Ok(())
}
