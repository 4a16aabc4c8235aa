//! Payments, credits and what else ends an invoice.

use homeroom_domain::ids::{InvoiceId, LegalEntityId, PaymentId, TenantId};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// An invoice as it is locked.
#[derive(Debug, Clone)]
pub(in crate::billing::invoices) struct Open {
    pub id: InvoiceId,
    pub tenant: TenantId,
    pub kind: String,
    pub status: String,
    pub number: Option<String>,
    /// Of a draft nobody yet.
    pub seller: Option<LegalEntityId>,
    pub currency: String,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub credited_minor: i64,
    pub paid_minor: i64,
}

impl Open {
    /// What is still owed of it.
    pub(in crate::billing::invoices) const fn due_minor(&self) -> i64 {
        self.total_minor - self.credited_minor - self.paid_minor
    }
}

/// Whoever moves money of the invoice's tenant waits for whoever else does.
#[tracing::instrument(name = "db.billing.hold_tenant_of", skip_all)]
pub(super) async fn hold_tenant_of(conn: &mut PgConnection, id: InvoiceId) -> sqlx::Result<()> {
    sqlx::query!("SELECT id FROM tenants WHERE id = (SELECT tenant_id FROM invoices WHERE id = $1) FOR NO KEY UPDATE", id.uuid())
        .fetch_optional(conn)
        .await?;
    Ok(())
}

/// Locks an invoice, and before it its tenant.
#[tracing::instrument(name = "db.billing.lock_invoice", skip_all)]
pub(in crate::billing::invoices) async fn lock_invoice(conn: &mut PgConnection, id: InvoiceId) -> sqlx::Result<Option<Open>> {
    hold_tenant_of(conn, id).await?;
    let row = sqlx::query!(
        "SELECT tenant_id, kind, status, number, legal_entity_id, currency, tax_minor, total_minor, credited_minor, paid_minor FROM invoices
         WHERE id = $1 FOR NO KEY UPDATE",
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Open {
        id,
        tenant: TenantId::new(row.tenant_id),
        kind: row.kind,
        status: row.status,
        number: row.number,
        seller: row.legal_entity_id.map(LegalEntityId::new),
        currency: row.currency,
        tax_minor: row.tax_minor,
        total_minor: row.total_minor,
        credited_minor: row.credited_minor,
        paid_minor: row.paid_minor,
    }))
}

/// Adds to what is paid and credited of an invoice, and sets its status.
#[tracing::instrument(name = "db.billing.settle", skip_all)]
pub(in crate::billing::invoices) async fn settle(
    conn: &mut PgConnection,
    id: InvoiceId,
    (paid, credited): (i64, i64),
    status: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE invoices SET paid_minor = paid_minor + $2, credited_minor = credited_minor + $3, status = $4, edit = edit + 1 WHERE id = $1",
        id.uuid(),
        paid,
        credited,
        status
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Money that came in.
#[derive(Debug)]
pub(in crate::billing::invoices) struct NewPayment<'a> {
    pub id: PaymentId,
    pub invoice: &'a Open,
    pub method: &'a str,
    pub reference: &'a str,
    pub received_on: Date,
    /// The payment intent that brought it.
    pub stripe_id: Option<&'a str>,
    pub amount_minor: i64,
    /// What of it was more than was owed.
    pub kept_minor: i64,
    pub at: Timestamp,
}

