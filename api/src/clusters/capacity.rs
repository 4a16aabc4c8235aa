//! `GET /v1/clusters/{id}/capacity`: what is booked of a cluster, and what it may sell.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::Resource,
    ids::ClusterId,
    slots::{SLOTS_PER_DAY, Slot, Step, Steps},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::{
    auth::{PlatformCaller, ReadClusters},
    calendars::store::{self as calendars, DayRow},
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
    pub resources: Vec<ResourceView>,
}

/// One resource of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResourceView {
    pub resource: Resource,
    /// What may be booked in one slot. Absent where it is not limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The most that is booked, and when first; null when nothing is.
    pub peak: Option<PeakView>,
    /// Where something is booked; gaps are zero.
    pub steps: Vec<StepView>,
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
/// What is booked, in slots of five minutes, and the limits.
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
    let limits =
        calendars::headers(tx.conn(), &[cluster.calendar_id]).await?.into_iter().next().map(|header| header.limits).unwrap_or_default();
    let days = calendars::days(tx.conn(), &[cluster.calendar_id], (from.day(), to.day())).await?;
    let resources = resources(&limits, days, (from, to));
    Ok(axum::Json(CapacityView { cluster_id: id, from: from.start(), to: to.start(), resources }))
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

fn resources(limits: &BTreeMap<Resource, i64>, days: Vec<DayRow>, (from, to): (Slot, Slot)) -> Vec<ResourceView> {
    let mut used: BTreeMap<Resource, Vec<Step>> = limits.keys().map(|resource| (*resource, Vec::new())).collect();
    for row in days {
        let first = i64::from(row.day) * i64::try_from(SLOTS_PER_DAY).unwrap_or_default();
        let steps = (first..).zip(&row.used).map(|(slot, amount)| Step { from: Slot(slot), to: Slot(slot + 1), amount: *amount });
        used.entry(row.resource).or_default().extend(steps);
    }
    let view = |(resource, steps): (Resource, Vec<Step>)| resource_view(resource, limits, &Steps::sum(steps).starting(from).truncated(to));
    used.into_iter().map(view).collect()
}

fn resource_view(resource: Resource, limits: &BTreeMap<Resource, i64>, steps: &Steps) -> ResourceView {
    ResourceView {
        resource,
        limit: limits.get(&resource).copied(),
        peak: steps.peak().map(|(slot, used)| PeakView { used, at: slot.start() }),
        steps: steps.iter().map(|step| StepView { from: step.from.start(), to: step.to.start(), used: step.amount }).collect(),
    }
}
