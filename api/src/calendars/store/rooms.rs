//! What is up on a cluster, of all institutions together: how many rooms of which sizes, and not whose.

use homeroom_domain::{
    admission::OrderUp,
    ids::OrderId,
    room_sizes::RoomSizes,
    slots::{SLOTS_PER_DAY, Slot, Steps},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Orders of a cluster whose rooms are looked at one by one, in the days that are asked about. Beyond that their shares alone decide.
const ORDERS_MAX: i64 = 2_000;

/// The rooms of a cluster on some UTC days, both included; orders that are asked about are named. `None` where they are too many, which is known before any is
/// read. Under the lock of the calendar they are all that it has.
#[tracing::instrument(name = "db.calendars.rooms_up", skip_all)]
pub async fn rooms_up(
    conn: &mut PgConnection,
    calendar: Uuid,
    (first, last): (i32, i32),
    asked: &[Uuid],
) -> sqlx::Result<Option<Vec<OrderUp>>> {
    let midnight = |day: i64| day * SLOTS_PER_DAY as i64;
    let (from, to) = (midnight(first.into()), midnight(i64::from(last) + 1));
    let orders = sqlx::query_scalar!(r#"SELECT count_rooms_booked($1, $2, $3, $4) AS "orders!""#, calendar, from, to, ORDERS_MAX + 1);
    if orders.fetch_one(&mut *conn).await? > ORDERS_MAX {
        return Ok(None);
    }
    let rows = sqlx::query!(
        r#"SELECT order_id, steps AS "steps!", sizes FROM rooms_booked($1, $2, $3, $4, $5)"#,
        calendar,
        from,
        to,
        asked,
        ORDERS_MAX + 1
    );
    let rows = rows.fetch_all(conn).await?;
    // Without the lock some may have come meanwhile.
    if i64::try_from(rows.len()).is_ok_and(|orders| orders > ORDERS_MAX) {
        return Ok(None);
    }
    let up = |order: Option<Uuid>, steps: &[i64], sizes: Option<Vec<i64>>| OrderUp {
        order: order.map(OrderId::new),
        up: Steps::from_flat(steps),
        sizes: sizes.map(|sizes| RoomSizes::from_flat(&sizes)).unwrap_or_default(),
    };
    Ok(Some(rows.into_iter().map(|row| up(row.order_id, &row.steps, row.sizes)).collect()))
}

/// Forgets the rooms of at most so many orders that were over before a slot. Waits for nobody who books.
#[tracing::instrument(name = "db.calendars.forget_rooms", skip_all)]
pub(in crate::calendars) async fn forget_rooms(conn: &mut PgConnection, before: Slot, limit: i64) -> sqlx::Result<u64> {
    let forgotten = sqlx::query_scalar!(r#"SELECT forget_rooms_booked($1, $2) AS "orders!""#, before.0, limit);
    Ok(forgotten.fetch_one(conn).await?.unsigned_abs())
}
