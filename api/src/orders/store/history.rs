//! The generations of an order as people look back at them.

use homeroom_domain::{ids::OrderId, order::NewOrder};
use serde_json::Value;
use sqlx::types::Json;

use crate::auth::TenantTx;

/// A generation without its document.
#[derive(Debug)]
pub struct GenerationRow {
    pub number: i64,
    pub created_at: jiff_sqlx::Timestamp,
    pub effective_from: jiff_sqlx::Timestamp,
    pub lessons_total: i32,
    /// Of the event that told of it.
    pub actor: Option<Value>,
}

/// Generations with smaller numbers than this one, the newest first, at most `limit`.
#[tracing::instrument(name = "db.orders.generations", skip_all)]
pub async fn generations(tx: &mut TenantTx, id: OrderId, before: Option<i64>, limit: i64) -> sqlx::Result<Vec<GenerationRow>> {
    let tenant = tx.tenant().uuid();
    // The event of an order by its index; a change of labels alone names the generation that it belongs to, and made none.
    sqlx::query_as!(
        GenerationRow,
        r#"SELECT g.number, g.created_at, g.effective_from, g.lessons_total, e.actor AS "actor?"
           FROM order_generations g LEFT JOIN LATERAL
               (SELECT actor FROM events
                WHERE feed = $1 AND subject = $3 AND type IN ('order.created', 'order.amended')
                  AND (data ->> 'generation')::bigint = g.number AND NOT data ? 'labels_alone' LIMIT 1) AS e ON true
           WHERE g.tenant_id = $1 AND g.order_id = $2 AND ($4::bigint IS NULL OR g.number < $4)
           ORDER BY g.number DESC LIMIT $5"#,
        tenant,
        id.uuid(),
        id.to_string(),
        before,
        limit
    )
    .fetch_all(tx.conn())
    .await
}

/// The edit that an order is, and the generation that is in force at a moment: the last that has begun, or the first of all. `None` when the tenant has no
/// such order.
#[tracing::instrument(name = "db.orders.in_force", skip_all)]
pub async fn in_force(tx: &mut TenantTx, id: OrderId, at: jiff_sqlx::Timestamp) -> sqlx::Result<Option<(i64, i64)>> {
    let tenant = tx.tenant().uuid();
    let row = sqlx::query!(
        r#"SELECT o.edit, (SELECT coalesce(max(g.number) FILTER (WHERE g.effective_from <= $3), min(g.number))
                           FROM order_generations g WHERE g.tenant_id = $1 AND g.order_id = o.id) AS "number!"
           FROM orders o WHERE o.tenant_id = $1 AND o.id = $2"#,
        tenant,
        id.uuid(),
        at as _
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| (row.edit, row.number)))
}

/// The document of a generation.
#[tracing::instrument(name = "db.orders.document", skip_all)]
pub async fn document(tx: &mut TenantTx, id: OrderId, number: i64) -> sqlx::Result<Option<NewOrder>> {
    let tenant = tx.tenant().uuid();
    let document = sqlx::query_scalar!(
        r#"SELECT document AS "document: Json<NewOrder>" FROM order_generations WHERE tenant_id = $1 AND order_id = $2 AND number = $3"#,
        tenant,
        id.uuid(),
        number
    );
    Ok(document.fetch_optional(tx.conn()).await?.map(|document| document.0))
}
