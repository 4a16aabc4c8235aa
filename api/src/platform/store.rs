//! Orders of all tenants, with where they are placed and what they booked there.

use std::collections::HashMap;

use homeroom_domain::{calendar::Resource, slots::Slot};
use serde_json::Value;
use uuid::Uuid;

use crate::auth::SystemTx;

/// An order, whose it is and where it is.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) tenant_id: Uuid,
    pub(super) tenant_name: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) region: String,
    pub(super) phase: String,
    pub(super) generation: i64,
    pub(super) observed_generation: i64,
    pub(super) ready: bool,
    pub(super) rooms_total: i32,
    pub(super) rooms_wanted_now: i32,
    pub(super) rooms_ready_now: i32,
    pub(super) conditions: Value,
    /// Since when nothing is known of its cluster.
    pub(super) blind_since: Option<jiff_sqlx::Timestamp>,
    pub(super) cluster_id: Option<Uuid>,
    pub(super) cluster_name: Option<String>,
    pub(super) next_change_at: Option<jiff_sqlx::Timestamp>,
    pub(super) created_at: jiff_sqlx::Timestamp,
}

/// Orders in the order of their ids.
#[tracing::instrument(name = "db.platform.orders", skip_all)]
pub(super) async fn orders(tx: &mut SystemTx, ids: &[Uuid]) -> sqlx::Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT o.id, o.tenant_id, t.name AS tenant_name, o.name, o.kind, o.region, o.phase, o.generation, o.observed_generation, o.ready,
                  o.rooms_total, o.rooms_wanted_now, o.rooms_ready_now, o.conditions, c.blind_since AS "blind_since?", p.cluster_id AS "cluster_id?", c.name AS "cluster_name?",
                  o.next_change_at, o.created_at
           FROM unnest($1::uuid[]) WITH ORDINALITY AS n(id, place) JOIN orders o ON o.id = n.id JOIN tenants t ON t.id = o.tenant_id
           LEFT JOIN placements p ON p.order_id = o.id AND p.state = 'live' LEFT JOIN clusters c ON c.id = p.cluster_id
           ORDER BY n.place"#,
        ids
    );
    rows.fetch_all(tx.conn()).await
}

/// Which slot of which calendar, and of what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) calendar: Uuid,
    pub(super) resource: Resource,
    pub(super) slot: Slot,
}

/// What an order booked in a slot, beside what all did.
#[derive(Debug)]
pub(super) struct BookingRow {
    pub(super) order_id: Uuid,
    pub(super) order_name: String,
    pub(super) tenant_id: Uuid,
    pub(super) tenant_name: String,
    pub(super) rooms: i64,
    pub(super) booked: i64,
    pub(super) orders: i64,
    pub(super) booked_by_all: i64,
}

/// The orders that booked something in a slot, the largest first, at most `limit`; each row says the sum over all of them too.
#[tracing::instrument(name = "db.platform.bookings", skip_all)]
pub(super) async fn bookings(tx: &mut SystemTx, of: Moment, limit: i64) -> sqlx::Result<Vec<BookingRow>> {
    let rows = sqlx::query_as!(
        BookingRow,
        r#"WITH held AS (
               SELECT r.order_id, r.resource, step.amount FROM reservations r
               CROSS JOIN LATERAL (SELECT r.steps[i + 2] AS amount FROM generate_series(1, cardinality(r.steps), 3) i
                                   WHERE r.steps[i] <= $3 AND $3 < r.steps[i + 1] LIMIT 1) step
               WHERE r.calendar_id = $1 AND r.resource IN ($2, 'pods'))
           SELECT o.id AS order_id, o.name AS order_name, o.tenant_id, t.name AS tenant_name, coalesce(pods.amount, 0) AS "rooms!",
                  held.amount AS "booked!", count(*) OVER () AS "orders!", (sum(held.amount) OVER ())::bigint AS "booked_by_all!"
           FROM held JOIN orders o ON o.id = held.order_id JOIN tenants t ON t.id = o.tenant_id
           LEFT JOIN held pods ON pods.order_id = held.order_id AND pods.resource = 'pods'
           WHERE held.resource = $2 ORDER BY held.amount DESC, o.id LIMIT $4"#,
        of.calendar,
        of.resource.as_str(),
        of.slot.0,
        limit
    );
    rows.fetch_all(tx.conn()).await
}

/// The names of those of these feeds that are tenants'.
#[tracing::instrument(name = "db.platform.tenant_names", skip_all)]
pub(super) async fn tenant_names(tx: &mut SystemTx, feeds: &[Uuid]) -> sqlx::Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!("SELECT id, name FROM tenants WHERE id = ANY($1)", feeds).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
