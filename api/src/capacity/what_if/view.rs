//! The answer.

use homeroom_domain::{
    calendar::Resource,
    ids::{ClusterId, StoragePoolId},
    what_if::Window,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::pool::{Outlook, Verdict};
use crate::{
    capacity::short::{ShortView, views},
    clusters::store::Pool,
};

/// What would fit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfAnswer)]
pub(crate) struct WhatIfView {
    /// When the slot of five minutes begins that holds the beginning asked for.
    from: Timestamp,
    to: Timestamp,
    /// Everything does, in every region.
    fits: bool,
    /// By name, those of simulated clusters apart.
    regions: Vec<RegionView>,
    /// Clusters of which more is booked already than they would have: their orders are the ones to move.
    clusters: Vec<ClusterShortView>,
    /// Storage pools of which more is booked already than would be sold of them.
    pools: Vec<PoolShortView>,
}

/// All clusters of a region together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfRegion)]
struct RegionView {
    region: String,
    simulated: bool,
    fits: bool,
    /// From when on something is short; null where nothing is.
    first_short_at: Option<Timestamp>,
    short: Vec<ShortView>,
    /// Nodes that are sold now.
    nodes_sold: i64,
    /// The fewest nodes, headroom included, with which everything that nodes have would fit; null where no number of them helps, as where the cluster that they are
    /// like bears no more pods.
    nodes_to_add: Option<i64>,
    /// Like the nodes of this cluster, the largest of the region.
    like: Option<ClusterId>,
    /// The smallest storage pool with which all that is recorded would fit; zero of both where nothing is short of storage.
    storage_to_add: StorageToAddView,
}

/// A whole pool, of which 85 % are sold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfStorage)]
struct StorageToAddView {
    bandwidth_mbit: i64,
    space_mib: i64,
}

/// One storage pool.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfPool)]
struct PoolShortView {
    pool_id: StoragePoolId,
    name: String,
    cluster_id: ClusterId,
    region: String,
    first_short_at: Option<Timestamp>,
    short: Vec<ShortView>,
}

/// One cluster.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfCluster)]
struct ClusterShortView {
    cluster_id: ClusterId,
    name: String,
    region: String,
    first_short_at: Option<Timestamp>,
    short: Vec<ShortView>,
}

impl WhatIfView {
    pub(super) fn new(window: Window) -> Self {
        Self { from: window.from.start(), to: window.to.start(), fits: true, regions: Vec::new(), clusters: Vec::new(), pools: Vec::new() }
    }

    pub(super) fn add(&mut self, (region, simulated): (String, bool), mut outlook: Outlook) {
        let Verdict { short, nodes_to_add, like, storage_to_add } = outlook.verdict();
        self.fits &= short.is_empty() && outlook.alone.is_empty() && outlook.pools_alone.is_empty();
        for (cluster_id, name, short) in outlook.alone {
            let (first_short_at, short) = views(&short);
            self.clusters.push(ClusterShortView { cluster_id, name, region: region.clone(), first_short_at, short });
        }
        for (pool, short) in outlook.pools_alone {
            let (first_short_at, short) = views(&short);
            let Pool { id: pool_id, name, cluster_id, .. } = pool;
            self.pools.push(PoolShortView { pool_id, name, cluster_id, region: region.clone(), first_short_at, short });
        }
        let (first_short_at, short) = views(&short);
        let (fits, nodes_sold) = (short.is_empty(), outlook.nodes_sold);
        let of = |measure: Resource| storage_to_add.get(&measure).copied().unwrap_or_default();
        let storage_to_add =
            StorageToAddView { bandwidth_mbit: of(Resource::StorageBandwidthMbit), space_mib: of(Resource::StorageSpaceMib) };
        self.regions.push(RegionView { region, simulated, fits, first_short_at, short, nodes_sold, nodes_to_add, like, storage_to_add });
    }
}
