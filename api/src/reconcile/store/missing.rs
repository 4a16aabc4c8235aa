//! Why rooms are not up that should be.

use homeroom_domain::{
    ids::{ClassroomId, ClusterId, OrderId, TenantId},
    phase::{ConditionType, Reason, RecordedCondition},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::types::Json;
use uuid::Uuid;

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
        r#"SELECT o.tenant_id, o.conditions AS "conditions: Json<Vec<RecordedCondition>>",
               c.blind_since IS NOT NULL OR c.answering IS FALSE
                   OR EXISTS (SELECT FROM classrooms k JOIN clusters l ON l.id = k.stays_on
                              WHERE k.order_id = o.id AND k.stays_until IS NULL AND (l.blind_since IS NOT NULL OR l.answering IS FALSE)) AS "is_silent!"
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
        let ready = row.conditions.0.into_iter().find(|known| known.condition.kind == ConditionType::Ready);
        // What was seen before a silence, however short it is so far, explains nothing of a bell after it; nor does what is seen of the others where rooms are left
        // behind in one.
        let reason = if row.is_silent { Some(Reason::ClusterUnreachable {}) } else { ready.map(|known| known.condition.reason) };
        Cause { tenant: TenantId::new(row.tenant_id), reason }
    }))
}

/// Those of some rooms that were not up at a moment, in the order in which they are given.
#[tracing::instrument(name = "db.reconcile.not_up_at", skip_all)]
pub(in crate::reconcile) async fn not_up_at(tx: &mut SystemTx, rooms: &[ClassroomId], at: Timestamp) -> sqlx::Result<Vec<ClassroomId>> {
    let ids: Vec<Uuid> = rooms.iter().map(|room| room.uuid()).collect();
    let rows = sqlx::query_scalar!(
        r#"SELECT n.id AS "id!" FROM unnest($1::uuid[]) WITH ORDINALITY AS n(id, place)
           WHERE NOT EXISTS (SELECT FROM readiness r WHERE r.classroom_id = n.id AND r.available_from <= $2
                               AND (r.available_to > $2) IS NOT FALSE) ORDER BY n.place"#,
        &ids,
        at.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(ClassroomId::new).collect())
}
