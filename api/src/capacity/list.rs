//! `GET /v1/capacity`: one resource of all clusters, by slot, hour or day.

use std::collections::{BTreeMap, HashMap};

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    calendar::{Calendar, Resource},
    ids::ClusterId,
    pools::MEASURES,
    slots::{SLOTS_PER_DAY, Slot, level_at},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::pools::{self, PoolCapacityView};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    calendars::store::{self as calendars, DayRow},
    clusters::{
        LimitFromView,
        store::{self as clusters, Cluster, Filter},
    },
    http::{
        ApiError, Format, Problems, Query, Shape,
        csv::{Cell, Row, Table, Wanted},
    },
};

/// An installation has some dozens of clusters; a thousand is a bound for the answer.
const CLUSTERS_MAX: i64 = 1_000;
const HOUR: i64 = 12;
const DAY: i64 = HOUR * 24;

/// Of what, and which stretch.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CapacityOfAllAsked {
    /// Default: `node_share`, in thousand-millionths of a node: of a room the part of which as many as fit make a node full. `packed_share` is what rooms take
    /// beyond that, because they were seen to fit into what others leave of nodes.
    resource: Option<Resource>,
    /// Default: now.
    from: Option<Timestamp>,
    /// Default: 24 hours after `from`. At most 2 days after it by slot, 14 by hour, 62 by day.
    to: Option<Timestamp>,
    #[param(inline)]
    resolution: Option<Resolution>,
}

/// How long one step is. Steps are counted from `from`, so that a day may begin at anyone's midnight.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Resolution {
    /// Five minutes.
    Slot,
    /// The default.
    Hour,
    Day,
}

/// One resource of all clusters.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CapacityOfAllView {
    resource: Resource,
    /// When the slot of five minutes begins that holds the beginning asked for.
    from: Timestamp,
    to: Timestamp,
    /// By name.
    items: Vec<ClusterCapacityView>,
    /// Storage pools, by the name of their cluster and their own, where one of their resources is asked for; then clusters are left out.
    pools: Vec<PoolCapacityView>,
}

/// What one cluster has booked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterCapacityView {
    cluster_id: ClusterId,
    name: String,
    region: String,
    /// What may be booked in one slot, as nodes are now. Absent where it is not limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
    /// The same from each moment on, as it is foreseen. Empty where it is not limited.
    limits: Vec<LimitFromView>,
    /// Where something is booked; gaps are zero.
    steps: Vec<BookedView>,
    /// Of each of these its fullest slot.
    fullest: Vec<FullestView>,
    /// The most that is booked; null when nothing is.
    peak: Option<BookedView>,
}

/// The slot of a step in which most of the limit is booked, as it is foreseen for that slot; where nothing limits, in which most is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct FullestView {
    /// When the slot begins.
    at: Timestamp,
    booked: i64,
    /// Absent where it is not limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
}

/// The most that one slot of a step has booked.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct BookedView {
    /// When the step begins; of a peak, when its slot does.
    pub(super) at: Timestamp,
    pub(super) booked: i64,
}

/// Get the capacity of all clusters
///
/// One resource of every cluster side by side; `storage_bandwidth_mbit` and `storage_space_mib` are those of storage pools. `Accept: text/csv` gives a table of
/// `cluster_id`, `name`, `region`, `resource`, `limit`, `at`, `booked`, `pool`: a row a cluster and step, or a pool and step, gaps left out, with the lowest limit
/// within the step.
#[utoipa::path(get, path = "/v1/capacity", tag = "clusters", params(CapacityOfAllAsked),
    responses((status = 200, description = "The calendars", content((CapacityOfAllView = "application/json"), (String = "text/csv"))), Problems))]
pub(crate) async fn get_capacity(
    caller: PlatformCaller<ReadClusters>,
    Query(asked): Query<CapacityOfAllAsked>,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let span = asked.span(caller.now())?;
    let resource = asked.resource.unwrap_or(Resource::NodeShare);
    let mut tx = caller.begin().await?;
    let found = clusters::list(&mut tx, Filter::default(), CLUSTERS_MAX).await?;
    let of_pools = MEASURES.contains(&resource);
    let (items, pools) = if of_pools {
        (Vec::new(), pools::booked(tx.conn(), &found, (span, resource)).await?)
    } else {
        (of_clusters(tx.conn(), found, (span, resource), caller.now()).await?, Vec::new())
    };
    let view = CapacityOfAllView { resource, from: span.from.start(), to: span.to.start(), items, pools };
    Ok(match wanted {
        Wanted::Json => axum::Json(view).into_response(),
        Wanted::Csv => Table::of(&rows(&view, span)).into_response(),
    })
}

