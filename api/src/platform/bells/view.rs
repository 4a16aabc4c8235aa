//! The bells as they go out.

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::{ClassroomId, ClusterId, OrderId, TenantId},
    phase::{FixBy, Reason},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    stand::Stand,
    store::{DueOrder, RoomNow, ToldRoom},
};
use crate::words::{self, Language};

/// Rooms of a bell that are named.
const NAMED: usize = 20;

/// The bells of a stretch of time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bells {
    pub(super) items: Vec<BellView>,
}

/// Lessons that begin at one moment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BellView {
    at: Timestamp,
    /// Rooms in which a lesson begins.
    rooms: u32,
    /// What they may hold.
    seats: u32,
    ready: u32,
    /// They should be up, are not yet, and nothing is wrong.
    warming: u32,
    /// They are late, or something keeps them from coming up.
    not_ready: u32,
    clusters: Vec<BellOfCluster>,
    /// At most 20 of those that are not ready.
    pub(super) worst: Vec<WorstRoom>,
    #[serde(skip)]
    by_cluster: BTreeMap<Uuid, BellOfCluster>,
}

/// The same on one cluster.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BellOfCluster {
    cluster_id: ClusterId,
    name: String,
    rooms: u32,
    ready: u32,
    not_ready: u32,
}

/// A room that is not ready.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorstRoom {
    classroom_id: ClassroomId,
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    tenant_id: TenantId,
    tenant_name: String,
    order_id: OrderId,
    order_name: String,
    /// Null where nothing was seen yet.
    reason: Option<String>,
    /// The reason as a sentence in the language asked for.
    message: Option<String>,
    fix_by: Option<FixBy>,
    since: Option<Timestamp>,
}

impl BellView {
    pub(super) fn at(at: Timestamp) -> Self {
        let (clusters, worst, by_cluster) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { at, rooms: 0, seats: 0, ready: 0, warming: 0, not_ready: 0, clusters, worst, by_cluster }
    }

    pub(super) fn count(&mut self, room: &RoomNow, order: &DueOrder, stand: Stand) {
        self.rooms += 1;
        self.seats += room.seats;
        let one = |counts: bool| u32::from(counts);
        let (ready, not_ready) = (one(stand == Stand::Ready), one(stand == Stand::NotReady));
        self.ready += ready;
        self.not_ready += not_ready;
        self.warming += one(stand == Stand::Warming);
        if let Some((id, name)) = &order.cluster {
            let begin = || BellOfCluster { cluster_id: ClusterId::new(*id), name: name.clone(), rooms: 0, ready: 0, not_ready: 0 };
            let cluster = self.by_cluster.entry(*id).or_insert_with(begin);
            cluster.rooms += 1;
            cluster.ready += ready;
            cluster.not_ready += not_ready;
        }
    }

    /// Clusters by name.
    pub(super) fn sorted(mut self) -> Self {
        self.clusters = std::mem::take(&mut self.by_cluster).into_values().collect();
        self.clusters.sort_by(|one, other| one.name.cmp(&other.name));
        self
    }
}

/// Of each bell the rooms to be named: those that have been so for longest, and of these that nothing was seen of last.
pub(super) fn worst(mut late: Vec<(Timestamp, Uuid, Option<Timestamp>)>) -> Vec<(Timestamp, Uuid)> {
    late.sort_unstable_by_key(|(at, room, since)| (*at, since.is_none(), *since, *room));
    let bells = late.chunk_by(|one, next| one.0 == next.0);
    bells.flat_map(|bell| bell.iter().take(NAMED)).map(|(at, room, _)| (*at, *room)).collect()
}

impl WorstRoom {
    /// While nothing is known of its cluster, that is the reason.
    pub(super) fn new(id: Uuid, told: &ToldRoom, order: &DueOrder, language: Language) -> Self {
        let (reason, since) = match order.blind_since {
            Some(since) => (Some(Reason::ClusterUnreachable {}), Some(since)),
            None => (told.status.reason.clone(), told.status.since),
        };
        let stored = reason.as_ref().and_then(|reason| serde_json::to_value(reason).ok());
        let name = stored.as_ref().and_then(|stored| stored["reason"].as_str()).map(str::to_owned);
        let message = name.as_deref().zip(stored.as_ref()).map(|(name, stored)| words::reason(name, &stored["params"], language));
        Self {
            classroom_id: ClassroomId::new(id),
            key: told.key.clone(),
            name: told.name.clone(),
            tenant_id: TenantId::new(order.tenant_id),
            tenant_name: order.tenant_name.clone(),
            order_id: OrderId::new(order.id),
            order_name: order.name.clone(),
            reason: name,
            message,
            fix_by: reason.as_ref().and_then(Reason::fix_by),
            since,
        }
    }
}
