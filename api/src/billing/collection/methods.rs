//! `GET /v1/payment-methods` and `DELETE /v1/payment-methods/{id}`: the saved cards of an institution, as Stripe showed them last.

use axum::Json as Answer;
use homeroom_domain::ids::PaymentMethodId;
use http::StatusCode;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    DetachMethod,
    pages::HostedPage,
    store::{
        customers::{self, MethodRow},
        pages,
    },
};
use crate::{
    auth::{Caller, ManageBilling, ReadBilling},
    events::{self, EventType, NewEvent},
    http::{ApiError, Path, Problems},
    jobs::{self, NewJob},
};

/// With what an institution can pay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentMethods {
    /// Whether cards are taken here at all.
    pub is_available: bool,
    /// At most 100: the one that is charged first, then the newest.
    pub items: Vec<PaymentMethodView>,
    /// The newest page that was opened to save a card.
    pub page: Option<HostedPage>,
}

/// A saved card.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SavedCard)]
pub(crate) struct PaymentMethodView {
    pub id: PaymentMethodId,
    /// As `visa`, `mastercard` or `unionpay`.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    pub exp_month: i16,
    pub exp_year: i16,
    /// Whether it is charged where no other is named.
    pub is_default: bool,
}

impl From<MethodRow> for PaymentMethodView {
    fn from(row: MethodRow) -> Self {
        let MethodRow { id, stripe_id: _, brand, last4, exp_month, exp_year, is_default } = row;
        Self { id: PaymentMethodId::new(id), brand, last4, exp_month, exp_year, is_default }
    }
}

/// List payment methods
///
/// The saved cards. Their numbers are Stripe's alone.
#[utoipa::path(
    get, path = "/v1/payment-methods", tag = "billing",
    responses((status = 200, description = "The saved cards", body = PaymentMethods), Problems)
)]
pub(crate) async fn list_payment_methods(caller: Caller<ReadBilling>) -> Result<Answer<PaymentMethods>, ApiError> {
    let mut tx = caller.begin().await?;
    let rows = customers::methods(tx.conn(), caller.tenant()).await?;
    let page = pages::newest_page(tx.conn(), caller.tenant()).await?.map(|row| HostedPage::new(row, caller.now()));
    let is_available = caller.app().config.collection.stripe.is_some();
    Ok(Answer(PaymentMethods { is_available, items: rows.into_iter().map(PaymentMethodView::from).collect(), page }))
}

/// Remove a payment method
///
/// The card is charged no more from now on, and is removed at Stripe. What is paid stays paid.
#[utoipa::path(
    delete, path = "/v1/payment-methods/{id}", tag = "billing", params(("id" = PaymentMethodId, Path)),
    responses((status = 204, description = "Removed"), Problems)
)]
pub(crate) async fn delete_payment_method(caller: Caller<ManageBilling>, Path(id): Path<PaymentMethodId>) -> Result<StatusCode, ApiError> {
    let (tenant, at) = (caller.tenant(), caller.now());
    let mut tx = caller.begin().await?;
    let was_seen = customers::remove_method(tx.conn(), tenant, id, at).await?.ok_or(ApiError::NotFound)?;
    if was_seen {
        let job = DetachMethod { method: id };
        // Where the queue is full the card is hidden all the same, and charged no more.
        let _ = jobs::enqueue(tx.conn(), NewJob::new(&job, Some(tenant), at).once(&id.to_string())).await?;
        let (actor, subject) = (caller.actor(), id.to_string());
        let event = NewEvent { feed: caller.place(), kind: EventType::PaymentMethodRemoved, actor: &actor, subject, data: json!({}), at };
        events::record(tx.conn(), event).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
