//! The plan, as it goes out.

use homeroom_domain::{
    ids::ClusterId,
    node_plan::NodePlan,
    slots::{SLOT_SECONDS, SLOTS_PER_DAY, Slot},
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::{asked::Span, survival::RegionSurvivalView};
use crate::{
    capacity::offer::Offer,
    http::csv::{Cell, Row},
};

/// How many nodes have to be on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NodePlan)]
pub(crate) struct NodePlanView {
    /// When the slot of five minutes begins that holds the beginning asked for.
    from: Timestamp,
    to: Timestamp,
    boot_minutes: i64,
    linger_minutes: i64,
    spare: i64,
    /// By name.
    items: Vec<ClusterNodePlan>,
    /// By name, those of simulated clusters apart. Empty where one cluster is asked for.
    pub(super) regions: Vec<RegionSurvivalView>,
}

/// One cluster's.
#[derive(Debug, Serialize, ToSchema)]
struct ClusterNodePlan {
    cluster_id: ClusterId,
    name: String,
    region: String,
    simulated: bool,
    /// Nodes that may be used now, those that are kept free among them.
    nodes_usable: i64,
    /// What it needs beyond those that come without anybody's doing: planned changes count, and what node groups give in time. Null where it has enough.
    short: Option<NodesShort>,
    /// A day each, counted from `from`.
    days: Vec<NodePlanDay>,
    /// Minutes that nodes are on, together.
    node_minutes: i64,
    /// What they come to where all that there are stay on.
    node_minutes_all_on: i64,
    /// How many are on, from each moment on. Only where one cluster is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    levels: Option<Vec<NodeLevel>>,
}

/// Nodes that a cluster lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NodesShort {
    /// How many more it needs, at the most.
    pub nodes: i64,
    /// When they have to be asked for: the cluster's `node_lead_minutes` before the first is needed, `boot_minutes` where that is longer. It may be past.
    pub by: Timestamp,
}

/// One day of a cluster.
#[derive(Debug, Serialize, ToSchema)]
struct NodePlanDay {
    from: Timestamp,
    /// The most that are needed at a time.
    nodes: i64,
    /// When they have to be asked for; null where none is needed.
    on_by: Option<Timestamp>,
    /// How many of them there are not, unless somebody orders them.
    missing: i64,
    node_minutes: i64,
}

/// So many nodes from then on.
#[derive(Debug, Serialize, ToSchema)]
struct NodeLevel {
    at: Timestamp,
    nodes: i64,
}

impl NodesShort {
    /// What a plan needs beyond the nodes that come without anybody's doing, early enough for them to be ordered.
    pub(super) fn of(plan: &NodePlan, offer: &Offer, boot_minutes: i64) -> Option<Self> {
        let (first, nodes) = plan.above(&offer.unordered)?;
        Some(Self { nodes, by: before(first, boot_minutes.max(offer.lead_minutes.unwrap_or_default())) })
    }
}

fn before(slot: Slot, minutes: i64) -> Timestamp {
    slot.start().saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MIN)
}

impl NodePlanView {
    pub(super) fn new(span: &Span) -> Self {
        let Span { window, habits, boot_minutes, linger_minutes } = *span;
        Self {
            from: window.from.start(),
            to: window.to.start(),
            boot_minutes,
            linger_minutes,
            spare: habits.spare,
            items: Vec::new(),
            regions: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, offer: &Offer, (plan, span): (&NodePlan, &Span), with_levels: bool) {
        let (window, usable) = (span.window, offer.nodes.usable);
        let a_day = i64::try_from(SLOTS_PER_DAY).unwrap_or(i64::MAX);
        let begins = (0..).map(|day| Slot(window.from.0 + day * a_day)).take_while(|slot| *slot < window.to);
        let days: Vec<NodePlanDay> = begins
            .map(|from| {
                let stretch = plan.stretch(from, Slot(from.0 + a_day));
                let on_by = stretch.peak.map(|peak| before(peak, span.boot_minutes));
                let missing = plan.missing((from, Slot(from.0 + a_day)), &offer.unordered);
                NodePlanDay { from: from.start(), nodes: stretch.nodes, on_by, missing, node_minutes: stretch.node_minutes }
            })
            .collect();
        let levels = with_levels.then(|| plan.levels().into_iter().map(|(slot, nodes)| NodeLevel { at: slot.start(), nodes }).collect());
        self.items.push(ClusterNodePlan {
            cluster_id: offer.id,
            name: offer.name.clone(),
            region: offer.region.clone(),
            simulated: offer.simulated,
            nodes_usable: usable,
            short: NodesShort::of(plan, offer, span.boot_minutes),
            node_minutes: days.iter().map(|day| day.node_minutes).sum(),
            days,
            node_minutes_all_on: usable.saturating_mul(window.to.0 - window.from.0).saturating_mul(SLOT_SECONDS / 60),
            levels,
        });
    }

    /// Clusters by name, in whichever order they were added.
    pub(super) fn sort(&mut self) {
        self.items.sort_by(|a, b| a.name.cmp(&b.name));
    }

    pub(super) fn rows(&self) -> Vec<DayOf<'_>> {
        let days = |cluster| move |day| DayOf { cluster, day };
        self.items.iter().flat_map(|cluster| cluster.days.iter().map(days(cluster))).collect()
    }
}

/// A line of the table.
pub(super) struct DayOf<'a> {
    cluster: &'a ClusterNodePlan,
    day: &'a NodePlanDay,
}

impl Row for DayOf<'_> {
    const HEADING: &'static [&'static str] =
        &["cluster_id", "name", "region", "day", "nodes", "on_by", "nodes_usable", "missing", "node_minutes"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let Self { cluster, day } = self;
        vec![
            Cell::own(cluster.cluster_id),
            Cell::text(&cluster.name),
            Cell::text(&cluster.region),
            Cell::own(day.from),
            Cell::own(day.nodes),
            Cell::own_of(day.on_by),
            Cell::own(cluster.nodes_usable),
            Cell::own(day.missing),
            Cell::own(day.node_minutes),
        ]
    }
}
