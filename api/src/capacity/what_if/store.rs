//! What some bookings come to: summed where they lie, because there may be hundreds of thousands.

use homeroom_domain::{
    calendar::Resource,
    slots::{Slot, Step},
    what_if::{Rise, Window},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{asked::Matched, lead::KindRise};
use crate::calendars::store::resource;

/// What these bookings hold of some calendars in a window: steps that are the same of many orders are one.
#[tracing::instrument(name = "db.capacity.booked", skip_all)]
pub(super) async fn booked(
    conn: &mut PgConnection,
    calendars: &[Uuid],
    of: &Matched,
    window: Window,
) -> sqlx::Result<Vec<(Resource, Step)>> {
    let rows = sqlx::query!(
        r#"SELECT r.resource, r.steps[s.at] AS "from!", r.steps[s.at + 1] AS "to!", sum(r.steps[s.at + 2])::bigint AS "amount!"
           FROM reservations r JOIN orders o ON o.id = r.order_id
           CROSS JOIN LATERAL generate_series(1, cardinality(r.steps), 3) AS s(at)
           WHERE r.calendar_id = ANY($1) AND ($2::uuid IS NULL OR r.tenant_id = $2) AND ($3::text IS NULL OR o.kind = $3)
             AND r.steps[s.at + 1] > $4 AND r.steps[s.at] < $5
           GROUP BY 1, 2, 3"#,
        calendars,
        of.tenant.map(homeroom_domain::ids::TenantId::uuid),
        of.kind,
        window.from.0,
        window.to.0
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    rows.map(|row| Ok((resource(&row.resource)?, Step { from: Slot(row.from), to: Slot(row.to), amount: row.amount }))).collect()
}

/// How many orders are placed on some clusters.
#[tracing::instrument(name = "db.capacity.orders", skip_all)]
pub(super) async fn orders(conn: &mut PgConnection, clusters: &[Uuid], of: &Matched) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM placements p JOIN orders o ON o.id = p.order_id
           WHERE p.cluster_id = ANY($1) AND p.state <> 'gone' AND ($2::uuid IS NULL OR o.tenant_id = $2) AND ($3::text IS NULL OR o.kind = $3)"#,
        clusters,
        of.tenant.map(homeroom_domain::ids::TenantId::uuid),
        of.kind
    );
    count.fetch_one(conn).await
}

/// What comes up in slots `[from, to)` beyond what each order had up before, by calendar, kind and the lead that it was admitted with. `kinds`: those alone.
#[tracing::instrument(name = "db.capacity.rises", skip_all)]
pub(super) async fn rises(
    conn: &mut PgConnection,
    calendars: &[Uuid],
    kinds: Option<&[String]>,
    (from, to): (Slot, Slot),
) -> sqlx::Result<Vec<KindRise>> {
    let rows = sqlx::query!(
        r#"SELECT r.calendar_id, r.resource, o.kind, r.steps[s.at] AS "at!", (g.kind ->> 'lead_minutes')::bigint AS "lead_minutes!",
                  sum(greatest(r.steps[s.at + 2] - CASE WHEN r.steps[s.at - 2] = r.steps[s.at] THEN r.steps[s.at - 1] ELSE 0 END, 0))::bigint AS "amount!"
           FROM reservations r JOIN orders o ON o.id = r.order_id JOIN order_generations g ON g.order_id = o.id AND g.number = o.generation
           CROSS JOIN LATERAL generate_series(1, cardinality(r.steps), 3) AS s(at)
           WHERE r.calendar_id = ANY($1) AND ($2::text[] IS NULL OR o.kind = ANY($2)) AND r.steps[s.at] >= $3 AND r.steps[s.at] < $4
           GROUP BY 1, 2, 3, 4, 5"#,
        calendars,
        kinds,
        from.0,
        to.0
    );
    let rise = |at, amount, lead_minutes| Rise { at: Slot(at), amount, lead_minutes };
    let rows = rows.fetch_all(conn).await?.into_iter();
    rows.map(|row| {
        let resource = resource(&row.resource)?;
        Ok(KindRise { calendar: row.calendar_id, resource, kind: row.kind, rise: rise(row.at, row.amount, row.lead_minutes) })
    })
    .collect()
}
