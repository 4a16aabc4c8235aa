//! `GET /v1/clusters/{id}/capacity`: what is booked of a cluster, and what it may sell.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::{Calendar, Resource},
    ids::ClusterId,
    slots::{SLOTS_PER_DAY, Slot, Step, Steps, levels_within},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    store::{self, Cluster},
    thresholds::CountView,
};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    calendars::store::{self as calendars, DayRow, Header},
    http::{ApiError, Format, Path, Problems, Query, Shape},
};

const SHOWN: SignedDuration = SignedDuration::from_hours(7 * 24);
const DAYS_MAX: i64 = 420;

/// Which stretch of the calendar.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CapacityAsked {
    /// Default: now.
    from: Option<Timestamp>,
    /// Default: 7 days after `from`; at most 420 days after it.
    to: Option<Timestamp>,
}

/// A cluster's calendar.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CapacityView {
    pub cluster_id: ClusterId,
    /// When the slot of five minutes begins that holds the beginning asked for.
    pub from: Timestamp,
    pub to: Timestamp,
    /// Nodes that may be used, from each moment on: those that there are, those that come by themselves in time, and what is planned.
    pub nodes: Vec<NodesFromView>,
    pub resources: Vec<ResourceView>,
    /// What is counted by orders and not by slots, as of now.
    pub objects: Vec<CountView>,
}

/// So many nodes from then on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NodesFromView {
    pub from: Timestamp,
    pub nodes: i64,
}

/// One resource of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResourceView {
    pub resource: Resource,
    /// What may be booked in one slot, as nodes are now. Absent where it is not limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The same from each moment on, as it is foreseen. Empty where it is not limited.
    pub limits: Vec<LimitFromView>,
    /// The most that is booked, and when first; null when nothing is.
    pub peak: Option<PeakView>,
    /// Where something is booked; gaps are zero.
    pub steps: Vec<StepView>,
}

/// So much may be booked in one slot from then on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitFromView {
    pub from: Timestamp,
    pub limit: i64,
}

/// The most that is booked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeakView {
    pub used: i64,
    pub at: Timestamp,
}

/// The same amount from one moment to another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepView {
    pub from: Timestamp,
    pub to: Timestamp,
    pub used: i64,
}

/// Get a cluster's capacity
///
/// What is booked, in slots of five minutes, and the limits: a step function of nodes that there are, of those that come by themselves once
/// `node_lead_minutes` have passed, and of planned changes, less headroom, DaemonSets and other people's pods. Pods are never more than the cluster's threshold;
/// namespaces and Services are counted by orders. `packed_share` is what rooms take beyond `node_share`, because they were seen to fit into what others leave of
/// nodes; it has no limit.
#[utoipa::path(get, path = "/v1/clusters/{id}/capacity", tag = "clusters", params(CapacityAsked, ("id" = ClusterId, Path)),
    responses((status = 200, description = "The calendar", body = CapacityView), Problems))]
pub(crate) async fn get_cluster_capacity(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<ClusterId>,
    Query(asked): Query<CapacityAsked>,
) -> Result<axum::Json<CapacityView>, ApiError> {
    let (from, to) = asked.range(caller.now())?;
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let header = calendars::headers(tx.conn(), &[cluster.calendar_id]).await?.pop().ok_or(ApiError::NotFound)?;
    let days = calendars::days(tx.conn(), &[cluster.calendar_id], (from.day(), to.day())).await?;
    let resources = resources(&header.calendar(caller.now()), days, (from, to));
    let nodes = nodes(&cluster, &header, (from, to), caller.now());
    let objects = store::objects(tx.conn(), id, cluster.thresholds).await?.counts().map(CountView::from).into();
    Ok(axum::Json(CapacityView { cluster_id: id, from: from.start(), to: to.start(), nodes, resources, objects }))
}

impl CapacityAsked {
    fn range(&self, now: Timestamp) -> Result<(Slot, Slot), ApiError> {
        let from = self.from.unwrap_or(now);
        let to = match self.to {
            Some(to) => to,
            None => from.checked_add(SHOWN).map_err(|_| ApiError::field("?from", Shape::BadFormat { expected: Format::BeforeYear9999 }))?,
        };
        let (from, to) = (Slot::holding(from), Slot::at_or_after(to));
        let longest = DAYS_MAX * i64::try_from(SLOTS_PER_DAY).unwrap_or(i64::MAX);
        if from < to && to.0 - from.0 <= longest {
            Ok((from, to))
        } else {
            Err(ApiError::field("?to", Shape::BadFormat { expected: Format::Span }))
        }
    }
}

fn nodes(cluster: &Cluster, header: &Header, (from, to): (Slot, Slot), now: Timestamp) -> Vec<NodesFromView> {
    let usable = cluster.seen().map_or(0, |seen| i64::from(seen.nodes_sold) + i64::from(seen.nodes_headroom));
    let levels = header.supply.as_ref().map_or_else(|| vec![(Slot(0), usable)], |supply| supply.nodes(now));
    levels_within(&levels, (from, to)).map(|(since, nodes)| NodesFromView { from: since.start(), nodes }).collect()
}

fn resources(calendar: &Calendar, days: Vec<DayRow>, (from, to): (Slot, Slot)) -> Vec<ResourceView> {
    let mut used: BTreeMap<Resource, Vec<Step>> = calendar.limits.keys().map(|resource| (*resource, Vec::new())).collect();
    for row in days {
        let first = i64::from(row.day) * i64::try_from(SLOTS_PER_DAY).unwrap_or_default();
        let steps = (first..).zip(&row.used).map(|(slot, amount)| Step { from: Slot(slot), to: Slot(slot + 1), amount: *amount });
        used.entry(row.resource).or_default().extend(steps);
    }
    let view = |(resource, steps): (Resource, Vec<Step>)| {
        resource_view(resource, calendar, &Steps::sum(steps).starting(from).truncated(to), (from, to))
    };
    used.into_iter().map(view).collect()
}

fn resource_view(resource: Resource, calendar: &Calendar, steps: &Steps, span: (Slot, Slot)) -> ResourceView {
    let limit = calendar.limits.get(&resource).copied();
    let limits = limit.map(|_| calendar.limits_over(resource, span)).unwrap_or_default();
    ResourceView {
        resource,
        limit,
        limits: limits.into_iter().map(|(from, limit)| LimitFromView { from: from.start(), limit }).collect(),
        peak: steps.peak().map(|(slot, used)| PeakView { used, at: slot.start() }),
        steps: steps.iter().map(|step| StepView { from: step.from.start(), to: step.to.start(), used: step.amount }).collect(),
    }
}
