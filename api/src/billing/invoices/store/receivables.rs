//! What is owed, over all tenants.

use homeroom_domain::ids::TenantId;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// What a tenant owes in a currency, by age.
#[derive(Debug)]
pub(in crate::billing) struct ReceivableRow {
    pub tenant_id: Uuid,
    pub tenant_name: String,
    pub currency: String,
    pub not_due_minor: i64,
    pub to_30_minor: i64,
    pub to_60_minor: i64,
    pub older_minor: i64,
    pub due_minor: i64,
    pub oldest_due_on: Option<jiff_sqlx::Date>,
}

/// The most first, at most `limit`.
#[tracing::instrument(name = "db.billing.receivables", skip_all)]
pub(in crate::billing) async fn receivables(conn: &mut PgConnection, today: Date, limit: i64) -> sqlx::Result<Vec<ReceivableRow>> {
    let today = today.to_sqlx();
    sqlx::query_as!(
        ReceivableRow,
        r#"SELECT t.id AS tenant_id, t.name AS tenant_name, i.currency,
                  coalesce(sum(i.due) FILTER (WHERE i.late <= 0), 0)::bigint AS "not_due_minor!",
                  coalesce(sum(i.due) FILTER (WHERE i.late BETWEEN 1 AND 30), 0)::bigint AS "to_30_minor!",
                  coalesce(sum(i.due) FILTER (WHERE i.late BETWEEN 31 AND 60), 0)::bigint AS "to_60_minor!",
                  coalesce(sum(i.due) FILTER (WHERE i.late > 60), 0)::bigint AS "older_minor!",
                  sum(i.due)::bigint AS "due_minor!", min(i.due_on) AS "oldest_due_on: jiff_sqlx::Date"
           FROM (SELECT tenant_id, currency, due_on, total_minor - credited_minor - paid_minor AS due, coalesce($1 - due_on, 0) AS late
                 FROM invoices WHERE status = 'issued') AS i JOIN tenants t ON t.id = i.tenant_id
           GROUP BY t.id, t.name, i.currency ORDER BY sum(i.due) DESC, t.id LIMIT $2"#,
        today as _,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Tenants with an issued invoice that was due on or before a day or whose card was refused, those that are past due or cancelled, those whose plan
/// ends before a moment, and those whose trial was not noted to its end, by id. A trial that ended before `trials_since` is not made up for.
#[tracing::instrument(name = "db.billing.owing", skip_all)]
pub(in crate::billing) async fn owing(
    conn: &mut PgConnection,
    due_on: Date,
    (ends_before, trials_since): (Timestamp, Timestamp),
    after: Option<Uuid>,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let (due_on, ends_before, trials_since) = (due_on.to_sqlx(), ends_before.to_sqlx(), trials_since.to_sqlx());
    sqlx::query_scalar!(
        "SELECT t.id FROM tenants t
         WHERE (t.past_due_since IS NOT NULL OR t.id IN (SELECT tenant_id FROM invoices WHERE status = 'issued' AND due_on <= $1)
                OR t.id IN (SELECT tenant_id FROM collections WHERE status = 'open' AND failure IS NOT NULL)
                OR t.id IN (SELECT tenant_id FROM plan_pauses WHERE until_day IS NULL AND from_at <= $4)
                OR t.id IN (SELECT s.tenant_id FROM plan_subscriptions s WHERE s.charged_from > s.created_at AND s.charged_from > $5
                              AND NOT EXISTS (SELECT FROM standing_changes c WHERE c.tenant_id = s.tenant_id AND c.step = 'end_trial')))
           AND ($2::uuid IS NULL OR t.id > $2) ORDER BY t.id LIMIT $3",
        due_on as _,
        after,
        limit,
        ends_before as _,
        trials_since as _
    )
    .fetch_all(conn)
    .await
}

/// An invoice whose day is over.
#[derive(Debug)]
pub(in crate::billing) struct OverdueRow {
    pub number: String,
    pub currency: String,
    pub due_minor: i64,
}

/// A tenant's issued invoices that were due on or before a day, or whose card was refused, the first due first.
#[tracing::instrument(name = "db.billing.overdue", skip_all)]
pub(in crate::billing) async fn overdue(conn: &mut PgConnection, tenant: TenantId, due_on: Date) -> sqlx::Result<Vec<OverdueRow>> {
    let due_on = due_on.to_sqlx();
    sqlx::query_as!(
        OverdueRow,
        r#"SELECT number AS "number!", currency, total_minor - credited_minor - paid_minor AS "due_minor!" FROM invoices i
           WHERE tenant_id = $1 AND status = 'issued'
             AND (due_on <= $2 OR EXISTS (SELECT FROM collections c WHERE c.invoice_id = i.id AND c.status = 'open' AND c.failure IS NOT NULL)
                  OR EXISTS (SELECT FROM disputes d WHERE d.invoice_id = i.id AND d.status = 'lost'))
           ORDER BY due_on, id"#,
        tenant.uuid(),
        due_on as _
    )
    .fetch_all(conn)
    .await
}

/// What of each order that is not over has been paid, without tax; what was taken back of it is not.
#[tracing::instrument(name = "db.billing.paid_by_order", skip_all)]
pub(in crate::billing) async fn paid_by_order(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Vec<(Uuid, i64)>> {
    let rows = sqlx::query!(
        r#"SELECT o.id, sum(l.amount_minor)::bigint AS "paid!"
           FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id JOIN orders o ON o.id = l.order_id
           WHERE i.tenant_id = $1 AND i.status = 'paid' AND o.tenant_id = $1 AND o.phase NOT IN ('terminating', 'released')
           GROUP BY o.id HAVING sum(l.amount_minor) > 0"#,
        tenant.uuid()
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.paid)).collect())
}
