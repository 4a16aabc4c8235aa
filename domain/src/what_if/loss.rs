//! Whether a region bears the loss of any one of its clusters: what all of them hold in a slot has to fit onto the others, so the hardest to bear is the one that
//! holds most at the peak; and how many nodes more make it so.
//!
//! Like everything of what-if it counts sums: what a failover would place is decided by admission, lesson by lesson, and storage is not looked at.

use std::collections::BTreeMap;

use super::{Balance, Curve, Growing, Shortfall, nodes_to_sell};
use crate::{calendar::Resource, slots::Slot};

/// A cluster of a region, as far as it may be lost or take what others held.
#[derive(Debug, Clone)]
pub struct Member {
    pub own: Balance,
    /// It is not cordoned: what it has free may be given to others.
    pub takes_more: bool,
    pub growing: Growing,
    /// The same as a cluster of its own that has no nodes yet.
    pub apart: Growing,
}

/// How a region bears the loss that is the hardest for it. Clusters are places in the list that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survival {
    /// The cluster that is lost.
    pub largest: usize,
    /// When it holds most; `None`: it holds nothing.
    pub peak: Option<Slot>,
    /// What the others would be short of.
    pub short: BTreeMap<Resource, Shortfall>,
    pub price: Price,
}

/// What the loss of one cluster would leave the others short of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Never empty.
    pub short: BTreeMap<Resource, Shortfall>,
    /// So that this loss alone is borne.
    pub price: Price,
}

/// The fewest nodes with which the region bears the loss of any one cluster, headroom included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    Nothing,
    /// More nodes of a cluster.
    On {
        cluster: usize,
        nodes: i64,
    },
    /// A further cluster of nodes like those of one, because each that there is may itself be the one that is lost, or bears no more.
    Apart {
        like: usize,
        nodes: i64,
    },
    /// No number of nodes helps.
    NoneHelps,
}

/// The loss of one cluster.
#[derive(Debug)]
struct Loss {
    cluster: usize,
    left: Balance,
    short: BTreeMap<Resource, Shortfall>,
}

/// `None` where a region has no cluster.
pub fn survival(members: &[Member]) -> Option<Survival> {
    let together = Together::of(members);
    let losses: Vec<Loss> = members.iter().enumerate().map(|(cluster, member)| together.without(cluster, member)).collect();
    let like = best_selling(members)?;
    let shape = members[like].growing.shape;
    let weight =
        |loss: &Loss| (nodes_to_sell(&loss.short, shape).unwrap_or(i64::MAX), most_held(&members[loss.cluster]).map(|(held, _)| held));
    let hardest = losses.iter().max_by_key(|loss| (weight(loss), std::cmp::Reverse(loss.cluster)))?;
    Some(Survival {
        largest: hardest.cluster,
        peak: most_held(&members[hardest.cluster]).map(|(_, at)| at),
        short: hardest.short.clone(),
        price: price(members, &losses, like),
    })
}

/// Of the loss of one cluster. `None` where the others hold all that it holds.
pub fn cover(members: &[Member], lost: usize) -> Option<Cover> {
    let loss = Together::of(members).without(lost, members.get(lost)?);
    if loss.short.is_empty() {
        return None;
    }
    let price = price(members, std::slice::from_ref(&loss), best_selling(members)?);
    Some(Cover { short: loss.short, price })
}

/// The one that sells most nodes, of equal ones the first.
fn best_selling(members: &[Member]) -> Option<usize> {
    (0..members.len()).max_by_key(|place| (members[*place].growing.nodes.sold(), std::cmp::Reverse(*place)))
}

fn price(members: &[Member], losses: &[Loss], like: usize) -> Price {
    let hard: Vec<&Loss> = losses.iter().filter(|loss| !loss.short.is_empty()).collect();
    if hard.is_empty() {
        return Price::Nothing;
    }
    let enough = |growing: &Growing| {
        let nodes = hard.iter().map(|loss| growing.nodes_to_add(&loss.left, &loss.short));
        nodes.collect::<Option<Vec<i64>>>()?.into_iter().max()
    };
    // Nodes of a cluster do not help when that one is lost.
    let may_grow = members.iter().enumerate().filter(|(place, member)| member.takes_more && hard.iter().all(|loss| loss.cluster != *place));
    let on = may_grow.filter_map(|(cluster, member)| Some((enough(&member.growing)?, cluster))).min();
    match on {
        Some((nodes, cluster)) => Price::On { cluster, nodes },
        None => enough(&members[like].apart).map_or(Price::NoneHelps, |nodes| Price::Apart { like, nodes }),
    }
}

