//! How far hours were looked at, and whose lessons may lie in one.

use homeroom_domain::billing::Stretch;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// The first look at an hour, and the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::billing::promises) enum Pass {
    First,
    Second,
}

impl Pass {
    pub(in crate::billing::promises) const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }
}

#[tracing::instrument(name = "db.promises.watermark", skip_all)]
pub(in crate::billing::promises) async fn watermark(conn: &mut PgConnection, pass: Pass) -> sqlx::Result<Option<Timestamp>> {
    let hour = sqlx::query_scalar!(r#"SELECT hour AS "hour: jiff_sqlx::Timestamp" FROM promise_watermarks WHERE pass = $1"#, pass.name());
    Ok(hour.fetch_optional(conn).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

#[tracing::instrument(name = "db.promises.set_watermark", skip_all)]
pub(in crate::billing::promises) async fn set_watermark(conn: &mut PgConnection, pass: Pass, hour: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO promise_watermarks (pass, hour) VALUES ($1, $2) ON CONFLICT (pass) DO UPDATE SET hour = greatest(promise_watermarks.hour, $2)",
        pass.name(),
        hour.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that an hour was looked at, by whoever had come to the one before. `false` where somebody else was faster.
#[tracing::instrument(name = "db.promises.advance", skip_all)]
pub(in crate::billing::promises) async fn advance(conn: &mut PgConnection, pass: Pass, (from, to): Stretch) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE promise_watermarks SET hour = $3 WHERE pass = $1 AND hour = $2",
        pass.name(),
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(done.execute(conn).await?.rows_affected() > 0)
}

/// Orders that may have had a lesson between two days of UTC, by id, whosever they are; at the first look priced ones alone. What waits for a purchase order
/// has none.
#[tracing::instrument(name = "db.billing.promised_orders", skip_all)]
pub(in crate::billing::promises) async fn promised_orders(
    conn: &mut PgConnection,
    ((from, to), pass): (Stretch, Pass),
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT o.id FROM orders o
         WHERE ($5 OR EXISTS (SELECT FROM order_prices b WHERE b.order_id = o.id)) AND o.earliest_day <= ($2::timestamptz)::date + 2 AND o.latest_day >= ($1::timestamptz)::date - 2 AND o.phase <> 'reserved'
           AND (o.phase <> 'released' OR o.ends_at IS NULL OR o.ends_at >= $1) AND ($3::uuid IS NULL OR o.id > $3)
         ORDER BY o.id LIMIT $4",
        from.to_sqlx() as jiff_sqlx::Timestamp,
        to.to_sqlx() as jiff_sqlx::Timestamp,
        after,
        limit,
        pass == Pass::Second
    )
    .fetch_all(conn)
    .await
}
