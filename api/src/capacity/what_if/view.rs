//! The answer.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::Resource,
    cluster::thresholds::{Counted, Objects},
    ids::{ClusterId, StoragePoolId},
    what_if::{Shortfall, Window},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    objects::clusters_to_add,
    pool::{Outlook, Verdict},
};
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
    /// From when on rooms lack something, or where they lack nothing, orders do; null where nothing is short.
    first_short_at: Option<Timestamp>,
    short: Vec<ShortView>,
    /// Nodes that are sold now.
    nodes_sold: i64,
    /// The fewest nodes, headroom included, with which everything that nodes have would fit; null where no number of them helps, as where the cluster that they are
    /// like bears no more pods.
    nodes_to_add: Option<i64>,
    /// Like the nodes of this cluster, the largest of the region.
    like: Option<ClusterId>,
    /// What clusters bear of namespaces and Services, of which an order has one each for as long as it is placed: what they would be short of. No number of nodes
    /// helps.
    counted_short: Vec<CountShortView>,
    /// The fewest further clusters with which they would not, each bearing what the one bears that nodes are like; zero where they are not.
    clusters_to_add: i64,
    /// The smallest storage pool with which all that is recorded would fit; zero of both where nothing is short of storage.
    storage_to_add: StorageToAddView,
}

/// What is short of one sort of objects.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIfCountShort)]
struct CountShortView {
    counted: Counted,
    first_at: Timestamp,
    /// Where most is missing; what follows is of that slot.
    worst_at: Timestamp,
    needed: i64,
    limit: i64,
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

    pub(super) fn add(&mut self, (region, simulated): (String, bool), mut outlook: Outlook, objects: &BTreeMap<ClusterId, Objects>) {
        let counted = outlook.counts.short();
        let Verdict { short, nodes_to_add, like, storage_to_add } = outlook.verdict();
        self.fits &= short.is_empty() && counted.is_empty() && outlook.alone.is_empty() && outlook.pools_alone.is_empty();
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
        let (fits, nodes_sold) = (short.is_empty() && counted.is_empty(), outlook.nodes_sold);
        let bears = like.and_then(|like| objects.get(&like)).map(|objects| objects.thresholds);
        let clusters_to_add = clusters_to_add(&counted, bears.unwrap_or_default());
        let first_short_at = first_short_at.or_else(|| counted.values().map(|short| short.first.start()).min());
        let counted_short = counted.iter().map(CountShortView::from).collect();
        let of = |measure: Resource| storage_to_add.get(&measure).copied().unwrap_or_default();
        let storage_to_add =
            StorageToAddView { bandwidth_mbit: of(Resource::StorageBandwidthMbit), space_mib: of(Resource::StorageSpaceMib) };
        self.regions.push(RegionView {
            region,
            simulated,
            fits,
            first_short_at,
            short,
            nodes_sold,
            nodes_to_add,
            like,
            counted_short,
            clusters_to_add,
            storage_to_add,
        });
    }
}

impl From<(&Counted, &Shortfall)> for CountShortView {
    fn from((counted, short): (&Counted, &Shortfall)) -> Self {
        let Shortfall { first, worst, needed, limit } = *short;
        Self { counted: *counted, first_at: first.start(), worst_at: worst.start(), needed, limit }
    }
}
