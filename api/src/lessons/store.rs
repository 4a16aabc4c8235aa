//! The SQL of whose lessons are asked for, and of where one is to be held. Lessons themselves are not stored.

use homeroom_domain::ids::{ClassroomId, MembershipId, OrderId};

use crate::auth::TenantTx;

/// The names under which timetables list a member of the tenant; none for a member of another place.
#[tracing::instrument(name = "db.lessons.teaches_as", skip_all)]
pub(super) async fn teaches_as(tx: &mut TenantTx, member: MembershipId) -> sqlx::Result<Vec<String>> {
    let tenant = tx.tenant().uuid();
    let names = sqlx::query_scalar!("SELECT teaches_as FROM memberships WHERE tenant_id = $1 AND id = $2", tenant, member.uuid());
    Ok(names.fetch_optional(tx.conn()).await?.unwrap_or_default())
}

/// The order of a room.
#[tracing::instrument(name = "db.lessons.order_of", skip_all)]
pub(super) async fn order_of(tx: &mut TenantTx, room: ClassroomId) -> sqlx::Result<Option<OrderId>> {
    let tenant = tx.tenant().uuid();
    let order = sqlx::query_scalar!("SELECT order_id FROM classrooms WHERE tenant_id = $1 AND id = $2", tenant, room.uuid());
    Ok(order.fetch_optional(tx.conn()).await?.map(OrderId::new))
}
