//! Writing clusters: a new one with its calendar, an edit, a cordon, an end.

use homeroom_domain::{
    cluster::{cover::Cover, interfaces::Interfaces, thresholds::Thresholds},
    ids::ClusterId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{Connection as _, types::Json};
use uuid::Uuid;

use crate::{
    auth::SystemTx,
    calendars::store::{self as calendars, Limits},
};

/// Two clusters of one name.
pub const ONE_NAME: &str = "clusters_name_key";
/// The same cluster twice.
pub const ONE_UID: &str = "clusters_uid_key";

/// A cluster to be written.
#[derive(Debug)]
pub struct NewCluster<'a> {
    pub id: ClusterId,
    pub calendar_id: Uuid,
    pub name: &'a str,
    pub region: &'a str,
    pub simulated: bool,
    pub media_url: &'a str,
    pub node_limit: Option<i32>,
    pub headroom_percent: i32,
    pub tags: &'a [String],
    pub interfaces: Option<&'a Interfaces>,
    pub checked: Checked<'a>,
    pub at: Timestamp,
}

/// What a cluster said when it was asked with a kubeconfig.
#[derive(Debug)]
pub struct Checked<'a> {
    pub uid: Uuid,
    pub version: &'a str,
    /// Sealed.
    pub kubeconfig: &'a [u8],
}

/// Writes a cluster and its calendar, which sells nothing until nodes were seen. A constraint's refusal leaves the transaction usable.
#[tracing::instrument(name = "db.clusters.insert", skip_all)]
pub async fn insert(tx: &mut SystemTx, new: &NewCluster<'_>) -> sqlx::Result<()> {
    let mut savepoint = tx.conn().begin().await?;
    calendars::create(&mut savepoint, new.calendar_id, None, &Limits::new()).await?;
    sqlx::query!(
        "INSERT INTO clusters (id, calendar_id, name, region, uid, simulated, kubeconfig, media_url, node_limit, headroom_percent, version, created_at, tags,
             interfaces)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        new.id.uuid(),
        new.calendar_id,
        new.name,
        new.region,
        new.checked.uid,
        new.simulated,
        new.checked.kubeconfig,
        new.media_url,
        new.node_limit,
        new.headroom_percent,
        new.checked.version,
        new.at.to_sqlx() as jiff_sqlx::Timestamp,
        new.tags,
        new.interfaces.map(Json) as _
    )
    .execute(&mut *savepoint)
    .await?;
    savepoint.commit().await
}

/// What an edit sets.
#[derive(Debug)]
pub struct Patch<'a> {
    pub name: &'a str,
    pub media_url: &'a str,
    pub node_limit: Option<i32>,
    pub headroom_percent: i32,
    pub node_lead_minutes: Option<i32>,
    pub tags: &'a [String],
    pub thresholds: Thresholds,
    pub interfaces: Option<&'a Interfaces>,
    pub sells_packed: bool,
    pub cover: Cover,
}

/// Writes an edit.
#[tracing::instrument(name = "db.clusters.update", skip_all)]
pub async fn update(tx: &mut SystemTx, id: ClusterId, patch: &Patch<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE clusters SET name = $2, media_url = $3, node_limit = $4, headroom_percent = $5, node_lead_minutes = $6, tags = $7, thresholds = $8,
             interfaces = $9, sells_packed = $10, wants_cover = $11, cover_enforced = $12, edit = edit + 1
         WHERE id = $1",
        id.uuid(),
        patch.name,
        patch.media_url,
        patch.node_limit,
        patch.headroom_percent,
        patch.node_lead_minutes,
        patch.tags,
        Json(patch.thresholds) as _,
        patch.interfaces.map(Json) as _,
        patch.sells_packed,
        patch.cover.is_told(),
        patch.cover.is_enforced()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes a new kubeconfig of the same cluster.
#[tracing::instrument(name = "db.clusters.set_kubeconfig", skip_all)]
pub async fn set_kubeconfig(tx: &mut SystemTx, id: ClusterId, checked: &Checked<'_>) -> sqlx::Result<()> {
    sqlx::query!("UPDATE clusters SET kubeconfig = $2, version = $3 WHERE id = $1", id.uuid(), checked.kubeconfig, checked.version)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Cordons (`Some`) or takes new orders again. Gives whether anything changed.
#[tracing::instrument(name = "db.clusters.set_cordoned", skip_all)]
pub async fn set_cordoned(tx: &mut SystemTx, id: ClusterId, at: Option<Timestamp>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE clusters SET cordoned_at = $2, revision = revision + 1 WHERE id = $1 AND (cordoned_at IS NULL) <> ($2::timestamptz IS NULL)",
        id.uuid(),
        at.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Begins to drain (`Some`), or ends that. Gives whether anything changed.
#[tracing::instrument(name = "db.clusters.set_draining", skip_all)]
pub async fn set_draining(tx: &mut SystemTx, id: ClusterId, since: Option<Timestamp>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE clusters SET draining_since = $2, drained_at = NULL, revision = revision + 1
         WHERE id = $1 AND (draining_since IS NULL) <> ($2::timestamptz IS NULL)",
        id.uuid(),
        since.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Notes that no order is left on a cluster that is drained, or that there is one again. Gives whether that is news.
#[tracing::instrument(name = "db.clusters.set_drained", skip_all)]
pub async fn set_drained(tx: &mut SystemTx, id: ClusterId, at: Option<Timestamp>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE clusters SET drained_at = $2, revision = revision + 1
         WHERE id = $1 AND draining_since IS NOT NULL AND (drained_at IS NULL) <> ($2::timestamptz IS NULL)",
        id.uuid(),
        at.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

/// Takes a cluster off, with its calendar and what was ever booked on it. The caller made sure that nothing is placed there.
#[tracing::instrument(name = "db.clusters.delete", skip_all)]
pub async fn delete(tx: &mut SystemTx, id: ClusterId, calendar: Uuid) -> sqlx::Result<()> {
    calendars::forget_placements(tx.conn(), id).await?;
    sqlx::query!("DELETE FROM clusters WHERE id = $1", id.uuid()).execute(tx.conn()).await?;
    calendars::remove(tx.conn(), calendar).await
}
