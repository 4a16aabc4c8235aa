//! `POST /v1/invoices/{id}/refunds`: money that came in goes back. Above a limit it waits for a second person. A job asks Stripe; what came by another road
//! is sent back by the operator and recorded here.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    billing::AMOUNT_MAX,
    ids::{InvoiceId, PaymentId, RefundId, TenantId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    SendRefund,
    apply_refund::post_refund,
    store::refunds::{self, Paid, RefundRow},
};
use crate::{
    auth::{Actor, Place, PlatformCaller, SettleInvoices},
    billing::{credits::take_surplus, invoices},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Path, Problem, Problems, Shape, text},
    jobs::{self, NewJob},
};

/// What goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRefund {
    /// In the currency of the invoice; at most what of the payment has not gone back yet.
    #[schema(minimum = 1, maximum = 9007199254740991_i64)]
    amount_minor: i64,
    /// Shown to the tenant; 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    #[serde(deserialize_with = "text::read")]
    reason: String,
    /// Of which payment; the newest of which something is left where none is named.
    #[serde(default)]
    payment: Option<PaymentId>,
}

/// A refund.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Refund)]
pub(crate) struct RefundView {
    pub id: RefundId,
    pub invoice_id: InvoiceId,
    pub payment_id: PaymentId,
    pub amount_minor: i64,
    /// What of it was good as a credit, since the payment was more than was owed, and is so no more.
    pub surplus_minor: i64,
    pub reason: String,
    /// `waiting`: for a second person. `sending`, `pending`: on its way. `succeeded`. `failed`: the money came back to the platform. `rejected`: nobody agreed.
    #[schema(pattern = "^(waiting|sending|pending|succeeded|failed|rejected)$")]
    pub status: String,
    /// Why it failed, in a word for machines.
    pub failure: Option<String>,
    pub created_at: Timestamp,
}

impl From<RefundRow> for RefundView {
    fn from(row: RefundRow) -> Self {
        Self {
            id: RefundId::new(row.id),
            invoice_id: InvoiceId::new(row.invoice_id),
            payment_id: PaymentId::new(row.payment_id),
            amount_minor: row.amount_minor,
            surplus_minor: row.surplus_minor,
            reason: row.reason,
            status: row.status,
            failure: row.failure,
            created_at: row.created_at.to_jiff(),
        }
    }
}

/// Create a refund
///
/// Sends a part of a payment, or all of it, back by the road by which it came. What the invoice says stays as it is: a credit note corrects it, and gives a credit
/// for later invoices, so whoever is refunded is not given one for the same. What a payment left over is taken back first, as far as it is still good; what of it paid
/// other invoices does not go back. A refund by which more of the payment goes back in all than the limit of the
/// installation (`REFUND_ALONE_MINOR`) waits until a second person approves it. A payment that did not come through Stripe is sent back by hand, and recorded here.
#[utoipa::path(
    post, path = "/v1/invoices/{id}/refunds", tag = "billing", request_body = NewRefund,
    params(("id" = InvoiceId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The refund", body = RefundView), Problems)
)]
pub(crate) async fn create_refund(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<InvoiceId>,
    idempotent: Idempotent,
    Json(new): Json<NewRefund>,
) -> Result<Response, ApiError> {
    Checks::default().number("/amount_minor", new.amount_minor, 1..=AMOUNT_MAX).text("/reason", &new.reason, 1..=500).done()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*before);
    }
    invoices::hold(tx.conn(), id).await?;
    invoices::owed(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let paid = refunds::paid(tx.conn(), (Some(id), new.payment), None).await?;
    let paid = match (paid, new.payment) {
        (Some(paid), _) => paid,
        (None, Some(_)) => return Err(ApiError::field("/payment", Shape::BadFormat { expected: Format::KnownId })),
        (None, None) => return Err(ApiError::With(Problem::AmountTooLarge, json!({ "most": 0 }))),
    };
    if new.amount_minor > paid.left_minor() {
        return Err(ApiError::With(Problem::AmountTooLarge, json!({ "most": paid.left_minor() })));
    }
    let waits = paid.taken_minor.saturating_add(new.amount_minor) > caller.app().config.collection.refund_alone_minor;
    let (actor, at) = (caller.actor(), caller.now());
    let row = RefundRow {
        id: Uuid::now_v7(),
        tenant_id: paid.tenant_id,
        invoice_id: paid.invoice_id,
        payment_id: paid.id,
        amount_minor: new.amount_minor,
        surplus_minor: take_surplus(tx.conn(), PaymentId::new(paid.id), new.amount_minor).await?,
        reason: new.reason,
        status: if waits { "waiting" } else { "sending" }.to_owned(),
        asked_by: actor.id.clone().unwrap_or_default(),
        stripe_id: None,
        failure: None,
        created_at: at.to_sqlx(),
    };
    refunds::insert_refund(tx.conn(), &row).await?;
    record(tx.conn(), &row, &paid, (EventType::RefundRequested, &actor), at).await?;
    if !waits {
        go(tx.conn(), &row, &paid, at).await?;
    }
    let row = refunds::refund(tx.conn(), Some(RefundId::new(row.id)), None).await?.ok_or(ApiError::NotFound)?;
    let created = Created::without_address(RefundView::from(row));
    idempotent.keep(tx.conn(), caller.home(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

/// A refund that nobody else has to agree to any more: a job asks Stripe, or the operator has sent it.
pub(super) async fn go(conn: &mut PgConnection, row: &RefundRow, paid: &Paid, at: Timestamp) -> Result<(), ApiError> {
    let (id, tenant) = (RefundId::new(row.id), TenantId::new(row.tenant_id));
    if paid.stripe_id.is_some() {
        send(conn, id, tenant, at).await?;
    } else {
        refunds::set_refund(&mut *conn, id, ("succeeded", None), (None, None), at).await?;
        post_refund(conn, row, paid, at).await?;
    }
    Ok(())
}

/// Where the tenant's queue is full, the daily look finds it.
pub(super) async fn send(conn: &mut PgConnection, id: RefundId, tenant: TenantId, at: Timestamp) -> sqlx::Result<()> {
    let _ = jobs::enqueue(conn, NewJob::new(&SendRefund { refund: id }, Some(tenant), at).once(&id.to_string())).await?;
    Ok(())
}

/// Tells the tenant what is done with a refund.
pub(super) async fn record(
    conn: &mut PgConnection,
    row: &RefundRow,
    paid: &Paid,
    (kind, actor): (EventType, &Actor),
    at: Timestamp,
) -> sqlx::Result<()> {
    let data = json!({ "number": paid.number, "amount_minor": row.amount_minor, "currency": paid.currency, "reason": row.reason });
    let (feed, subject) = (Place::Tenant(TenantId::new(row.tenant_id)), RefundId::new(row.id).to_string());
    events::record(conn, NewEvent { feed, kind, actor, subject, data, at }).await?;
    Ok(())
}
