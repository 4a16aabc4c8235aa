//! The SQL of what tenants are on: a header that is locked, and a row for each day from which another version counts.

use homeroom_domain::{
    billing::NewPlanVersion,
    ids::{PlanVersionId, TenantId},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::auth::TenantTx;

/// That a tenant is on a plan.
#[derive(Debug, Clone)]
pub(in crate::prices) struct SubscriptionRow {
    pub charged_from: jiff_sqlx::Timestamp,
    pub edit: i64,
}

/// The version that counts from a day on, until the next row's.
#[derive(Debug, Clone)]
pub(in crate::prices) struct PeriodRow {
    pub from_day: jiff_sqlx::Date,
    pub from_at: jiff_sqlx::Timestamp,
    pub version_id: Uuid,
    pub number: i32,
    pub document: Json<NewPlanVersion>,
    pub plan_id: Uuid,
    pub plan_name: String,
}

#[tracing::instrument(name = "db.prices.subscription", skip_all)]
pub(in crate::prices) async fn subscription(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<SubscriptionRow>> {
    sqlx::query_as!(SubscriptionRow, "SELECT charged_from, edit FROM plan_subscriptions WHERE tenant_id = $1", tenant.uuid())
        .fetch_optional(conn)
        .await
}

/// All periods of a tenant from the one on that holds a moment, in order.
#[tracing::instrument(name = "db.prices.periods", skip_all)]
pub(in crate::prices) async fn periods(conn: &mut PgConnection, tenant: TenantId, since: Timestamp) -> sqlx::Result<Vec<PeriodRow>> {
    let since = since.to_sqlx();
    sqlx::query_as!(
        PeriodRow,
        r#"SELECT s.from_day, s.from_at, v.id AS version_id, v.number, v.document AS "document: Json<NewPlanVersion>",
                  p.id AS plan_id, p.name AS plan_name
           FROM plan_periods s JOIN plan_versions v ON v.id = s.plan_version_id JOIN plans p ON p.id = v.plan_id
           WHERE s.tenant_id = $1
             AND s.from_at >= coalesce((SELECT max(f.from_at) FROM plan_periods f WHERE f.tenant_id = $1 AND f.from_at <= $2), '-infinity')
           ORDER BY s.from_day"#,
        tenant.uuid(),
        since as _
    )
    .fetch_all(conn)
    .await
}

/// What a tenant buys by at a moment, with all that a price needs of it beside the order.
#[derive(Debug)]
pub(in crate::prices) struct CurrentRow {
    pub version_id: Uuid,
    pub document: Json<NewPlanVersion>,
    pub charged_from: jiff_sqlx::Timestamp,
    pub time_zone: String,
    /// When the next period begins.
    pub until: Option<jiff_sqlx::Timestamp>,
}

/// The version that counts at a moment; `None` where none does. One statement: every order and quote of a tenant that is on a plan asks it.
#[tracing::instrument(name = "db.prices.current", skip_all)]
pub(in crate::prices) async fn current(tx: &mut TenantTx, now: Timestamp) -> sqlx::Result<Option<CurrentRow>> {
    let (tenant, now) = (tx.tenant().uuid(), now.to_sqlx());
    sqlx::query_as!(
        CurrentRow,
        r#"SELECT v.id AS version_id, v.document AS "document: Json<NewPlanVersion>", h.charged_from, t.time_zone,
                  (SELECT min(n.from_at) FROM plan_periods n WHERE n.tenant_id = $1 AND n.from_at > $2) AS until
           FROM plan_periods s JOIN plan_versions v ON v.id = s.plan_version_id JOIN plan_subscriptions h ON h.tenant_id = s.tenant_id
           JOIN tenants t ON t.id = s.tenant_id
           WHERE s.tenant_id = $1 AND s.from_at <= $2 ORDER BY s.from_at DESC LIMIT 1"#,
        tenant,
        now as _
    )
    .fetch_optional(tx.conn())
    .await
}

/// A tenant is on a plan from now on, or its edit is counted.
#[tracing::instrument(name = "db.prices.subscribe", skip_all)]
pub(in crate::prices) async fn subscribe(tx: &mut TenantTx, charged_from: Timestamp, now: Timestamp) -> sqlx::Result<()> {
    let (tenant, charged_from, now) = (tx.tenant().uuid(), charged_from.to_sqlx(), now.to_sqlx());
    sqlx::query!(
        "INSERT INTO plan_subscriptions (tenant_id, charged_from, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id) DO UPDATE SET edit = plan_subscriptions.edit + 1",
        tenant,
        charged_from as _,
        now as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// From a day on a version counts; what was chosen for that day or for later ones is dropped.
#[tracing::instrument(name = "db.prices.set_period", skip_all)]
pub(in crate::prices) async fn set_period(
    tx: &mut TenantTx,
    (day, at): (Date, Timestamp),
    version: PlanVersionId,
    now: Timestamp,
) -> sqlx::Result<()> {
    let (tenant, day, at, now) = (tx.tenant().uuid(), day.to_sqlx(), at.to_sqlx(), now.to_sqlx());
    sqlx::query!("DELETE FROM plan_periods WHERE tenant_id = $1 AND from_day > $2", tenant, day as _).execute(tx.conn()).await?;
    sqlx::query!(
        "INSERT INTO plan_periods (tenant_id, from_day, from_at, plan_version_id, chosen_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, from_day) DO UPDATE SET plan_version_id = $4, chosen_at = $5",
        tenant,
        day as _,
        at as _,
        version.uuid(),
        now as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
