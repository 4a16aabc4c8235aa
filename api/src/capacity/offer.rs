//! One cluster, as far as it offers capacity, and what is booked of it.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_domain::{
    calendar::{Calendar, LimitChanges, Resource},
    cluster::{capacity::PodsBorne, supply::Supply},
    ids::ClusterId,
    sizing::NodeShape,
    slots::Slot,
    what_if::{Balance, Curve, Growing, Member, NodeChange, Nodes, Window, foreseen_limit, limit_curve, of_a_node},
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    calendars::store::{self as calendars, DayRow, Header, Limits},
    clusters::store::Cluster,
};

/// One cluster, as it stands.
#[derive(Debug)]
pub(super) struct Offer {
    pub id: ClusterId,
    pub name: String,
    pub region: String,
    pub simulated: bool,
    /// It is not cordoned.
    pub takes_more: bool,
    /// What is booked of it is to have room on the others of its region.
    pub wants_cover: bool,
    pub calendar: Uuid,
    pub nodes: Nodes,
    pub shape: NodeShape,
    /// What its API server bears of pods, whatever its nodes hold.
    pub pods: PodsBorne,
    /// What others have of pods beyond what is sold.
    pods_owed: i64,
    /// As nodes are now.
    pub limits: Limits,
    /// From which slot on how many nodes may be used, as it is foreseen.
    pub foreseen: Vec<(Slot, i64)>,
    /// The same without nodes that somebody has to order.
    pub unordered: Vec<(Slot, i64)>,
    /// How long those take to come, where that is said.
    pub lead_minutes: Option<i64>,
    /// What limits come to with all that are foreseen.
    changes: LimitChanges,
    /// And without nodes that somebody has to order.
    changes_unordered: LimitChanges,
}

/// Which nodes of a cluster are counted on, and what its limits come to with them.
#[derive(Debug, Clone, Copy)]
struct Counted<'a> {
    nodes: &'a [(Slot, i64)],
    changes: &'a LimitChanges,
}

