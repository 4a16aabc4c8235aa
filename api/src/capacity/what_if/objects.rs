//! Namespaces and Services: an order has one of each for as long as it is placed, whatever its timetable says, and a cluster bears so many. What grows is taken as so
//! many more orders.

use std::collections::BTreeMap;

use homeroom_domain::{
    cluster::thresholds::{Counted, Objects, Thresholds},
    slots::{Slot, Step},
    what_if::{Curve, Growth, Shortfall, Window},
};

/// What a region has of them, and bears.
#[derive(Debug)]
pub(super) struct Counts {
    window: Window,
    of: BTreeMap<Counted, Side>,
}

#[derive(Debug)]
struct Side {
    needed: Curve,
    limit: Curve,
}

impl Counts {
    pub(super) fn new(window: Window) -> Self {
        Self { window, of: BTreeMap::new() }
    }

    /// Adds a cluster, and what grows of its orders. Once it is lost it bears none, and its orders are still there.
    pub(super) fn add(&mut self, objects: &Objects, growths: &[Growth], lost: Option<Slot>) {
        let window = self.window;
        for count in objects.counts() {
            let side = self.side(count.counted);
            let orders = Step { from: window.from, to: window.to, amount: count.orders };
            side.needed.add(orders);
            growths.iter().for_each(|growth| side.needed.grow(orders, *growth));
            let borne = count.limit.saturating_sub(count.others).max(0);
            side.limit.add(Step { from: window.from, to: lost.unwrap_or(window.to), amount: borne });
        }
    }

    /// Adds what grows of some orders.
    pub(super) fn grow(&mut self, orders: i64, growth: Growth) {
        let window = self.window;
        for count in (Objects { orders, ..Objects::default() }).counts() {
            let orders = Step { from: window.from, to: window.to, amount: count.orders };
            self.side(count.counted).needed.grow(orders, growth);
        }
    }

    /// Adds a cluster that is not there yet.
    pub(super) fn add_new(&mut self, thresholds: Thresholds, from: Slot) {
        let window = self.window;
        for count in (Objects { thresholds, ..Objects::default() }).counts() {
            self.side(count.counted).limit.add(Step { from, to: window.to, amount: count.limit });
        }
    }

    fn side(&mut self, counted: Counted) -> &mut Side {
        let window = self.window;
        self.of.entry(counted).or_insert_with(|| Side { needed: Curve::new(window), limit: Curve::new(window) })
    }

    pub(super) fn short(&self) -> BTreeMap<Counted, Shortfall> {
        self.of.iter().filter_map(|(counted, side)| Some((*counted, side.needed.above(&side.limit)?))).collect()
    }
}

/// The fewest further clusters that bear so much each with which nothing is short.
pub(super) fn clusters_to_add(short: &BTreeMap<Counted, Shortfall>, thresholds: Thresholds) -> i64 {
    let bears = (Objects { thresholds, ..Objects::default() }).counts();
    let of = |counted: Counted| bears.iter().find(|count| count.counted == counted).map_or(1, |count| count.limit.max(1));
    let clusters = short.iter().map(|(counted, short)| short.short().saturating_add(of(*counted) - 1) / of(*counted));
    clusters.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { from: Slot(0), to: Slot(100) };

    fn bears(namespaces: i64) -> Thresholds {
        Thresholds { namespaces: Some(namespaces), ..Thresholds::default() }
    }

    fn cluster(orders: i64, namespaces: i64) -> Objects {
        Objects { thresholds: bears(namespaces), orders, other_namespaces: 5, other_services: 2 }
    }

    #[test]
    fn orders_that_grow_need_as_many_more_namespaces_and_a_lost_cluster_bears_none() {
        let growth = Growth { added_percent: 200, from: Slot(40) };
        let mut counts = Counts::new(WINDOW);
        counts.add(&cluster(10, 25), &[growth], None);
        counts.add(&cluster(10, 25), &[growth], None);
        let short = counts.short();
        let namespaces = Shortfall { first: Slot(40), worst: Slot(40), needed: 60, limit: 40 };
        assert_eq!(short, BTreeMap::from([(Counted::Namespaces, namespaces)]));
        assert_eq!([19, 20, 10].map(|each| clusters_to_add(&short, bears(each))), [2, 1, 2]);
        counts.add_new(bears(20), Slot(40));
        assert_eq!(counts.short(), BTreeMap::new());
        counts.grow(1, growth);
        assert_eq!(counts.short()[&Counted::Namespaces].short(), 2);

        let mut lost = Counts::new(WINDOW);
        lost.add(&cluster(10, 25), &[], Some(Slot(30)));
        lost.add(&cluster(10, 25), &[], None);
        assert_eq!(lost.short(), BTreeMap::new(), "the other bears twenty");
        lost.add(&cluster(1, 5), &[], None);
        assert_eq!(lost.short()[&Counted::Namespaces].first, Slot(30));
    }
}
