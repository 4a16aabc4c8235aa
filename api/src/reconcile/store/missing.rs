//! Why rooms are not up that should be.

use homeroom_domain::{
    ids::{ClusterId, OrderId, TenantId},
    phase::{self, ConditionType, Reason, RecordedCondition},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;

use crate::auth::SystemTx;

/// Whose order it is, and what is said of it.
pub(in crate::reconcile) struct Cause {
    pub(in crate::reconcile) tenant: TenantId,
    pub(in crate::reconcile) reason: Option<Reason>,
}

/// `None` where it was told of this bell before, or the order is here no more.
#[tracing::instrument(name = "db.reconcile.cause_of_missing", skip_all)]
pub(in crate::reconcile) async fn cause_of_missing(
    tx: &mut SystemTx,
    cluster: ClusterId,
    order: OrderId,
    bell: Timestamp,
) -> sqlx::Result<Option<Cause>> {
    let row = sqlx::query!(
        r#"SELECT o.tenant_id, o.conditions AS "conditions: Json<Vec<RecordedCondition>>", c.blind_since AS "blind_since: jiff_sqlx::Timestamp"
           FROM orders o JOIN placements p ON p.order_id = o.id AND p.state = 'live' JOIN clusters c ON c.id = p.cluster_id
           WHERE o.id = $1 AND c.id = $2
             AND NOT EXISTS (SELECT FROM events e WHERE e.feed = o.tenant_id AND e.subject = $3 AND e.type = 'classrooms.missing'
                               AND (e.data ->> 'bell_at')::timestamptz = $4)"#,
        order.uuid(),
        cluster.uuid(),
        order.to_string(),
        bell.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| {
        let known = match row.blind_since {
            Some(since) => phase::unseen(row.conditions.0, since.to_jiff()),
            None => row.conditions.0,
        };
        let ready = known.into_iter().find(|known| known.condition.kind == ConditionType::Ready);
        Cause { tenant: TenantId::new(row.tenant_id), reason: ready.map(|known| known.condition.reason) }
    }))
}
