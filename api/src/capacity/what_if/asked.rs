//! What is asked: what grows, what is lost and what is added, each from a moment on.

use std::collections::BTreeSet;

use homeroom_domain::{
    ids::{ClusterId, TenantId},
    slots::{SLOTS_PER_DAY, Slot},
    what_if::{Growth, NodeChange, Window},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::{
    lead::Lead,
    storage::{AddPool, LosePool, ResizePool},
};
use crate::{
    clusters::store::{Cluster, Pool},
    http::{ApiError, Checks, Format, Shape, text},
    kinds, tenants,
};

const SHOWN: SignedDuration = SignedDuration::from_hours(28 * 24);
const DAYS_MAX: i64 = 140;
const GROW_MAX: usize = 20;
const CHANGES_MAX: usize = 100;
const PERCENT_MAX: i64 = 100_000;
const NODES_MAX: i64 = 10_000;

/// A question about a window of time. Without any change it asks whether what is booked fits.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhatIf {
    /// Default: now.
    from: Option<Timestamp>,
    /// Default: 28 days after `from`; at most 140 days after it.
    to: Option<Timestamp>,
    #[serde(default)]
    #[schema(max_items = 20)]
    grow: Vec<Grow>,
    #[serde(default)]
    #[schema(max_items = 20)]
    resize: Vec<Resize>,
    #[serde(default)]
    #[schema(max_items = 20)]
    pub(super) lead: Vec<Lead>,
    #[serde(default)]
    #[schema(max_items = 100)]
    lose: Vec<Lose>,
    #[serde(default)]
    #[schema(max_items = 100)]
    add: Vec<Add>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub(super) lose_pools: Vec<LosePool>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub(super) resize_pools: Vec<ResizePool>,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub(super) add_pools: Vec<AddPool>,
}

/// As if more were booked, or less, of what matches all that is named; without a name of everything.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grow {
    /// Of what is booked: 3000 is thirty times as much, 50 half of it.
    #[schema(minimum = 0, maximum = 100_000)]
    percent: i64,
    /// Default: the window's beginning.
    from: Option<Timestamp>,
    tenant_id: Option<TenantId>,
    #[schema(max_length = 64)]
    kind: Option<String>,
    #[schema(max_length = 63)]
    region: Option<String>,
}

/// As if the rooms of a kind needed more of their nodes, or less: cores, memory, network and share, not pods, and not storage.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resize {
    #[schema(max_length = 64)]
    kind: String,
    /// Of what they need now.
    #[schema(minimum = 0, maximum = 100_000)]
    percent: i64,
    /// Default: the window's beginning.
    from: Option<Timestamp>,
}

/// As if nodes of a cluster were gone.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lose {
    cluster_id: ClusterId,
    /// Default: all of them, and with them the cluster with its storage pools.
    #[schema(minimum = 1, maximum = 10_000)]
    nodes: Option<i64>,
    /// Default: the window's beginning.
    from: Option<Timestamp>,
}

/// As if there were more nodes like those of a cluster.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Add {
    cluster_id: ClusterId,
    #[schema(minimum = 1, maximum = 10_000)]
    nodes: i64,
    /// As a cluster of its own in this region, instead of in the one that is named.
    #[schema(max_length = 63)]
    #[serde(default, deserialize_with = "text::present")]
    region: Option<String>,
    /// Default: the window's beginning.
    from: Option<Timestamp>,
}

/// Bookings that a growth is of.
#[derive(Debug, Clone, Default)]
pub(super) struct Matched {
    pub tenant: Option<TenantId>,
    pub kind: Option<String>,
    /// Their number stays, and what each needs changes.
    pub sizes_alone: bool,
}

