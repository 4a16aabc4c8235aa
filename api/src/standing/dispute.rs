//! What a lost dispute does to a tenant's standing: called by billing. It is suspended at once, and resumed by itself when it has paid.

use homeroom_domain::ids::TenantId;
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;

use super::{owing::tell, store};
use crate::{auth::Actor, events::EventType, orders::store::touch_all, tenants};

/// What a tenant is told.
const REASON: &str = "A payment was disputed, and the bank took it back";

/// Suspends a tenant whose payment of this invoice the bank took back. What a person suspended stays a person's to resume, and of who is exempt nothing is chased.
pub(crate) async fn suspend_for_dispute(conn: &mut PgConnection, tenant: TenantId, invoice: &str, now: Timestamp) -> sqlx::Result<()> {
    let Some(stands) = store::lock(conn, tenant).await? else { return Ok(()) };
    if stands.is_exempt {
        return Ok(());
    }
    tenants::store::set_past_due(conn, tenant, stands.past_due_since.or(Some(now))).await?;
    if stands.suspended_at.is_some() {
        return Ok(());
    }
    tenants::store::set_suspended(conn, tenant, Some((now, REASON)), Some("billing")).await?;
    let data = json!({ "reason": REASON, "invoices": [invoice] });
    store::record(conn, tenant, "suspend", &data, now).await?;
    tell(conn, tenant, (EventType::TenantSuspended, data), (&Actor::system(), now)).await?;
    touch_all(conn, tenant).await
}
