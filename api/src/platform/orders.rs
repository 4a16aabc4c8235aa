//! `GET /v1/platform/orders`: orders of all tenants, and where they are placed.

use homeroom_domain::{
    ids::{ClusterId, OrderId, TenantId},
    order::OrderPhase,
    workload::namespace_name,
};
use http::Uri;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, Row};
use crate::{
    auth::{PlatformCaller, ReadPlatformOrders},
    http::{ApiError, ConditionView, Cursor, Limit, Page, Problems, Query},
    orders::{
        store::{phase_name, phase_named},
        view::{ClassroomCounts, conditions},
    },
    words::Language,
};

/// Which orders.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlatformOrderFilter {
    phase: Option<OrderPhase>,
    ready: Option<bool>,
    /// Orders on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// An order as operators see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlatformOrderView {
    id: OrderId,
    tenant_id: TenantId,
    tenant_name: String,
    name: String,
    kind: String,
    region: String,
    phase: OrderPhase,
    generation: i64,
    observed_generation: i64,
    ready: bool,
    classrooms: ClassroomCounts,
    conditions: Vec<ConditionView>,
    /// Null once it is released.
    cluster_id: Option<ClusterId>,
    cluster_name: Option<String>,
    /// Its namespace there.
    namespace: String,
    next_change_at: Option<Timestamp>,
    created_at: Timestamp,
}

/// List orders of all tenants
///
/// The oldest first.
#[utoipa::path(get, path = "/v1/platform/orders", tag = "clusters", params(PlatformOrderFilter),
    responses((status = 200, description = "A page of orders", body = Page<PlatformOrderView>), Problems))]
pub(crate) async fn list_platform_orders(
    caller: PlatformCaller<ReadPlatformOrders>,
    Query(asked): Query<PlatformOrderFilter>,
    uri: Uri,
) -> Result<Page<PlatformOrderView>, ApiError> {
    let limit = Limit::of(asked.limit)?;
    let after = asked.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows =
        store::orders(&mut tx, store::Filter { phase: asked.phase.map(phase_name), ready: asked.ready, after }, limit.probe()).await?;
    let views = rows.into_iter().map(|row| PlatformOrderView::new(row, caller.language())).collect::<Result<_, _>>()?;
    Ok(Page::of(views, limit, &uri, |order: &PlatformOrderView| Cursor::new(order.created_at, order.id.uuid())))
}

impl PlatformOrderView {
    fn new(row: Row, language: Language) -> Result<Self, ApiError> {
        let id = OrderId::new(row.id);
        let blind_since = row.blind_since.map(jiff_sqlx::Timestamp::to_jiff);
        Ok(Self {
            id,
            tenant_id: TenantId::new(row.tenant_id),
            tenant_name: row.tenant_name,
            name: row.name,
            kind: row.kind,
            region: row.region,
            phase: phase_named(&row.phase)?,
            generation: row.generation,
            observed_generation: row.observed_generation,
            ready: row.ready && blind_since.is_none(),
            classrooms: ClassroomCounts {
                total: row.rooms_total,
                wanted_now: row.rooms_wanted_now,
                ready_now: if blind_since.is_none() { row.rooms_ready_now } else { 0 },
            },
            conditions: conditions(&row.conditions, blind_since, language),
            cluster_id: row.cluster_id.map(ClusterId::new),
            cluster_name: row.cluster_name,
            namespace: namespace_name(id),
            next_change_at: row.next_change_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: row.created_at.to_jiff(),
        })
    }
}
