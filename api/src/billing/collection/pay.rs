//! `POST /v1/invoices/{id}/pay`: an invoice is charged to a saved card. Here it is only asked for; what came of it shows on the invoice.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::{InvoiceId, PaymentMethodId};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    start,
    store::{
        collections::{self, NewCollection, Which},
        customers::methods,
    },
};
use crate::{
    auth::{Caller, ManageBilling},
    billing::invoices::{InvoiceView, owed},
    http::{ApiError, Begun, Created, Format, Idempotent, Json, Path, Problem, Problems, Shape},
    tenants,
};

/// With what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayInvoice {
    /// The default card where none is named.
    #[serde(default)]
    payment_method: Option<PaymentMethodId>,
}

/// Pay an invoice
///
/// Has what is owed of an issued invoice charged to a saved card. The answer comes before the bank's: `collection` of the invoice says how it stands, and
/// `payment.received` or `payment.failed` is told. While it is being collected, asking again changes nothing: nothing is charged twice.
#[utoipa::path(
    post, path = "/v1/invoices/{id}/pay", tag = "billing", request_body = PayInvoice,
    params(("id" = InvoiceId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The invoice, being collected", body = InvoiceView), Problems)
)]
pub(crate) async fn pay_invoice(
    caller: Caller<ManageBilling>,
    Path(id): Path<InvoiceId>,
    idempotent: Idempotent,
    Json(new): Json<PayInvoice>,
) -> Result<Response, ApiError> {
    let (tenant, at) = (caller.tenant(), caller.now());
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*before);
    }
    tenants::store::hold(tx.conn(), tenant).await?;
    let view = InvoiceView::read(tx.conn(), Some(tenant), id).await?;
    let due = owed(tx.conn(), id).await?.map_or(0, |owed| owed.due_minor);
    if due <= 0 {
        return Err(ApiError::With(Problem::InvoiceNotOpen, json!({ "status": view.summary.status })));
    }
    if caller.app().config.collection.stripe.is_none() {
        return Err(Problem::CollectionUnavailable.into());
    }
    let cards = methods(tx.conn(), tenant).await?;
    let card = match new.payment_method {
        Some(id) => cards
            .iter()
            .find(|card| card.id == id.uuid())
            .ok_or_else(|| ApiError::field("/payment_method", Shape::BadFormat { expected: Format::KnownId }))?,
        None => cards.first().ok_or(Problem::NoPaymentMethod)?,
    };
    match collections::find(tx.conn(), Which::LiveOf(id)).await? {
        None => {
            let new =
                NewCollection { tenant, invoice: id, way: "card", charges: true, method: Some(&card.stripe_id), amount_minor: due, at };
            start::begin(tx.conn(), &new).await?;
        }
        Some(live) if live.status == "open" => {
            collections::charge(tx.conn(), live.id, &card.stripe_id, at).await?;
            start::collect(tx.conn(), live.id, tenant, at).await?;
        }
        // It is being worked at.
        Some(_) => {}
    }
    let view = InvoiceView::read(tx.conn(), Some(tenant), id).await?;
    let created = Created::new(format!("/v1/invoices/{id}"), view.version(), view);
    idempotent.keep(tx.conn(), caller.place(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
