//! The SQL of standing: its history. The state itself is a column of tenants, which orders read.

use homeroom_domain::{billing::StandingStep, ids::TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

/// How a tenant stands.
#[derive(Debug)]
pub(crate) struct Stands {
    pub past_due_since: Option<Timestamp>,
    pub suspended_at: Option<Timestamp>,
    /// For what it owes, and by no person.
    pub by_billing: bool,
}

/// Nobody else changes it until the transaction ends.
#[tracing::instrument(name = "db.standing.lock", skip_all)]
pub(crate) async fn lock(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<Stands>> {
    let row = sqlx::query!(
        r#"SELECT past_due_since AS "past_due_since: jiff_sqlx::Timestamp", suspended_at AS "suspended_at: jiff_sqlx::Timestamp",
                  coalesce(suspended_by = 'billing', false) AS "by_billing!" FROM tenants WHERE id = $1 FOR NO KEY UPDATE"#,
        tenant.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Stands {
        past_due_since: row.past_due_since.map(jiff_sqlx::Timestamp::to_jiff),
        suspended_at: row.suspended_at.map(jiff_sqlx::Timestamp::to_jiff),
        by_billing: row.by_billing,
    }))
}

/// Keeps a change with its cause.
#[tracing::instrument(name = "db.standing.record", skip_all)]
pub(super) async fn record(
    conn: &mut PgConnection,
    tenant: TenantId,
    step: StandingStep,
    cause: &Value,
    at: Timestamp,
) -> sqlx::Result<()> {
    let (at, step) = (at.to_sqlx(), json!(step));
    sqlx::query!(
        "INSERT INTO standing_changes (id, tenant_id, step, cause, created_at) VALUES ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        tenant.uuid(),
        step.as_str(),
        cause,
        at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}