/// The most of nodes that a cluster holds, and when first.
fn most_held(member: &Member) -> Option<(i64, Slot)> {
    let curve = member.own.needed.get(&Resource::NodeShare)?;
    curve.most().filter(|(held, _)| *held > 0)
}

/// Sums of a region.
struct Together {
    needed: BTreeMap<Resource, Curve>,
    limits: BTreeMap<Resource, Curve>,
    /// By how many clusters a resource is limited.
    limiting: BTreeMap<Resource, usize>,
    clusters: usize,
}

impl Together {
    fn of(members: &[Member]) -> Self {
        let (mut needed, mut limits) = (BTreeMap::new(), BTreeMap::new());
        let mut limiting: BTreeMap<Resource, usize> = BTreeMap::new();
        for member in members {
            for (resource, curve) in &member.own.needed {
                add(&mut needed, *resource, curve);
            }
            for (resource, limit) in &member.own.limits {
                if let Some(offered) = member.offered(*resource, limit) {
                    add(&mut limits, *resource, offered);
                }
                *limiting.entry(*resource).or_default() += 1;
            }
        }
        Self { needed, limits, limiting, clusters: members.len() }
    }

    /// What is left when one is lost, and what is short then while it holds something.
    fn without(&self, cluster: usize, lost: &Member) -> Loss {
        let mut left = Balance::default();
        for (resource, limiting) in &self.limiting {
            let own = lost.own.limits.get(resource);
            // What one of the others does not limit is not short.
            if limiting - usize::from(own.is_some()) + 1 < self.clusters {
                continue;
            }
            let (Some(held), Some(needed)) = (lost.own.needed.get(resource), self.needed.get(resource)) else { continue };
            let mut limit = self.limits.get(resource).cloned().unwrap_or_else(|| Curve::new(held.window));
            if let Some(offered) = own.and_then(|own| lost.offered(*resource, own)) {
                limit.less(offered);
            }
            left.needed.insert(*resource, needed.clone().only_where(held));
            left.limits.insert(*resource, limit);
        }
        Loss { cluster, short: left.shortfalls(), left }
    }
}

impl Member {
    /// What it adds to the limit of its region: if it takes no more, what it holds itself and nothing beside.
    fn offered<'a>(&'a self, resource: Resource, limit: &'a Curve) -> Option<&'a Curve> {
        if self.takes_more { Some(limit) } else { self.own.needed.get(&resource) }
    }
}

