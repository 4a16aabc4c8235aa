//! Money that goes back.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Currency, Error, Id, IdempotencyKey, Money, Stripe,
    error::Code,
    request::{Page, Request},
};

#[derive(Debug, Clone, Copy)]
pub struct NewRefund<'a> {
    /// The payment intent that brought the money.
    pub payment: &'a Id,
    /// In the currency of the payment.
    pub amount: Money,
    pub reason: Option<RefundReason>,
    /// The id of our refund belongs here.
    pub metadata: &'a [(&'a str, &'a str)],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundReason {
    Duplicate,
    Fraudulent,
    RequestedByCustomer,
}

impl RefundReason {
    const fn on_the_wire(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Fraudulent => "fraudulent",
            Self::RequestedByCustomer => "requested_by_customer",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Wire")]
pub struct Refund {
    pub id: Id,
    pub status: RefundStatus,
    pub amount: Money,
    pub payment: Option<Id>,
    /// Why the money came back to us.
    pub failure: Option<Code>,
    pub metadata: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    Pending,
    RequiresAction,
    Succeeded,
    /// Also after it had succeeded.
    Failed,
    Canceled,
    #[serde(other)]
    Unknown,
}

impl Stripe {
    /// # Errors
    /// [`Error::Refused`] where it is more than was paid, or than is left of it.
    pub async fn create_refund(&self, new: &NewRefund<'_>, key: &IdempotencyKey) -> Result<Refund, Error> {
        let request = Request::post("/v1/refunds", key)
            .field("payment_intent", new.payment)
            .field("amount", new.amount.on_the_wire()?)
            .maybe("reason", new.reason.map(RefundReason::on_the_wire))
            .metadata(new.metadata);
        self.ask(request).await
    }

    /// # Errors
    /// By what can be done about it.
    pub async fn refund(&self, id: &Id) -> Result<Refund, Error> {
        self.ask(Request::get(format!("/v1/refunds/{id}"))).await
    }

    /// The newest hundred of a payment intent: by their metadata one is found again. The list is never behind.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn refunds_of(&self, payment: &Id) -> Result<Vec<Refund>, Error> {
        let request = Request::get("/v1/refunds").field("payment_intent", payment).field("limit", 100);
        self.ask::<Page<Refund>>(request).await.map(|page| page.data)
    }
}

#[derive(Deserialize)]
struct Wire {
    id: Id,
    #[serde(default)]
    status: Option<RefundStatus>,
    amount: i64,
    currency: String,
    #[serde(default)]
    payment_intent: Option<Id>,
    #[serde(default)]
    failure_reason: Option<String>,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
}

impl TryFrom<Wire> for Refund {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, &'static str> {
        let currency: Currency = wire.currency.parse().map_err(|_| "a refund has a currency")?;
        Ok(Self {
            id: wire.id,
            status: wire.status.unwrap_or(RefundStatus::Unknown),
            amount: Money::off_the_wire(wire.amount, currency).ok_or("a refund has an amount that can be said")?,
            payment: wire.payment_intent,
            failure: wire.failure_reason.as_deref().and_then(Code::new),
            metadata: wire.metadata.unwrap_or_default(),
        })
    }
}
