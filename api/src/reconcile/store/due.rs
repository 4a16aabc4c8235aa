//! Which orders of a cluster want to be looked at.

use std::time::Duration;

use homeroom_domain::ids::{ClusterId, OrderId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use crate::reconcile::left::Mark;

/// An order that wants to be looked at.
#[derive(Debug, Clone, Copy)]
pub(in crate::reconcile) struct Due {
    pub(in crate::reconcile) order: OrderId,
    /// Somebody changed it: `touched` tells one change from the next.
    pub(in crate::reconcile) touched: Option<i64>,
    /// The boundary of its timetable that has passed.
    pub(in crate::reconcile) boundary: Option<Timestamp>,
    /// How long before a lesson its room is wanted.
    pub(in crate::reconcile) lead: Duration,
}

/// Orders on a cluster that were touched, or whose next boundary has passed: first those whose rooms are in lessons, or should be, then those with rooms that
/// are up, then those whose boundary is soonest, because after a failover or an outage of the service there are hundreds. One whose kind the catalogue has no
/// more comes to its end like all others.
#[tracing::instrument(name = "db.reconcile.due", skip_all)]
pub(in crate::reconcile) async fn due(conn: &mut PgConnection, cluster: ClusterId, now: Timestamp) -> sqlx::Result<Vec<Due>> {
    let rows = sqlx::query!(
        r#"SELECT o.id, o.touched, o.handled < o.touched AS "is_touched!", o.next_change_at, coalesce(k.lead_minutes, 10) AS "lead_minutes!"
           FROM placements p JOIN orders o ON o.id = p.order_id LEFT JOIN kinds k ON k.name = o.kind
           WHERE p.cluster_id = $1 AND p.state = 'live' AND o.phase <> 'released' AND (o.handled < o.touched OR o.next_change_at <= $2)
           ORDER BY NOT EXISTS (SELECT FROM classrooms c WHERE c.order_id = o.id
                      AND (c.opens_next <= $2::timestamptz OR c.open_from <= $2::timestamptz AND (c.open_until > $2::timestamptz) IS NOT FALSE)),
                    o.rooms_wanted_now = 0, o.next_change_at"#,
        cluster.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    Ok(rows
        .map(|row| Due {
            order: OrderId::new(row.id),
            touched: row.is_touched.then_some(row.touched),
            boundary: row.next_change_at.map(jiff_sqlx::Timestamp::to_jiff).filter(|at| *at <= now),
            lead: Duration::from_secs(60 * u64::from(row.lead_minutes.unsigned_abs())),
        })
        .collect())
}

/// An order of a cluster, and whether it cannot wait.
#[derive(Debug, Clone, Copy)]
pub(in crate::reconcile) struct Placed {
    pub(in crate::reconcile) order: OrderId,
    /// A boundary of its timetable comes within its lead, a room that is wanted is not up, or something was held back by a pause.
    pub(in crate::reconcile) is_near: bool,
}

/// All orders that have, or are to have, objects on a cluster, or left a claim there that is kept.
#[tracing::instrument(name = "db.reconcile.placed", skip_all)]
pub(in crate::reconcile) async fn placed(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Vec<OrderId>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT o.id AS "id!" FROM placements p JOIN orders o ON o.id = p.order_id
         WHERE p.cluster_id = $1 AND p.state <> 'gone' AND (p.state <> 'live' OR o.phase <> 'released')
         UNION SELECT order_id FROM storage_claims WHERE cluster_id = $1 AND NOT in_use ORDER BY 1"#,
        cluster.uuid()
    );
    Ok(ids.fetch_all(conn).await?.into_iter().map(OrderId::new).collect())
}

/// An order that a cluster is prepared for, or that is leaving it.
#[derive(Debug, Clone, Copy)]
pub(in crate::reconcile) struct OnTheWay {
    pub(in crate::reconcile) order: OrderId,
    pub(in crate::reconcile) mark: Mark,
    /// How long before a lesson its room is wanted.
    pub(in crate::reconcile) lead: Duration,
}

/// Orders that a cluster is prepared for, or that are leaving it, each with how many rooms of it were left behind there.
#[tracing::instrument(name = "db.reconcile.moving", skip_all)]
pub(in crate::reconcile) async fn moving(conn: &mut PgConnection, cluster: ClusterId) -> sqlx::Result<Vec<OnTheWay>> {
    let rows = sqlx::query!(
        r#"SELECT p.order_id, o.touched, coalesce(l.rooms, 0) AS "rooms!", coalesce(k.lead_minutes, 10) AS "lead_minutes!"
           FROM placements p JOIN orders o ON o.id = p.order_id LEFT JOIN kinds k ON k.name = o.kind
           LEFT JOIN (SELECT c.order_id, count(*) AS rooms FROM classrooms c WHERE c.stays_on = $1 AND c.stays_until IS NULL GROUP BY c.order_id) l
               ON l.order_id = p.order_id
           WHERE p.cluster_id = $1 AND p.state IN ('coming', 'leaving') ORDER BY p.order_id"#,
        cluster.uuid()
    );
    let on_the_way = rows.fetch_all(conn).await?.into_iter().map(|row| OnTheWay {
        order: OrderId::new(row.order_id),
        mark: Mark { touched: row.touched, rooms: row.rooms },
        lead: Duration::from_secs(60 * u64::from(row.lead_minutes.unsigned_abs())),
    });
    Ok(on_the_way.collect())
}

/// Orders that run on a cluster, each with whether it can wait: first those whose rooms are in lessons, or should be, and of these first those that are not
/// up. What was recorded of rooms may be older than their last bells: the service may have been away.
#[tracing::instrument(name = "db.reconcile.placed_at", skip_all)]
pub(in crate::reconcile) async fn placed_at(conn: &mut PgConnection, cluster: ClusterId, now: Timestamp) -> sqlx::Result<Vec<Placed>> {
    let rows = sqlx::query!(
        r#"SELECT o.id, coalesce(o.next_change_at <= $2::timestamptz + make_interval(mins => greatest(k.lead_minutes, 1)), false)
               OR o.rooms_ready_now < o.rooms_wanted_now OR o.conditions @> '[{"type": "Paused"}]' AS "is_near!"
           FROM placements p JOIN orders o ON o.id = p.order_id LEFT JOIN kinds k ON k.name = o.kind
           WHERE p.cluster_id = $1 AND p.state = 'live' AND o.phase <> 'released'
           ORDER BY NOT EXISTS (SELECT FROM classrooms c WHERE c.order_id = o.id
                      AND (c.opens_next <= $2::timestamptz OR c.open_from <= $2::timestamptz AND (c.open_until > $2::timestamptz) IS NOT FALSE)),
                    o.rooms_wanted_now > 0 AND o.rooms_ready_now >= o.rooms_wanted_now, o.next_change_at, o.id"#,
        cluster.uuid(),
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| Placed { order: OrderId::new(row.id), is_near: row.is_near }).collect())
}
