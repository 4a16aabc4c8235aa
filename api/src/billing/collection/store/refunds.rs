//! Refunds and disputes.

use homeroom_domain::ids::{InvoiceId, PaymentId, RefundId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// A payment, as far as money can go back of it.
#[derive(Debug, Clone)]
pub(in crate::billing::collection) struct Paid {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub invoice_id: Uuid,
    pub number: String,
    pub currency: String,
    pub stripe_id: Option<String>,
    pub amount_minor: i64,
    /// What of it was more than was owed.
    pub kept_minor: i64,
    /// What goes back, went back, or is disputed.
    pub taken_minor: i64,
    /// What of the surplus paid other invoices, and goes back no more.
    pub used_minor: i64,
}

impl Paid {
    pub(in crate::billing::collection) const fn left_minor(&self) -> i64 {
        self.amount_minor - self.used_minor - self.taken_minor
    }
}

/// One by its id, by Stripe's, or the newest of an invoice of which something is left.
#[tracing::instrument(name = "db.collection.paid", skip_all)]
pub(in crate::billing::collection) async fn paid(
    conn: &mut PgConnection,
    (invoice, payment): (Option<InvoiceId>, Option<PaymentId>),
    stripe_id: Option<&str>,
) -> sqlx::Result<Option<Paid>> {
    sqlx::query_as!(
        Paid,
        r#"SELECT p.id, p.tenant_id, p.invoice_id, coalesce(i.number, '') AS "number!", i.currency, p.stripe_id, p.amount_minor, p.kept_minor,
                  t.taken AS "taken_minor!", (p.kept_minor - t.surplus - t.good) AS "used_minor!"
           FROM payments p JOIN invoices i ON i.id = p.invoice_id
           CROSS JOIN LATERAL (SELECT coalesce((SELECT sum(r.amount_minor) FROM refunds r
                                                WHERE r.payment_id = p.id AND r.status NOT IN ('failed', 'rejected')), 0)::bigint
                                      + coalesce((SELECT sum(d.amount_minor) FROM disputes d
                                                  WHERE d.payment_id = p.id AND d.status <> 'won'), 0)::bigint AS taken,
                                      coalesce((SELECT sum(r.surplus_minor) FROM refunds r
                                                WHERE r.payment_id = p.id AND r.status NOT IN ('failed', 'rejected')), 0)::bigint AS surplus,
                                      coalesce((SELECT sum(c.remaining_minor) FROM credits c WHERE c.payment_id = p.id), 0)::bigint AS good) AS t
           WHERE ($1::uuid IS NULL OR p.invoice_id = $1) AND ($2::uuid IS NULL OR p.id = $2) AND ($3::text IS NULL OR p.stripe_id = $3)
             AND num_nonnulls($1::uuid, $2::uuid, $3::text) > 0
           ORDER BY (p.amount_minor > t.taken) DESC, p.created_at DESC, p.id DESC LIMIT 1"#,
        invoice.map(InvoiceId::uuid),
        payment.map(PaymentId::uuid),
        stripe_id
    )
    .fetch_optional(conn)
    .await
}

/// A refund.
#[derive(Debug, Clone)]
pub(in crate::billing) struct RefundRow {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub invoice_id: Uuid,
    pub payment_id: Uuid,
    pub amount_minor: i64,
    /// What of it was good as a credit.
    pub surplus_minor: i64,
    pub reason: String,
    pub status: String,
    pub asked_by: String,
    pub stripe_id: Option<String>,
    pub failure: Option<String>,
    pub created_at: jiff_sqlx::Timestamp,
}

#[tracing::instrument(name = "db.collection.insert_refund", skip_all)]
pub(in crate::billing::collection) async fn insert_refund(conn: &mut PgConnection, row: &RefundRow) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO refunds (id, tenant_id, invoice_id, payment_id, amount_minor, surplus_minor, reason, status, asked_by, stripe_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        row.id,
        row.tenant_id,
        row.invoice_id,
        row.payment_id,
        row.amount_minor,
        row.surplus_minor,
        row.reason,
        row.status,
        row.asked_by,
        row.stripe_id,
        row.created_at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// One by its id or by Stripe's.
#[tracing::instrument(name = "db.collection.refund", skip_all)]
pub(in crate::billing::collection) async fn refund(
    conn: &mut PgConnection,
    id: Option<RefundId>,
    stripe_id: Option<&str>,
) -> sqlx::Result<Option<RefundRow>> {
    sqlx::query_as!(
        RefundRow,
        "SELECT id, tenant_id, invoice_id, payment_id, amount_minor, surplus_minor, reason, status, asked_by, stripe_id, failure, created_at
         FROM refunds WHERE id = $1 OR stripe_id = $2",
        id.map(RefundId::uuid),
        stripe_id
    )
    .fetch_optional(conn)
    .await
}

/// Those of an invoice, the oldest first.
#[tracing::instrument(name = "db.collection.refunds_of", skip_all)]
pub(in crate::billing) async fn refunds_of(conn: &mut PgConnection, invoice: InvoiceId) -> sqlx::Result<Vec<RefundRow>> {
    sqlx::query_as!(
        RefundRow,
        "SELECT id, tenant_id, invoice_id, payment_id, amount_minor, surplus_minor, reason, status, asked_by, stripe_id, failure, created_at
         FROM refunds WHERE invoice_id = $1 ORDER BY created_at, id LIMIT 200",
        invoice.uuid()
    )
    .fetch_all(conn)
    .await
}

/// Whose a refund is.
#[derive(Debug)]
pub(in crate::billing::collection) struct Whose {
    pub tenant_name: String,
    pub number: String,
    pub currency: String,
}

/// Those of all tenants, or of one, in a status, the newest first.
#[tracing::instrument(name = "db.collection.list_refunds", skip_all)]
pub(in crate::billing::collection) async fn list_refunds(
    conn: &mut PgConnection,
    (tenant, status): (Option<TenantId>, Option<&str>),
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<(RefundRow, Whose)>> {
    let (at, id) = (after.map(|(at, _)| at.to_sqlx()), after.map(|(_, id)| id));
    let rows = sqlx::query!(
        r#"SELECT r.id, r.tenant_id, r.invoice_id, r.payment_id, r.amount_minor, r.surplus_minor, r.reason, r.status, r.asked_by, r.stripe_id, r.failure,
                  r.created_at AS "created_at: jiff_sqlx::Timestamp", t.name, coalesce(i.number, '') AS "number!", i.currency
           FROM refunds r JOIN invoices i ON i.id = r.invoice_id JOIN tenants t ON t.id = r.tenant_id
           WHERE ($1::uuid IS NULL OR r.tenant_id = $1) AND ($2::text IS NULL OR r.status = $2)
             AND ($3::timestamptz IS NULL OR (r.created_at, r.id) < ($3, $4))
           ORDER BY r.created_at DESC, r.id DESC LIMIT $5"#,
        tenant.map(TenantId::uuid),
        status,
        at as _,
        id,
        limit
    );
    let rows = rows.map(|row| {
        let whose = Whose { tenant_name: row.name, number: row.number, currency: row.currency };
        let refund = RefundRow {
            id: row.id,
            tenant_id: row.tenant_id,
            invoice_id: row.invoice_id,
            payment_id: row.payment_id,
            amount_minor: row.amount_minor,
            surplus_minor: row.surplus_minor,
            reason: row.reason,
            status: row.status,
            asked_by: row.asked_by,
            stripe_id: row.stripe_id,
            failure: row.failure,
            created_at: row.created_at,
        };
        (refund, whose)
    });
    rows.fetch_all(conn).await
}

/// Where a refund stands from now on; whoever decided and what Stripe calls it stay where they are not said.
#[tracing::instrument(name = "db.collection.set_refund", skip_all)]
pub(in crate::billing::collection) async fn set_refund(
    conn: &mut PgConnection,
    id: RefundId,
    (status, failure): (&str, Option<&str>),
    (decided_by, stripe_id): (Option<&str>, Option<&str>),
    at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE refunds SET status = $2, failure = $3, decided_by = coalesce($4, decided_by), stripe_id = coalesce(stripe_id, $5), updated_at = $6 WHERE id = $1",
        id.uuid(),
        status,
        failure,
        decided_by,
        stripe_id,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Those that were asked of Stripe before then and never answered.
#[tracing::instrument(name = "db.collection.stuck_refunds", skip_all)]
pub(in crate::billing::collection) async fn stuck_refunds(
    conn: &mut PgConnection,
    since: Timestamp,
    limit: i64,
) -> sqlx::Result<Vec<(RefundId, TenantId)>> {
    let since = since.to_sqlx();
    let rows = sqlx::query!(
        "SELECT id, tenant_id FROM refunds WHERE status = 'sending' AND updated_at < $1 ORDER BY updated_at LIMIT $2",
        since as _,
        limit
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (RefundId::new(row.id), TenantId::new(row.tenant_id))).collect())
}

/// A dispute as Stripe has it.
#[derive(Debug)]
pub(in crate::billing::collection) struct SeenDispute<'a> {
    pub stripe_id: &'a str,
    pub amount_minor: i64,
    pub status: &'a str,
    pub reason: Option<&'a str>,
}

/// Writes it, and says how it stood before; what is lost or won stays so.
#[tracing::instrument(name = "db.collection.put_dispute", skip_all)]
pub(in crate::billing::collection) async fn put_dispute(
    conn: &mut PgConnection,
    paid: &Paid,
    seen: &SeenDispute<'_>,
    at: Timestamp,
) -> sqlx::Result<Option<String>> {
    let before = sqlx::query_scalar!("SELECT status FROM disputes WHERE stripe_id = $1 FOR UPDATE", seen.stripe_id);
    let before = before.fetch_optional(&mut *conn).await?;
    sqlx::query!(
        "INSERT INTO disputes AS d (id, tenant_id, invoice_id, payment_id, stripe_id, amount_minor, status, reason, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
         ON CONFLICT (stripe_id) DO UPDATE SET status = excluded.status, updated_at = excluded.updated_at WHERE d.status = 'open'",
        Uuid::now_v7(),
        paid.tenant_id,
        paid.invoice_id,
        paid.id,
        seen.stripe_id,
        seen.amount_minor,
        seen.status,
        seen.reason,
        at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(before)
}
