//! Header rows: whose calendar it is, its limits, and the lock that all writers take. Only here are they made, changed and removed.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::{Calendar, Resource},
    cluster::supply::Supply,
    ids::TenantId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// A calendar's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub id: Uuid,
    /// The tenant whose quota it is; `None` for a cluster's.
    pub tenant_id: Option<TenantId>,
    /// By resource; of a tenant also `live_orders` and `rooms_per_order`, which are not booked per slot.
    pub limits: Limits,
    /// How they change over time; `None`: they do not.
    pub supply: Option<Supply>,
    /// Counts changes of the limits.
    pub edit: i64,
}

/// How much there is of what.
pub type Limits = BTreeMap<Resource, i64>;

struct Row {
    id: Uuid,
    tenant_id: Option<Uuid>,
    limits: Json<BTreeMap<String, i64>>,
    supply: Option<Value>,
    edit: i64,
}

impl Header {
    /// The calendar with its limits as they are seen from a moment, and nothing used.
    pub fn calendar(&self, now: Timestamp) -> Calendar {
        let calendar = Calendar::new(self.id, self.limits.clone());
        match &self.supply {
            Some(supply) => calendar.changing(supply.changes(&self.limits, now)),
            None => calendar,
        }
    }
}

impl From<Row> for Header {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            tenant_id: row.tenant_id.map(TenantId::new),
            limits: row.limits.0.into_iter().filter_map(|(name, limit)| Some((name.parse().ok()?, limit))).collect(),
            // What a newer version wrote otherwise is not sold by this one: the limits of now hold.
            supply: row.supply.and_then(|supply| serde_json::from_value(supply).ok()),
            edit: row.edit,
        }
    }
}

/// The quota calendar of a tenant, unlocked.
#[tracing::instrument(name = "db.calendars.header_of_tenant", skip_all)]
pub async fn header_of_tenant(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<Header>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id, tenant_id, limits AS "limits: Json<BTreeMap<String, i64>>", supply, edit FROM calendars WHERE tenant_id = $1"#,
        tenant.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(Header::from))
}

/// Headers as they stand, unlocked, by ascending id.
#[tracing::instrument(name = "db.calendars.headers", skip_all)]
pub async fn headers(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Header>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, tenant_id, limits AS "limits: Json<BTreeMap<String, i64>>", supply, edit FROM calendars WHERE id = ANY($1) ORDER BY id"#,
        ids
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Header::from).collect())
}

/// Locks calendars against all other writers until the transaction or its savepoint ends, by ascending id whatever order they are given in.
#[tracing::instrument(name = "db.calendars.lock", skip_all)]
pub async fn lock(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Header>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, tenant_id, limits AS "limits: Json<BTreeMap<String, i64>>", supply, edit FROM calendars
           WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"#,
        ids
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Header::from).collect())
}

/// Makes a calendar on which nothing is booked: a tenant's, or a cluster's.
#[tracing::instrument(name = "db.calendars.create", skip_all)]
pub async fn create(conn: &mut PgConnection, id: Uuid, tenant: Option<TenantId>, limits: &Limits) -> sqlx::Result<()> {
    sqlx::query!("INSERT INTO calendars (id, tenant_id, limits) VALUES ($1, $2, $3)", id, tenant.map(TenantId::uuid), Json(limits) as _)
        .execute(conn)
        .await?;
    Ok(())
}

/// Other limits, also below what is used. The caller has locked the calendar.
#[tracing::instrument(name = "db.calendars.set_limits", skip_all)]
pub async fn set_limits(conn: &mut PgConnection, id: Uuid, limits: &Limits) -> sqlx::Result<()> {
    sqlx::query!("UPDATE calendars SET limits = $2, edit = edit + 1 WHERE id = $1", id, Json(limits) as _).execute(conn).await?;
    Ok(())
}

/// Something that belongs to the calendar's owner has other limits: whoever follows its edit looks again. The caller has locked the calendar.
#[tracing::instrument(name = "db.calendars.count_edit", skip_all)]
pub async fn count_edit(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("UPDATE calendars SET edit = edit + 1 WHERE id = $1", id).execute(conn).await?;
    Ok(())
}

/// Limits that change over time, and when they have to be worked out again whatever happens. The caller has locked the calendar. Gives whether they are others
/// than before.
#[tracing::instrument(name = "db.calendars.set_supply", skip_all)]
pub async fn set_supply(
    conn: &mut PgConnection,
    id: Uuid,
    (limits, supply): (&Limits, Option<&Supply>),
    due: Option<Timestamp>,
) -> sqlx::Result<bool> {
    let changed = sqlx::query_scalar!(
        r#"WITH before AS (SELECT id, (limits, supply) IS DISTINCT FROM ($2::jsonb, $3::jsonb) AS changes FROM calendars WHERE id = $1)
           UPDATE calendars c SET limits = $2, supply = $3, supply_due_at = $4, edit = edit + before.changes::integer
           FROM before WHERE c.id = before.id RETURNING before.changes AS "changes!""#,
        id,
        Json(limits) as _,
        supply.map(Json) as _,
        due.map(jiff_sqlx::ToSqlx::to_sqlx) as Option<jiff_sqlx::Timestamp>
    );
    Ok(changed.fetch_optional(conn).await?.unwrap_or_default())
}

/// Calendars whose limits have to be worked out again, because something that was planned is due.
#[tracing::instrument(name = "db.calendars.supply_due", skip_all)]
pub async fn supply_due(conn: &mut PgConnection, now: Timestamp) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("SELECT id FROM calendars WHERE supply_due_at <= $1 ORDER BY id", now.to_sqlx() as jiff_sqlx::Timestamp)
        .fetch_all(conn)
        .await
}

/// Removes a calendar with all that was ever booked on it.
#[tracing::instrument(name = "db.calendars.remove", skip_all)]
pub async fn remove(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM reservations WHERE calendar_id = $1", id).execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM calendars WHERE id = $1", id).execute(conn).await?;
    Ok(())
}
