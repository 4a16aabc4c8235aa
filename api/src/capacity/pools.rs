//! Of `GET /v1/capacity`: what storage pools have booked.

use std::collections::HashMap;

use homeroom_domain::{
    calendar::Resource,
    ids::{ClusterId, StoragePoolId},
};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::{BookedView, FullestView, Span};
use crate::{
    calendars::store::{self as calendars, DayRow},
    clusters::store::{self as clusters, Cluster},
};

/// What one storage pool has booked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PoolCapacityView {
    pub(super) pool_id: StoragePoolId,
    pub(super) name: String,
    pub(super) cluster_id: ClusterId,
    pub(super) cluster_name: String,
    pub(super) region: String,
    /// What may be booked in one slot: 85 % of the pool.
    pub(super) limit: i64,
    /// Where something is booked; gaps are zero.
    pub(super) steps: Vec<BookedView>,
    /// Of each of these its fullest slot.
    pub(super) fullest: Vec<FullestView>,
    /// The most that is booked; null when nothing is.
    pub(super) peak: Option<BookedView>,
}

/// All pools of these clusters.
pub(super) async fn booked(
    conn: &mut PgConnection,
    of: &[Cluster],
    (span, resource): (Span, Resource),
) -> sqlx::Result<Vec<PoolCapacityView>> {
    let pools = clusters::pools(&mut *conn, None).await?;
    let ids: Vec<Uuid> = pools.iter().map(|pool| pool.calendar_id).collect();
    let mut days: HashMap<Uuid, Vec<DayRow>> = HashMap::new();
    for row in calendars::days_of(conn, (&ids, resource), (span.from.day(), span.to.day())).await? {
        days.entry(row.calendar_id).or_default().push(row);
    }
    let view = |pool: clusters::Pool| {
        let cluster = of.iter().find(|cluster| cluster.id == pool.cluster_id)?;
        let days = days.remove(&pool.calendar_id).unwrap_or_default();
        let (steps, peak) = span.steps(&days);
        let limit = pool.limits().get(&resource).copied().unwrap_or_default();
        Some(PoolCapacityView {
            pool_id: pool.id,
            cluster_id: cluster.id,
            cluster_name: cluster.name.clone(),
            region: cluster.region.clone(),
            limit,
            fullest: span.fullest(&days, &[(span.from, limit)]),
            name: pool.name,
            steps,
            peak,
        })
    };
    let mut views: Vec<_> = pools.into_iter().filter_map(view).collect();
    views.sort_by(|a, b| (&a.cluster_name, &a.name).cmp(&(&b.cluster_name, &b.name)));
    Ok(views)
}
