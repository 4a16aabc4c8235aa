//! The SQL of standing: its history. The state itself is a column of tenants, which orders read.

use homeroom_domain::{
    billing::{PurgeWait, Trial},
    ids::TenantId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::tenants::store::{PurgeRow, purge_of};

/// How a tenant stands.
#[derive(Debug)]
pub(crate) struct Stands {
    pub past_due_since: Option<Timestamp>,
    pub suspended_at: Option<Timestamp>,
    /// For what it owes, and by no person.
    pub by_billing: bool,
    pub cancelled_at: Option<Timestamp>,
    /// When its data is removed, where its plan has ended.
    pub purge: Option<PurgeRow>,
    /// Nothing is chased of it.
    pub is_exempt: bool,
    /// The first and the last moment of its trial, until the end of it was noted.
    pub trial: Option<(Timestamp, Timestamp)>,
    /// That its trial began was noted.
    pub is_trial_noted: bool,
}

impl Stands {
    /// How far its trial was noted.
    pub(super) fn noted(&self) -> Trial {
        match self.trial {
            None => Trial::None,
            Some((_, until)) if self.is_trial_noted => Trial::Until(until),
            Some(_) => Trial::Begun,
        }
    }
}

/// Nobody else changes it until the transaction ends.
#[tracing::instrument(name = "db.standing.lock", skip_all)]
pub(crate) async fn lock(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<Stands>> {
    sqlx::query!("SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE", tenant.uuid()).fetch_optional(&mut *conn).await?;
    find(conn, tenant).await
}

#[tracing::instrument(name = "db.standing.find", skip_all)]
pub(super) async fn find(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Option<Stands>> {
    let row = sqlx::query!(
        r#"SELECT past_due_since AS "past_due_since: jiff_sqlx::Timestamp", suspended_at AS "suspended_at: jiff_sqlx::Timestamp",
                  cancelled_at AS "cancelled_at: jiff_sqlx::Timestamp", exempt_reason IS NOT NULL AS "is_exempt!",
                  coalesce(suspended_by = 'billing', false) AS "by_billing!",
                  s.created_at AS "trial_from?: jiff_sqlx::Timestamp", s.charged_from AS "trial_until?: jiff_sqlx::Timestamp",
                  EXISTS (SELECT FROM standing_changes c WHERE c.tenant_id = t.id AND c.step = 'begin_trial') AS "is_trial_noted!"
           FROM tenants t LEFT JOIN plan_subscriptions s ON s.tenant_id = t.id AND s.charged_from > s.created_at
             AND NOT EXISTS (SELECT FROM standing_changes c WHERE c.tenant_id = t.id AND c.step = 'end_trial')
           WHERE t.id = $1"#,
        tenant.uuid()
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    Ok(Some(Stands {
        purge: purge_of(conn, tenant).await?,
        past_due_since: row.past_due_since.map(jiff_sqlx::Timestamp::to_jiff),
        suspended_at: row.suspended_at.map(jiff_sqlx::Timestamp::to_jiff),
        by_billing: row.by_billing,
        cancelled_at: row.cancelled_at.map(jiff_sqlx::Timestamp::to_jiff),
        is_exempt: row.is_exempt,
        trial: row.trial_from.zip(row.trial_until).map(|(from, until)| (from.to_jiff(), until.to_jiff())),
        is_trial_noted: row.is_trial_noted,
    }))
}

/// Keeps a change with its cause.
#[tracing::instrument(name = "db.standing.record", skip_all)]
pub(crate) async fn record(conn: &mut PgConnection, tenant: TenantId, step: &str, cause: &Value, at: Timestamp) -> sqlx::Result<()> {
    let at = at.to_sqlx();
    sqlx::query!(
        "INSERT INTO standing_changes (id, tenant_id, step, cause, created_at) VALUES ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        tenant.uuid(),
        step,
        cause,
        at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What changed, with its cause, the newest first.
#[tracing::instrument(name = "db.standing.changes", skip_all)]
pub(crate) async fn changes(conn: &mut PgConnection, tenant: TenantId, limit: i64) -> sqlx::Result<Vec<(String, Value, Timestamp)>> {
    let rows = sqlx::query!(
        r#"SELECT step, cause, created_at AS "created_at: jiff_sqlx::Timestamp" FROM standing_changes
           WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2"#,
        tenant.uuid(),
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.step, row.cause, row.created_at.to_jiff())).collect())
}

/// For what a purge of a tenant waits, and whether orders are left that nobody has ended.
#[tracing::instrument(name = "db.standing.purge_waits", skip_all)]
pub(crate) async fn purge_waits(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<(Vec<PurgeWait>, bool)> {
    let row = sqlx::query!(
        r#"SELECT EXISTS (SELECT FROM orders WHERE tenant_id = $1 AND is_paid_for AND cancelled_at IS NULL AND phase NOT IN ('terminating', 'released')) AS "paid!",
                  EXISTS (SELECT FROM orders WHERE tenant_id = $1 AND phase NOT IN ('terminating', 'released')) AS "open!",
                  EXISTS (SELECT FROM orders WHERE tenant_id = $1 AND phase <> 'released')
                    OR EXISTS (SELECT FROM orders o JOIN placements p ON p.order_id = o.id WHERE o.tenant_id = $1 AND p.state <> 'gone')
                    OR EXISTS (SELECT FROM orders o JOIN storage_claims c ON c.order_id = o.id WHERE o.tenant_id = $1) AS "orders!",
                  EXISTS (SELECT FROM invoices WHERE tenant_id = $1 AND status = 'draft')
                    OR EXISTS (SELECT FROM tenants t JOIN plan_pauses p ON p.tenant_id = t.id AND p.until_day IS NULL WHERE t.id = $1 AND t.livemode AND p.from_day >
                           coalesce((SELECT (max(i.cycle) + interval '1 month')::date FROM invoices i WHERE i.tenant_id = $1),
                                    (SELECT date_trunc('month', min(d.from_day))::date FROM plan_periods d WHERE d.tenant_id = $1))) AS "invoicing!",
                  EXISTS (SELECT FROM collections WHERE tenant_id = $1 AND status = 'collecting') AS "collecting!",
                  EXISTS (SELECT FROM refunds WHERE tenant_id = $1 AND status IN ('waiting', 'sending', 'pending')) AS "refunding!",
                  EXISTS (SELECT FROM disputes WHERE tenant_id = $1 AND status = 'open') AS "disputed!""#,
        tenant.uuid()
    );
    let row = row.fetch_one(conn).await?;
    let waits = [
        (row.paid, PurgeWait::PaidOrders),
        (row.invoicing, PurgeWait::Invoicing),
        (row.collecting, PurgeWait::Collecting),
        (row.refunding, PurgeWait::Refunding),
        (row.disputed, PurgeWait::Dispute),
        (row.orders, PurgeWait::Orders),
    ];
    Ok((waits.into_iter().filter(|(is_so, _)| *is_so).map(|(_, wait)| wait).collect(), row.open))
}
