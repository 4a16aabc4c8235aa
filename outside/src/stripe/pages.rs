//! Stripe's own pages, on which a card is given: we never see its number.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Error, Id, IdempotencyKey, Stripe,
    request::{Request, or_empty},
};

/// Where to send a person to save a card.
#[derive(Debug, Clone, Copy)]
pub struct NewSetupPage<'a> {
    pub customer: &'a Id,
    /// Where the page leads to; Stripe puts the session's id in the place of `{CHECKOUT_SESSION_ID}`.
    pub success_url: &'a str,
    pub cancel_url: &'a str,
    /// `zh`, `en` or `auto`.
    pub locale: &'a str,
    pub metadata: &'a [(&'a str, &'a str)],
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SetupPage {
    pub id: Id,
    pub status: SetupPageStatus,
    /// While it is open.
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub customer: Option<Id>,
    /// Unix seconds.
    pub expires_at: i64,
    #[serde(default, rename = "setup_intent")]
    pub setup: Option<Setup>,
    #[serde(default, deserialize_with = "or_empty")]
    pub metadata: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetupPageStatus {
    Open,
    Complete,
    Expired,
    #[serde(other)]
    Unknown,
}

/// A card on its way to being saved.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Setup {
    pub id: Id,
    /// `succeeded`, once it is.
    pub status: String,
    #[serde(default, rename = "payment_method")]
    pub method: Option<Id>,
    #[serde(default)]
    pub customer: Option<Id>,
    #[serde(default, deserialize_with = "or_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// A page on which a customer looks after its cards, for about an hour.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Portal {
    pub id: Id,
    pub url: String,
}

impl Stripe {
    /// Opens a page on which a card is saved and nothing is charged. It closes after a day.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn open_setup_page(&self, page: &NewSetupPage<'_>, key: &IdempotencyKey) -> Result<SetupPage, Error> {
        let request = Request::post("/v1/checkout/sessions", key)
            .field("mode", "setup")
            .field("customer", page.customer)
            .field("success_url", page.success_url)
            .field("cancel_url", page.cancel_url)
            .field("locale", page.locale)
            // What can be charged while nobody is there.
            .list("payment_method_types", ["card"])
            .metadata(page.metadata);
        self.ask(request.expand(&["setup_intent"])).await
    }

    /// # Errors
    /// By what can be done about it.
    pub async fn setup_page(&self, id: &Id) -> Result<SetupPage, Error> {
        self.ask(Request::get(format!("/v1/checkout/sessions/{id}")).expand(&["setup_intent"])).await
    }

    /// # Errors
    /// By what can be done about it.
    pub async fn setup(&self, id: &Id) -> Result<Setup, Error> {
        self.ask(Request::get(format!("/v1/setup_intents/{id}"))).await
    }

    /// # Errors
    /// By what can be done about it.
    pub async fn open_portal(&self, customer: &Id, return_url: &str, locale: &str, key: &IdempotencyKey) -> Result<Portal, Error> {
        let request = Request::post("/v1/billing_portal/sessions", key);
        self.ask(request.field("customer", customer).field("return_url", return_url).field("locale", locale)).await
    }
}
