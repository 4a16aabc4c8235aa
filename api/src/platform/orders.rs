//! `GET /v1/platform/orders`: orders of all tenants, and where they are placed.

use homeroom_domain::{
    ids::{ClusterId, OrderId, TenantId},
    order::OrderPhase,
    phase::FixBy,
    workload::namespace_name,
};
use http::Uri;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, Row};
use crate::{
    auth::{PlatformCaller, ReadPlatformOrders},
    http::{ApiError, ConditionView, Limit, Page, Problems, Query, SortedCursor, Total, text},
    images,
    orders::{
        self,
        store::{Filter, OrderSort, phase_named},
        view::{ClassroomCounts, conditions},
    },
    promises,
    words::Language,
};

/// Which orders.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PlatformOrderFilter {
    /// A part of the name or external id, or of a room's key, name or external id; case, accents and width do not matter.
    #[param(min_length = 1, max_length = 100)]
    q: Option<String>,
    #[param(inline)]
    #[serde(default)]
    sort: OrderSort,
    /// Whether to say how many there are, up to 10,000.
    #[serde(default)]
    count: bool,
    phase: Option<OrderPhase>,
    ready: Option<bool>,
    tenant_id: Option<TenantId>,
    /// On which it is placed.
    cluster_id: Option<ClusterId>,
    region: Option<String>,
    kind: Option<String>,
    /// Some condition has this reason.
    reason: Option<String>,
    /// Some condition is this one's to mend.
    fix_by: Option<FixBy>,
    /// Orders on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before, sorted the same way.
    #[param(value_type = Option<String>)]
    cursor: Option<SortedCursor>,
}

impl PlatformOrderFilter {
    fn filter(&mut self) -> Result<Filter, ApiError> {
        Ok(Filter {
            tenant: self.tenant_id,
            phases: self.phase.into_iter().collect(),
            kind: self.kind.take(),
            region: self.region.take(),
            part: text::part(self.q.take())?,
            ready: self.ready,
            cluster: self.cluster_id,
            reasons: reasons(self.reason.take(), self.fix_by),
            ..Filter::default()
        })
    }
}

/// The reasons of which some condition has one; `None` where any will do.
fn reasons(reason: Option<String>, fix_by: Option<FixBy>) -> Option<Vec<String>> {
    let of = fix_by.map(|who| who.reasons().iter().map(|reason| (*reason).to_owned()).collect::<Vec<_>>());
    match (reason, of) {
        (Some(reason), Some(of)) => Some(of.into_iter().filter(|one| *one == reason).collect()),
        (Some(reason), None) => Some(vec![reason]),
        (None, of) => of,
    }
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
/// An order whose promise is at risk has the condition `PromiseAtRisk` besides; `GET /v1/promises` lists those alone. One with a room that is open or opens within a
/// day has the condition `Preloaded` too: on how many nodes of its cluster the image is that its rooms start from, `unknown` where nodes tell of no images. Both are
/// made when they are read: `reason` and `fix_by` do not look for them, and `ready` does not depend on them.
#[utoipa::path(get, path = "/v1/platform/orders", tag = "clusters", params(PlatformOrderFilter),
    responses((status = 200, description = "A page of orders", body = Page<PlatformOrderView>), Problems))]
pub(crate) async fn list_platform_orders(
    caller: PlatformCaller<ReadPlatformOrders>,
    Query(mut asked): Query<PlatformOrderFilter>,
    uri: Uri,
) -> Result<Page<PlatformOrderView>, ApiError> {
    let (limit, sort, filter) = (Limit::of(asked.limit)?, asked.sort.sort(), asked.filter()?);
    let after = SortedCursor::position(asked.cursor, sort)?;
    let mut tx = caller.begin().await?;
    let found = orders::store::list(tx.conn(), &filter, sort, after.as_ref(), limit.probe()).await?;
    let total = if asked.count { Total::of(orders::store::count(tx.conn(), &filter).await?) } else { Total::UNKNOWN };
    let page = Page::sorted(found, limit, &uri, sort).with_total(total);
    let ids = page.ids();
    let rows = store::orders(&mut tx, &ids).await?;
    let at_risk = promises::of_orders(tx.conn(), &ids).await?;
    let mut preloaded =
        images::of_orders(tx.conn(), &ids, (caller.app().config.room_image.as_str(), caller.now()), caller.language()).await?;
    page.filled(rows).try_map(|row| {
        let at_risk = at_risk.get(&row.id).map(|at_risk| promises::condition(at_risk, caller.language()));
        let besides = at_risk.into_iter().chain(preloaded.remove(&row.id)).collect();
        PlatformOrderView::new(row, besides, caller.language())
    })
}

impl PlatformOrderView {
    /// `besides`: conditions that are kept elsewhere than with the order.
    fn new(row: Row, besides: Vec<ConditionView>, language: Language) -> Result<Self, ApiError> {
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
            conditions: conditions(&row.conditions, blind_since, language).into_iter().chain(besides).collect(),
            cluster_id: row.cluster_id.map(ClusterId::new),
            cluster_name: row.cluster_name,
            namespace: namespace_name(id),
            next_change_at: row.next_change_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: row.created_at.to_jiff(),
        })
    }
}
