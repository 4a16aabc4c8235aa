//! What some bookings come to: summed where they lie, because there may be hundreds of thousands.

use homeroom_domain::{
    calendar::Resource,
    slots::{Slot, Step},
    what_if::Window,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::asked::Matched;
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
