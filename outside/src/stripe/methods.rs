//! Saved payment methods of customers.

use serde::Deserialize;

use super::{
    Error, Id, IdempotencyKey, Stripe,
    request::{Page, Request},
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Method {
    pub id: Id,
    /// `card`, and what else a page may save.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whose it is. It was removed, where it is nobody's.
    #[serde(default)]
    pub customer: Option<Id>,
    #[serde(default)]
    pub card: Option<Card>,
}

/// What a holder knows a card by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Card {
    #[serde(default)]
    pub brand: String,
    #[serde(default)]
    pub last4: String,
    pub exp_month: u8,
    pub exp_year: u16,
}

impl Stripe {
    /// The newest hundred.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn methods(&self, customer: &Id) -> Result<Vec<Method>, Error> {
        let request = Request::get(format!("/v1/customers/{customer}/payment_methods")).field("limit", 100);
        self.ask::<Page<Method>>(request).await.map(|page| page.data)
    }

    /// # Errors
    /// By what can be done about it.
    pub async fn method(&self, id: &Id) -> Result<Method, Error> {
        self.ask(Request::get(format!("/v1/payment_methods/{id}"))).await
    }

    /// Takes it from its customer. It cannot be used again.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is nobody's already.
    pub async fn detach_method(&self, id: &Id, key: &IdempotencyKey) -> Result<Method, Error> {
        self.ask(Request::post(format!("/v1/payment_methods/{id}/detach"), key)).await
    }
}
