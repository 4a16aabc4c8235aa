//! `POST /v1/invoices/{id}/payments`: money that came in by another road than a card, recorded by the platform.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    billing::{AMOUNT_MAX, Currency},
    ids::{InvoiceId, PaymentId},
};
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    receive::{Money, Road, record},
    store::settle::{self, Open},
    view::InvoiceView,
};
use crate::{
    auth::{PlatformCaller, SettleInvoices},
    billing::collection,
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Path, Problem, Problems, Shape, text},
};

/// Money that came in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvoicePayment {
    /// At most what is still owed, unless `surplus` says what becomes of more.
    #[schema(minimum = 1, maximum = 9007199254740991_i64)]
    amount_minor: i64,
    /// The invoice's.
    currency: Currency,
    method: PaymentMethod,
    /// What the bank's statement says.
    #[serde(default, deserialize_with = "text::read")]
    #[schema(max_length = 200)]
    reference: String,
    #[schema(value_type = String, format = Date)]
    received_on: Date,
    /// `credit`: what is more than is owed is a credit, which the next invoices use; also of an invoice that is paid already.
    #[serde(default)]
    surplus: Option<Surplus>,
}

/// What becomes of more than is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Surplus {
    Credit,
}

/// By which road.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentMethod {
    BankTransfer,
    Cash,
    Cheque,
    Other,
}

impl PaymentMethod {
    const fn name(self) -> &'static str {
        match self {
            Self::BankTransfer => "bank_transfer",
            Self::Cash => "cash",
            Self::Cheque => "cheque",
            Self::Other => "other",
        }
    }
}

/// Create a payment
///
/// Records money that came in for an issued invoice, which is `paid` when it is paid in full. More than is owed is refused, unless `surplus` is `credit`: then the
/// rest is good for the next invoices.
#[utoipa::path(
    post, path = "/v1/invoices/{id}/payments", tag = "billing", request_body = NewInvoicePayment,
    params(("id" = InvoiceId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The invoice with it", body = InvoiceView), Problems)
)]
pub(crate) async fn create_payment(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<InvoiceId>,
    idempotent: Idempotent,
    Json(new): Json<NewInvoicePayment>,
) -> Result<Response, ApiError> {
    let mut checks = Checks::default();
    checks.number("/amount_minor", new.amount_minor, 1..=AMOUNT_MAX).text("/reference", &new.reference, 0..=200);
    let tomorrow = TimeZone::UTC.to_datetime(caller.now()).date().tomorrow().unwrap_or(Date::MAX);
    let is_in_use = new.received_on >= Date::constant(2000, 1, 1) && new.received_on <= tomorrow;
    checks.that(is_in_use, "/received_on", Shape::BadFormat { expected: Format::PastDay });
    checks.done()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*before);
    }
    let open = payable(settle::lock_invoice(tx.conn(), id).await?, new.surplus)?;
    if open.currency != new.currency.code() {
        return Err(ApiError::With(Problem::OtherCurrency, json!({ "currency": new.currency, "expected": open.currency })));
    }
    if new.amount_minor > open.due_minor() && new.surplus.is_none() {
        return Err(ApiError::With(Problem::AmountTooLarge, json!({ "most": open.due_minor() })));
    }
    let at = caller.now();
    let NewInvoicePayment { amount_minor, currency, method, reference, received_on, surplus: _ } = new;
    let credit_reason = open.number.clone().unwrap_or_default();
    let road = Road { method: method.name(), reference: &reference, received_on, stripe_id: None, credit_reason: &credit_reason };
    let money = Money { payment: PaymentId::new(Uuid::now_v7()), road, amount_minor, currency, at };
    record(tx.conn(), caller.app(), &open, money, &caller.actor()).await?;
    collection::changed(tx.conn(), id, at).await?;
    let view = InvoiceView::read(tx.conn(), None, id).await?;
    let created = Created::new(format!("/v1/invoices/{id}"), view.version(), view);
    idempotent.keep(tx.conn(), caller.home(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

/// As `issued`, and a paid one whose surplus is kept.
fn payable(open: Option<Open>, surplus: Option<Surplus>) -> Result<Open, ApiError> {
    match open {
        Some(open) if open.kind == "invoice" && open.status == "paid" && surplus.is_some() => Ok(open),
        open => issued(open),
    }
}

/// # Errors
/// 404 where there is none; 409 for one that is not issued, or is paid, void or given up.
pub(super) fn issued(open: Option<Open>) -> Result<Open, ApiError> {
    let open = open.ok_or(ApiError::NotFound)?;
    if open.status == "issued" { Ok(open) } else { Err(ApiError::With(Problem::InvoiceNotOpen, json!({ "status": open.status }))) }
}
