//! `GET /v1/search`

use homeroom_domain::ids::{ClassroomId, ClusterId, MembershipId, OrderId, TenantId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::store::{self, Found};
use crate::{
    auth::{Calling, Permission, Place, PlaceCaller, ReadOrders},
    http::{ApiError, Limit, Problems, Query, text},
};

/// As many as a list under a box shows.
const FEW: i64 = 8;

/// What to look for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// A part of a name, in any script; case, accents and width do not matter.
    #[param(min_length = 1, max_length = 100)]
    q: String,
    /// Most to find, 1 to 200; default 8.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResult {
    items: Vec<FoundView>,
}

/// Something whose name holds the part.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoundView {
    #[serde(rename = "type")]
    kind: FoundType,
    /// With the prefix of its sort.
    id: String,
    title: String,
    /// What tells it from others of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<String>,
    /// Of a classroom.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<OrderId>,
    /// Of an order that was found among those of all tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<TenantId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FoundType {
    Order,
    Classroom,
    Member,
    Tenant,
    Cluster,
}

/// Search by name
///
/// Of the tenant acted for: orders, classrooms and members. Of the platform: orders of all tenants, tenants, clusters and members; of a partner its tenants and members. Each sort only
/// where the caller may read it, what begins with the part first, and no sort crowds out another.
#[utoipa::path(get, path = "/v1/search", tag = "orders", params(SearchQuery), responses((status = 200, description = "What was found", body = SearchResult), Problems))]
pub(crate) async fn search(
    caller: PlaceCaller<ReadOrders>,
    Query(query): Query<SearchQuery>,
) -> Result<axum::Json<SearchResult>, ApiError> {
    let limit = Limit::of(query.limit.or(Some(FEW)))?;
    let most = limit.probe() - 1;
    let Some(part) = text::part(Some(query.q))? else { return Ok(axum::Json(SearchResult { items: Vec::new() })) };
    let mut tx = caller.begin().await?;
    let mut sorts = Vec::new();
    for kind in [FoundType::Order, FoundType::Classroom, FoundType::Member, FoundType::Tenant, FoundType::Cluster] {
        if may_read(&caller, kind) {
            let found = of(tx.conn(), kind, caller.place(), (&part, most)).await?;
            sorts.push(found.into_iter().map(move |found| FoundView::new(kind, found)));
        }
    }
    tx.commit().await?;
    Ok(axum::Json(SearchResult { items: in_turns(sorts, limit.rows()) }))
}

/// Whether such things are where the caller acts, and may be read.
fn may_read(caller: &Calling, kind: FoundType) -> bool {
    let (place, may) = (caller.place(), |permission| caller.permissions().has(permission));
    match kind {
        FoundType::Order if place == Place::Platform => may(Permission::ReadPlatformOrders),
        FoundType::Order => place.tenant().is_some() && may(Permission::ReadOrders),
        FoundType::Classroom => place.tenant().is_some() && may(Permission::ReadClassrooms),
        FoundType::Member => may(Permission::ReadMembers),
        FoundType::Tenant => place.tenant().is_none() && may(Permission::ReadTenants),
        FoundType::Cluster => place == Place::Platform && may(Permission::ReadClusters),
    }
}

async fn of(conn: &mut PgConnection, kind: FoundType, place: Place, (part, most): (&str, i64)) -> sqlx::Result<Vec<Found>> {
    match kind {
        FoundType::Order => store::orders(conn, place.tenant(), part, most).await,
        FoundType::Classroom => store::classrooms(conn, place.tenant(), part, most).await,
        FoundType::Member => store::members(conn, place, part, most).await,
        FoundType::Tenant => store::tenants(conn, place.partner(), part, most).await,
        FoundType::Cluster => store::clusters(conn, part, most).await,
    }
}

impl FoundView {
    fn new(kind: FoundType, found: Found) -> Self {
        let id = match kind {
            FoundType::Order => OrderId::new(found.id).to_string(),
            FoundType::Classroom => ClassroomId::new(found.id).to_string(),
            FoundType::Member => MembershipId::new(found.id).to_string(),
            FoundType::Tenant => TenantId::new(found.id).to_string(),
            FoundType::Cluster => ClusterId::new(found.id).to_string(),
        };
        Self {
            kind,
            id,
            title: found.title,
            subtitle: found.subtitle,
            order_id: found.order_id.map(OrderId::new),
            tenant_id: found.tenant_id.map(TenantId::new),
        }
    }
}

/// At most so many: one of each sort in turn, and then sort by sort.
fn in_turns(mut sorts: Vec<impl Iterator<Item = FoundView>>, most: usize) -> Vec<FoundView> {
    let mut taken: Vec<Vec<FoundView>> = sorts.iter().map(|_| Vec::new()).collect();
    let mut left = most;
    while left > 0 {
        let before = left;
        for (sort, taken) in sorts.iter_mut().zip(&mut taken).take(left) {
            if let Some(found) = sort.next() {
                taken.push(found);
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    taken.into_iter().flatten().take(most).collect()
}