#[tracing::instrument(name = "db.billing.insert_payment", skip_all)]
pub(in crate::billing::invoices) async fn insert_payment(conn: &mut PgConnection, new: NewPayment<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO payments (id, tenant_id, invoice_id, method, reference, received_on, amount_minor, stripe_id, kept_minor, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id.uuid(),
        new.invoice.tenant.uuid(),
        new.invoice.id.uuid(),
        new.method,
        new.reference,
        new.received_on.to_sqlx() as jiff_sqlx::Date,
        new.amount_minor,
        new.stripe_id,
        new.kept_minor,
        new.at.to_sqlx() as jiff_sqlx::Timestamp
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What is owed of an invoice.
#[derive(Debug, Clone, Copy)]
pub(in crate::billing) struct Owed {
    pub tenant: TenantId,
    /// 0 where it is not issued, or not any more.
    pub due_minor: i64,
    pub due_on: Option<Date>,
}

#[tracing::instrument(name = "db.billing.owed", skip_all)]
pub(in crate::billing) async fn owed(conn: &mut PgConnection, id: InvoiceId) -> sqlx::Result<Option<Owed>> {
    let row = sqlx::query!(
        r#"SELECT tenant_id, due_on AS "due_on: jiff_sqlx::Date",
                  CASE WHEN status = 'issued' THEN total_minor - credited_minor - paid_minor ELSE 0 END AS "due_minor!"
           FROM invoices WHERE id = $1"#,
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Owed {
        tenant: TenantId::new(row.tenant_id),
        due_minor: row.due_minor,
        due_on: row.due_on.map(jiff_sqlx::Date::to_jiff),
    }))
}

/// Whether what a payment intent brought is recorded.
#[tracing::instrument(name = "db.billing.is_recorded", skip_all)]
pub(in crate::billing::invoices) async fn is_recorded(conn: &mut PgConnection, stripe_id: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM payments WHERE stripe_id = $1) AS "is!""#, stripe_id).fetch_one(conn).await
}

/// What a tenant has good, locked: the lowest priority first, then what expires first. What has expired on a day is left out; the day is the last of the month
/// that is invoiced, so that a credit does not expire between a month and its invoice.
#[tracing::instrument(name = "db.billing.lock_credits", skip_all)]
pub(in crate::billing::invoices) async fn lock_credits(
    conn: &mut PgConnection,
    tenant: TenantId,
    currency: &str,
    on: Date,
) -> sqlx::Result<Vec<(Uuid, i64)>> {
    let on = on.to_sqlx();
    let rows = sqlx::query!(
        "SELECT id, remaining_minor FROM credits WHERE tenant_id = $1 AND currency = $2 AND remaining_minor > 0 AND (expires_on IS NULL OR expires_on >= $3)
         ORDER BY priority, expires_on NULLS LAST, created_at, id FOR NO KEY UPDATE",
        tenant.uuid(),
        currency,
        on as _
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id, row.remaining_minor)).collect())
}

#[tracing::instrument(name = "db.billing.use_credit", skip_all)]
pub(in crate::billing::invoices) async fn use_credit(conn: &mut PgConnection, id: Uuid, amount_minor: i64) -> sqlx::Result<()> {
    sqlx::query!("UPDATE credits SET remaining_minor = remaining_minor - $2 WHERE id = $1", id, amount_minor).execute(conn).await?;
    Ok(())
}

/// Whether a later month of its tenant is invoiced.
#[tracing::instrument(name = "db.billing.is_followed", skip_all)]
pub(in crate::billing::invoices) async fn is_followed(conn: &mut PgConnection, id: InvoiceId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM invoices i JOIN invoices later ON later.tenant_id = i.tenant_id AND later.cycle > i.cycle
                          WHERE i.id = $1 AND later.status NOT IN ('draft', 'void')) AS "is_followed!""#,
        id.uuid()
    )
    .fetch_one(conn)
    .await
}

/// Gives the month of a void invoice free, and makes its draft anew: it is worked out when it is issued.
#[tracing::instrument(name = "db.billing.draft_again", skip_all)]
pub(in crate::billing::invoices) async fn draft_again(conn: &mut PgConnection, void: InvoiceId, at: Timestamp) -> sqlx::Result<()> {
    let at = at.to_sqlx();
    sqlx::query!("UPDATE invoices SET key = 'void:' || id WHERE id = $1", void.uuid()).execute(&mut *conn).await?;
    sqlx::query!(
        "INSERT INTO invoices (id, tenant_id, kind, cycle, key, status, currency, first_day, last_day, subtotal_minor, tax_minor, total_minor, created_at)
         SELECT $2, tenant_id, 'invoice', cycle, 'cycle:' || to_char(cycle, 'YYYY-MM'), 'draft', currency, first_day, last_day, 0, 0, 0, $3
         FROM invoices WHERE id = $1 AND cycle IS NOT NULL",
        void.uuid(),
        Uuid::now_v7(),
        at as _
    )
    .execute(conn)
    .await?;
    Ok(())
}