fn add(curves: &mut BTreeMap<Resource, Curve>, resource: Resource, curve: &Curve) {
    curves.entry(resource).or_insert_with(|| Curve::new(curve.window)).plus(curve);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        sizing::NodeShape,
        slots::Step,
        what_if::{Nodes, Window},
    };

    const SHAPE: NodeShape = NodeShape { cpu_milli: 8_000, memory_mib: 16_000, network_mbit: None, pods: 10, interfaces: None };

    fn window() -> Window {
        Window { from: Slot(0), to: Slot(4) }
    }

    fn curve(amounts: [i64; 4]) -> Curve {
        let mut curve = Curve::new(window());
        for (slot, amount) in (0..).zip(amounts) {
            curve.add(Step { from: Slot(slot), to: Slot(slot + 1), amount });
        }
        curve
    }

    /// So many nodes of ten pods, of which so many are booked in each slot.
    fn member(nodes: i64, booked: [i64; 4]) -> Member {
        let nodes = Nodes { usable: nodes, headroom_percent: 0 };
        let shares = booked.map(|pods| pods * 100_000_000);
        let own = Balance {
            needed: [(Resource::Pods, curve(booked)), (Resource::NodeShare, curve(shares))].into(),
            limits: [(Resource::Pods, curve([nodes.usable * 10; 4]))].into(),
        };
        let growing = |nodes: Nodes| Growing { nodes, shape: SHAPE, spare_pods: None };
        Member { own, takes_more: true, growing: growing(nodes), apart: growing(Nodes { usable: 0, ..nodes }) }
    }

    fn price_of(members: &[Member]) -> Price {
        survival(members).unwrap().price
    }

    #[test]
    fn the_cluster_that_holds_most_at_the_peak_is_lost_and_the_others_hold_it_or_get_nodes() {
        let found = survival(&[member(10, [0, 30, 0, 0]), member(10, [20, 60, 50, 0])]).unwrap();
        assert_eq!((found.largest, found.peak, found.short.len(), found.price), (1, Some(Slot(1)), 0, Price::Nothing));
        // Of both together 140 are held, and the first has a hundred.
        let found = survival(&[member(10, [0, 50, 60, 0]), member(20, [0, 90, 70, 0])]).unwrap();
        let short = Shortfall { first: Slot(1), worst: Slot(1), needed: 140, limit: 100 };
        assert_eq!((found.largest, found.short[&Resource::Pods]), (1, short));
        assert_eq!(found.price, Price::On { cluster: 0, nodes: 4 });
    }

    #[test]
    fn where_any_may_be_the_one_that_is_lost_a_further_cluster_is_the_price() {
        let equal = [member(10, [0, 95, 0, 0]), member(10, [0, 95, 0, 0])];
        assert_eq!(price_of(&equal), Price::Apart { like: 0, nodes: 9 });
        assert_eq!(price_of(&equal[..1]), Price::Apart { like: 0, nodes: 10 }, "one that is alone has nobody");
        assert_eq!(survival(&[]), None);
    }

    #[test]
    fn one_cluster_is_covered_by_nodes_of_another_though_that_one_is_not() {
        let equal = [member(10, [0, 95, 0, 0]), member(10, [0, 95, 0, 0])];
        let found = cover(&equal, 0).unwrap();
        assert_eq!((found.price, found.short[&Resource::Pods].short()), (Price::On { cluster: 1, nodes: 9 }, 90));
        assert_eq!(cover(&[member(10, [0, 30, 0, 0]), member(10, [20, 60, 50, 0])], 1), None);
        assert_eq!(cover(&equal, 2), None);
    }

    #[test]
    fn what_is_not_lost_needs_no_place_and_what_is_cordoned_gives_none() {
        // The second is overfull by itself, which is no matter of losing the first, that holds nothing then.
        assert_eq!(price_of(&[member(20, [40, 0, 0, 0]), member(10, [0, 120, 0, 0])]), Price::Nothing);
        let mut cordoned = [member(10, [0, 60, 0, 0]), member(10, [0, 10, 0, 0])];
        cordoned[1].takes_more = false;
        assert_eq!(price_of(&cordoned), Price::Apart { like: 0, nodes: 6 });
    }

    #[test]
    fn nodes_that_have_nothing_of_what_is_short_do_not_help() {
        let mut alone = member(10, [0, 20, 0, 0]);
        alone.apart.spare_pods = Some(curve([10; 4]));
        assert_eq!(price_of(&[alone]), Price::NoneHelps);
    }

    proptest! {
        #[test]
        fn the_price_is_enough_whichever_is_lost_and_one_node_less_is_not(
            of in prop::collection::vec((1_i64..12, prop::array::uniform4(0_i64..60)), 1..5)
        ) {
            let of: Vec<(i64, [i64; 4])> = of.into_iter().map(|(nodes, booked)| (nodes, booked.map(|pods| pods.min(nodes * 10)))).collect();
            let members: Vec<Member> = of.iter().map(|(nodes, booked)| member(*nodes, *booked)).collect();
            let survives = |of: &[(i64, [i64; 4])]| (0..of.len()).all(|lost| {
                let others: i64 = of.iter().enumerate().filter(|(place, _)| *place != lost).map(|(_, (nodes, _))| nodes * 10).sum();
                (0..4).all(|slot| of[lost].1[slot] == 0 || of.iter().map(|(_, booked)| booked[slot]).sum::<i64>() <= others)
            });
            let with = |added: i64, on: Option<usize>| {
                let mut of = of.clone();
                match on {
                    Some(cluster) => of[cluster].0 += added,
                    None => of.push((added, [0; 4])),
                }
                survives(&of)
            };
            let (nodes, on) = match price_of(&members) {
                Price::Nothing => (0, None),
                Price::On { cluster, nodes } => (nodes, Some(cluster)),
                Price::Apart { nodes, .. } => (nodes, None),
                Price::NoneHelps => return Err(TestCaseError::fail("nodes help")),
            };
            prop_assert!(with(nodes, on));
            prop_assert!(nodes == 0 || !with(nodes - 1, on));
        }
    }
}
