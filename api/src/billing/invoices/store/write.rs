//! Writing drafts and issuing them.

use std::collections::BTreeMap;

use homeroom_domain::{
    billing::{BillingMonth, InvoiceLine},
    ids::{InvoiceId, LegalEntityId, OrderId, TenantId},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::settle::hold_tenant_of;

/// A draft as it is locked.
#[derive(Debug)]
pub(in crate::billing::invoices) struct Draft {
    pub id: InvoiceId,
    pub tenant: TenantId,
    pub time_zone: String,
    pub month: BillingMonth,
    pub currency: String,
    /// No earlier month of the tenant is a draft: what one charges, the next does not.
    pub is_next: bool,
}

/// Makes the draft of a month; false where there is one.
#[tracing::instrument(name = "db.billing.insert_draft", skip_all)]
pub(in crate::billing::invoices) async fn insert_draft(
    conn: &mut PgConnection,
    tenant: TenantId,
    month: BillingMonth,
    currency: &str,
    now: Timestamp,
) -> sqlx::Result<Option<InvoiceId>> {
    let (first, last, now) = (month.first_day.to_sqlx(), month.last_day().to_sqlx(), now.to_sqlx());
    let id = sqlx::query_scalar!(
        "INSERT INTO invoices (id, tenant_id, kind, cycle, key, status, currency, first_day, last_day, subtotal_minor, tax_minor, total_minor, created_at)
         VALUES ($1, $2, 'invoice', $3, $4, 'draft', $5, $3, $6, 0, 0, 0, $7) ON CONFLICT (tenant_id, key) DO NOTHING RETURNING id",
        Uuid::now_v7(),
        tenant.uuid(),
        first as _,
        format!("cycle:{}", month.first_day.strftime("%Y-%m")),
        currency,
        last as _,
        now as _
    );
    Ok(id.fetch_optional(conn).await?.map(InvoiceId::new))
}

/// Locks a draft and its tenant; `None` where it is none any more.
#[tracing::instrument(name = "db.billing.lock_draft", skip_all)]
pub(in crate::billing::invoices) async fn lock_draft(conn: &mut PgConnection, id: InvoiceId) -> sqlx::Result<Option<Draft>> {
    hold_tenant_of(conn, id).await?;
    let row = sqlx::query!(
        r#"SELECT i.id, i.tenant_id, i.first_day AS "first_day: jiff_sqlx::Date", i.currency, t.time_zone,
                  NOT EXISTS (SELECT FROM invoices e WHERE e.tenant_id = i.tenant_id AND e.status = 'draft' AND e.cycle < i.cycle) AS "is_next!" FROM invoices i JOIN tenants t ON t.id = i.tenant_id
           WHERE i.id = $1 AND i.status = 'draft' FOR NO KEY UPDATE OF i"#,
        id.uuid()
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Draft {
        id,
        tenant: TenantId::new(row.tenant_id),
        time_zone: row.time_zone,
        month: BillingMonth::of_date(row.first_day.to_jiff()),
        currency: row.currency,
        is_next: row.is_next,
    }))
}

/// Writes what a draft says now.
#[tracing::instrument(name = "db.billing.write_lines", skip_all)]
pub(in crate::billing::invoices) async fn write_lines(
    conn: &mut PgConnection,
    (tenant, invoice): (TenantId, InvoiceId),
    lines: &[InvoiceLine],
    names: &BTreeMap<OrderId, String>,
    (subtotal, tax): (i64, i64),
) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM invoice_lines WHERE invoice_id = $1", invoice.uuid()).execute(&mut *conn).await?;
    let orders: Vec<Option<Uuid>> = lines.iter().map(|line| line.order.map(OrderId::uuid)).collect();
    let order_names: Vec<Option<String>> = lines.iter().map(|line| names.get(&line.order?).cloned()).collect();
    let prices: Vec<String> = lines.iter().map(|line| line.price.clone()).collect();
    let titles: Vec<String> = lines.iter().map(|line| line.title.clone()).collect();
    let meters: Vec<Option<String>> = lines.iter().map(|line| line.meter.map(|meter| meter.as_str().to_owned())).collect();
    let quantities: Vec<i64> = lines.iter().map(|line| i64::try_from(line.quantity).unwrap_or(i64::MAX)).collect();
    let firsts: Vec<jiff_sqlx::Date> = lines.iter().map(|line| line.first_day.to_sqlx()).collect();
    let lasts: Vec<jiff_sqlx::Date> = lines.iter().map(|line| line.last_day.to_sqlx()).collect();
    let amounts: Vec<i64> = lines.iter().map(|line| line.amount_minor).collect();
    let rooms: Vec<Option<i32>> = lines.iter().map(|line| i32::try_from(line.rooms?).ok()).collect();
    let units: Vec<Option<String>> = lines.iter().map(|line| Some(line.unit_amount_minor?.to_string())).collect();
    let made_good: Vec<bool> = lines.iter().map(|line| line.makes_good).collect();
    sqlx::query!(
        "INSERT INTO invoice_lines (tenant_id, invoice_id, position, order_id, order_name, price, title, meter, quantity, first_day, last_day, amount_minor,
                                    rooms, unit_amount_minor, makes_good)
         SELECT $1, $2, n.position - 1, n.order_id, n.order_name, n.price, n.title, n.meter, n.quantity, n.first_day, n.last_day, n.amount,
                n.rooms, n.unit_amount, n.makes_good
         FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::date[], $10::date[], $11::bigint[],
                     $12::integer[], $13::text[], $14::boolean[])
              WITH ORDINALITY AS n(order_id, order_name, price, title, meter, quantity, first_day, last_day, amount, rooms, unit_amount, makes_good, position)",
        tenant.uuid(),
        invoice.uuid(),
        &orders as &[Option<Uuid>],
        &order_names as &[Option<String>],
        &prices,
        &titles,
        &meters as &[Option<String>],
        &quantities,
        &firsts as &[jiff_sqlx::Date],
        &lasts as &[jiff_sqlx::Date],
        &amounts,
        &rooms as &[Option<i32>],
        &units as &[Option<String>],
        &made_good
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "UPDATE invoices SET subtotal_minor = $2, tax_minor = $3, total_minor = $2::bigint + $3::bigint, edit = edit + 1 WHERE id = $1 AND status = 'draft'",
        invoice.uuid(),
        subtotal,
        tax
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How a draft is issued.
#[derive(Debug)]
pub(in crate::billing::invoices) struct Issue<'a> {
    pub invoice: InvoiceId,
    pub seller: LegalEntityId,
    pub number: &'a str,
    pub kind: &'static str,
    pub status: &'static str,
    pub credited_minor: i64,
    pub due_on: Date,
    pub parties: Value,
    pub at: Timestamp,
}

/// Gives a draft its number and freezes it.
#[tracing::instrument(name = "db.billing.issue", skip_all)]
pub(in crate::billing::invoices) async fn issue(conn: &mut PgConnection, issue: Issue<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE invoices SET status = $2, kind = $3, legal_entity_id = $4, number = $5, issued_at = $6, due_on = $7, credited_minor = $8, parties = $9,
                             edit = edit + 1 WHERE id = $1 AND status = 'draft'",
        issue.invoice.uuid(),
        issue.status,
        issue.kind,
        issue.seller.uuid(),
        issue.number,
        issue.at.to_sqlx() as jiff_sqlx::Timestamp,
        issue.due_on.to_sqlx() as jiff_sqlx::Date,
        issue.credited_minor,
        issue.parties
    )
    .execute(conn)
    .await?;
    Ok(())
}
