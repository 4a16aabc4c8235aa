//! The SQL of lists of rooms: narrowed, sorted and counted by the same conditions.

use homeroom_domain::ids::{OrderId, TenantId};
use serde::Deserialize;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use utoipa::ToSchema;

use crate::db::sorted::{self, KeyKind, Position, Sort, SortKey};

/// How a list of rooms is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
pub enum ClassroomSort {
    #[default]
    #[serde(rename = "created_at")]
    Created,
    /// By name, or key where there is none; 7-2 before 7-10.
    #[serde(rename = "name")]
    Name,
    /// Rooms that are wanted and not up come first, then those that are, then the others, each by name.
    #[serde(rename = "attention")]
    Attention,
}

/// How a room stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClassroomState {
    /// It should be up.
    Wanted,
    /// It should be, and is.
    Ready,
    /// It should be, and is not known to be.
    NotReady,
    /// It need not be.
    Idle,
}

const NAME: SortKey = SortKey { sql: "r.shown_name COLLATE natural_order", kind: KeyKind::Text };
const ATTENTION: SortKey = SortKey {
    sql: "CASE WHEN (r.status ->> 'wanted')::boolean IS NOT TRUE THEN 2 WHEN (r.status ->> 'available')::boolean IS TRUE THEN 1 ELSE 0 END",
    kind: KeyKind::Number,
};
const IS_WANTED: &str = "(r.status ->> 'wanted')::boolean IS TRUE";
/// Nothing is known of a room on a cluster that does not answer.
const IS_READY: &str = "((r.status ->> 'available')::boolean IS TRUE AND NOT EXISTS
    (SELECT FROM placements p JOIN clusters c ON c.id = coalesce(r.stays_on, p.cluster_id)
     WHERE p.order_id = r.order_id AND p.state = 'live' AND c.blind_since IS NOT NULL))";

impl ClassroomSort {
    pub const fn sort(self) -> &'static Sort {
        match self {
            Self::Created => {
                &Sort { name: "created_at", keys: &[SortKey { sql: "r.created_at", kind: KeyKind::At }], id: "r.id", is_down: false }
            }
            Self::Name => &Sort { name: "name", keys: &[NAME], id: "r.id", is_down: false },
            Self::Attention => &Sort { name: "attention", keys: &[ATTENTION, NAME], id: "r.id", is_down: false },
        }
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub order_id: Option<OrderId>,
    pub key: Option<String>,
    pub external_id: Option<String>,
    /// A part of the key, the name or the external id.
    pub part: Option<String>,
    pub state: Option<ClassroomState>,
}

impl Filter {
    /// FROM and WHERE.
    fn push(&self, sql: &mut QueryBuilder<Postgres>, tenant: TenantId) {
        sql.push(" FROM classrooms r WHERE r.tenant_id = ").push_bind(tenant.uuid());
        if let Some(order) = self.order_id {
            sql.push(" AND r.order_id = ").push_bind(order.uuid());
        }
        if let Some(key) = &self.key {
            sql.push(" AND r.key = ").push_bind(key.clone());
        }
        if let Some(external_id) = &self.external_id {
            sql.push(" AND r.external_id = ").push_bind(external_id.clone());
        }
        if let Some(part) = &self.part {
            sql.push(" AND strpos(r.words, folded(").push_bind(part.clone()).push(")) > 0");
        }
        if let Some(state) = self.state {
            let (wanted, ready) = match state {
                ClassroomState::Wanted => ("", None),
                ClassroomState::Ready => ("", Some("")),
                ClassroomState::NotReady => ("", Some("NOT ")),
                ClassroomState::Idle => ("NOT ", None),
            };
            sql.push(" AND ").push(wanted).push(IS_WANTED);
            if let Some(ready) = ready {
                sql.push(" AND ").push(ready).push(IS_READY);
            }
        }
    }
}

/// Where the rooms of a page stand, at most `limit`.
#[tracing::instrument(name = "db.classrooms.positions", skip_all)]
pub async fn positions(
    conn: &mut PgConnection,
    of: (TenantId, &Filter),
    sort: &Sort,
    after: Option<&Position>,
    limit: i64,
) -> sqlx::Result<Vec<Position>> {
    sort.positions(conn, listing(of, sort, after, limit)).await
}

/// Its query: how it is planned is a property that is tested.
pub fn listing((tenant, filter): (TenantId, &Filter), sort: &Sort, after: Option<&Position>, limit: i64) -> QueryBuilder<Postgres> {
    let mut sql = sort.select();
    filter.push(&mut sql, tenant);
    sort.push_end(&mut sql, after, limit);
    sql
}

/// How many rooms there are, as far as lists are counted.
#[tracing::instrument(name = "db.classrooms.count", skip_all)]
pub async fn count(conn: &mut PgConnection, (tenant, filter): (TenantId, &Filter)) -> sqlx::Result<i64> {
    let mut sql = sorted::counting();
    filter.push(&mut sql, tenant);
    sorted::count(conn, sql).await
}
