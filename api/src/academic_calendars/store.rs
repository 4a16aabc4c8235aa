//! The SQL of academic calendars.

use homeroom_domain::{
    ids::AcademicCalendarId,
    order::{BellSchedule, Day, NamedTerm, NewAcademicCalendar},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{auth::TenantTx, db::purged::Purged};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("academic_calendars")];

/// A calendar, with how many live orders follow it.
#[derive(Debug)]
pub(crate) struct CalendarRow {
    pub id: Uuid,
    pub name: String,
    pub terms: Json<Vec<NamedTerm>>,
    pub days: Json<Vec<Day>>,
    pub bells: Json<Vec<BellSchedule>>,
    pub edit: i64,
    pub created_at: jiff_sqlx::Timestamp,
    pub updated_at: jiff_sqlx::Timestamp,
    pub orders: i64,
}

/// What counts of a calendar for an order.
#[derive(Debug)]
pub(crate) struct PlanRow {
    pub id: Uuid,
    pub edit: i64,
    pub days: Json<Vec<Day>>,
    pub bells: Json<Vec<BellSchedule>>,
}

/// One calendar.
#[tracing::instrument(name = "db.academic_calendars.get", skip_all)]
pub(crate) async fn get(tx: &mut TenantTx, id: AcademicCalendarId) -> sqlx::Result<Option<CalendarRow>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        CalendarRow,
        r#"SELECT c.id, c.name, c.terms AS "terms: Json<Vec<NamedTerm>>", c.days AS "days: Json<Vec<Day>>",
                  c.bells AS "bells: Json<Vec<BellSchedule>>", c.edit, c.created_at, c.updated_at,
                  (SELECT count(*) FROM orders o WHERE o.tenant_id = $1 AND o.academic_calendar_id = c.id AND o.cancelled_at IS NULL
                     AND o.phase NOT IN ('terminating', 'released')) AS "orders!"
           FROM academic_calendars c WHERE c.tenant_id = $1 AND c.id = $2"#,
        tenant,
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await
}

/// All of a tenant, the oldest first: there are fifty at most.
#[tracing::instrument(name = "db.academic_calendars.list", skip_all)]
pub(super) async fn list(tx: &mut TenantTx, after: Option<(Timestamp, Uuid)>, limit: i64) -> sqlx::Result<Vec<CalendarRow>> {
    let tenant = tx.tenant().uuid();
    let (after_at, after_id) = after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        CalendarRow,
        r#"SELECT c.id, c.name, c.terms AS "terms: Json<Vec<NamedTerm>>", c.days AS "days: Json<Vec<Day>>",
                  c.bells AS "bells: Json<Vec<BellSchedule>>", c.edit, c.created_at, c.updated_at,
                  (SELECT count(*) FROM orders o WHERE o.tenant_id = $1 AND o.academic_calendar_id = c.id AND o.cancelled_at IS NULL
                     AND o.phase NOT IN ('terminating', 'released')) AS "orders!"
           FROM academic_calendars c
           WHERE c.tenant_id = $1 AND ($2::timestamptz IS NULL OR (c.created_at, c.id) > ($2, $3::uuid))
           ORDER BY c.created_at, c.id LIMIT $4"#,
        tenant,
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    )
    .fetch_all(tx.conn())
    .await
}

/// How many there are; nobody else in the tenant makes one until the transaction ends.
#[tracing::instrument(name = "db.academic_calendars.lock_and_count", skip_all)]
pub(super) async fn lock_and_count(tx: &mut TenantTx) -> sqlx::Result<i64> {
    let tenant = tx.tenant();
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('academic calendars ' || $1, 0))", tenant.to_string())
        .execute(tx.conn())
        .await?;
    sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM academic_calendars WHERE tenant_id = $1"#, tenant.uuid())
        .fetch_one(tx.conn())
        .await
}

#[tracing::instrument(name = "db.academic_calendars.insert", skip_all)]
pub(super) async fn insert(tx: &mut TenantTx, id: AcademicCalendarId, new: &NewAcademicCalendar, at: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "INSERT INTO academic_calendars (id, tenant_id, name, terms, days, bells, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        id.uuid(),
        tenant,
        new.name,
        Json(&new.terms) as _,
        Json(&new.days) as _,
        Json(&new.bells) as _,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts what is planned now in the place of what was.
#[tracing::instrument(name = "db.academic_calendars.replace", skip_all)]
pub(crate) async fn replace(tx: &mut TenantTx, id: AcademicCalendarId, new: &NewAcademicCalendar, at: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "UPDATE academic_calendars SET name = $3, terms = $4, days = $5, bells = $6, edit = edit + 1, updated_at = $7 WHERE tenant_id = $1 AND id = $2",
        tenant,
        id.uuid(),
        new.name,
        Json(&new.terms) as _,
        Json(&new.days) as _,
        Json(&new.bells) as _,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The edit of a calendar that nobody else changes, removes, or begins to follow until the transaction ends.
#[tracing::instrument(name = "db.academic_calendars.lock", skip_all)]
pub(crate) async fn lock(tx: &mut TenantTx, id: AcademicCalendarId) -> sqlx::Result<Option<i64>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_scalar!("SELECT edit FROM academic_calendars WHERE tenant_id = $1 AND id = $2 FOR UPDATE", tenant, id.uuid())
        .fetch_optional(tx.conn())
        .await
}

/// The same that others may follow meanwhile, and nobody changes.
#[tracing::instrument(name = "db.academic_calendars.share", skip_all)]
pub(crate) async fn share(tx: &mut TenantTx, ids: &[Uuid]) -> sqlx::Result<Vec<(Uuid, i64)>> {
    let tenant = tx.tenant().uuid();
    let rows =
        sqlx::query!("SELECT id, edit FROM academic_calendars WHERE tenant_id = $1 AND id = ANY($2) ORDER BY id FOR SHARE", tenant, ids);
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.id, row.edit)).collect())
}

/// What counts of all of them for orders.
#[tracing::instrument(name = "db.academic_calendars.plans", skip_all)]
pub(crate) async fn plans(tx: &mut TenantTx) -> sqlx::Result<Vec<PlanRow>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(PlanRow, r#"SELECT id, edit, days AS "days: Json<Vec<Day>>", bells AS "bells: Json<Vec<BellSchedule>>" FROM academic_calendars WHERE tenant_id = $1"#, tenant)
        .fetch_all(tx.conn())
        .await
}

#[tracing::instrument(name = "db.academic_calendars.delete", skip_all)]
pub(super) async fn delete(tx: &mut TenantTx, id: AcademicCalendarId) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!("DELETE FROM academic_calendars WHERE tenant_id = $1 AND id = $2", tenant, id.uuid()).execute(tx.conn()).await?;
    Ok(())
}
