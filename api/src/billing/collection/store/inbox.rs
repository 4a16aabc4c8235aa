//! What Stripe told, until it was looked into.

use homeroom_outside::stripe::Notice;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

/// Something that Stripe told.
#[derive(Debug)]
pub(in crate::billing::collection) struct Told {
    pub kind: String,
    pub object: Option<String>,
    pub is_applied: bool,
}

/// Keeps it; false where it is known.
#[tracing::instrument(name = "db.collection.keep_event", skip_all)]
pub(in crate::billing::collection) async fn keep_event(conn: &mut PgConnection, notice: &Notice, now: Timestamp) -> sqlx::Result<bool> {
    let happened = Timestamp::from_second(notice.created).unwrap_or(now).to_sqlx();
    let kept = sqlx::query!(
        "INSERT INTO stripe_inbox (event, kind, object, happened_at, received_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (event) DO NOTHING",
        notice.id.as_str(),
        notice.kind,
        notice.object.as_ref().map(homeroom_outside::stripe::Id::as_str),
        happened as _,
        now.to_sqlx() as jiff_sqlx::Timestamp
    );
    Ok(kept.execute(conn).await?.rows_affected() > 0)
}

#[tracing::instrument(name = "db.collection.event", skip_all)]
pub(in crate::billing::collection) async fn event(conn: &mut PgConnection, id: &str) -> sqlx::Result<Option<Told>> {
    sqlx::query_as!(Told, r#"SELECT kind, object, applied_at IS NOT NULL AS "is_applied!" FROM stripe_inbox WHERE event = $1"#, id)
        .fetch_optional(conn)
        .await
}

#[tracing::instrument(name = "db.collection.applied", skip_all)]
pub(in crate::billing::collection) async fn applied(conn: &mut PgConnection, id: &str, at: Timestamp) -> sqlx::Result<()> {
    let at = at.to_sqlx();
    sqlx::query!("UPDATE stripe_inbox SET applied_at = coalesce(applied_at, $2) WHERE event = $1", id, at as _).execute(conn).await?;
    Ok(())
}

/// What came before then and was not looked into, the oldest first.
#[tracing::instrument(name = "db.collection.waiting_events", skip_all)]
pub(in crate::billing::collection) async fn waiting_events(
    conn: &mut PgConnection,
    before: Timestamp,
    limit: i64,
) -> sqlx::Result<Vec<String>> {
    let before = before.to_sqlx();
    sqlx::query_scalar!(
        "SELECT event FROM stripe_inbox WHERE applied_at IS NULL AND received_at < $1 ORDER BY received_at LIMIT $2",
        before as _,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Up to when the list of events was looked through.
#[tracing::instrument(name = "db.collection.swept_to", skip_all)]
pub(in crate::billing::collection) async fn swept_to(conn: &mut PgConnection) -> sqlx::Result<Option<Timestamp>> {
    let to = sqlx::query_scalar!(r#"SELECT swept_to AS "swept_to: jiff_sqlx::Timestamp" FROM stripe_sweeps"#);
    Ok(to.fetch_optional(conn).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

#[tracing::instrument(name = "db.collection.set_swept_to", skip_all)]
pub(in crate::billing::collection) async fn set_swept_to(conn: &mut PgConnection, to: Timestamp) -> sqlx::Result<()> {
    let to = to.to_sqlx();
    sqlx::query!("INSERT INTO stripe_sweeps (swept_to) VALUES ($1) ON CONFLICT (one) DO UPDATE SET swept_to = $1", to as _)
        .execute(conn)
        .await?;
    Ok(())
}

/// Throws away what was told before then.
#[tracing::instrument(name = "db.collection.forget_events", skip_all)]
pub(in crate::billing::collection) async fn forget_events(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let before = before.to_sqlx();
    let deleted = sqlx::query!(
        "DELETE FROM stripe_inbox WHERE event IN (SELECT event FROM stripe_inbox WHERE received_at < $1 ORDER BY received_at LIMIT $2)",
        before as _,
        limit
    );
    Ok(deleted.execute(conn).await?.rows_affected())
}
