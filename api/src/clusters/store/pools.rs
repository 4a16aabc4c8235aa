//! Storage pools of clusters. What is booked on them is `calendars`'.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::{Calendar, Resource},
    ids::{ClusterId, StoragePoolId},
    pools::{PoolCalendar, sold_of},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    auth::SystemTx,
    calendars::store::{self as calendars, Header, Limits},
};

pub const ONE_POOL_NAME: &str = "storage_pools_cluster_id_name_key";
pub const ONE_STORAGE_CLASS: &str = "storage_pools_cluster_id_storage_class_key";

/// A pool as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    pub id: StoragePoolId,
    pub cluster_id: ClusterId,
    pub calendar_id: Uuid,
    pub name: String,
    pub storage_class: String,
    pub bandwidth_mbit: i64,
    pub space_mib: i64,
    pub retention_days: u16,
    pub is_open: bool,
    /// Whether its class lets claims grow.
    pub grows: bool,
    /// `server/path`, where its class says so.
    pub files_at: Option<String>,
    pub created_at: Timestamp,
    /// How often it was amended.
    pub revision: i64,
}

/// A pool, as admission needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolOffer {
    pub id: StoragePoolId,
    pub cluster: ClusterId,
    pub calendar_id: Uuid,
    pub open: bool,
    pub retention_days: u16,
}

impl PoolOffer {
    pub fn with(&self, calendar: Calendar) -> PoolCalendar {
        PoolCalendar { id: self.id, open: self.open, retention_days: self.retention_days, calendar }
    }
}

impl Pool {
    /// By which a change of it is known.
    pub(in crate::clusters) const fn edit(&self) -> i64 {
        self.revision + 1
    }

    /// What may be booked on its calendar.
    pub fn limits(&self) -> Limits {
        [(Resource::StorageBandwidthMbit, sold_of(self.bandwidth_mbit)), (Resource::StorageSpaceMib, sold_of(self.space_mib))].into()
    }
}

struct Row {
    id: Uuid,
    cluster_id: Uuid,
    calendar_id: Uuid,
    name: String,
    storage_class: String,
    bandwidth_mbit: i64,
    space_mib: i64,
    retention_days: i32,
    is_open: bool,
    grows: bool,
    files_at: Option<String>,
    created_at: jiff_sqlx::Timestamp,
    revision: i64,
}

impl From<Row> for Pool {
    fn from(row: Row) -> Self {
        Self {
            id: StoragePoolId::new(row.id),
            cluster_id: ClusterId::new(row.cluster_id),
            calendar_id: row.calendar_id,
            name: row.name,
            storage_class: row.storage_class,
            bandwidth_mbit: row.bandwidth_mbit,
            space_mib: row.space_mib,
            retention_days: days(row.retention_days),
            is_open: row.is_open,
            grows: row.grows,
            files_at: row.files_at,
            created_at: row.created_at.to_jiff(),
            revision: row.revision,
        }
    }
}

fn days(days: i32) -> u16 {
    u16::try_from(days).unwrap_or_default()
}

/// Of one cluster or of all, in the order in which they were created.
#[tracing::instrument(name = "db.clusters.pools", skip_all)]
pub async fn pools(conn: &mut PgConnection, cluster: Option<ClusterId>) -> sqlx::Result<Vec<Pool>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, cluster_id, calendar_id, name, storage_class, bandwidth_mbit, space_mib, retention_days, is_open, grows, files_at, created_at, revision
         FROM storage_pools WHERE $1::uuid IS NULL OR cluster_id = $1 ORDER BY created_at, id",
        cluster.map(ClusterId::uuid)
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Pool::from).collect())
}

/// Those of some clusters, as they stand.
#[tracing::instrument(name = "db.clusters.pool_offers", skip_all)]
pub async fn pool_offers(conn: &mut PgConnection, clusters: &[Uuid]) -> sqlx::Result<Vec<PoolOffer>> {
    let rows = sqlx::query!(
        "SELECT id, cluster_id, calendar_id, is_open, retention_days FROM storage_pools WHERE cluster_id = ANY($1) ORDER BY id",
        clusters
    );
    let offers = rows.fetch_all(conn).await?.into_iter().map(|row| PoolOffer {
        id: StoragePoolId::new(row.id),
        cluster: ClusterId::new(row.cluster_id),
        calendar_id: row.calendar_id,
        open: row.is_open,
        retention_days: days(row.retention_days),
    });
    Ok(offers.collect())
}

/// By cluster those pools whose calendar is among these headers, with the days of a range and of the retention after it: what is recorded is kept beyond the
/// term.
pub async fn with_calendars(
    conn: &mut PgConnection,
    (headers, offers): (&[Header], &[PoolOffer]),
    (first, last): (i32, i32),
    now: Timestamp,
) -> sqlx::Result<BTreeMap<ClusterId, Vec<PoolCalendar>>> {
    let mut pools: BTreeMap<ClusterId, Vec<PoolCalendar>> = BTreeMap::new();
    if headers.is_empty() {
        return Ok(pools);
    }
    let kept = offers.iter().map(|offer| i32::from(offer.retention_days)).max().unwrap_or_default();
    for calendar in calendars::load(conn, headers, (first, last.saturating_add(kept).saturating_add(1)), now).await? {
        let Some(offer) = offers.iter().find(|offer| offer.calendar_id == calendar.id) else { continue };
        pools.entry(offer.cluster).or_default().push(offer.with(calendar));
    }
    Ok(pools)
}

/// The same of all pools of some clusters, unlocked.
pub async fn pools_of(
    conn: &mut PgConnection,
    clusters: &[Uuid],
    range: (i32, i32),
    now: Timestamp,
) -> sqlx::Result<BTreeMap<ClusterId, Vec<PoolCalendar>>> {
    let offers = pool_offers(&mut *conn, clusters).await?;
    let ids: Vec<Uuid> = offers.iter().map(|offer| offer.calendar_id).collect();
    let headers = calendars::headers(&mut *conn, &ids).await?;
    with_calendars(conn, (&headers, &offers), range, now).await
}

/// Writes a new one; its calendar is there.
#[tracing::instrument(name = "db.clusters.insert_pool", skip_all)]
pub async fn insert_pool(tx: &mut SystemTx, new: &Pool) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO storage_pools (id, cluster_id, calendar_id, name, storage_class, bandwidth_mbit, space_mib, retention_days, is_open, grows, files_at,
                                    created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        new.id.uuid(),
        new.cluster_id.uuid(),
        new.calendar_id,
        new.name,
        new.storage_class,
        new.bandwidth_mbit,
        new.space_mib,
        i32::from(new.retention_days),
        new.is_open,
        new.grows,
        new.files_at,
        new.created_at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Another size, or whether it takes new orders. The caller has locked its calendar.
#[tracing::instrument(name = "db.clusters.update_pool", skip_all)]
pub async fn update_pool(tx: &mut SystemTx, pool: &Pool) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE storage_pools SET bandwidth_mbit = $2, space_mib = $3, is_open = $4, revision = revision + 1 WHERE id = $1",
        pool.id.uuid(),
        pool.bandwidth_mbit,
        pool.space_mib,
        pool.is_open
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets a pool on which nothing is. Its calendar stays for the caller to remove.
#[tracing::instrument(name = "db.clusters.delete_pool", skip_all)]
pub async fn delete_pool(tx: &mut SystemTx, id: StoragePoolId) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM storage_pools WHERE id = $1", id.uuid()).execute(tx.conn()).await?;
    Ok(())
}
