//! The tenant whose orders these are, locked for a booking: its standing, and the calendar of its quota.

use std::collections::BTreeMap;

use homeroom_domain::ids::TenantId;
use sqlx::types::Json;

use crate::{auth::TenantTx, calendars::store::Header};

/// A tenant that nobody suspends, and on whose quota nobody else books, until the transaction ends.
#[derive(Debug, Clone)]
pub struct LockedTenant {
    pub suspended: bool,
    pub quota: Header,
}

/// Locks the standing first and then the calendar, as everybody does, in one statement. `None` when there is no such tenant.
pub async fn lock_tenant(tx: &mut TenantTx) -> sqlx::Result<Option<LockedTenant>> {
    let tenant = tx.tenant();
    let row = sqlx::query!(
        r#"WITH standing AS MATERIALIZED (SELECT suspended_at FROM tenants WHERE id = $1 FOR SHARE)
           SELECT s.suspended_at IS NOT NULL AS "suspended!", c.id, c.limits AS "limits: Json<BTreeMap<String, i64>>", c.edit
           FROM standing s CROSS JOIN calendars c WHERE c.tenant_id = $1 FOR NO KEY UPDATE OF c"#,
        tenant.uuid()
    );
    Ok(row
        .fetch_optional(tx.conn())
        .await?
        .map(|row| LockedTenant { suspended: row.suspended, quota: header(row.id, tenant, row.limits.0, row.edit) }))
}

fn header(id: uuid::Uuid, tenant: TenantId, limits: BTreeMap<String, i64>, edit: i64) -> Header {
    let limits = limits.into_iter().filter_map(|(name, limit)| Some((name.parse().ok()?, limit))).collect();
    Header { id, tenant_id: Some(tenant), limits, edit }
}
