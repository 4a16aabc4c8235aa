//! The SQL of what orders were bought by.

use homeroom_domain::{
    billing::NewPlanVersion,
    calendar::Amounts,
    ids::{OrderId, PlanVersionId, TenantId},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{auth::TenantTx, calendars::store as calendars, db::purged::Purged};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("order_prices")];

/// By what an order was bought, and what it holds of its tenant's quota.
#[derive(Debug)]
pub(crate) struct Bought {
    pub order: OrderId,
    pub version: PlanVersionId,
    pub plan: NewPlanVersion,
    pub charged_from: Timestamp,
    pub time_zone: String,
    /// Keys of rooms that are charged by the term: all that it has, and those that were dropped when it had begun.
    pub rooms: Vec<String>,
    /// What it is paid from.
    pub cost_group: Option<String>,
    /// Of its term.
    pub first_day: Date,
    pub quota: Amounts,
}

/// Notes by which version an order is bought.
#[tracing::instrument(name = "db.prices.pin", skip_all)]
pub(crate) async fn pin(
    tx: &mut TenantTx,
    order: OrderId,
    version: PlanVersionId,
    charged_from: Timestamp,
    at: Timestamp,
) -> sqlx::Result<()> {
    let (tenant, charged_from, at) = (tx.tenant().uuid(), charged_from.to_sqlx(), at.to_sqlx());
    sqlx::query!(
        "INSERT INTO order_prices (tenant_id, order_id, plan_version_id, charged_from, created_at) VALUES ($1, $2, $3, $4, $5)",
        tenant,
        order.uuid(),
        version.uuid(),
        charged_from as _,
        at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What these orders of a tenant were bought by and hold; those that cost nothing are left out.
#[tracing::instrument(name = "db.prices.bought", skip_all)]
pub(crate) async fn bought(conn: &mut PgConnection, tenant: TenantId, orders: &[Uuid]) -> sqlx::Result<Vec<Bought>> {
    let rows = sqlx::query!(
        r#"SELECT b.order_id, v.id AS version_id, v.document AS "document: Json<NewPlanVersion>", b.charged_from, t.time_zone, o.first_day, o.cost_group,
                  (SELECT array_agg(k.key) FROM classrooms k WHERE k.order_id = o.id AND (k.removed_at IS NULL OR k.removed_at >= o.first_day)) AS "rooms!",
                  coalesce((SELECT jsonb_agg(jsonb_build_array(r.resource, to_jsonb(r.steps))) FROM reservations r JOIN calendars c ON c.id = r.calendar_id
                            WHERE r.order_id = b.order_id AND r.tenant_id = $1 AND c.tenant_id = $1), '[]') AS "booked!: Json<Vec<(String, Vec<i64>)>>"
           FROM order_prices b JOIN plan_versions v ON v.id = b.plan_version_id JOIN orders o ON o.id = b.order_id JOIN tenants t ON t.id = b.tenant_id
           WHERE b.tenant_id = $1 AND b.order_id = ANY($2)"#,
        tenant.uuid(),
        orders
    );
    let mut bought = Vec::with_capacity(orders.len());
    for row in rows.fetch_all(conn).await? {
        bought.push(Bought {
            order: OrderId::new(row.order_id),
            version: PlanVersionId::new(row.version_id),
            plan: row.document.0,
            charged_from: row.charged_from.to_jiff(),
            time_zone: row.time_zone,
            rooms: row.rooms,
            first_day: row.first_day.to_jiff(),
            cost_group: row.cost_group,
            quota: calendars::amounts(row.booked.0)?,
        });
    }
    Ok(bought)
}

/// Orders that are bought and not over.
#[tracing::instrument(name = "db.prices.count_live", skip_all)]
pub(in crate::prices) async fn count_live(tx: &mut TenantTx) -> sqlx::Result<i64> {
    let tenant = tx.tenant().uuid();
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM order_prices b JOIN orders o ON o.id = b.order_id
           WHERE b.tenant_id = $1 AND o.tenant_id = $1 AND o.cancelled_at IS NULL AND o.phase NOT IN ('terminating', 'released')"#,
        tenant
    );
    count.fetch_one(tx.conn()).await
}
