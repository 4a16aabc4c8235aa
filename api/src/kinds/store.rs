//! The SQL of the catalogue.

use homeroom_domain::kind::Kind;
use sqlx::PgConnection;

/// Every kind, in the order in which the catalogue shows them.
#[tracing::instrument(name = "db.kinds.all", skip_all)]
pub async fn all(conn: &mut PgConnection) -> sqlx::Result<Vec<Kind>> {
    let rows = sqlx::query!(
        "SELECT name, speakers, seats_max, staff_seats, packets_per_second, stream_kbit, recorded_track_cpu_milli, least_cpu_milli, lead_minutes, drain_minutes,
                overrun_minutes, storage_bandwidth_mbit, storage_space_mib_per_hour, exclusive_interface, grace_seconds, priority
         FROM kinds ORDER BY position, name"
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| Kind {
            name: row.name,
            speakers: row.speakers.map(i32::unsigned_abs),
            seats_max: row.seats_max.unsigned_abs(),
            staff_seats: row.staff_seats.unsigned_abs(),
            packets_per_second: row.packets_per_second.unsigned_abs(),
            stream_kbit: row.stream_kbit.unsigned_abs(),
            recorded_track_cpu_milli: row.recorded_track_cpu_milli.unsigned_abs(),
            least_cpu_milli: row.least_cpu_milli.unsigned_abs(),
            lead_minutes: row.lead_minutes.unsigned_abs(),
            drain_minutes: row.drain_minutes.unsigned_abs(),
            overrun_minutes: row.overrun_minutes.unsigned_abs(),
            storage_bandwidth_mbit: row.storage_bandwidth_mbit.unsigned_abs(),
            storage_space_mib_per_hour: row.storage_space_mib_per_hour.unsigned_abs(),
            exclusive_interface: row.exclusive_interface,
            grace_seconds: row.grace_seconds.unsigned_abs(),
            priority: row.priority,
        })
        .collect())
}
