//! Clusters as admission weighs them: whose calendar, which region, whether they take orders. What is booked there is capacity's.

use homeroom_domain::{
    admission::{ClusterCalendar, Reachable},
    calendar::Calendar,
    cluster::thresholds::Objects,
    ids::{ClusterId, TenantId},
    sizing::NodeShape,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// Everything about a cluster that decides whether an order may go there, but for its calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    pub id: ClusterId,
    pub calendar_id: Uuid,
    pub region: String,
    pub simulated: bool,
    pub cordoned: bool,
    /// The tenant that it is weighed for keeps off it: for that one it is as good as cordoned.
    pub kept_off: bool,
    /// It takes orders of others: it would take what a lost cluster of its region had.
    pub bears_losses: bool,
    /// Room is to be kept for what it has, in case it is lost.
    pub is_covered: bool,
    pub reachable: Reachable,
    /// What its nodes are, or were last; `None` while none was ever known.
    pub shape: Option<NodeShape>,
    /// What other people's pods take of the node on which they take most, of each resource; `None` where nobody looked.
    pub others_most: Option<NodeShape>,
    /// Whether it sells what packs beyond shares: where it was turned on, and a node at least is kept free.
    pub sells_packed: bool,
    /// What is counted there by orders. Under the lock of the calendar nobody adds to it.
    pub objects: Objects,
}

/// The cluster of a calendar as admission judges it, without its storage pools and the rooms that are up. `None` where it is none of these.
pub fn judged_on(weighed: &[Weighed], calendar: Calendar) -> Option<ClusterCalendar> {
    let cluster = weighed.iter().find(|cluster| cluster.calendar_id == calendar.id)?.clone();
    Some(ClusterCalendar {
        cluster: cluster.id,
        region: cluster.region,
        simulated: cluster.simulated,
        cordoned: cluster.cordoned || cluster.kept_off,
        bears_losses: cluster.bears_losses,
        is_covered: cluster.is_covered,
        reachable: cluster.reachable,
        shape: cluster.shape,
        calendar,
        pools: Vec::new(),
        objects: cluster.objects,
        rooms_up: None,
    })
}

/// Which clusters are weighed.
#[derive(Debug, Clone, Copy)]
pub enum Among<'a> {
    /// In all regions.
    All,
    /// In those that orders name.
    Regions(&'a [String]),
    /// Those with these calendars.
    Calendars(&'a [Uuid]),
}

/// The clusters of one sort, simulated or not, by id, for orders of one tenant where it is named.
#[tracing::instrument(name = "db.clusters.weighed", skip_all)]
pub async fn weighed(conn: &mut PgConnection, tenant: Option<TenantId>, simulated: bool, among: Among<'_>) -> sqlx::Result<Vec<Weighed>> {
    let (regions, calendars) = match among {
        Among::All => (None, None),
        Among::Regions(regions) => (Some(regions), None),
        Among::Calendars(calendars) => (None, Some(calendars)),
    };
    let rows = sqlx::query!(
        r#"SELECT id, calendar_id, region, simulated, cordoned_at IS NOT NULL AS "cordoned!", coalesce(keeps_off($4, id), false) AS "kept_off!",
                  cordoned_at IS NULL AS "bears_losses!", wants_cover AND cover_enforced AS "is_covered!",
                  CASE WHEN blind_since IS NOT NULL THEN false ELSE answering END AS "answering?",
                  rooms_cut_off AS "cut_off!",
                  coalesce(nullif(capacity -> 'shape', 'null'), capacity -> 'last_shape') AS "shape: Json<NodeShape>",
                  nullif(capacity -> 'others_most', 'null') AS "others_most: Json<NodeShape>", thresholds,
                  sells_packed AND coalesce((capacity ->> 'nodes_headroom')::bigint, 0) > 0 AS "sells_packed!",
                  coalesce(o.orders, 0) AS "orders!", coalesce(o.other_namespaces, 0) AS "other_namespaces!", coalesce(o.other_services, 0) AS "other_services!"
           FROM clusters LEFT JOIN cluster_objects o ON o.cluster_id = id
           WHERE simulated = $1 AND ($2::text[] IS NULL OR region = ANY($2)) AND ($3::uuid[] IS NULL OR calendar_id = ANY($3)) ORDER BY id"#,
        simulated,
        regions,
        calendars,
        tenant.map(TenantId::uuid)
    );
    // What answers but cannot be watched would never show a room Ready.
    Ok(rows
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(|row| Weighed {
            id: ClusterId::new(row.id),
            calendar_id: row.calendar_id,
            region: row.region,
            simulated: row.simulated,
            cordoned: row.cordoned,
            kept_off: row.kept_off,
            bears_losses: row.bears_losses,
            is_covered: row.is_covered,
            reachable: Reachable::of(row.answering, row.cut_off),
            shape: row.shape.map(|shape| shape.0),
            others_most: row.others_most.map(|most| most.0),
            sells_packed: row.sells_packed,
            objects: Objects {
                thresholds: serde_json::from_value(row.thresholds).unwrap_or_default(),
                orders: row.orders,
                other_namespaces: row.other_namespaces,
                other_services: row.other_services,
            },
        })
        .collect())
}

/// Which clusters some tenants keep off.
#[tracing::instrument(name = "db.clusters.kept_off", skip_all)]
pub async fn kept_off(conn: &mut PgConnection, tenants: &[Uuid]) -> sqlx::Result<Vec<(TenantId, ClusterId)>> {
    let rows = sqlx::query!(
        r#"SELECT t.id AS "tenant!", c.id AS "cluster!" FROM (SELECT tenant_id AS id FROM tenant_clusters WHERE tenant_id = ANY($1)
               UNION SELECT tenant_id FROM tenant_cluster_tags WHERE tenant_id = ANY($1)) AS t, clusters c
           WHERE keeps_off(t.id, c.id)"#,
        tenants
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (TenantId::new(row.tenant), ClusterId::new(row.cluster))).collect())
}
