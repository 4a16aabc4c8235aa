//! What a purge removes of a feed.

use futures::future::BoxFuture;
use homeroom_domain::ids::TenantId;
use sqlx::PgConnection;

use crate::{db::purged::Purged, events::EventType};

/// What a purge removes: all but that it began, which is told for the platform.
pub(crate) const PURGED: [Purged; 1] = [Purged::by_hand("events", purge)];

/// Removes some of a tenant's events.
#[tracing::instrument(name = "db.events.purge", skip_all)]
fn purge(conn: &mut PgConnection, tenant: TenantId, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "DELETE FROM events WHERE id = ANY (ARRAY(SELECT id FROM events WHERE feed = $1 AND type <> $3 LIMIT $2))",
            tenant.uuid(),
            limit,
            EventType::TenantPurgeBegan.name()
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}
