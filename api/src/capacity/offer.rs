//! One cluster, as far as it offers capacity, and what is booked of it.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::Resource,
    cluster::capacity::ClusterCapacity,
    ids::ClusterId,
    sizing::NodeShape,
    what_if::{Curve, NodeChange, Nodes, Window, limit_curve, of_a_node},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    calendars::store::{self as calendars, DayRow, Limits},
    clusters::store::Cluster,
};

/// One cluster, as it stands.
#[derive(Debug)]
pub(super) struct Offer {
    pub id: ClusterId,
    pub name: String,
    pub region: String,
    pub simulated: bool,
    pub calendar: Uuid,
    pub nodes: Nodes,
    pub shape: NodeShape,
    pub limits: Limits,
}

/// What clusters offer, in their order.
pub(super) async fn offers(conn: &mut PgConnection, clusters: Vec<Cluster>) -> sqlx::Result<Vec<Offer>> {
    let ids: Vec<_> = clusters.iter().map(|cluster| cluster.calendar_id).collect();
    let headers = calendars::headers(conn, &ids).await?;
    let mut limits: BTreeMap<_, _> = headers.into_iter().map(|header| (header.id, header.limits)).collect();
    let offer = |cluster: Cluster| {
        let limits = limits.remove(&cluster.calendar_id).unwrap_or_default();
        Offer::new(cluster, limits)
    };
    Ok(clusters.into_iter().map(offer).collect())
}

/// What the days of a calendar have booked, slot by slot.
pub(super) fn booked(window: Window, days: &[DayRow]) -> BTreeMap<Resource, Curve> {
    let mut booked: BTreeMap<Resource, Curve> = BTreeMap::new();
    for row in days {
        booked.entry(row.resource).or_insert_with(|| Curve::new(window)).add_day(row.day, &row.used, &[]);
    }
    booked
}

impl Offer {
    fn new(cluster: Cluster, limits: Limits) -> Self {
        let seen: Option<ClusterCapacity> = serde_json::from_value(cluster.capacity).ok();
        let usable = seen.as_ref().map_or(0, |seen| i64::from(seen.nodes_sold) + i64::from(seen.nodes_headroom));
        Self {
            id: cluster.id,
            name: cluster.name,
            region: cluster.region,
            simulated: cluster.simulated,
            calendar: cluster.calendar_id,
            nodes: Nodes { usable, headroom_percent: cluster.headroom_percent.into() },
            shape: seen.and_then(|seen| seen.shape).unwrap_or_default(),
            limits,
        }
    }

    /// A cluster of such nodes that has none yet.
    pub(super) fn empty(&self) -> Self {
        let limits = self.limits.keys().map(|resource| (*resource, 0)).collect();
        Self { nodes: Nodes { usable: 0, ..self.nodes }, limits, name: self.name.clone(), region: self.region.clone(), ..*self }
    }

    pub(super) fn limits(&self, window: Window, changes: &[NodeChange]) -> BTreeMap<Resource, Curve> {
        let curve = |(resource, limit): (&Resource, &i64)| {
            let each = of_a_node(*resource, self.shape).unwrap_or_default();
            (*resource, limit_curve(window, (*limit, each), self.nodes, changes))
        };
        self.limits.iter().map(curve).collect()
    }
}
