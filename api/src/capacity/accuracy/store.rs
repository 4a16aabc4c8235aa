//! The SQL of what was planned against what came.

use homeroom_domain::{
    ids::ClusterId,
    slots::{Slot, monday},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// Lessons of a week and cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LessonSums {
    pub lessons: i64,
    pub in_time: i64,
    pub late: i64,
    pub broken: i64,
    pub unknown: i64,
    /// Of those in time: how long before the lesson the room was ready.
    pub ready_seconds: i64,
    /// Lessons that say how many pupils they expect; how many that is; and how many were let in.
    pub expecting: i64,
    pub expected: i64,
    pub seen: i64,
}

/// Adds lessons to what is known of a week. In the transaction that notes that they were looked at: nothing here keeps them from being added twice.
#[tracing::instrument(name = "db.capacity.add_lessons", skip_all)]
pub(crate) async fn add_lessons(conn: &mut PgConnection, (cluster, week): (ClusterId, Date), sums: &LessonSums) -> sqlx::Result<()> {
    let LessonSums { lessons, in_time, late, broken, unknown, ready_seconds, expecting, expected, seen } = *sums;
    sqlx::query!(
        "INSERT INTO accuracy_weeks AS w (cluster_id, week, lessons, in_time, late, broken, unknown, ready_seconds, expecting, expected, seen)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (cluster_id, week) DO UPDATE
         SET lessons = w.lessons + excluded.lessons, in_time = w.in_time + excluded.in_time, late = w.late + excluded.late,
             broken = w.broken + excluded.broken, unknown = w.unknown + excluded.unknown, ready_seconds = w.ready_seconds + excluded.ready_seconds,
             expecting = w.expecting + excluded.expecting, expected = w.expected + excluded.expected, seen = w.seen + excluded.seen",
        cluster.uuid(),
        week.to_sqlx() as jiff_sqlx::Date,
        lessons,
        in_time,
        late,
        broken,
        unknown,
        ready_seconds,
        expecting,
        expected,
        seen
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Nodes of a cluster in one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SlotNodes {
    /// What is booked comes to so many, what is kept free among them.
    pub planned: i64,
    /// The most that held rooms at a time.
    pub used: i64,
    /// Rooms might be put on so many.
    pub usable: i64,
}

/// Adds a slot that is over to its week, unless it or a later one was added before.
#[tracing::instrument(name = "db.capacity.add_slot", skip_all)]
pub(crate) async fn add_slot(conn: &mut PgConnection, cluster: ClusterId, slot: Slot, nodes: SlotNodes) -> sqlx::Result<()> {
    let week = monday(slot.start().to_zoned(TimeZone::UTC).date());
    sqlx::query!(
        "INSERT INTO accuracy_weeks AS w (cluster_id, week, slots, nodes_planned, nodes_used, nodes_usable, planned_most, used_most, last_slot)
         VALUES ($1, $2, 1, $3, $4, $5, $3, $4, $6)
         ON CONFLICT (cluster_id, week) DO UPDATE
         SET slots = w.slots + 1, nodes_planned = w.nodes_planned + excluded.nodes_planned, nodes_used = w.nodes_used + excluded.nodes_used,
             nodes_usable = w.nodes_usable + excluded.nodes_usable, planned_most = greatest(w.planned_most, excluded.planned_most),
             used_most = greatest(w.used_most, excluded.used_most), last_slot = excluded.last_slot
         WHERE w.last_slot < excluded.last_slot",
        cluster.uuid(),
        week.to_sqlx() as jiff_sqlx::Date,
        nodes.planned,
        nodes.used,
        nodes.usable,
        slot.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One week of one cluster.
#[derive(Debug)]
pub(super) struct WeekRow {
    pub cluster_id: Uuid,
    pub cluster_name: Option<String>,
    pub week: jiff_sqlx::Date,
    pub lessons: i64,
    pub in_time: i64,
    pub late: i64,
    pub broken: i64,
    pub unknown: i64,
    pub ready_seconds: i64,
    pub expecting: i64,
    pub expected: i64,
    pub seen: i64,
    pub slots: i64,
    pub nodes_planned: i64,
    pub nodes_used: i64,
    pub nodes_usable: i64,
    pub planned_most: i64,
    pub used_most: i64,
}

/// Between two Mondays, the latest first, and within a week by the cluster's name.
#[tracing::instrument(name = "db.capacity.accuracy", skip_all)]
pub(super) async fn accuracy(conn: &mut PgConnection, (from, to): (Date, Date), cluster: Option<ClusterId>) -> sqlx::Result<Vec<WeekRow>> {
    let rows = sqlx::query_as!(
        WeekRow,
        r#"SELECT w.cluster_id, c.name AS "cluster_name?", w.week AS "week: jiff_sqlx::Date", w.lessons, w.in_time, w.late, w.broken, w.unknown, w.ready_seconds,
                  w.expecting, w.expected, w.seen, w.slots, w.nodes_planned, w.nodes_used, w.nodes_usable, w.planned_most, w.used_most
           FROM accuracy_weeks w LEFT JOIN clusters c ON c.id = w.cluster_id
           WHERE w.week BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR w.cluster_id = $3) ORDER BY w.week DESC, c.name, w.cluster_id"#,
        from.to_sqlx() as jiff_sqlx::Date,
        to.to_sqlx() as jiff_sqlx::Date,
        cluster.map(ClusterId::uuid)
    );
    rows.fetch_all(conn).await
}

/// Deletes weeks that began before a moment.
#[tracing::instrument(name = "db.capacity.forget_accuracy", skip_all)]
pub(super) async fn forget_accuracy(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let gone = sqlx::query!(
        "DELETE FROM accuracy_weeks WHERE ctid = ANY(ARRAY(SELECT ctid FROM accuracy_weeks WHERE week < ($1::timestamptz)::date LIMIT $2))",
        before.to_sqlx() as jiff_sqlx::Timestamp,
        limit
    );
    Ok(gone.execute(conn).await?.rows_affected())
}
