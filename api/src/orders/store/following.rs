//! Which orders follow an academic calendar.

use homeroom_domain::ids::{AcademicCalendarId, OrderId};

use crate::auth::TenantTx;

/// An order that follows.
#[derive(Debug, Clone)]
pub struct Follower {
    pub id: OrderId,
    pub name: String,
}

/// Live orders whose newest document names the calendar, in the order of their ids; at most `limit`.
#[tracing::instrument(name = "db.orders.followers", skip_all)]
pub async fn followers(tx: &mut TenantTx, calendar: AcademicCalendarId, limit: i64) -> sqlx::Result<Vec<Follower>> {
    let tenant = tx.tenant().uuid();
    let rows = sqlx::query!(
        "SELECT id, name FROM orders
         WHERE tenant_id = $1 AND academic_calendar_id = $2 AND cancelled_at IS NULL AND phase NOT IN ('terminating', 'released')
         ORDER BY id LIMIT $3",
        tenant,
        calendar.uuid(),
        limit
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| Follower { id: OrderId::new(row.id), name: row.name }).collect())
}
