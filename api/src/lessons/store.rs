//! The SQL of whose lessons are asked for. Lessons themselves are not stored.

use homeroom_domain::ids::MembershipId;

use crate::auth::TenantTx;

/// The names under which timetables list a member of the tenant; none for a member of another place.
#[tracing::instrument(name = "db.lessons.teaches_as", skip_all)]
pub(super) async fn teaches_as(tx: &mut TenantTx, member: MembershipId) -> sqlx::Result<Vec<String>> {
    let tenant = tx.tenant().uuid();
    let names = sqlx::query_scalar!("SELECT teaches_as FROM memberships WHERE tenant_id = $1 AND id = $2", tenant, member.uuid());
    Ok(names.fetch_optional(tx.conn()).await?.unwrap_or_default())
}
