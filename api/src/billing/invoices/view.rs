//! Invoices as they go out.

use homeroom_domain::{
    billing::Meter,
    ids::{InvoiceId, OrderId, PaymentId, TenantId},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::store::rows::{self, Found, InvoiceRow, LineRow, PaymentRow};
use crate::{
    billing::collection::{self, CollectionView, RefundView},
    http::{
        ApiError, Version,
        csv::{Cell, Row},
    },
    prices::units,
};

/// An invoice or a credit note, without its lines.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct InvoiceSummary {
    pub id: InvoiceId,
    /// `invoice` or `credit_note`, whose amounts are below zero.
    #[schema(pattern = "^(invoice|credit_note)$")]
    pub kind: String,
    /// `draft`: worked out anew until it is issued. `issued`: to be paid. `paid`, `void`, `uncollectible`.
    #[schema(pattern = "^(draft|issued|paid|void|uncollectible)$")]
    pub status: String,
    /// Consecutive for whoever sells; null for a draft.
    pub number: Option<String>,
    /// Of a credit note: the invoice that it takes back from.
    pub corrects: Option<InvoiceId>,
    pub currency: String,
    #[schema(value_type = String, format = Date)]
    pub first_day: Date,
    #[schema(value_type = String, format = Date)]
    pub last_day: Date,
    pub issued_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<Date>,
    pub subtotal_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    /// What of the total was settled by credits and credit notes.
    pub credited_minor: i64,
    pub paid_minor: i64,
    /// What is still owed; 0 of a draft, and of what is void or given up.
    pub due_minor: i64,
    pub created_at: Timestamp,
    #[serde(skip)]
    pub edit: i64,
}

/// One invoice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct InvoiceView {
    #[serde(flatten)]
    pub summary: InvoiceSummary,
    /// Who sells, and to whom, as it was when it was issued; empty for a draft.
    #[schema(value_type = Object)]
    pub parties: Value,
    pub lines: Vec<InvoiceLineView>,
    pub payments: Vec<PaymentView>,
    /// How Stripe collects it; null where it does not, or not any more.
    pub collection: Option<CollectionView>,
    /// Money that goes back, the oldest first.
    pub refunds: Vec<RefundView>,
    /// Of a credit note: the number of the invoice that it takes back from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub corrects_number: Option<String>,
}

/// A line.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = InvoiceLine)]
pub(crate) struct InvoiceLineView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub order_id: Option<OrderId>,
    /// As the order was called when the line was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub order_name: Option<String>,
    /// Key of the price in its plan; `minimum` fills a month up, `credit` takes back.
    pub price: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub meter: Option<Meter>,
    /// A decimal number of units; days where a monthly price counts for some.
    pub quantity: String,
    /// Of the order.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rooms: Option<i32>,
    /// What one unit costs: a decimal of the currency's smallest. Absent where tiers, included units or parts of a month make it more than one price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unit_amount_minor: Option<String>,
    /// Whether it makes good what the invoices of the days before asked too little or too much: what was amended, cancelled or learnt since.
    pub makes_good: bool,
    #[schema(value_type = String, format = Date)]
    pub first_day: Date,
    #[schema(value_type = String, format = Date)]
    pub last_day: Date,
    pub amount_minor: i64,
}

/// Money that came in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Payment)]
pub(crate) struct PaymentView {
    pub id: PaymentId,
    pub method: String,
    pub reference: String,
    #[schema(value_type = String, format = Date)]
    pub received_on: Date,
    pub amount_minor: i64,
}

impl From<InvoiceRow> for InvoiceSummary {
    fn from(row: InvoiceRow) -> Self {
        let due_minor = if row.status == "issued" { row.total_minor - row.credited_minor - row.paid_minor } else { 0 };
        Self {
            id: InvoiceId::new(row.id),
            kind: row.kind,
            status: row.status,
            number: row.number,
            corrects: row.corrects.map(InvoiceId::new),
            currency: row.currency,
            first_day: row.first_day.to_jiff(),
            last_day: row.last_day.to_jiff(),
            issued_at: row.issued_at.map(jiff_sqlx::Timestamp::to_jiff),
            due_on: row.due_on.map(jiff_sqlx::Date::to_jiff),
            subtotal_minor: row.subtotal_minor,
            tax_minor: row.tax_minor,
            total_minor: row.total_minor,
            credited_minor: row.credited_minor,
            paid_minor: row.paid_minor,
            due_minor,
            created_at: row.created_at.to_jiff(),
            edit: row.edit,
        }
    }
}

