//! The SQL of what is used of a quota, order by order.

use homeroom_domain::{calendar::Resource, ids::OrderId, slots::Slot};
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

use crate::auth::TenantTx;

/// What an order holds of the quota in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) order_id: OrderId,
    pub(super) name: String,
    pub(super) rooms: i64,
    pub(super) seats: i64,
}

/// The orders that hold most of a calendar in a slot, by rooms or by seats, at most `limit`.
#[tracing::instrument(name = "db.usage.holders", skip_all)]
pub(super) async fn holders(tx: &mut TenantTx, calendar: Uuid, slot: Slot, by: Resource, limit: i64) -> sqlx::Result<Vec<Held>> {
    let tenant = tx.tenant().uuid();
    let day = slot.start().to_zoned(jiff::tz::TimeZone::UTC).date();
    // Steps are stored as from, to, amount one after the other.
    let rows = sqlx::query!(
        r#"SELECT o.id, o.name,
                  coalesce(sum(s.amount) FILTER (WHERE r.resource = 'rooms'), 0)::bigint AS "rooms!",
                  coalesce(sum(s.amount) FILTER (WHERE r.resource = 'seats'), 0)::bigint AS "seats!"
           FROM reservations r JOIN orders o ON o.tenant_id = r.tenant_id AND o.id = r.order_id
           CROSS JOIN LATERAL (
               SELECT max(u.value) FILTER (WHERE u.place % 3 = 1) AS first, max(u.value) FILTER (WHERE u.place % 3 = 2) AS past,
                      max(u.value) FILTER (WHERE u.place % 3 = 0) AS amount
               FROM unnest(r.steps) WITH ORDINALITY AS u(value, place) GROUP BY (u.place - 1) / 3) AS s
           WHERE r.tenant_id = $1 AND r.calendar_id = $2 AND r.resource IN ('rooms', 'seats')
             AND o.earliest_day <= $3::date + 2 AND o.latest_day >= $3::date - 2 AND s.first <= $4 AND s.past > $4
           GROUP BY o.id, o.name
           ORDER BY sum(s.amount) FILTER (WHERE r.resource = $5) DESC NULLS LAST, o.id LIMIT $6"#,
        tenant,
        calendar,
        day.to_sqlx() as jiff_sqlx::Date,
        slot.0,
        by.as_str(),
        limit
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    Ok(rows.map(|row| Held { order_id: OrderId::new(row.id), name: row.name, rooms: row.rooms, seats: row.seats }).collect())
}
