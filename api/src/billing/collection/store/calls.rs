//! Keys of calls.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::calls::Subject;

/// A call as it is written.
#[derive(Debug, Clone)]
pub(in crate::billing::collection) struct CallRow {
    pub round: i32,
    pub key: String,
    pub state: String,
    pub object: Option<String>,
    pub at: Timestamp,
}

/// The latest call of a step; whoever asks for the same waits until this transaction ends.
#[tracing::instrument(name = "db.collection.latest", skip_all)]
pub(in crate::billing::collection) async fn latest(conn: &mut PgConnection, subject: Subject, step: &str) -> sqlx::Result<Option<CallRow>> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('stripe call ' || $1::uuid || $2::text, 0))", subject.id, step)
        .fetch_one(&mut *conn)
        .await?;
    let row = sqlx::query!(
        r#"SELECT round, key, state, object, created_at AS "created_at: jiff_sqlx::Timestamp" FROM stripe_calls
           WHERE subject = $1 AND step = $2 ORDER BY round DESC LIMIT 1"#,
        subject.id,
        step
    );
    Ok(row.fetch_optional(conn).await?.map(|row| CallRow {
        round: row.round,
        key: row.key,
        state: row.state,
        object: row.object,
        at: row.created_at.to_jiff(),
    }))
}

/// Writes a call with a key of its own.
#[tracing::instrument(name = "db.collection.write", skip_all)]
pub(in crate::billing::collection) async fn write(
    conn: &mut PgConnection,
    subject: Subject,
    step: &str,
    (round, at): (i32, Timestamp),
) -> sqlx::Result<CallRow> {
    let key = format!("homeroom-{}", Uuid::new_v4());
    sqlx::query!(
        "INSERT INTO stripe_calls (subject, step, round, tenant_id, key, state, created_at) VALUES ($1, $2, $3, $4, $5, 'written', $6)",
        subject.id,
        step,
        round,
        subject.tenant.uuid(),
        key,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(CallRow { round, key, state: "written".to_owned(), object: None, at })
}

/// Notes what became of a call, and what it made.
#[tracing::instrument(name = "db.collection.end", skip_all)]
pub(in crate::billing::collection) async fn end(
    conn: &mut PgConnection,
    subject: Subject,
    (step, round): (&str, i32),
    (state, object): (&str, Option<&str>),
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE stripe_calls SET state = $4, object = $5 WHERE subject = $1 AND step = $2 AND round = $3",
        subject.id,
        step,
        round,
        state,
        object
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets calls of before.
#[tracing::instrument(name = "db.collection.forget_calls", skip_all)]
pub(in crate::billing::collection) async fn forget_calls(conn: &mut PgConnection, before: Timestamp, limit: i64) -> sqlx::Result<u64> {
    let before = before.to_sqlx();
    let deleted = sqlx::query!(
        "DELETE FROM stripe_calls WHERE ctid IN (SELECT ctid FROM stripe_calls WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
        before as _,
        limit
    );
    Ok(deleted.execute(conn).await?.rows_affected())
}
