//! Lists of orders, of one tenant or of all: narrowed, sorted and counted by the same conditions.

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::{ClusterId, TenantId},
    order::{NewOrder, OrderPhase},
};
use serde::Deserialize;
use sqlx::{PgConnection, Postgres, QueryBuilder, types::Json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    full::phase_name,
    rows::{Row, Summary},
};
use crate::{
    auth::TenantTx,
    db::sorted::{self, KeyKind, Position, Sort, SortKey},
};

/// How a list of orders is sorted; `-` is downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
pub enum OrderSort {
    #[default]
    #[serde(rename = "created_at")]
    Created,
    #[serde(rename = "-created_at")]
    CreatedDown,
    /// 7-2 before 7-10.
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameDown,
    /// What changes next comes first, what never does last.
    #[serde(rename = "next_change_at")]
    NextChange,
    /// Rooms that are wanted and not up come first, then what is otherwise not as planned, each by the next change.
    #[serde(rename = "attention")]
    Attention,
}

const CREATED: &[SortKey] = &[SortKey { sql: "o.created_at", kind: KeyKind::At }];
const NAME: &[SortKey] = &[SortKey { sql: "o.name COLLATE natural_order", kind: KeyKind::Text }];
const NEXT_CHANGE: SortKey = SortKey { sql: "o.sorted_change_at", kind: KeyKind::At };
const ATTENTION: SortKey = SortKey { sql: "o.attention", kind: KeyKind::Number };

impl OrderSort {
    pub const fn sort(self) -> &'static Sort {
        match self {
            Self::Created => &Sort { name: "created_at", keys: CREATED, id: "o.id", is_down: false },
            Self::CreatedDown => &Sort { name: "-created_at", keys: CREATED, id: "o.id", is_down: true },
            Self::Name => &Sort { name: "name", keys: NAME, id: "o.id", is_down: false },
            Self::NameDown => &Sort { name: "-name", keys: NAME, id: "o.id", is_down: true },
            Self::NextChange => &Sort { name: "next_change_at", keys: &[NEXT_CHANGE], id: "o.id", is_down: false },
            Self::Attention => &Sort { name: "attention", keys: &[ATTENTION, NEXT_CHANGE], id: "o.id", is_down: false },
        }
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub tenant: Option<TenantId>,
    pub phases: Vec<OrderPhase>,
    pub kind: Option<String>,
    pub region: Option<String>,
    pub external_id: Option<String>,
    pub name: Option<String>,
    /// A part of the order's name or external id, or of a room's key, name or external id.
    pub part: Option<String>,
    pub ready: Option<bool>,
    pub cluster: Option<ClusterId>,
    /// Some condition has one of these reasons.
    pub reasons: Option<Vec<String>>,
}

/// It is on a cluster of which nothing is known.
const IS_UNSEEN: &str = "EXISTS (SELECT FROM placements p JOIN clusters c ON c.id = p.cluster_id
                                 WHERE p.order_id = o.id AND p.state = 'live' AND c.blind_since IS NOT NULL)";
/// The reason that is shown of such an order, whatever was recorded before.
const UNSEEN: &str = "ClusterUnreachable";

