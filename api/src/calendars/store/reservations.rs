//! What an order booked on one calendar, and giving it back; and where orders are placed.

use futures::future::BoxFuture;
use homeroom_domain::{
    calendar::{Amounts, Reservation, Resource},
    ids::{ClusterId, OrderId, TenantId},
    order::{Placement, PlacementState},
    pools::Storage,
    room_sizes::RoomSizes,
    slots::{Slot, Steps},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    claims::{self, Claimed},
    days::{self, DayRow, Written, resource},
    headers,
};
use crate::db::purged::Purged;

/// What a purge removes. What was booked is given back first, so that every counter stays the sum of what is reserved.
pub(crate) const PURGED: [Purged; 4] = [
    Purged::by_hand("reservations", purge_reservations),
    Purged::under("calendar_days", "calendar_id", "calendars"),
    Purged::by_hand("storage_claims", purge_claims),
    Purged::by_hand("placements", purge_placements),
];
/// Reservations that are given back in one transaction: each holds its calendar's lock.
const GIVEN_BACK: i64 = 10;

/// What an order holds on one calendar; empty when it holds nothing.
#[tracing::instrument(name = "db.calendars.reserved", skip_all)]
pub async fn reserved(conn: &mut PgConnection, order: OrderId, calendar: Uuid) -> sqlx::Result<Reservation> {
    let rows = sqlx::query!("SELECT resource, steps FROM reservations WHERE order_id = $1 AND calendar_id = $2", order.uuid(), calendar);
    let stored = rows.fetch_all(conn).await?.into_iter().map(|row| (row.resource, row.steps));
    Ok(Reservation::new(calendar, amounts(stored)?))
}

/// What orders that have gone on elsewhere still hold on a cluster, of its calendar: of some resources alone, because those are looked at.
#[tracing::instrument(name = "db.calendars.leaving", skip_all)]
pub async fn leaving(conn: &mut PgConnection, cluster: ClusterId, resources: &[Resource]) -> sqlx::Result<Vec<(Resource, Steps)>> {
    let names: Vec<String> = resources.iter().map(|resource| resource.as_str().to_owned()).collect();
    let rows = sqlx::query!(
        "SELECT r.resource, r.steps FROM placements p JOIN clusters c ON c.id = p.cluster_id
         JOIN reservations r ON r.order_id = p.order_id AND r.calendar_id = c.calendar_id
         WHERE p.cluster_id = $1 AND p.state = 'leaving' AND r.resource = ANY ($2)",
        cluster.uuid(),
        &names
    );
    rows.fetch_all(conn).await?.into_iter().map(|row| Ok((resource(&row.resource)?, Steps::from_flat(&row.steps)))).collect()
}

/// What stored names of resources and their steps come to.
pub(crate) fn amounts(stored: impl IntoIterator<Item = (String, Vec<i64>)>) -> sqlx::Result<Amounts> {
    stored.into_iter().map(|(name, steps)| Ok((resource(&name)?, Steps::from_flat(&steps)))).collect()
}

/// Whose reservation.
#[derive(Debug, Clone, Copy)]
pub struct Holder {
    pub tenant: TenantId,
    pub order: OrderId,
}

