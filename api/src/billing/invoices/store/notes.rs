//! Credit notes: what was taken back of an invoice, and a note with its lines.

use homeroom_domain::ids::InvoiceId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::settle::Open;

/// What notes took back of an invoice.
#[derive(Debug, Clone, Copy)]
pub(in crate::billing::invoices) struct Noted {
    pub total_minor: i64,
    pub tax_minor: i64,
}

#[tracing::instrument(name = "db.billing.noted", skip_all)]
pub(in crate::billing::invoices) async fn noted(conn: &mut PgConnection, id: InvoiceId) -> sqlx::Result<Noted> {
    sqlx::query_as!(
        Noted,
        r#"SELECT coalesce(-sum(total_minor), 0)::bigint AS "total_minor!", coalesce(-sum(tax_minor), 0)::bigint AS "tax_minor!"
           FROM invoices WHERE corrects = $1"#,
        id.uuid()
    )
    .fetch_one(conn)
    .await
}

/// A line of a note: what it takes back, above zero.
#[derive(Debug, Clone, Default)]
pub(in crate::billing::invoices) struct NoteLine {
    pub order_id: Option<Uuid>,
    pub order_name: Option<String>,
    pub price: String,
    pub title: String,
    /// Place of the line in the invoice; `None` of an amount of the whole.
    pub takes_back: Option<i32>,
    pub amount_minor: i64,
}

/// The lines of an invoice, each with what of it was not taken back yet.
#[tracing::instrument(name = "db.billing.notable_lines", skip_all)]
pub(in crate::billing::invoices) async fn notable_lines(conn: &mut PgConnection, id: InvoiceId) -> sqlx::Result<Vec<NoteLine>> {
    sqlx::query_as!(
        NoteLine,
        r#"SELECT l.order_id, l.order_name, l.price, l.title, l.position AS "takes_back?",
                  (l.amount_minor + coalesce((SELECT sum(n.amount_minor) FROM invoices i JOIN invoice_lines n ON n.invoice_id = i.id
                                              WHERE i.corrects = $1 AND n.takes_back = l.position), 0))::bigint AS "amount_minor!"
           FROM invoice_lines l WHERE l.invoice_id = $1 ORDER BY l.position"#,
        id.uuid()
    )
    .fetch_all(conn)
    .await
}

/// A credit note of an invoice, issued at once with the same seller.
#[derive(Debug)]
pub(in crate::billing::invoices) struct NewNote<'a> {
    pub id: InvoiceId,
    pub of: &'a Open,
    pub number: &'a str,
    pub key: &'a str,
    pub lines: &'a [NoteLine],
    pub subtotal_minor: i64,
    pub tax_minor: i64,
    pub at: Timestamp,
}

/// Writes a credit note with its lines.
#[tracing::instrument(name = "db.billing.insert_note", skip_all)]
pub(in crate::billing::invoices) async fn insert_note(conn: &mut PgConnection, new: NewNote<'_>) -> sqlx::Result<()> {
    let orders: Vec<Option<Uuid>> = new.lines.iter().map(|line| line.order_id).collect();
    let order_names: Vec<Option<String>> = new.lines.iter().map(|line| line.order_name.clone()).collect();
    let prices: Vec<String> = new.lines.iter().map(|line| line.price.clone()).collect();
    let titles: Vec<String> = new.lines.iter().map(|line| line.title.clone()).collect();
    let places: Vec<Option<i32>> = new.lines.iter().map(|line| line.takes_back).collect();
    let amounts: Vec<i64> = new.lines.iter().map(|line| -line.amount_minor).collect();
    sqlx::query!(
        "WITH i AS (INSERT INTO invoices (id, tenant_id, kind, key, status, legal_entity_id, number, corrects, currency, first_day, last_day, issued_at, due_on,
                                          subtotal_minor, tax_minor, total_minor, paid_minor, parties, created_at)
                    SELECT $1, tenant_id, 'credit_note', $3, 'paid', legal_entity_id, $4, id, currency, first_day, last_day, $7, NULL,
                           -$5::bigint, -$6::bigint, -($5::bigint + $6::bigint), -($5::bigint + $6::bigint), parties, $7
                    FROM invoices WHERE id = $2 RETURNING id, tenant_id, first_day, last_day)
         INSERT INTO invoice_lines (tenant_id, invoice_id, position, order_id, order_name, price, title, quantity, first_day, last_day, amount_minor, takes_back)
         SELECT i.tenant_id, i.id, n.position - 1, n.order_id, n.order_name, n.price, n.title, 1, i.first_day, i.last_day, n.amount, n.takes_back
         FROM i, unnest($8::uuid[], $9::text[], $10::text[], $11::text[], $12::integer[], $13::bigint[])
                 WITH ORDINALITY AS n(order_id, order_name, price, title, takes_back, amount, position)",
        new.id.uuid(),
        new.of.id.uuid(),
        new.key,
        new.number,
        new.subtotal_minor,
        new.tax_minor,
        new.at.to_sqlx() as jiff_sqlx::Timestamp,
        &orders as &[Option<Uuid>],
        &order_names as &[Option<String>],
        &prices,
        &titles,
        &places as &[Option<i32>],
        &amounts
    )
    .execute(conn)
    .await?;
    Ok(())
}
