//! The SQL of images: what was last found of each on a cluster, and when the next room opens there that needs one.

use std::collections::HashMap;

use homeroom_domain::{
    ids::ClusterId,
    nodes::{
        image::ImageName,
        preload::{AHEAD, PreloadState, Preloaded, Road},
    },
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::SystemTx;

/// One image on one cluster.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ImageRecord {
    pub(crate) image: String,
    pub(crate) found: Preloaded,
    /// How it is pulled; `None` where nothing had to be.
    pub(crate) road: Option<Road>,
    /// When it was on all nodes for the first time.
    pub(crate) completed_at: Option<Timestamp>,
    /// When rooms began to start from it; `None` while it is only brought to nodes.
    pub(crate) taken_at: Option<Timestamp>,
    /// In this state since.
    pub(crate) since: Timestamp,
}

struct Row {
    image: String,
    state: String,
    road: Option<String>,
    nodes_wanted: i32,
    nodes_holding: i32,
    lacking: Vec<String>,
    failure: Option<Value>,
    completed_at: Option<jiff_sqlx::Timestamp>,
    taken_at: Option<jiff_sqlx::Timestamp>,
    since: jiff_sqlx::Timestamp,
}

impl From<Row> for ImageRecord {
    /// What a newer version wrote and this one does not know is as good as nothing known.
    fn from(row: Row) -> Self {
        Self {
            image: row.image,
            found: preloaded(&row.state, (row.nodes_holding, row.nodes_wanted), row.lacking, row.failure),
            road: row.road.and_then(|name| Road::ALL.into_iter().find(|road| road.name() == name)),
            completed_at: row.completed_at.map(jiff_sqlx::Timestamp::to_jiff),
            taken_at: row.taken_at.map(jiff_sqlx::Timestamp::to_jiff),
            since: row.since.to_jiff(),
        }
    }
}

fn preloaded(state: &str, (holding, wanted): (i32, i32), lacking: Vec<String>, failure: Option<Value>) -> Preloaded {
    let count = |number: i32| usize::try_from(number).unwrap_or_default();
    Preloaded {
        state: PreloadState::ALL.into_iter().find(|known| known.name() == state).unwrap_or(PreloadState::Unknown),
        wanted: count(wanted),
        holding: count(holding),
        lacking,
        failure: failure.and_then(|failure| serde_json::from_value(failure).ok()),
    }
}

/// The images of a cluster, by name.
#[tracing::instrument(name = "db.images.of_cluster", skip_all)]
pub(crate) async fn of_cluster(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Vec<ImageRecord>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT image, state, road, nodes_wanted, nodes_holding, lacking, failure, completed_at, taken_at, since
         FROM cluster_images WHERE cluster_id = $1 ORDER BY image",
        cluster.uuid()
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(ImageRecord::from).collect())
}

