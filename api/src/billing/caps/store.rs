//! The SQL of caps. What was found of them is `prices`' to keep, and read here beside them.

use homeroom_domain::{
    billing::{CapAction, CapScope},
    ids::{CapId, OrderId, TenantId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::ask::NewCap;
use crate::{
    auth::TenantTx,
    db::purged::Purged,
    prices::verdicts::{columns, scope},
};

/// What a purge removes.
pub(crate) const PURGED: [Purged; 1] = [Purged::of("caps")];

/// A cap with what was last found of it.
#[derive(Debug, Clone)]
pub(super) struct CapRow {
    pub id: Uuid,
    pub cost_group: Option<String>,
    pub order_id: Option<Uuid>,
    pub action: String,
    pub amount_minor: i64,
    pub currency: String,
    pub thresholds: Vec<i64>,
    pub edit: i64,
    pub created_at: jiff_sqlx::Timestamp,
    pub month: Option<jiff_sqlx::Date>,
    pub spent_minor: i64,
    pub expected_minor: i64,
    pub orders: i32,
    pub told: Vec<i64>,
    pub revision: i64,
}

impl CapRow {
    pub(super) fn new(id: CapId, new: &NewCap, at: Timestamp) -> Self {
        let of = new.scope();
        let (cost_group, order_id) = columns(&of);
        let mut row = Self {
            id: id.uuid(),
            cost_group: cost_group.map(str::to_owned),
            order_id,
            action: new.action.as_str().to_owned(),
            amount_minor: new.amount_minor,
            currency: new.currency.code().to_owned(),
            thresholds: Vec::new(),
            edit: 1,
            created_at: at.to_sqlx(),
            month: None,
            spent_minor: 0,
            expected_minor: 0,
            orders: 0,
            told: Vec::new(),
            revision: 0,
        };
        row.set_thresholds(new.thresholds.clone());
        row
    }

    pub(super) fn set_thresholds(&mut self, mut thresholds: Vec<i64>) {
        thresholds.sort_unstable();
        self.thresholds = thresholds;
    }

    /// What a later version stored and this one does not know tells and refuses nothing.
    pub(super) fn action(&self) -> CapAction {
        CapAction::named(&self.action).unwrap_or(CapAction::Alert)
    }

    pub(super) fn scope(&self) -> CapScope {
        scope(self.cost_group.clone(), self.order_id)
    }
}

/// Whether the tenant has such an order.
#[tracing::instrument(name = "db.caps.has_order", skip_all)]
pub(super) async fn has_order(tx: &mut TenantTx, order: OrderId) -> sqlx::Result<bool> {
    let tenant = tx.tenant().uuid();
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM orders WHERE tenant_id = $1 AND id = $2) AS "there!""#, tenant, order.uuid())
        .fetch_one(tx.conn())
        .await
}

/// Of a tenant whose row is held.
#[tracing::instrument(name = "db.caps.count", skip_all)]
pub(super) async fn count(tx: &mut TenantTx) -> sqlx::Result<i64> {
    let tenant = tx.tenant().uuid();
    sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM caps WHERE tenant_id = $1"#, tenant).fetch_one(tx.conn()).await
}

#[tracing::instrument(name = "db.caps.insert", skip_all)]
pub(super) async fn insert(tx: &mut TenantTx, row: &CapRow) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "INSERT INTO caps (id, tenant_id, cost_group, order_id, action, amount_minor, currency, thresholds, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        tenant,
        row.cost_group,
        row.order_id,
        row.action,
        row.amount_minor,
        row.currency,
        &row.thresholds,
        row.created_at as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What may be changed of a cap.
#[tracing::instrument(name = "db.caps.update", skip_all)]
pub(super) async fn update(tx: &mut TenantTx, row: &CapRow) -> sqlx::Result<()> {
    let tenant = tx.tenant().uuid();
    sqlx::query!(
        "UPDATE caps SET action = $3, amount_minor = $4, thresholds = $5, edit = edit + 1 WHERE tenant_id = $1 AND id = $2",
        tenant,
        row.id,
        row.action,
        row.amount_minor,
        &row.thresholds
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// False where there is none. What was found of it goes with it.
#[tracing::instrument(name = "db.caps.delete", skip_all)]
pub(super) async fn delete(tx: &mut TenantTx, id: CapId) -> sqlx::Result<bool> {
    let tenant = tx.tenant().uuid();
    let done = sqlx::query!("DELETE FROM caps WHERE tenant_id = $1 AND id = $2", tenant, id.uuid());
    Ok(done.execute(tx.conn()).await?.rows_affected() > 0)
}

#[tracing::instrument(name = "db.caps.cap", skip_all)]
pub(super) async fn cap(tx: &mut TenantTx, id: CapId) -> sqlx::Result<Option<CapRow>> {
    let tenant = tx.tenant().uuid();
    sqlx::query_as!(
        CapRow,
        r#"SELECT c.id, c.cost_group, c.order_id, c.action, c.amount_minor, c.currency, c.thresholds, c.edit, c.created_at, v.month AS "month?",
                  coalesce(v.spent_minor, 0) AS "spent_minor!", coalesce(v.expected_minor, 0) AS "expected_minor!", coalesce(v.orders, 0) AS "orders!",
                  coalesce(v.told, '{}') AS "told!", coalesce(v.revision, 0) AS "revision!"
           FROM caps c LEFT JOIN cap_verdicts v ON v.cap_id = c.id WHERE c.tenant_id = $1 AND c.id = $2"#,
        tenant,
        id.uuid()
    )
    .fetch_optional(tx.conn())
    .await
}

/// The oldest first.
#[tracing::instrument(name = "db.caps.list", skip_all)]
pub(super) async fn list(tx: &mut TenantTx, after: Option<(Timestamp, Uuid)>, limit: i64) -> sqlx::Result<Vec<CapRow>> {
    let tenant = tx.tenant();
    of_tenant(tx.conn(), tenant, after, limit).await
}

/// The same, in whoever's transaction.
#[tracing::instrument(name = "db.caps.of_tenant", skip_all)]
pub(super) async fn of_tenant(
    conn: &mut PgConnection,
    tenant: TenantId,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<CapRow>> {
    let (after_at, after_id) = after.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        CapRow,
        r#"SELECT c.id, c.cost_group, c.order_id, c.action, c.amount_minor, c.currency, c.thresholds, c.edit, c.created_at, v.month AS "month?",
                  coalesce(v.spent_minor, 0) AS "spent_minor!", coalesce(v.expected_minor, 0) AS "expected_minor!", coalesce(v.orders, 0) AS "orders!",
                  coalesce(v.told, '{}') AS "told!", coalesce(v.revision, 0) AS "revision!"
           FROM caps c LEFT JOIN cap_verdicts v ON v.cap_id = c.id
           WHERE c.tenant_id = $1 AND ($2::timestamptz IS NULL OR (c.created_at, c.id) > ($2, $3::uuid)) ORDER BY c.created_at, c.id LIMIT $4"#,
        tenant.uuid(),
        after_at as Option<jiff_sqlx::Timestamp>,
        after_id,
        limit
    )
    .fetch_all(conn)
    .await
}