async fn of_clusters(
    conn: &mut PgConnection,
    found: Vec<Cluster>,
    (span, resource): (Span, Resource),
    now: Timestamp,
) -> sqlx::Result<Vec<ClusterCapacityView>> {
    let ids: Vec<Uuid> = found.iter().map(|cluster| cluster.calendar_id).collect();
    let headers = calendars::headers(&mut *conn, &ids).await?;
    let limited = headers.iter().filter(|header| header.limits.contains_key(&resource));
    let mut limited: HashMap<Uuid, Calendar> = limited.map(|header| (header.id, header.calendar(now))).collect();
    let mut days: HashMap<Uuid, Vec<DayRow>> = HashMap::new();
    for row in calendars::days_of(&mut *conn, (&ids, resource), (span.from.day(), span.to.day())).await? {
        days.entry(row.calendar_id).or_default().push(row);
    }
    let mut items: Vec<ClusterCapacityView> = found
        .into_iter()
        .map(|cluster| {
            let (calendar, days) = (limited.remove(&cluster.calendar_id), days.remove(&cluster.calendar_id));
            span.view(cluster, (calendar, resource), &days.unwrap_or_default())
        })
        .collect();
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(items)
}

/// What is asked for, in slots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Slot,
    pub(super) to: Slot,
    /// Slots in a step.
    step: i64,
}

impl CapacityOfAllAsked {
    fn span(&self, now: Timestamp) -> Result<Span, ApiError> {
        let from = self.from.unwrap_or(now);
        let to = match self.to {
            Some(to) => to,
            None => from
                .checked_add(SignedDuration::from_hours(24))
                .map_err(|_| ApiError::field("?from", Shape::BadFormat { expected: Format::BeforeYear9999 }))?,
        };
        let (step, days) = match self.resolution.unwrap_or(Resolution::Hour) {
            Resolution::Slot => (1, 2),
            Resolution::Hour => (HOUR, 14),
            Resolution::Day => (DAY, 62),
        };
        let (from, to) = (Slot::holding(from), Slot::at_or_after(to));
        if from < to && to.0 - from.0 <= days * DAY + HOUR {
            Ok(Span { from, to, step })
        } else {
            Err(ApiError::field("?to", Shape::BadFormat { expected: Format::CapacitySpan }))
        }
    }
}

impl Span {
    fn view(self, cluster: Cluster, (calendar, resource): (Option<Calendar>, Resource), days: &[DayRow]) -> ClusterCapacityView {
        let (steps, peak) = self.steps(days);
        let limits = calendar.as_ref().map(|calendar| calendar.limits_over(resource, (self.from, self.to))).unwrap_or_default();
        ClusterCapacityView {
            cluster_id: cluster.id,
            name: cluster.name,
            region: cluster.region,
            limit: calendar.as_ref().map(|calendar| calendar.limit(resource)),
            fullest: self.fullest(days, &limits),
            limits: limits.into_iter().map(|(from, limit)| LimitFromView { from: from.start(), limit }).collect(),
            steps,
            peak,
        }
    }

    /// The fullest slot of each step. `limits` says from which slot on what may be booked; where it is empty nothing is limited.
    pub(super) fn fullest(self, days: &[DayRow], limits: &[(Slot, i64)]) -> Vec<FullestView> {
        let mut fullest: BTreeMap<i64, (Slot, i64, Option<i64>)> = BTreeMap::new();
        for (slot, booked) in self.booked(days) {
            let limit = level_at(limits, slot);
            let found = fullest.entry(self.step_of(slot)).or_insert((slot, booked, limit));
            if is_fuller((booked, limit), (found.1, found.2)) {
                *found = (slot, booked, limit);
            }
        }
        fullest.into_values().map(|(at, booked, limit)| FullestView { at: at.start(), booked, limit }).collect()
    }

