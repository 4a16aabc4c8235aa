//! Calendars of before, with slots of fifteen minutes, carried over to slots of five; and programs of before, which count in the old ones.

use homeroom::{calendars::store::verify, db::MIGRATOR};
use homeroom_domain::slots::Slot;
use jiff::Timestamp;
use sqlx::{Connection, PgConnection};

use super::run::filled_up_to;

const BEFORE: i64 = 20_261_125_210_000;
const TENANT: &str = "00000000-0000-7000-8000-000000000002";
const CALENDAR: &str = "00000000-0000-7000-8000-000000000008";
const ORDER: &str = "00000000-0000-7000-8000-00000000000c";
/// 2026-09-07 in UTC days from the epoch.
const MONDAY: i64 = 20_703;

/// An order's seats: 50 from 23:45 on Monday to 00:30, and 20 more in the first quarter of an hour of Tuesday.
async fn book_over_midnight(conn: &mut PgConnection) {
    let midnight = (MONDAY + 1) * 96;
    let steps = [midnight - 1, midnight, 50, midnight, midnight + 1, 70, midnight + 1, midnight + 2, 50];
    sqlx::query(
        "INSERT INTO reservations (tenant_id, calendar_id, order_id, resource, steps) VALUES ($1::uuid, $2::uuid, $3::uuid, 'seats', $4)",
    )
    .bind(TENANT)
    .bind(CALENDAR)
    .bind(ORDER)
    .bind(steps)
    .execute(&mut *conn)
    .await
    .unwrap();
    let (mut monday, mut tuesday) = ([0; 96], [0; 96]);
    monday[95] = 50;
    tuesday[..2].copy_from_slice(&[70, 50]);
    for (day, used) in [(MONDAY, monday), (MONDAY + 1, tuesday)] {
        write_as_before(conn, i32::try_from(day).unwrap(), &used).await.unwrap();
    }
}

/// What programs of before do with a day: its 96 counters, over whatever is there.
async fn write_as_before(conn: &mut PgConnection, day: i32, used: &[i64]) -> sqlx::Result<()> {
    let sql = "INSERT INTO calendar_days (calendar_id, tenant_id, resource, day, used) VALUES ($1::uuid, $2::uuid, 'seats', $3, $4)
               ON CONFLICT (calendar_id, resource, day) DO UPDATE SET used = excluded.used";
    sqlx::query(sql).bind(CALENDAR).bind(TENANT).bind(day).bind(used).execute(conn).await.map(drop)
}

/// When each counter above zero begins, in runs of equal ones: `(from, to, used)`.
async fn booked_seats(conn: &mut PgConnection) -> Vec<(String, String, i64)> {
    let days: Vec<(i32, Vec<i64>)> =
        sqlx::query_as("SELECT day, used FROM calendar_days WHERE resource = 'seats' ORDER BY day").fetch_all(conn).await.unwrap();
    let slots = days.iter().flat_map(|(day, used)| (i64::from(*day) * 288..).zip(used)).filter(|(_, used)| **used > 0);
    let slots: Vec<(i64, i64)> = slots.map(|(slot, used)| (slot, *used)).collect();
    let at = |slot: i64| Timestamp::to_string(&Slot(slot).start());
    let runs = slots.chunk_by(|a, b| a.0 + 1 == b.0 && a.1 == b.1);
    runs.map(|run| (at(run[0].0), at(run[run.len() - 1].0 + 1), run[0].1)).collect()
}

#[tokio::test]
async fn what_was_booked_by_fifteen_minutes_is_booked_at_the_same_times_by_five() {
    let (database, mut conn) = filled_up_to(BEFORE).await;
    book_over_midnight(&mut conn).await;
    MIGRATOR.run(&mut PgConnection::connect_with(&database.owner()).await.unwrap()).await.unwrap();
    let run = |from: &str, to: &str, used| (from.to_owned(), to.to_owned(), used);
    assert_eq!(
        booked_seats(&mut conn).await,
        [
            run("2026-09-07T23:45:00Z", "2026-09-08T00:00:00Z", 50),
            run("2026-09-08T00:00:00Z", "2026-09-08T00:15:00Z", 70),
            run("2026-09-08T00:15:00Z", "2026-09-08T00:30:00Z", 50),
        ]
    );
    assert_eq!(verify(&mut conn).await.unwrap(), [], "what is used is the sum of what is reserved");
}

#[tokio::test]
async fn a_program_of_before_writes_no_day_and_does_not_start() {
    let (database, mut conn) = filled_up_to(BEFORE).await;
    book_over_midnight(&mut conn).await;
    MIGRATOR.run(&mut PgConnection::connect_with(&database.owner()).await.unwrap()).await.unwrap();
    let carried_over = booked_seats(&mut conn).await;
    // It goes on running: of a day that was carried over, and of one that is new.
    for day in [MONDAY, MONDAY + 7] {
        let error = write_as_before(&mut conn, i32::try_from(day).unwrap(), &[1; 96]).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().constraint(), Some("calendar_days_used_check"), "{error}");
    }
    assert_eq!(booked_seats(&mut conn).await, carried_over);
    // It starts: this is what it asks first, as the role that it serves under.
    let mut worker = PgConnection::connect_with(&database.worker()).await.unwrap();
    let asked = sqlx::query("SELECT version FROM _sqlx_migrations WHERE success").fetch_all(&mut worker).await.unwrap_err();
    assert_eq!(asked.as_database_error().unwrap().code().as_deref(), Some("42501"), "{asked}");
}
