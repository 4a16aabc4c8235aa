//! Invoices as they are shown.

use homeroom_domain::ids::{InvoiceId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

/// An invoice without its lines.
#[derive(Debug, Clone)]
pub(in crate::billing::invoices) struct InvoiceRow {
    pub id: Uuid,
    pub kind: String,
    pub status: String,
    pub number: Option<String>,
    pub corrects: Option<Uuid>,
    pub currency: String,
    pub first_day: jiff_sqlx::Date,
    pub last_day: jiff_sqlx::Date,
    pub issued_at: Option<jiff_sqlx::Timestamp>,
    pub due_on: Option<jiff_sqlx::Date>,
    pub subtotal_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub credited_minor: i64,
    pub paid_minor: i64,
    pub parties: Value,
    pub edit: i64,
    pub created_at: jiff_sqlx::Timestamp,
}

/// A line.
#[derive(Debug, Clone)]
pub(in crate::billing::invoices) struct LineRow {
    pub order_id: Option<Uuid>,
    pub order_name: Option<String>,
    pub price: String,
    pub title: String,
    pub meter: Option<String>,
    pub quantity: i64,
    pub first_day: jiff_sqlx::Date,
    pub last_day: jiff_sqlx::Date,
    pub amount_minor: i64,
    pub rooms: Option<i32>,
    pub unit_amount_minor: Option<String>,
    pub makes_good: bool,
}

/// Money that came in.
#[derive(Debug, Clone)]
pub(in crate::billing::invoices) struct PaymentRow {
    pub id: Uuid,
    pub method: String,
    pub reference: String,
    pub received_on: jiff_sqlx::Date,
    pub amount_minor: i64,
}

/// One invoice with all that belongs to it.
#[derive(Debug)]
pub(in crate::billing::invoices) struct Found {
    pub row: InvoiceRow,
    pub lines: Vec<LineRow>,
    pub payments: Vec<PaymentRow>,
    /// Of the invoice that a credit note takes back from.
    pub corrects_number: Option<String>,
}

/// The newest first.
#[tracing::instrument(name = "db.billing.list_invoices", skip_all)]
pub(in crate::billing::invoices) async fn list_invoices(
    conn: &mut PgConnection,
    tenant: TenantId,
    status: Option<&str>,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> sqlx::Result<Vec<InvoiceRow>> {
    let (before_at, before_id) = before.map_or((None, None), |(at, id)| (Some(at.to_sqlx()), Some(id)));
    sqlx::query_as!(
        InvoiceRow,
        "SELECT id, kind, status, number, corrects, currency, first_day, last_day, issued_at, due_on, subtotal_minor, tax_minor, total_minor, credited_minor,
                paid_minor, parties, edit, created_at
         FROM invoices WHERE tenant_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
         ORDER BY created_at DESC, id DESC LIMIT $5",
        tenant.uuid(),
        status,
        before_at as Option<jiff_sqlx::Timestamp>,
        before_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// One invoice: a tenant's own, or anybody's.
#[tracing::instrument(name = "db.billing.invoice", skip_all)]
pub(in crate::billing::invoices) async fn invoice(
    conn: &mut PgConnection,
    tenant: Option<TenantId>,
    id: InvoiceId,
) -> sqlx::Result<Option<Found>> {
    let row = sqlx::query_as!(
        InvoiceRow,
        "SELECT id, kind, status, number, corrects, currency, first_day, last_day, issued_at, due_on, subtotal_minor, tax_minor, total_minor, credited_minor,
                paid_minor, parties, edit, created_at
         FROM invoices WHERE id = $1 AND ($2::uuid IS NULL OR tenant_id = $2)",
        id.uuid(),
        tenant.map(TenantId::uuid)
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let lines = sqlx::query_as!(
        LineRow,
        "SELECT order_id, order_name, price, title, meter, quantity, first_day, last_day, amount_minor, rooms, unit_amount_minor, makes_good
         FROM invoice_lines WHERE invoice_id = $1 ORDER BY position",
        id.uuid()
    );
    let lines = lines.fetch_all(&mut *conn).await?;
    let payments = sqlx::query_as!(
        PaymentRow,
        "SELECT id, method, reference, received_on, amount_minor FROM payments WHERE invoice_id = $1 ORDER BY created_at, id",
        id.uuid()
    );
    let payments = payments.fetch_all(&mut *conn).await?;
    let corrected = sqlx::query_scalar!("SELECT number FROM invoices WHERE id = $1", row.corrects);
    let corrects_number = if row.corrects.is_some() { corrected.fetch_optional(conn).await?.flatten() } else { None };
    Ok(Some(Found { row, lines, payments, corrects_number }))
}