impl WhatIf {
    /// # Errors
    /// 422 with each field that makes no sense.
    pub(super) fn check(&self, now: Timestamp) -> Result<Window, ApiError> {
        let mut checks = Checks::default();
        let window = self.window(now);
        let longest = DAYS_MAX * i64::try_from(SLOTS_PER_DAY).unwrap_or(i64::MAX) + 1;
        checks.that((1..=longest).contains(&(window.to.0 - window.from.0)), "/to", Shape::BadFormat { expected: Format::WhatIfSpan });
        for (name, count, most) in [
            ("/grow", self.grow.len(), GROW_MAX),
            ("/resize", self.resize.len(), GROW_MAX),
            ("/lead", self.lead.len(), GROW_MAX),
            ("/lose", self.lose.len(), CHANGES_MAX),
            ("/add", self.add.len(), CHANGES_MAX),
            ("/lose_pools", self.lose_pools.len(), CHANGES_MAX),
            ("/resize_pools", self.resize_pools.len(), CHANGES_MAX),
            ("/add_pools", self.add_pools.len(), CHANGES_MAX),
        ] {
            checks.that(count <= most, name, Shape::TooLong { max: most as u64 });
        }
        let percents = self.grow.iter().map(|grow| grow.percent);
        for (place, percent) in percents.enumerate() {
            checks.number(&format!("/grow/{place}/percent"), percent, 0..=PERCENT_MAX);
        }
        for (place, resize) in self.resize.iter().enumerate() {
            checks.number(&format!("/resize/{place}/percent"), resize.percent, 0..=PERCENT_MAX);
        }
        for (place, lose) in self.lose.iter().enumerate() {
            checks.number(&format!("/lose/{place}/nodes"), lose.nodes.unwrap_or(1), 1..=NODES_MAX);
        }
        for (place, add) in self.add.iter().enumerate() {
            checks.number(&format!("/add/{place}/nodes"), add.nodes, 1..=NODES_MAX);
            if let Some(region) = &add.region {
                checks.text(&format!("/add/{place}/region"), region, 1..=63);
            }
        }
        self.check_leads(&mut checks);
        self.check_storage(&mut checks);
        checks.done()?;
        Ok(window)
    }

    fn window(&self, now: Timestamp) -> Window {
        let from = self.from.unwrap_or(now);
        let to = self.to.unwrap_or_else(|| from.saturating_add(SHOWN).unwrap_or(Timestamp::MAX));
        Window { from: Slot::holding(from), to: Slot::at_or_after(to) }
    }

