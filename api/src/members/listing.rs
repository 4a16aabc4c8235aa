//! The SQL of lists of members: narrowed, sorted and counted by the same conditions. A place has some thousands of them at most, and what a page
//! costs is bounded by that.

use serde::Deserialize;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use utoipa::ToSchema;

use crate::{
    auth::Place,
    db::sorted::{self, KeyKind, Position, Sort, SortKey},
};

/// How a list of members is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
pub(super) enum MemberSort {
    #[default]
    #[serde(rename = "created_at")]
    Created,
    #[serde(rename = "email")]
    Email,
    /// By name, or e-mail address where there is none.
    #[serde(rename = "name")]
    Name,
}

impl MemberSort {
    pub(super) const fn sort(self) -> &'static Sort {
        match self {
            Self::Created => {
                &Sort { name: "created_at", keys: &[SortKey { sql: "m.created_at", kind: KeyKind::At }], id: "m.id", is_down: false }
            }
            Self::Email => {
                &Sort { name: "email", keys: &[SortKey { sql: "lower(u.email)", kind: KeyKind::Text }], id: "m.id", is_down: false }
            }
            Self::Name => &Sort {
                name: "name",
                keys: &[SortKey { sql: "coalesce(m.name, u.email) COLLATE natural_order", kind: KeyKind::Text }],
                id: "m.id",
                is_down: false,
            },
        }
    }
}

/// Which members.
pub(super) struct Filter {
    pub(super) place: Place,
    pub(super) email: Option<String>,
    pub(super) role: Option<&'static str>,
    /// A part of the name or the e-mail address.
    pub(super) part: Option<String>,
}

impl Filter {
    /// FROM and WHERE.
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        let (tenant, partner) = self.place.columns();
        sql.push(" FROM memberships m JOIN users u ON u.id = m.user_id WHERE true");
        // Not IS NOT DISTINCT FROM: no index serves it.
        for (column, id) in [(" AND m.tenant_id", tenant), (" AND m.partner_id", partner)] {
            match id {
                Some(id) => sql.push(column).push(" = ").push_bind(id),
                None => sql.push(column).push(" IS NULL"),
            };
        }
        if let Some(email) = &self.email {
            sql.push(" AND lower(u.email) = lower(").push_bind(email.clone()).push(")");
        }
        if let Some(role) = self.role {
            sql.push(" AND m.role = ").push_bind(role);
        }
        if let Some(part) = &self.part {
            sql.push(" AND strpos(folded(concat_ws(E'\\n', m.name, u.email)), folded(").push_bind(part.clone()).push(")) > 0");
        }
    }
}

/// Where the members of a page stand, at most `limit`.
#[tracing::instrument(name = "db.members.positions", skip_all)]
pub(super) async fn positions(
    conn: &mut PgConnection,
    filter: &Filter,
    sort: &Sort,
    after: Option<&Position>,
    limit: i64,
) -> sqlx::Result<Vec<Position>> {
    let mut sql = sort.select();
    filter.push(&mut sql);
    sort.push_end(&mut sql, after, limit);
    sort.positions(conn, sql).await
}

/// How many members there are, as far as lists are counted.
#[tracing::instrument(name = "db.members.count", skip_all)]
pub(super) async fn count(conn: &mut PgConnection, filter: &Filter) -> sqlx::Result<i64> {
    let mut sql = sorted::counting();
    filter.push(&mut sql);
    sorted::count(conn, sql).await
}
