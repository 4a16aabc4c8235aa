//! Sums by week.

use std::collections::BTreeMap;

use homeroom_domain::ids::{ClusterId, TenantId};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::billing::promises::weeks::Count;

/// Adds to what is known of a week.
#[tracing::instrument(name = "db.promises.add_week", skip_all)]
pub(in crate::billing::promises) async fn add_week(
    conn: &mut PgConnection,
    (tenant, week, cluster): (TenantId, Date, Uuid),
    count: &Count,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO promise_weeks AS w (tenant_id, week, cluster_id, lessons, in_time, late, broken, unknown, ready_before, causes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (tenant_id, week, cluster_id) DO UPDATE
         SET lessons = w.lessons + excluded.lessons, in_time = w.in_time + excluded.in_time, late = w.late + excluded.late,
             broken = w.broken + excluded.broken, unknown = w.unknown + excluded.unknown,
             ready_before = ARRAY(SELECT a + b FROM unnest(w.ready_before, excluded.ready_before) WITH ORDINALITY AS u(a, b, place) ORDER BY place),
             causes = (SELECT coalesce(jsonb_object_agg(summed.key, summed.lessons), '{}')
                       FROM (SELECT each_of.key, sum(each_of.value::bigint) AS lessons
                             FROM (SELECT key, value FROM jsonb_each_text(w.causes) UNION ALL SELECT key, value FROM jsonb_each_text(excluded.causes)) AS each_of
                             GROUP BY each_of.key) AS summed)",
        tenant.uuid(),
        week.to_sqlx() as jiff_sqlx::Date,
        cluster,
        count.lessons,
        count.in_time,
        count.late,
        count.broken,
        count.unknown,
        &count.ready_before[..],
        Json(&count.causes) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Which weeks: between two Mondays, by cluster too where that is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::billing::promises) struct Weekly {
    pub span: (Date, Date),
    pub tenant: Option<TenantId>,
    pub cluster: Option<ClusterId>,
    pub by_cluster: bool,
}

/// Sums of a week.
#[derive(Debug)]
pub(in crate::billing::promises) struct WeekRow {
    pub week: jiff_sqlx::Date,
    pub cluster_id: Option<Uuid>,
    pub cluster_name: Option<String>,
    pub lessons: i64,
    pub in_time: i64,
    pub late: i64,
    pub broken: i64,
    pub unknown: i64,
    pub ready_before: Vec<i64>,
    /// Of each reason how many lessons were late or broken.
    pub causes: Json<BTreeMap<String, i64>>,
}

/// The latest first.
#[tracing::instrument(name = "db.promises.weeks", skip_all)]
pub(in crate::billing::promises) async fn weeks(conn: &mut PgConnection, of: Weekly) -> sqlx::Result<Vec<WeekRow>> {
    let rows = sqlx::query_as!(
        WeekRow,
        r#"SELECT s.week AS "week!: jiff_sqlx::Date", s.cluster_id, c.name AS "cluster_name?", s.lessons AS "lessons!", s.in_time AS "in_time!",
                  s.late AS "late!", s.broken AS "broken!", s.unknown AS "unknown!", s.ready_before AS "ready_before!",
                  (SELECT coalesce(jsonb_object_agg(summed.key, summed.lessons), '{}')
                   FROM (SELECT e.key, sum(e.value::bigint) AS lessons FROM promise_weeks x, jsonb_each_text(x.causes) AS e
                         WHERE x.week = s.week AND ($3::uuid IS NULL OR x.tenant_id = $3) AND ($4::uuid IS NULL OR x.cluster_id = $4)
                           AND (NOT $5 OR x.cluster_id = s.cluster_id) GROUP BY e.key) AS summed) AS "causes!: Json<BTreeMap<String, i64>>"
           FROM (SELECT w.week, CASE WHEN $5 THEN w.cluster_id END AS cluster_id, sum(w.lessons)::bigint AS lessons, sum(w.in_time)::bigint AS in_time,
                        sum(w.late)::bigint AS late, sum(w.broken)::bigint AS broken, sum(w.unknown)::bigint AS unknown,
                        ARRAY[sum(w.ready_before[1]), sum(w.ready_before[2]), sum(w.ready_before[3]), sum(w.ready_before[4])]::bigint[] AS ready_before
                 FROM promise_weeks w
                 WHERE w.week BETWEEN $1 AND $2 AND ($3::uuid IS NULL OR w.tenant_id = $3) AND ($4::uuid IS NULL OR w.cluster_id = $4)
                 GROUP BY 1, 2) s
           LEFT JOIN clusters c ON c.id = s.cluster_id ORDER BY s.week DESC, c.name"#,
        of.span.0.to_sqlx() as jiff_sqlx::Date,
        of.span.1.to_sqlx() as jiff_sqlx::Date,
        of.tenant.map(TenantId::uuid),
        of.cluster.map(ClusterId::uuid),
        of.by_cluster
    );
    rows.fetch_all(conn).await
}

/// Deletes weeks that began before a moment.
#[tracing::instrument(name = "db.promises.forget_weeks", skip_all)]
pub(in crate::billing::promises) async fn forget_weeks(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let gone = sqlx::query!(
        "DELETE FROM promise_weeks WHERE ctid = ANY(ARRAY(SELECT ctid FROM promise_weeks WHERE week < ($1::timestamptz)::date LIMIT $2))",
        before.to_sqlx() as jiff_sqlx::Timestamp,
        limit
    );
    Ok(gone.execute(conn).await?.rows_affected())
}
