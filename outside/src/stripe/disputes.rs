//! Disputes: the holder of a card has asked the bank for the money back. They begin and end at Stripe; we look.

use serde::Deserialize;

use super::{Currency, Error, Id, Money, Stripe, error::Code, request::Request};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Wire")]
pub struct Dispute {
    pub id: Id,
    pub status: DisputeStatus,
    pub amount: Money,
    /// The payment intent; [`Stripe::invoice_paid_by`] leads to its invoice.
    pub payment: Option<Id>,
    /// Such as `fraudulent`.
    pub reason: Option<Code>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeStatus {
    /// Whatever is asked or examined at present. The money is withheld, but for an inquiry.
    Open,
    /// The money is ours.
    Won,
    Lost,
}

impl Stripe {
    /// # Errors
    /// By what can be done about it.
    pub async fn dispute(&self, id: &Id) -> Result<Dispute, Error> {
        self.ask(Request::get(format!("/v1/disputes/{id}"))).await
    }
}

#[derive(Deserialize)]
struct Wire {
    id: Id,
    status: String,
    amount: i64,
    currency: String,
    #[serde(default)]
    payment_intent: Option<Id>,
    #[serde(default)]
    reason: Option<String>,
}

impl TryFrom<Wire> for Dispute {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, &'static str> {
        let currency: Currency = wire.currency.parse().map_err(|_| "a dispute has a currency")?;
        let status = match wire.status.as_str() {
            // Prevented and closed inquiries cost nothing.
            "won" | "warning_closed" | "prevented" => DisputeStatus::Won,
            "lost" => DisputeStatus::Lost,
            _ => DisputeStatus::Open,
        };
        Ok(Self {
            id: wire.id,
            status,
            amount: Money::off_the_wire(wire.amount, currency).ok_or("a dispute has an amount that can be said")?,
            payment: wire.payment_intent,
            reason: wire.reason.as_deref().and_then(Code::new),
        })
    }
}