/// Makes an order's reservation on a calendar this and nothing else. Its days are written beside it, once for all orders that change them. Unless it only ends
/// sooner, how large its rooms are is forgotten, and [`note_sizes`] says it again.
#[tracing::instrument(name = "db.calendars.reserve", skip_all)]
pub async fn reserve(conn: &mut PgConnection, of: Holder, new: &Reservation) -> sqlx::Result<()> {
    let (mut resources, mut from, mut to, mut flat) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (resource, steps) in &new.steps {
        resources.push(resource.as_str().to_owned());
        from.push(place_in(&flat) + 1);
        flat.extend(steps.to_flat());
        to.push(place_in(&flat));
    }
    sqlx::query!(
        "WITH gone AS (DELETE FROM reservations WHERE order_id = $2 AND calendar_id = $3 AND resource <> ALL ($4::text[]))
         INSERT INTO reservations (tenant_id, order_id, calendar_id, resource, steps)
         SELECT $1, $2, $3, n.resource, coalesce(($7::bigint[])[n.first : n.last], '{}')
         FROM unnest($4::text[], $5::integer[], $6::integer[]) AS n(resource, first, last)
         ON CONFLICT (order_id, calendar_id, resource) DO UPDATE SET steps = excluded.steps",
        of.tenant.uuid(),
        of.order.uuid(),
        new.calendar,
        &resources,
        &from,
        &to,
        &flat
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How large the rooms are of which an order holds some on a calendar; `None` where nobody noted it.
#[tracing::instrument(name = "db.calendars.sizes", skip_all)]
pub async fn sizes(conn: &mut PgConnection, order: OrderId, calendar: Uuid) -> sqlx::Result<Option<RoomSizes>> {
    let row = sqlx::query!(
        "SELECT sizes FROM reservations WHERE order_id = $1 AND calendar_id = $2 AND resource = 'pods'",
        order.uuid(),
        calendar
    );
    let sizes = row.fetch_optional(conn).await?.and_then(|row| row.sizes);
    Ok(sizes.map(|sizes| RoomSizes::from_flat(&sizes)))
}

/// Says how large the rooms are of which an order holds some on a cluster's calendar.
#[tracing::instrument(name = "db.calendars.note_sizes", skip_all)]
pub async fn note_sizes(conn: &mut PgConnection, order: OrderId, calendar: Uuid, sizes: &RoomSizes) -> sqlx::Result<()> {
    let sizes = sizes.to_flat();
    sqlx::query!(
        "UPDATE reservations SET sizes = $3 WHERE order_id = $1 AND calendar_id = $2 AND resource = 'pods'",
        order.uuid(),
        calendar,
        &sizes
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What new orders book: where each is placed, and what it holds there and of the quota.
#[derive(Debug, Clone, Copy)]
pub struct NewBooking<'a> {
    pub placement: Placement,
    pub reservations: [&'a Reservation; 2],
    /// And of a storage pool.
    pub storage: Option<&'a Storage>,
    /// Of its rooms.
    pub sizes: &'a RoomSizes,
}

/// Books new orders of a tenant, whose calendars the caller has locked, with the days as they are after that: one statement, because the hottest of the
/// calendars is locked meanwhile.
#[tracing::instrument(name = "db.calendars.book", skip_all)]
pub async fn book(conn: &mut PgConnection, tenant: TenantId, new: &[NewBooking<'_>], days: &[DayRow], at: Timestamp) -> sqlx::Result<()> {
    let placed: Vec<Uuid> = new.iter().map(|new| new.placement.order_id.uuid()).collect();
    let clusters: Vec<Uuid> = new.iter().map(|new| new.placement.cluster_id.uuid()).collect();
    let (reserved, written) = (Reserved::of(new), Written::of(days));
    sqlx::query!(
        "WITH placed AS (
             INSERT INTO placements (tenant_id, order_id, cluster_id, state, created_at)
             SELECT $1, n.order_id, n.cluster_id, 'live', $2 FROM unnest($3::uuid[], $4::uuid[]) AS n(order_id, cluster_id)),
         reserved AS (
             INSERT INTO reservations (tenant_id, order_id, calendar_id, resource, steps, sizes)
             SELECT $1, n.order_id, n.calendar_id, n.resource, coalesce(($10::bigint[])[n.first : n.last], '{}'), nullif(n.sizes, '')::bigint[]
             FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::integer[], $9::integer[], $16::text[])
                 AS n(order_id, calendar_id, resource, first, last, sizes))
         INSERT INTO calendar_days (calendar_id, tenant_id, resource, day, used)
         SELECT c.id, c.tenant_id, n.resource, n.day, ($14::bigint[])[n.place * 288 + 1 : (n.place + 1) * 288]
         FROM unnest($11::uuid[], $12::text[], $13::integer[], $15::integer[]) AS n(calendar_id, resource, day, place)
         JOIN calendars c ON c.id = n.calendar_id
         ON CONFLICT (calendar_id, resource, day) DO UPDATE SET used = excluded.used",
        tenant.uuid(),
        at.to_sqlx() as jiff_sqlx::Timestamp,
        &placed,
        &clusters,
        &reserved.orders,
        &reserved.calendars,
        &reserved.resources,
        &reserved.from,
        &reserved.to,
        &reserved.flat,
        &written.calendars,
        &written.resources,
        &written.days,
        &written.counters,
        &written.places,
        &reserved.sizes
    )
    .execute(&mut *conn)
    .await?;
    let claims = new.iter().filter_map(|NewBooking { placement, storage, .. }| {
        Some(Claimed { order: placement.order_id, cluster: placement.cluster_id, storage: (*storage)? })
    });
    let claims: Vec<_> = claims.collect();
    claims::claim(conn, tenant, &claims).await
}

/// Reservations as columns: the steps of all lie one after the other.
#[derive(Default)]
struct Reserved {
    orders: Vec<Uuid>,
    calendars: Vec<Uuid>,
    resources: Vec<String>,
    from: Vec<i32>,
    to: Vec<i32>,
    flat: Vec<i64>,
    /// As text, because they are of several lengths; empty where there are none.
    sizes: Vec<String>,
}

impl Reserved {
    fn of(new: &[NewBooking<'_>]) -> Self {
        let mut columns = Self::default();
        for NewBooking { placement, reservations, storage, sizes } in new {
            let of_pool = storage.map(|storage| &storage.reservation);
            for reservation in reservations.iter().copied().chain(of_pool) {
                for (resource, steps) in &reservation.steps {
                    columns.orders.push(placement.order_id.uuid());
                    columns.calendars.push(reservation.calendar);
                    columns.resources.push(resource.as_str().to_owned());
                    columns.from.push(place_in(&columns.flat) + 1);
                    columns.flat.extend(steps.to_flat());
                    columns.to.push(place_in(&columns.flat));
                    columns.sizes.push(if *resource == Resource::Pods { as_text(sizes) } else { String::new() });
                }
            }
        }
        columns
    }
}

fn as_text(sizes: &RoomSizes) -> String {
    let numbers: Vec<String> = sizes.to_flat().iter().map(i64::to_string).collect();
    format!("{{{}}}", numbers.join(","))
}

fn place_in(flat: &[i64]) -> i32 {
    i32::try_from(flat.len()).unwrap_or(i32::MAX)
}

/// Gives back what an order holds on a calendar from a slot on; past steps stay. Takes the header's lock.
pub async fn release(conn: &mut PgConnection, of: Holder, calendar: Uuid, from: Slot) -> sqlx::Result<()> {
    for header in headers::lock(conn, &[calendar]).await? {
        let held = reserved(conn, of.order, header.id).await?;
        let kept = held.truncated(from);
        days::add(conn, &header, &held.difference(&kept)).await?;
        reserve(conn, of, &kept).await?;
    }
    Ok(())
}

/// Makes of what an order holds on a calendar what of it is kept, if that is known; more is never held. Takes the header's lock.
pub async fn give_back(
    conn: &mut PgConnection,
    of: Holder,
    calendar: Uuid,
    kept: impl Fn(&Reservation) -> Option<Reservation>,
) -> sqlx::Result<()> {
    for header in headers::lock(conn, &[calendar]).await? {
        let held = reserved(conn, of.order, header.id).await?;
        let Some(kept) = kept(&held) else { continue };
        let noted = sizes(conn, of.order, header.id).await?;
        days::add(conn, &header, &held.difference(&kept)).await?;
        reserve(conn, of, &kept).await?;
        if let Some(noted) = noted {
            note_sizes(conn, of.order, header.id, &noted).await?;
        }
    }
    Ok(())
}

/// Where an order is or was, the live one first.
#[tracing::instrument(name = "db.calendars.placements", skip_all)]
pub async fn placements(conn: &mut PgConnection, order: OrderId) -> sqlx::Result<Vec<Placement>> {
    let rows =
        sqlx::query!("SELECT cluster_id, state FROM placements WHERE order_id = $1 ORDER BY state <> 'live', created_at", order.uuid());
    let placement = |cluster: Uuid, state: &str| {
        // A state that a newer program made is no place to count on.
        let state = PlacementState::named(state).unwrap_or(PlacementState::Gone);
        Placement { order_id: order, cluster_id: ClusterId::new(cluster), state }
    };
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| placement(row.cluster_id, &row.state)).collect())
}

/// Gives some of a tenant's reservations back as if they had never been, and removes them. Calendars are locked as everywhere, by ascending id.
#[tracing::instrument(name = "db.calendars.purge_reservations", skip_all)]
fn purge_reservations(conn: &mut PgConnection, tenant: TenantId, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let held = sqlx::query!(
            "SELECT DISTINCT r.calendar_id, r.order_id FROM orders o JOIN reservations r ON r.order_id = o.id
             WHERE o.tenant_id = $1 ORDER BY r.calendar_id, r.order_id LIMIT $2",
            tenant.uuid(),
            limit.min(GIVEN_BACK)
        );
        let held = held.fetch_all(&mut *conn).await?;
        let mut removed = 0;
        for row in held {
            release(conn, Holder { tenant, order: OrderId::new(row.order_id) }, row.calendar_id, Slot(i64::MIN)).await?;
            let done = sqlx::query!("DELETE FROM reservations WHERE order_id = $1 AND calendar_id = $2", row.order_id, row.calendar_id);
            removed += done.execute(&mut *conn).await?.rows_affected().max(1);
        }
        Ok(removed)
    })
}