/// What clusters offer, in their order, seen from a moment.
pub(super) async fn offers(conn: &mut PgConnection, clusters: Vec<Cluster>, now: Timestamp) -> sqlx::Result<Vec<Offer>> {
    let ids: Vec<_> = clusters.iter().map(|cluster| cluster.calendar_id).collect();
    let headers = calendars::headers(conn, &ids).await?;
    let mut headers: BTreeMap<_, _> = headers.into_iter().map(|header| (header.id, header)).collect();
    let offer = |cluster: Cluster| {
        let header = headers.remove(&cluster.calendar_id);
        Offer::new(cluster, header, now)
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
    fn new(cluster: Cluster, header: Option<Header>, now: Timestamp) -> Self {
        let (seen, policy) = (cluster.seen(), cluster.node_policy());
        let usable = seen.as_ref().map_or(0, |seen| i64::from(seen.nodes_sold) + i64::from(seen.nodes_headroom));
        let unseen = PodsBorne { most: cluster.thresholds.pods(), foreign: 0, cut: 0 };
        let owed = seen.as_ref().and_then(|seen| seen.owed.get(&Resource::Pods).copied());
        let supply = header.as_ref().and_then(|header| header.supply.as_ref());
        let steady = || vec![(Slot(0), usable)];
        let foreseen = supply.map_or_else(steady, |supply| supply.nodes(now));
        let supply_unordered = supply.map(|supply| supply.unordered(policy));
        let unordered = supply_unordered.as_ref().map_or_else(steady, |supply| supply.nodes(now));
        let changes = |supply: Option<&Supply>| {
            let known = header.as_ref().zip(supply);
            known.map(|(header, supply)| supply.changes(&header.limits, now)).unwrap_or_default()
        };
        let (changes, changes_unordered) = (changes(supply), changes(supply_unordered.as_ref()));
        Self {
            id: cluster.id,
            name: cluster.name,
            region: cluster.region,
            simulated: cluster.simulated,
            wants_cover: cluster.cover.is_told(),
            takes_more: cluster.cordoned_at.is_none() && cluster.draining_since.is_none(),
            calendar: cluster.calendar_id,
            nodes: Nodes { usable, headroom_percent: cluster.headroom_percent.into() },
            pods: seen.as_ref().and_then(|seen| seen.pods).unwrap_or(unseen),
            pods_owed: owed.unwrap_or_default(),
            shape: seen.and_then(|seen| seen.shape.or(seen.last_shape)).unwrap_or_default(),
            foreseen,
            unordered,
            lead_minutes: policy.lead_minutes,
            limits: header.map(|header| header.limits).unwrap_or_default(),
            changes,
            changes_unordered,
        }
    }

    /// What is booked of it on the days of a window, with all that rooms take of shares, as far as it is sold.
    pub(super) async fn days(&self, conn: &mut PgConnection, window: Window) -> sqlx::Result<Vec<DayRow>> {
        let rows = calendars::days(conn, &[self.calendar], window.days()).await?;
        Ok(if rows.iter().any(|row| row.resource == Resource::PackedShare) { self.with_packed(rows) } else { rows })
    }

    fn with_packed(&self, rows: Vec<DayRow>) -> Vec<DayRow> {
        let is_share = |row: &DayRow| matches!(row.resource, Resource::NodeShare | Resource::PackedShare);
        let (shares, mut days): (Vec<DayRow>, Vec<DayRow>) = rows.into_iter().partition(is_share);
        let mut calendar = Calendar::new(self.calendar, self.limits.clone()).changing(self.changes.clone());
        shares.iter().for_each(|row| calendar.load(row.resource, row.day, row.used));
        let of_shares: BTreeSet<i32> = shares.iter().map(|row| row.day).collect();
        let sold = |day| DayRow { calendar_id: self.calendar, resource: Resource::NodeShare, day, used: calendar.shares_sold(day) };
        days.extend(of_shares.into_iter().map(sold));
        days
    }

    /// A cluster of such nodes that has none yet.
    pub(super) fn empty(&self) -> Self {
        let limits = self.limits.keys().map(|resource| (*resource, 0)).collect();
        Self {
            nodes: Nodes { usable: 0, ..self.nodes },
            // Nobody else is there yet.
            pods: PodsBorne { most: self.pods.most.saturating_add(self.pods.foreign), foreign: 0, cut: 0 },
            pods_owed: 0,
            limits,
            foreseen: vec![(Slot(0), 0)],
            unordered: vec![(Slot(0), 0)],
            changes: LimitChanges::default(),
            changes_unordered: LimitChanges::default(),
            name: self.name.clone(),
            region: self.region.clone(),
            ..*self
        }
    }

    /// As a cluster that gets more nodes, where its limits are these.
    pub(super) fn growing(&self, limits: &BTreeMap<Resource, Curve>) -> Growing {
        let spare_pods = limits.get(&Resource::Pods).map(|pods| pods.up_to(self.pods.most));
        Growing { nodes: self.nodes, shape: self.shape, spare_pods }
    }

    /// As one that may be lost, with what is booked of it. Nodes that nobody has ordered yet bear no loss.
    pub(super) fn member(&self, window: Window, needed: BTreeMap<Resource, Curve>) -> Member {
        let (limits, empty) = (self.limits_unordered(window), self.empty());
        let (growing, apart) = (self.growing(&limits), empty.growing(&empty.limits(window, &[])));
        Member { own: Balance { needed, limits }, takes_more: self.takes_more, growing, apart }
    }

    pub(super) fn limits(&self, window: Window, changes: &[NodeChange]) -> BTreeMap<Resource, Curve> {
        self.limits_with(Counted { nodes: &self.foreseen, changes: &self.changes }, window, changes)
    }

    /// Without nodes that somebody has to order.
    fn limits_unordered(&self, window: Window) -> BTreeMap<Resource, Curve> {
        self.limits_with(Counted { nodes: &self.unordered, changes: &self.changes_unordered }, window, &[])
    }

    fn limits_with(&self, counted: Counted<'_>, window: Window, changes: &[NodeChange]) -> BTreeMap<Resource, Curve> {
        let curve = |(resource, limit): (&Resource, &i64)| {
            let each = of_a_node(*resource, self.shape).unwrap_or_default();
            if *resource == Resource::Pods {
                return (*resource, self.limit_of_pods((*limit, each), counted.nodes, (window, changes)));
            }
            let calendar = Calendar::new(self.calendar, [(*resource, *limit)].into()).changing(counted.changes.clone());
            let foreseen = calendar.limits_over(*resource, (window.from, window.to));
            (*resource, limit_curve(window, (&foreseen, each), self.nodes, changes))
        };
        self.limits.iter().map(curve).collect()
    }

    /// What nodes hold, and no more than is borne. What they hold beyond that is there when some of them go.
    fn limit_of_pods(&self, (limit, each): (i64, i64), counted: &[(Slot, i64)], (window, changes): (Window, &[NodeChange])) -> Curve {
        let held = limit.saturating_add(self.pods.cut).saturating_sub(self.pods_owed);
        let foreseen = foreseen_limit((held, each), self.nodes, counted);
        limit_curve(window, (&foreseen, each), self.nodes, changes).at_most(self.pods.most)
    }
}
