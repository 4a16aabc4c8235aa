//! The tenant whose orders these are, locked for a booking: its standing, and the calendar of its quota.

use std::collections::BTreeMap;

use homeroom_domain::{ids::TenantId, kind::Kind};
use sqlx::types::Json;

use crate::{auth::TenantTx, calendars::store::Header};

/// Whether a tenant may order, and how much.
#[derive(Debug, Clone)]
pub struct OrderingTenant {
    pub suspended: bool,
    /// How often it was moved to a plan; `None` where it is on none.
    pub plan_edit: Option<i64>,
    pub quota: Header,
}

/// The same as it stands, unlocked, with these rows of the catalogue or with all: somebody may suspend it, or book on its quota, a moment later.
#[tracing::instrument(name = "db.orders.tenant", skip_all)]
pub async fn tenant(tx: &mut TenantTx, kinds: Option<&[String]>) -> sqlx::Result<Option<(OrderingTenant, Vec<Kind>)>> {
    let tenant = tx.tenant();
    let row = sqlx::query!(
        r#"SELECT t.suspended_at IS NOT NULL AS "suspended!", c.id, c.limits AS "limits: Json<BTreeMap<String, i64>>", c.edit,
                  (SELECT coalesce(jsonb_agg(to_jsonb(k) ORDER BY k.position, k.name), '[]') FROM kinds k
                   WHERE $2::text[] IS NULL OR k.name = ANY($2)) AS "kinds!: Json<Vec<Kind>>",
                  (SELECT s.edit FROM plan_subscriptions s WHERE s.tenant_id = $1) AS plan_edit
           FROM tenants t JOIN calendars c ON c.tenant_id = t.id WHERE t.id = $1"#,
        tenant.uuid(),
        kinds
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| {
        let quota = header(row.id, tenant, row.limits.0, row.edit);
        (OrderingTenant { suspended: row.suspended, plan_edit: row.plan_edit, quota }, row.kinds.0)
    }))
}

/// Nobody suspends it, and nobody else books on its quota, until the transaction ends. Locks the standing first and then the calendar, as everybody does,
/// in one statement. `None` when there is no such tenant.
#[tracing::instrument(name = "db.orders.lock_tenant", skip_all)]
pub async fn lock_tenant(tx: &mut TenantTx) -> sqlx::Result<Option<OrderingTenant>> {
    let tenant = tx.tenant();
    let row = sqlx::query!(
        r#"WITH standing AS MATERIALIZED (SELECT suspended_at FROM tenants WHERE id = $1 FOR SHARE)
           SELECT s.suspended_at IS NOT NULL AS "suspended!", c.id, c.limits AS "limits: Json<BTreeMap<String, i64>>", c.edit,
                  (SELECT p.edit FROM plan_subscriptions p WHERE p.tenant_id = $1) AS plan_edit
           FROM standing s CROSS JOIN calendars c WHERE c.tenant_id = $1 FOR NO KEY UPDATE OF c"#,
        tenant.uuid()
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| {
        let quota = header(row.id, tenant, row.limits.0, row.edit);
        OrderingTenant { suspended: row.suspended, plan_edit: row.plan_edit, quota }
    }))
}

fn header(id: uuid::Uuid, tenant: TenantId, limits: BTreeMap<String, i64>, edit: i64) -> Header {
    let limits = limits.into_iter().filter_map(|(name, limit)| Some((name.parse().ok()?, limit))).collect();
    Header { id, tenant_id: Some(tenant), limits, supply: None, edit }
}