/// The image from which rooms start on a cluster. `None` before that was decided.
#[tracing::instrument(name = "db.images.in_use", skip_all)]
pub(crate) async fn in_use(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Option<String>> {
    let image = sqlx::query_scalar!(
        "SELECT image FROM cluster_images WHERE cluster_id = $1 AND taken_at IS NOT NULL ORDER BY taken_at DESC LIMIT 1",
        cluster.uuid()
    );
    image.fetch_optional(conn).await
}

/// Writes what was found of an image.
#[tracing::instrument(name = "db.images.record", skip_all)]
pub(crate) async fn record(tx: &mut SystemTx, cluster: ClusterId, record: &ImageRecord) -> sqlx::Result<()> {
    let Preloaded { state, wanted, holding, lacking, failure } = &record.found;
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let at = |at: Timestamp| -> jiff_sqlx::Timestamp { at.to_sqlx() };
    sqlx::query!(
        "INSERT INTO cluster_images (cluster_id, image, state, road, nodes_wanted, nodes_holding, lacking, failure, completed_at, taken_at, since)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (cluster_id, image) DO UPDATE SET state = $3, road = $4, nodes_wanted = $5, nodes_holding = $6, lacking = $7, failure = $8,
             completed_at = $9, taken_at = $10, since = $11",
        cluster.uuid(),
        record.image,
        state.name(),
        record.road.map(Road::name),
        count(*wanted),
        count(*holding),
        lacking,
        failure.as_ref().and_then(|failure| serde_json::to_value(failure).ok()),
        record.completed_at.map(at) as Option<jiff_sqlx::Timestamp>,
        record.taken_at.map(at) as Option<jiff_sqlx::Timestamp>,
        at(record.since) as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets an image from which rooms run no more.
#[tracing::instrument(name = "db.images.forget", skip_all)]
pub(crate) async fn forget(tx: &mut SystemTx, cluster: ClusterId, image: &str) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM cluster_images WHERE cluster_id = $1 AND image = $2", cluster.uuid(), image).execute(tx.conn()).await?;
    Ok(())
}

/// When a room opened that is open now, or else when the next one opens. `None` where no order that is placed there opens one.
#[tracing::instrument(name = "db.images.needed_at", skip_all)]
pub(crate) async fn needed_at(conn: &mut PgConnection, cluster: ClusterId, now: Timestamp) -> sqlx::Result<Option<Timestamp>> {
    let at = sqlx::query_scalar!(
        r#"SELECT min(CASE WHEN c.open_until IS NULL OR c.open_until > $2::timestamptz THEN c.open_from ELSE c.opens_next END) AS "at: jiff_sqlx::Timestamp"
           FROM placements p JOIN orders o ON o.id = p.order_id JOIN classrooms c ON c.order_id = o.id
           WHERE p.cluster_id = $1 AND p.state = 'live' AND o.phase <> 'released'"#,
        cluster.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(at.fetch_one(conn).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

/// The image that an order's rooms start from, and how it stands on the nodes of its cluster. Which nodes lack it is not read.
#[derive(Debug)]
pub(super) struct ImageOfOrder {
    pub(super) image: String,
    pub(super) found: Preloaded,
    /// In this state since.
    pub(super) since: Timestamp,
}

/// Of some orders those that have a room that is open or opens within a day, on a cluster that is seen, with the image that their rooms start from next: that of
/// a roll that the order began with, or that of the cluster.
#[tracing::instrument(name = "db.images.of_orders", skip_all)]
pub(super) async fn of_orders(
    conn: &mut PgConnection,
    orders: &[Uuid],
    configured: &str,
    now: Timestamp,
) -> sqlx::Result<HashMap<Uuid, ImageOfOrder>> {
    let (until, named) = (now.saturating_add(AHEAD).unwrap_or(now), ImageName::of(configured));
    let rows = sqlx::query!(
        r#"SELECT n.order_id AS "order_id!", i.image, i.state, i.nodes_wanted, i.nodes_holding, i.failure, i.since AS "since: jiff_sqlx::Timestamp"
           FROM (SELECT p.order_id, p.cluster_id, coalesce(
                     (SELECT r.image FROM image_roll_orders g JOIN image_rolls r ON r.id = g.roll_id
                      WHERE g.order_id = p.order_id AND r.configured = $2 AND r.state <> 'taken_back'),
                     (SELECT u.image FROM cluster_images u WHERE u.cluster_id = p.cluster_id AND u.taken_at IS NOT NULL ORDER BY u.taken_at DESC LIMIT 1),
                     $3::text) AS image
                 FROM placements p JOIN orders o ON o.id = p.order_id JOIN clusters k ON k.id = p.cluster_id
                 WHERE p.order_id = ANY($1) AND p.state = 'live' AND o.phase IN ('provisioning', 'active') AND k.blind_since IS NULL
                   AND EXISTS (SELECT FROM classrooms c WHERE c.order_id = p.order_id
                               AND CASE WHEN c.open_until IS NULL OR c.open_until > $4::timestamptz THEN c.open_from ELSE c.opens_next END <= $5::timestamptz)) AS n
           JOIN cluster_images i ON i.cluster_id = n.cluster_id AND i.image = n.image"#,
        orders,
        configured,
        named.as_str(),
        now.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp
    );
    let rows = rows.fetch_all(conn).await?.into_iter().map(|row| {
        let found = preloaded(&row.state, (row.nodes_holding, row.nodes_wanted), Vec::new(), row.failure);
        (row.order_id, ImageOfOrder { image: row.image, found, since: row.since.to_jiff() })
    });
    Ok(rows.collect())
}
