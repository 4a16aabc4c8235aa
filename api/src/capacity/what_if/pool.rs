//! The clusters of a region: what they offer while nodes come and go, and what is booked of them.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_domain::{
    calendar::Resource,
    ids::ClusterId,
    slots::Step,
    what_if::{Balance, Curve, Growing, Growth, NodeChange, Shortfall, Window, pool_to_add},
};

use super::{objects::Counts, storage::Curves};
use crate::{
    calendars::store::DayRow,
    capacity::offer::{Offer, booked},
    clusters::store::Pool,
};

/// What a region needs and has over a window.
#[derive(Debug)]
pub(super) struct Outlook {
    window: Window,
    together: Balance,
    /// What some cluster does not limit is not short in the region.
    unlimited: BTreeSet<Resource>,
    /// Clusters whose own bookings do not fit.
    pub alone: Vec<(ClusterId, String, BTreeMap<Resource, Shortfall>)>,
    /// Storage pools of which the same is true.
    pub pools_alone: Vec<(Pool, BTreeMap<Resource, Shortfall>)>,
    /// The cluster that sells most.
    largest: Option<Largest>,
    pub nodes_sold: i64,
    pub counts: Counts,
}

/// A cluster to which nodes are added.
#[derive(Debug)]
struct Largest {
    id: ClusterId,
    growing: Growing,
}

impl Largest {
    fn of(offer: &Offer, limits: &BTreeMap<Resource, Curve>) -> Self {
        Self { id: offer.id, growing: offer.growing(limits) }
    }
}

/// What of a region does not fit, and what would mend it.
#[derive(Debug)]
pub(super) struct Verdict {
    pub short: BTreeMap<Resource, Shortfall>,
    /// Like those of this cluster. `None` where no number of them helps.
    pub nodes_to_add: Option<i64>,
    pub like: Option<ClusterId>,
    /// By measure, of one more storage pool.
    pub storage_to_add: BTreeMap<Resource, i64>,
}

impl Outlook {
    pub(super) fn new(window: Window) -> Self {
        let (together, unlimited) = (Balance::default(), BTreeSet::new());
        let (alone, pools_alone, counts) = (Vec::new(), Vec::new(), Counts::new(window));
        Self { window, together, unlimited, alone, pools_alone, largest: None, nodes_sold: 0, counts }
    }

    /// Adds a cluster, and what is booked of it by day: as it is for the cluster itself, and as it would be for the region.
    /// With another lead some of it is up earlier, or later.
    pub(super) fn add(
        &mut self,
        offer: &Offer,
        (days, earlier): (&[DayRow], &[(Resource, Step)]),
        growths: &[Growth],
        changes: &[NodeChange],
    ) {
        let mut own = Balance { needed: booked(self.window, days), limits: offer.limits(self.window, changes) };
        for row in days {
            self.needed(row.resource).add_day(row.day, &row.used, growths);
        }
        for (resource, step) in earlier {
            own.needed.entry(*resource).or_insert_with(|| Curve::new(self.window)).add(*step);
            let needed = self.needed(*resource);
            needed.add(*step);
            growths.iter().for_each(|growth| needed.grow(*step, *growth));
        }
        let short = own.shortfalls();
        if !short.is_empty() {
            self.alone.push((offer.id, offer.name.clone(), short));
        }
        if self.largest.as_ref().is_none_or(|largest| offer.nodes.sold() > largest.growing.nodes.sold()) {
            self.largest = Some(Largest::of(offer, &own.limits));
        }
        self.nodes_sold += offer.nodes.sold();
        self.offer(own.limits);
    }

    /// Adds a storage pool with what would be sold of it, and what is booked of it by day.
    pub(super) fn add_pool(&mut self, pool: &Pool, days: &[DayRow], growths: &[Growth], sold: Curves) {
        let own = Balance { needed: booked(self.window, days), limits: sold };
        for row in days {
            self.needed(row.resource).add_day(row.day, &row.used, growths);
        }
        let short = own.shortfalls();
        if !short.is_empty() {
            self.pools_alone.push((pool.clone(), short));
        }
        self.sell(own.limits);
    }

    /// Adds what there would be for sale, and nothing booked.
    pub(super) fn sell(&mut self, limits: BTreeMap<Resource, Curve>) {
        for (resource, curve) in limits {
            self.together.limits.entry(resource).or_insert_with(|| Curve::new(self.window)).plus(&curve);
        }
    }

    /// Adds a cluster that has no nodes yet and gets some.
    pub(super) fn add_new(&mut self, like: &Offer, change: NodeChange) {
        let limits = like.limits(self.window, &[change]);
        self.largest.get_or_insert_with(|| Largest::of(like, &limits));
        self.offer(limits);
    }

    /// Adds what a growth makes of a booked step.
    pub(super) fn grow(&mut self, resource: Resource, step: Step, growth: Growth) {
        self.needed(resource).grow(step, growth);
    }

    fn needed(&mut self, resource: Resource) -> &mut Curve {
        self.together.needed.entry(resource).or_insert_with(|| Curve::new(self.window))
    }

    fn offer(&mut self, limits: BTreeMap<Resource, Curve>) {
        let booked = [Resource::CpuMilli, Resource::MemoryMib, Resource::NetworkMbit, Resource::Pods, Resource::NodeShare];
        self.unlimited.extend(booked.into_iter().filter(|resource| !limits.contains_key(resource)));
        self.sell(limits);
    }

    pub(super) fn verdict(&mut self) -> Verdict {
        self.together.limits.retain(|resource, _| !self.unlimited.contains(resource));
        let short = self.together.shortfalls();
        let nodes_to_add = match &self.largest {
            _ if short.is_empty() => Some(0),
            Some(largest) => largest.growing.nodes_to_add(&self.together, &short),
            None => None,
        };
        Verdict { storage_to_add: pool_to_add(&short), short, nodes_to_add, like: self.largest.as_ref().map(|largest| largest.id) }
    }
}