/// Removes some of a tenant's claims, of one cluster at a time: whatever is kept of them counts there, and who takes the counters of several clusters in any order
/// could wait for somebody who waits for it.
#[tracing::instrument(name = "db.calendars.purge_claims", skip_all)]
fn purge_claims(conn: &mut PgConnection, tenant: TenantId, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "WITH held AS (SELECT c.ctid AS place, c.cluster_id FROM orders o JOIN storage_claims c ON c.order_id = o.id WHERE o.tenant_id = $1)
             DELETE FROM storage_claims WHERE ctid = ANY (ARRAY(
                 SELECT place FROM held WHERE cluster_id = (SELECT cluster_id FROM held ORDER BY cluster_id LIMIT 1) LIMIT $2))",
            tenant.uuid(),
            limit
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}

/// The same of where its orders are or were.
#[tracing::instrument(name = "db.calendars.purge_placements", skip_all)]
fn purge_placements(conn: &mut PgConnection, tenant: TenantId, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(async move {
        let done = sqlx::query!(
            "WITH held AS (SELECT p.ctid AS place, p.cluster_id FROM orders o JOIN placements p ON p.order_id = o.id WHERE o.tenant_id = $1)
             DELETE FROM placements WHERE ctid = ANY (ARRAY(
                 SELECT place FROM held WHERE cluster_id = (SELECT cluster_id FROM held ORDER BY cluster_id LIMIT 1) LIMIT $2))",
            tenant.uuid(),
            limit
        );
        Ok(done.execute(conn).await?.rows_affected())
    })
}
