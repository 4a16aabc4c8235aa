//! What is asked of storage pools, and what is sold of each over the window if it came so.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::Resource,
    ids::{ClusterId, StoragePoolId},
    pools::sold_of,
    slots::Slot,
    what_if::{Curve, Window},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::asked::{WhatIf, since};
use crate::{
    clusters::{POOL_BANDWIDTH_MAX, POOL_SPACE_MAX, store::Pool},
    http::{Checks, Shape},
};

/// As if a storage pool were gone, with all that was sold of it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LosePool {
    pool_id: StoragePoolId,
    /// Default: the window's beginning.
    from: Option<Timestamp>,
}

/// As if a storage pool were of another size. At least one of both is given.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResizePool {
    pool_id: StoragePoolId,
    /// What the whole pool would write, in Mbit/s; default: what it does.
    #[schema(minimum = 1, maximum = 1_000_000)]
    bandwidth_mbit: Option<i64>,
    /// What the whole pool would hold, in MiB; default: what it does.
    #[schema(minimum = 1, maximum = 1_099_511_627_776_i64)]
    space_mib: Option<i64>,
    /// Default: the window's beginning.
    from: Option<Timestamp>,
}

/// As if a cluster had one more storage pool.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddPool {
    cluster_id: ClusterId,
    /// What the whole pool would write, in Mbit/s.
    #[schema(minimum = 1, maximum = 1_000_000)]
    bandwidth_mbit: i64,
    /// What the whole pool would hold, in MiB.
    #[schema(minimum = 1, maximum = 1_099_511_627_776_i64)]
    space_mib: i64,
    /// Default: the window's beginning.
    from: Option<Timestamp>,
}

/// By measure.
pub(super) type Curves = BTreeMap<Resource, Curve>;

/// Of a whole pool, in Mbit/s and MiB.
type Size = (i64, i64);

#[derive(Debug, Clone, Copy)]
enum Change {
    /// Whatever comes later, it stays so.
    Gone,
    To(Option<i64>, Option<i64>),
}

impl WhatIf {
    pub(super) fn check_storage(&self, checks: &mut Checks) {
        let mut size = |place: String, (bandwidth, space): (Option<i64>, Option<i64>)| {
            checks.number(&format!("{place}/bandwidth_mbit"), bandwidth.unwrap_or(1), 1..=POOL_BANDWIDTH_MAX);
            checks.number(&format!("{place}/space_mib"), space.unwrap_or(1), 1..=POOL_SPACE_MAX);
            let missing = Shape::MissingField { name: "bandwidth_mbit".to_owned() };
            checks.that(bandwidth.is_some() || space.is_some(), &format!("{place}/bandwidth_mbit"), missing);
        };
        for (place, resize) in self.resize_pools.iter().enumerate() {
            size(format!("/resize_pools/{place}"), (resize.bandwidth_mbit, resize.space_mib));
        }
        for (place, add) in self.add_pools.iter().enumerate() {
            size(format!("/add_pools/{place}"), (Some(add.bandwidth_mbit), Some(add.space_mib)));
        }
    }

    /// Pools that are named, each with where; of those that are added the cluster is.
    pub(super) fn named_pools(&self) -> impl Iterator<Item = (String, StoragePoolId)> {
        let lost = self.lose_pools.iter().enumerate().map(|(place, lose)| (format!("/lose_pools/{place}/pool_id"), lose.pool_id));
        let resized =
            self.resize_pools.iter().enumerate().map(|(place, resize)| (format!("/resize_pools/{place}/pool_id"), resize.pool_id));
        lost.chain(resized)
    }

    /// Clusters that get a pool, each with where that is said.
    pub(super) fn clusters_with_pools(&self) -> impl Iterator<Item = (String, ClusterId)> {
        self.add_pools.iter().enumerate().map(|(place, add)| (format!("/add_pools/{place}/cluster_id"), add.cluster_id))
    }

    /// What would be sold of a pool. With its cluster it is lost too.
    pub(super) fn sold_of_pool(&self, pool: &Pool, window: Window) -> Curves {
        let lost = self.lose_pools.iter().filter(|lose| lose.pool_id == pool.id).map(|lose| (since(lose.from, window), Change::Gone));
        let with_cluster = self.lost_clusters(window).filter(|(id, _)| *id == pool.cluster_id).map(|(_, from)| (from, Change::Gone));
        let resized = self.resize_pools.iter().filter(|resize| resize.pool_id == pool.id);
        let resized = resized.map(|resize| (since(resize.from, window), Change::To(resize.bandwidth_mbit, resize.space_mib)));
        sold(window, (pool.bandwidth_mbit, pool.space_mib), lost.chain(with_cluster).chain(resized))
    }

    /// What would be sold of pools that a cluster gets. With it they are lost too.
    pub(super) fn sold_of_new_pools(&self, cluster: ClusterId, window: Window) -> impl Iterator<Item = Curves> {
        let added = self.add_pools.iter().filter(move |add| add.cluster_id == cluster);
        added.map(move |add| {
            let with_cluster = self.lost_clusters(window).filter(|(id, _)| *id == cluster).map(|(_, from)| (from, Change::Gone));
            let comes = (since(add.from, window), Change::To(Some(add.bandwidth_mbit), Some(add.space_mib)));
            sold(window, (0, 0), with_cluster.chain([comes]))
        })
    }
}

/// What is sold of a pool that has a size when the window begins, and changes.
fn sold(window: Window, mut size: Size, changes: impl Iterator<Item = (Slot, Change)>) -> Curves {
    let mut changes: Vec<(Slot, Change)> = changes.collect();
    changes.sort_by_key(|(from, _)| *from);
    let mut levels = vec![(window.from, size)];
    for (from, change) in changes {
        match change {
            Change::Gone => {
                levels.push((from, (0, 0)));
                break;
            }
            Change::To(bandwidth, space) => {
                size = (bandwidth.unwrap_or(size.0), space.unwrap_or(size.1));
                levels.push((from, size));
            }
        }
    }
    curves(window, &levels)
}

fn curves(window: Window, levels: &[(Slot, Size)]) -> Curves {
    let of = |measure: fn(&Size) -> i64| {
        let levels: Vec<(Slot, i64)> = levels.iter().map(|(from, size)| (*from, sold_of(measure(size)))).collect();
        Curve::of_levels(window, &levels)
    };
    [(Resource::StorageBandwidthMbit, of(|size| size.0)), (Resource::StorageSpaceMib, of(|size| size.1))].into()
}