impl Filter {
    /// FROM and WHERE.
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" FROM orders o WHERE true");
        if let Some(tenant) = self.tenant {
            sql.push(" AND o.tenant_id = ").push_bind(tenant.uuid());
        }
        if !self.phases.is_empty() {
            let names: Vec<&str> = self.phases.iter().map(|phase| phase_name(*phase)).collect();
            sql.push(" AND o.phase = ANY(").push_bind(names).push(")");
        }
        let texts = [
            (" AND o.kind = ", &self.kind),
            (" AND o.region = ", &self.region),
            (" AND o.external_id = ", &self.external_id),
            (" AND o.name = ", &self.name),
        ];
        for (condition, text) in texts {
            if let Some(text) = text {
                sql.push(condition).push_bind(text.clone());
            }
        }
        if let Some(ready) = self.ready {
            sql.push(if ready { " AND o.ready AND NOT " } else { " AND (NOT o.ready OR " }).push(IS_UNSEEN);
            sql.push(if ready { "" } else { ")" });
        }
        if let Some(cluster) = self.cluster {
            sql.push(" AND EXISTS (SELECT FROM placements p WHERE p.order_id = o.id AND p.state = 'live' AND p.cluster_id = ");
            sql.push_bind(cluster.uuid()).push(")");
        }
        self.push_reasons(sql);
        self.push_part(sql);
    }

    fn push_reasons(&self, sql: &mut QueryBuilder<Postgres>) {
        let Some(reasons) = &self.reasons else { return };
        sql.push(" AND (NOT ").push(IS_UNSEEN);
        sql.push(" AND EXISTS (SELECT FROM jsonb_array_elements(o.conditions) AS c(of) WHERE c.of ->> 'reason' = ANY(");
        sql.push_bind(reasons.clone()).push("))");
        if reasons.iter().any(|reason| reason == UNSEEN) {
            sql.push(" OR ").push(IS_UNSEEN);
        }
        sql.push(")");
    }

    fn push_part(&self, sql: &mut QueryBuilder<Postgres>) {
        let Some(part) = &self.part else { return };
        sql.push(" AND o.id IN (SELECT w.order_id FROM order_words w WHERE w.grams @> grams_asked(folded(").push_bind(part.clone());
        sql.push(")) AND strpos(w.words, folded(").push_bind(part.clone()).push(")) > 0");
        if let Some(tenant) = self.tenant {
            sql.push(" AND w.tenant_id = ").push_bind(tenant.uuid());
        }
        sql.push(")");
    }
}

/// Where the orders of a page stand, at most `limit`.
#[tracing::instrument(name = "db.orders.list", skip_all)]
pub async fn list(
    conn: &mut PgConnection,
    filter: &Filter,
    sort: &Sort,
    after: Option<&Position>,
    limit: i64,
) -> sqlx::Result<Vec<Position>> {
    sort.positions(conn, listing(filter, sort, after, limit)).await
}

/// Its query: how it is planned is a property that is tested.
pub fn listing(filter: &Filter, sort: &Sort, after: Option<&Position>, limit: i64) -> QueryBuilder<Postgres> {
    let mut sql = sort.select();
    filter.push(&mut sql);
    sort.push_end(&mut sql, after, limit);
    sql
}

/// How many orders there are, as far as lists are counted.
#[tracing::instrument(name = "db.orders.count", skip_all)]
pub async fn count(conn: &mut PgConnection, filter: &Filter) -> sqlx::Result<i64> {
    let mut sql = sorted::counting();
    filter.push(&mut sql);
    sorted::count(conn, sql).await
}

/// Orders of the tenant in the order of their ids.
#[tracing::instrument(name = "db.orders.summaries", skip_all)]
pub async fn summaries(tx: &mut TenantTx, ids: &[Uuid]) -> sqlx::Result<Vec<Summary>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT o.id, o.name, o.kind, o.region, o.external_id, o.metadata AS "metadata: Json<BTreeMap<String, String>>", o.first_day,
                  o.last_day, o.phase, o.generation, o.observed_generation, o.ready, o.rooms_total, o.rooms_wanted_now, o.rooms_ready_now,
                  g.lessons_total, o.conditions, c.blind_since AS "blind_since?", g.warnings, g.effective_from, o.ends_at, o.cancelled_at,
                  o.reserved_until, o.confirmed_at, o.purchase_order, o.reservation_expired_at,
                  o.next_change_at, o.edit, o.revision + coalesce(c.sights, 0) AS "revision!", o.created_at, NULL::jsonb AS "document: Json<NewOrder>"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS n(id, place) JOIN orders o ON o.id = n.id
           JOIN order_generations g ON g.order_id = o.id AND g.number = o.generation
           LEFT JOIN placements p ON p.order_id = o.id AND p.state = 'live' LEFT JOIN clusters c ON c.id = p.cluster_id
           WHERE o.tenant_id = $1 ORDER BY n.place"#,
        tenant,
        ids
    );
    rows.fetch_all(tx.conn()).await?.into_iter().map(Summary::try_from).collect()
}