    /// Each slot in which something is booked, ascending.
    fn booked(self, days: &[DayRow]) -> impl Iterator<Item = (Slot, i64)> {
        let mut days: Vec<&DayRow> = days.iter().collect();
        days.sort_unstable_by_key(|row| row.day);
        days.into_iter().flat_map(move |row| {
            let first = i64::from(row.day) * i64::try_from(SLOTS_PER_DAY).unwrap_or_default();
            (first..).map(Slot).zip(row.used).filter(move |(slot, used)| (self.from..self.to).contains(slot) && *used > 0)
        })
    }

    fn step_of(self, slot: Slot) -> i64 {
        (slot.0 - self.from.0) / self.step
    }

    /// What days have booked in each step, and the most of it.
    pub(super) fn steps(self, days: &[DayRow]) -> (Vec<BookedView>, Option<BookedView>) {
        let mut steps: BTreeMap<i64, i64> = BTreeMap::new();
        let mut peak: Option<(i64, Slot)> = None;
        for (slot, used) in self.booked(days) {
            let most = steps.entry(self.step_of(slot)).or_default();
            *most = used.max(*most);
            if peak.is_none_or(|(before, _)| used > before) {
                peak = Some((used, slot));
            }
        }
        let at = |step: i64| Slot(self.from.0 + step * self.step).start();
        let steps = steps.into_iter().map(|(step, booked)| BookedView { at: at(step), booked }).collect();
        (steps, peak.map(|(booked, slot)| BookedView { at: slot.start(), booked }))
    }
}

impl Span {
    /// Where a step ends that begins there.
    fn end_of(self, step: BookedView) -> Timestamp {
        Slot(Slot::holding(step.at).0 + self.step).min(self.to).start()
    }
}

/// Whether a greater part of its limit is booked; without limits, whether more is.
fn is_fuller((booked, limit): (i64, Option<i64>), (other, of): (i64, Option<i64>)) -> bool {
    let (limit, of) = (limit.map_or(1, i128::from), of.map_or(1, i128::from));
    i128::from(booked) * of > i128::from(other) * limit
}

/// A step of a cluster, or of one of its pools.
struct StepRow<'a> {
    cluster: (ClusterId, &'a str, &'a str),
    pool: Option<&'a str>,
    resource: Resource,
    limit: Option<i64>,
    step: BookedView,
}

/// The lowest limit between two moments. `limits` says from each moment on what it is, ascending.
fn lowest(limits: &[LimitFromView], (from, to): (Timestamp, Timestamp)) -> Option<i64> {
    let begun = limits.partition_point(|level| level.from <= from).saturating_sub(1);
    let within = limits.iter().skip(begun).take_while(|level| level.from <= from || level.from < to);
    within.map(|level| level.limit).min()
}

fn rows(view: &CapacityOfAllView, span: Span) -> Vec<StepRow<'_>> {
    let resource = view.resource;
    let of_clusters = view.items.iter().flat_map(|of| {
        of.steps.iter().map(move |step| StepRow {
            cluster: (of.cluster_id, &of.name, &of.region),
            pool: None,
            resource,
            limit: lowest(&of.limits, (step.at, span.end_of(*step))),
            step: *step,
        })
    });
    let of_pools = view.pools.iter().flat_map(|of| {
        of.steps.iter().map(move |step| StepRow {
            cluster: (of.cluster_id, &of.cluster_name, &of.region),
            pool: Some(&of.name),
            resource,
            limit: Some(of.limit),
            step: *step,
        })
    });
    of_clusters.chain(of_pools).collect()
}

impl Row for StepRow<'_> {
    const HEADING: &'static [&'static str] = &["cluster_id", "name", "region", "resource", "limit", "at", "booked", "pool"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let Self { cluster: (id, name, region), pool, resource, limit, step } = self;
        vec![
            Cell::own(*id),
            Cell::text(*name),
            Cell::text(*region),
            Cell::own(resource.as_str()),
            Cell::own_of(*limit),
            Cell::own(step.at),
            Cell::own(step.booked),
            Cell::text(pool.unwrap_or_default()),
        ]
    }
}