    /// # Errors
    /// 422 for a cluster, a storage pool, an institution, a kind or a region that there is not.
    pub(super) async fn check_names(&self, conn: &mut PgConnection, (clusters, pools): (&[Cluster], &[Pool])) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        let unknown = |value: String, allowed: Vec<String>| Shape::UnknownValue { value, allowed };
        let lost = self.lose.iter().enumerate().map(|(place, lose)| (format!("/lose/{place}/cluster_id"), lose.cluster_id));
        let added = self.add.iter().enumerate().map(|(place, add)| (format!("/add/{place}/cluster_id"), add.cluster_id));
        for (pointer, id) in lost.chain(added).chain(self.clusters_with_pools()) {
            checks.that(clusters.iter().any(|cluster| cluster.id == id), &pointer, unknown(id.to_string(), Vec::new()));
        }
        for (pointer, id) in self.named_pools() {
            checks.that(pools.iter().any(|pool| pool.id == id), &pointer, unknown(id.to_string(), Vec::new()));
        }
        let kinds: Vec<String> = kinds::store::all(conn).await?.into_iter().map(|kind| kind.name).collect();
        let grown = self.grow.iter().enumerate().filter_map(|(place, grow)| Some((format!("/grow/{place}"), grow.kind.as_ref()?)));
        let resized = self.resize.iter().enumerate().map(|(place, resize)| (format!("/resize/{place}"), &resize.kind));
        let led = self.lead.iter().enumerate().filter_map(|(place, lead)| Some((format!("/lead/{place}"), lead.kind.as_ref()?)));
        for (place, kind) in grown.chain(resized).chain(led) {
            checks.that(kinds.contains(kind), &format!("{place}/kind"), unknown(kind.clone(), kinds.clone()));
        }
        let regions: BTreeSet<&String> = clusters.iter().map(|cluster| &cluster.region).collect();
        for (place, grow) in self.grow.iter().enumerate() {
            if let Some(region) = &grow.region {
                let allowed = regions.iter().map(|region| (*region).clone()).collect();
                checks.that(regions.contains(region), &format!("/grow/{place}/region"), unknown(region.clone(), allowed));
            }
            if let Some(tenant) = grow.tenant_id {
                let is_known = tenants::store::find(conn, tenant, None).await?.is_some();
                checks.that(is_known, &format!("/grow/{place}/tenant_id"), unknown(tenant.to_string(), Vec::new()));
            }
        }
        checks.done()
    }

    /// What grows of everything that is booked in a region.
    pub(super) fn growths(&self, region: &str, window: Window) -> Vec<Growth> {
        let whole = self.grow.iter().filter(|grow| grow.is_of(region) && grow.tenant_id.is_none() && grow.kind.is_none());
        whole.map(|grow| growth(grow.percent, grow.from, window)).collect()
    }

    /// What grows of some of what is booked in a region.
    pub(super) fn narrow_growths(&self, region: &str, window: Window) -> Vec<(Growth, Matched)> {
        let narrow = self.grow.iter().filter(|grow| grow.is_of(region) && (grow.tenant_id.is_some() || grow.kind.is_some()));
        let grown = narrow.map(|grow| {
            let of = Matched { tenant: grow.tenant_id, kind: grow.kind.clone(), sizes_alone: false };
            (growth(grow.percent, grow.from, window), of)
        });
        let resized = self.resize.iter().map(|resize| {
            let of = Matched { tenant: None, kind: Some(resize.kind.clone()), sizes_alone: true };
            (growth(resize.percent, resize.from, window), of)
        });
        grown.chain(resized).collect()
    }

    /// Nodes that a cluster loses and gets, in the order of time.
    pub(super) fn changes(&self, cluster: ClusterId, window: Window) -> Vec<NodeChange> {
        let lost = self.lose.iter().filter(|lose| lose.cluster_id == cluster);
        let lost = lost.map(|lose| NodeChange { from: since(lose.from, window), nodes: lose.nodes.map(|nodes| -nodes) });
        let added = self.add.iter().filter(|add| add.cluster_id == cluster && add.region.is_none());
        let added = added.map(|add| NodeChange { from: since(add.from, window), nodes: Some(add.nodes) });
        let mut changes: Vec<NodeChange> = lost.chain(added).collect();
        changes.sort_by_key(|change| change.from);
        changes
    }

    /// Clusters that are gone as a whole, and from when on.
    pub(super) fn lost_clusters(&self, window: Window) -> impl Iterator<Item = (ClusterId, Slot)> {
        let whole = self.lose.iter().filter(|lose| lose.nodes.is_none());
        whole.map(move |lose| (lose.cluster_id, since(lose.from, window)))
    }

    /// Clusters of their own: like which, in which region, how many nodes from when on.
    pub(super) fn new_clusters(&self, window: Window) -> impl Iterator<Item = (ClusterId, &String, NodeChange)> {
        let change = move |add: &Add| NodeChange { from: since(add.from, window), nodes: Some(add.nodes) };
        self.add.iter().filter_map(move |add| Some((add.cluster_id, add.region.as_ref()?, change(add))))
    }
}

impl Grow {
    fn is_of(&self, region: &str) -> bool {
        self.region.as_ref().is_none_or(|named| named == region)
    }
}

fn growth(percent: i64, from: Option<Timestamp>, window: Window) -> Growth {
    Growth { added_percent: percent - 100, from: since(from, window) }
}

pub(super) fn since(from: Option<Timestamp>, window: Window) -> Slot {
    from.map_or(window.from, Slot::holding)
}
