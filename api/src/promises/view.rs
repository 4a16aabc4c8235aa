//! A promise at risk as it goes out.

use homeroom_domain::{
    ids::{ClusterId, OrderId, TenantId},
    phase::FixBy,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{
    store::{OrderAtRisk, Row},
    words,
};
use crate::{http::ConditionView, words::Language};

/// An order that no longer fits on its cluster, whose cluster is lost, or that a failover was too late for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromiseView {
    order_id: OrderId,
    order_name: String,
    tenant_id: TenantId,
    tenant_name: String,
    cluster_id: ClusterId,
    cluster_name: String,
    region: String,
    /// Since when it is known.
    since: Timestamp,
    /// When the first lesson that does not fit begins; of rooms that are always open, when the first slot that is short does.
    bell_at: Timestamp,
    /// Until then; below zero for a lesson that has begun, whose rooms run for as long as their nodes do.
    minutes_to_bell: i64,
    /// That lesson. Null where there is none, or it was not looked for yet.
    lesson_id: Option<String>,
    /// When the last slot that is short of it ends.
    until: Timestamp,
    /// The most of its rooms that do not fit at a time.
    rooms: i64,
    /// Of what most is missing for it at first.
    resource: String,
    short_by: i64,
    cause: RiskCauseView,
}

/// Why there is too little.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskCauseView {
    /// `PlannedOutage`, `PlannedNodesMissing`, `NodesTooLate`, `NodeLimit`, `NodesMissing`, `PoolTooSmall`, `ClusterSilent`, `RoomsNotReached` or, after a failover, `RoomsComeUpLate` or
    /// `NoPlaceElsewhere`; there may be more.
    reason: String,
    #[schema(value_type = Object)]
    params: Value,
    /// The same as a sentence in the language asked for.
    message: String,
}

impl RiskCauseView {
    /// As it is stored.
    pub(crate) fn new(stored: &Value, language: Language) -> Self {
        let (reason, params) = (stored["reason"].as_str().unwrap_or_default().to_owned(), stored["params"].clone());
        Self { message: words::cause(&reason, &params, language), reason, params }
    }
}

impl PromiseView {
    pub(super) fn new(row: Row, now: Timestamp, language: Language) -> Self {
        let bell_at = row.bell_at.to_jiff();
        Self {
            order_id: row.order_id.into(),
            order_name: row.order_name,
            tenant_id: row.tenant_id.into(),
            tenant_name: row.tenant_name,
            cluster_id: row.cluster_id.into(),
            cluster_name: row.cluster_name,
            region: row.region,
            since: row.since.to_jiff(),
            bell_at,
            minutes_to_bell: bell_at.duration_since(now).as_mins(),
            lesson_id: row.lesson_id,
            until: row.until_at.to_jiff(),
            rooms: row.rooms,
            resource: row.resource,
            short_by: row.short_by,
            cause: RiskCauseView::new(&row.cause, language),
        }
    }
}

/// What operators' lists of orders say of one.
pub(crate) fn condition(at_risk: &OrderAtRisk, language: Language) -> ConditionView {
    let RiskCauseView { reason, params, message } = RiskCauseView::new(&at_risk.cause, language);
    let mut params = params;
    if let (Some(params), Value::Object(more)) = (params.as_object_mut(), json!({ "rooms": at_risk.rooms, "bell_at": at_risk.bell_at })) {
        params.extend(more);
    }
    ConditionView {
        kind: "PromiseAtRisk".to_owned(),
        status: "true".to_owned(),
        reason,
        params,
        message,
        fix_by: Some(FixBy::Operator),
        since: at_risk.since,
    }
}
