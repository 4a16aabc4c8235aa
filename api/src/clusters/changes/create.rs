//! `POST /v1/clusters/{id}/capacity-changes`: nodes that will come, or be away, and from when on.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    cluster::supply::{PlannedChange, fewest},
    ids::{CapacityChangeId, ClusterId},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::CapacityChangeView;
use crate::{
    auth::{ManageClusters, Place, PlatformCaller, SystemTx},
    calendars,
    clusters::{
        store::{self, Cluster, NewChange},
        tell, words,
    },
    events::EventType,
    http::{ApiError, Begun, Checks, Created, Fault, Idempotent, Json, Path, Problem, Problems, Shape, text},
};

/// Changes of one cluster that are not over.
const CHANGES_MAX: i64 = 200;
const NODES_MAX: i64 = 5_000;
/// How far ahead somebody plans: two years.
const AHEAD: SignedDuration = SignedDuration::from_hours(731 * 24);

/// A change to plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCapacityChange {
    /// Above zero so many come, below zero so many go; not zero.
    #[schema(minimum = -5000, maximum = 5000, example = -2)]
    nodes: i64,
    /// Default: now. Not in the past, and at most two years ahead.
    from: Option<Timestamp>,
    /// When it is undone. Absent: never.
    until: Option<Timestamp>,
    /// What it is, for whoever reads the list.
    #[serde(deserialize_with = "text::read")]
    #[schema(min_length = 1, max_length = 200, example = "New fans in rack 4")]
    note: String,
}

/// Create a capacity change
///
/// From then on, slot by slot, orders are admitted by it: nodes that come are sold in slots that they fill, nodes that go are in none that they touch. Nodes that
/// are not there when they were to come are not sold. Where less is left than is booked, the orders that no longer fit are named as promises at risk at once.
/// A cluster may have 200 changes that are not over.
#[utoipa::path(post, path = "/v1/clusters/{id}/capacity-changes", tag = "clusters", request_body = NewCapacityChange,
    params(("id" = ClusterId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "Planned", body = CapacityChangeView), Problems))]
pub(crate) async fn create_capacity_change(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
    idempotent: Idempotent,
    Json(new): Json<NewCapacityChange>,
) -> Result<Response, ApiError> {
    new.check()?;
    let now = caller.now();
    let mut tx = caller.begin().await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), Place::Platform).await? {
        return Ok(*answer);
    }
    calendars::store::lock(tx.conn(), &[cluster.calendar_id]).await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let planned = new.planned(now)?;
    may_be(&mut tx, &cluster, planned, now).await?;
    let change = CapacityChangeId::new(Uuid::now_v7());
    let PlannedChange { from, until, .. } = planned;
    let nodes = i32::try_from(new.nodes).unwrap_or_default();
    let row = NewChange { id: change, cluster: id, nodes, from, until, note: &new.note, at: now };
    store::insert_change(&mut tx, &row).await?;
    store::recount_as_seen(tx.conn(), id, now).await?;
    let data = json!({ "cluster": cluster.name, "id": change, "nodes": nodes, "from": from, "until": until, "note": new.note });
    tell(tx.conn(), id, EventType::ClusterCapacityChangePlanned, (&caller.actor(), data, caller.now())).await?;
    let written = store::change(tx.conn(), id, change).await?.ok_or(ApiError::NotFound)?;
    let created = Created::without_address(CapacityChangeView::new(id, written, now));
    idempotent.keep(tx.conn(), Place::Platform, &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

impl NewCapacityChange {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.that(
            self.nodes != 0 && self.nodes.abs() <= NODES_MAX,
            "/nodes",
            Shape::OutOfRange { min: if self.nodes < 0 { -NODES_MAX } else { 1 }, max: if self.nodes < 0 { -1 } else { NODES_MAX } },
        );
        checks.text("/note", &self.note, 1..=200).done()
    }

    /// # Errors
    /// 422 where it begins in the past or too far ahead, or ends before it begins.
    fn planned(&self, now: Timestamp) -> Result<PlannedChange, ApiError> {
        let from = self.from.unwrap_or(now);
        let latest = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
        let mut faults = Vec::new();
        let mut refuse = |is_wrong: bool, pointer: &str, code: &'static str| {
            if is_wrong {
                faults.push(Fault::own(pointer, words::fault(code, json!({}))));
            }
        };
        refuse(from < now, "/from", "change_in_the_past");
        refuse(from > latest, "/from", "change_too_far");
        refuse(self.until.is_some_and(|until| until <= from), "/until", "change_never_holds");
        refuse(self.until.is_some_and(|until| until > latest), "/until", "change_too_far");
        if faults.is_empty() {
            Ok(PlannedChange { nodes: self.nodes, from, until: self.until, nodes_before: None })
        } else {
            Err(faults.into())
        }
    }
}

/// # Errors
/// 409 where there are enough changes, 422 where more nodes would go than there are in some slot of it.
async fn may_be(tx: &mut SystemTx, cluster: &Cluster, new: PlannedChange, now: Timestamp) -> Result<(), ApiError> {
    if store::change_count(tx.conn(), cluster.id, now).await? >= CHANGES_MAX {
        return Err(ApiError::With(Problem::TooManyCapacityChanges, json!({ "limit": CHANGES_MAX })));
    }
    if new.nodes < 0 {
        let counted = cluster.seen().map_or(0, |seen| i64::try_from(seen.counted.len()).unwrap_or(i64::MAX));
        let nodes = fewest(counted, &store::planned(tx.conn(), cluster.id, now).await?, now, (new.from, new.until));
        if -new.nodes > nodes {
            return Err(vec![Fault::own("/nodes", words::fault("change_of_more_nodes", json!({ "nodes": nodes })))].into());
        }
    }
    Ok(())
}
