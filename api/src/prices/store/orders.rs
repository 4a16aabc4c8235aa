//! The SQL of what orders were bought by.

use homeroom_domain::{
    billing::NewPlanVersion,
    ids::{OrderId, PlanVersionId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;
use uuid::Uuid;

use crate::auth::TenantTx;

/// By what an order was bought, with what it holds of its tenant's quota: resources and their steps, each three numbers.
#[derive(Debug)]
pub(in crate::prices) struct BoughtRow {
    pub version_id: Uuid,
    pub document: Json<NewPlanVersion>,
    pub charged_from: jiff_sqlx::Timestamp,
    pub time_zone: String,
    /// Keys of rooms that are charged by the term: all that it has, and those that were dropped when it had begun.
    pub rooms: Vec<String>,
    /// Its term has begun.
    pub has_begun: bool,
    pub booked: Json<Vec<(String, Vec<i64>)>>,
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

/// What an order was bought by and holds; `None` where it costs nothing.
#[tracing::instrument(name = "db.prices.bought", skip_all)]
pub(in crate::prices) async fn bought(tx: &mut TenantTx, order: OrderId, now: Timestamp) -> sqlx::Result<Option<BoughtRow>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        BoughtRow,
        r#"SELECT v.id AS version_id, v.document AS "document: Json<NewPlanVersion>", b.charged_from, t.time_zone,
                  (SELECT array_agg(k.key) FROM classrooms k WHERE k.order_id = o.id AND (k.removed_at IS NULL OR k.removed_at >= o.first_day)) AS "rooms!",
                  o.first_day <= $3::timestamptz AS "has_begun!",
                  coalesce((SELECT jsonb_agg(jsonb_build_array(r.resource, to_jsonb(r.steps))) FROM reservations r JOIN calendars c ON c.id = r.calendar_id
                            WHERE r.order_id = $2 AND r.tenant_id = $1 AND c.tenant_id = $1), '[]') AS "booked!: Json<Vec<(String, Vec<i64>)>>"
           FROM order_prices b JOIN plan_versions v ON v.id = b.plan_version_id JOIN orders o ON o.id = b.order_id JOIN tenants t ON t.id = b.tenant_id
           WHERE b.tenant_id = $1 AND b.order_id = $2"#,
        tenant,
        order.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_optional(tx.conn())
    .await
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