impl InvoiceView {
    /// An invoice as it stands in this transaction: a tenant's own, or anybody's.
    ///
    /// # Errors
    /// 404 where there is none.
    pub(in crate::billing) async fn read(conn: &mut PgConnection, tenant: Option<TenantId>, id: InvoiceId) -> Result<Self, ApiError> {
        let found = rows::invoice(&mut *conn, tenant, id).await?.ok_or(ApiError::NotFound)?;
        let collection = collection::view_of(&mut *conn, id).await?;
        let refunds = collection::refunds_of(conn, id).await?;
        Ok(Self::new(found, collection, refunds.into_iter().map(RefundView::from).collect()))
    }

    fn new(Found { row, lines, payments, corrects_number }: Found, collection: Option<CollectionView>, refunds: Vec<RefundView>) -> Self {
        let parties = row.parties.clone();
        let (lines, payments) = (lines.into_iter().map(InvoiceLineView::from), payments.into_iter().map(PaymentView::from));
        Self { summary: row.into(), parties, lines: lines.collect(), payments: payments.collect(), collection, refunds, corrects_number }
    }

    /// The edit of the invoice; how it is collected and refunded moves the revision.
    pub(in crate::billing) fn version(&self) -> Version {
        if self.collection.is_none() && self.refunds.is_empty() {
            return Version { edit: self.summary.edit, revision: 0 };
        }
        Version::of_content(self.summary.edit, &serde_json::to_vec(&(&self.collection, &self.refunds)).unwrap_or_default())
    }
}

impl From<LineRow> for InvoiceLineView {
    fn from(row: LineRow) -> Self {
        let (meter, quantity) = (row.meter.as_deref().and_then(Meter::named), u64::try_from(row.quantity).unwrap_or_default());
        Self {
            order_id: row.order_id.map(OrderId::new),
            order_name: row.order_name,
            price: row.price,
            title: row.title,
            meter,
            quantity: meter.map_or_else(|| quantity.to_string(), |meter| units(meter, quantity)),
            first_day: row.first_day.to_jiff(),
            rooms: row.rooms,
            unit_amount_minor: row.unit_amount_minor,
            makes_good: row.makes_good,
            last_day: row.last_day.to_jiff(),
            amount_minor: row.amount_minor,
        }
    }
}

impl From<PaymentRow> for PaymentView {
    fn from(row: PaymentRow) -> Self {
        let PaymentRow { id, method, reference, received_on, amount_minor } = row;
        Self { id: PaymentId::new(id), method, reference, received_on: received_on.to_jiff(), amount_minor }
    }
}

impl Row for InvoiceSummary {
    const HEADING: &'static [&'static str] = &[
        "number",
        "kind",
        "status",
        "first_day",
        "last_day",
        "issued_at",
        "due_on",
        "currency",
        "subtotal_minor",
        "tax_minor",
        "total_minor",
        "credited_minor",
        "paid_minor",
        "due_minor",
        "id",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::text_of(self.number.as_ref()),
            Cell::own(&self.kind),
            Cell::own(&self.status),
            Cell::own(self.first_day),
            Cell::own(self.last_day),
            Cell::own_of(self.issued_at),
            Cell::own_of(self.due_on),
            Cell::own(&self.currency),
            Cell::own(self.subtotal_minor),
            Cell::own(self.tax_minor),
            Cell::own(self.total_minor),
            Cell::own(self.credited_minor),
            Cell::own(self.paid_minor),
            Cell::own(self.due_minor),
            Cell::own(self.id),
        ]
    }
}
