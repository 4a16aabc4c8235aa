//! Customers: one for each institution that pays by Stripe.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Error, Id, IdempotencyKey, Stripe,
    request::{Page, Request},
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
pub struct Customer {
    pub id: Id,
    pub name: Option<String>,
    pub email: Option<String>,
    /// The card that invoices are charged to.
    pub default_method: Option<Id>,
    pub metadata: BTreeMap<String, String>,
    /// Only its id is left then.
    pub deleted: bool,
}

/// What Stripe is to know of who pays. `None` leaves a field as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct CustomerDetails<'a> {
    pub name: Option<&'a str>,
    /// Where Stripe sends invoices that are sent.
    pub email: Option<&'a str>,
    /// Language tags, such as `zh-CN`, the preferred one first.
    pub languages: &'a [&'a str],
    pub metadata: &'a [(&'a str, &'a str)],
}

impl CustomerDetails<'_> {
    fn fill(&self, request: Request) -> Request {
        request.maybe("name", self.name).maybe("email", self.email).list("preferred_locales", self.languages).metadata(self.metadata)
    }
}

impl Stripe {
    /// # Errors
    /// By what can be done about it.
    pub async fn create_customer(&self, details: &CustomerDetails<'_>, key: &IdempotencyKey) -> Result<Customer, Error> {
        self.ask(details.fill(Request::post("/v1/customers", key))).await
    }

    /// # Errors
    /// [`Error::Gone`] where it was deleted.
    pub async fn update_customer(&self, id: &Id, details: &CustomerDetails<'_>, key: &IdempotencyKey) -> Result<Customer, Error> {
        self.ask(details.fill(Request::post(format!("/v1/customers/{id}"), key))).await
    }

    /// Has invoices charged to this card from now on; to none, where it is `None`.
    ///
    /// # Errors
    /// [`Error::Gone`] where there is no such customer or card.
    pub async fn set_default_method(&self, customer: &Id, method: Option<&Id>, key: &IdempotencyKey) -> Result<Customer, Error> {
        let request = Request::post(format!("/v1/customers/{customer}"), key);
        self.ask(request.field("invoice_settings[default_payment_method]", method.map_or("", Id::as_str))).await
    }

    /// One that was deleted comes back as such.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn customer(&self, id: &Id) -> Result<Customer, Error> {
        self.ask(Request::get(format!("/v1/customers/{id}"))).await
    }

    /// The customer with this metadata. Stripe's searches know what was made about a minute ago, so this is for a try after the key has expired, and
    /// not for one at once.
    ///
    /// # Errors
    /// By what can be done about it.
    pub async fn find_customer(&self, key: &str, value: &str) -> Result<Option<Customer>, Error> {
        let query = format!("metadata['{}']:'{}'", quoted(key), quoted(value));
        let found: Page<Customer> = self.ask(Request::get("/v1/customers/search").field("query", query).field("limit", 10)).await?;
        Ok(found.data.into_iter().find(|customer| !customer.deleted))
    }
}

/// As a search's string holds it.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

#[derive(Deserialize)]
struct Wire {
    id: Id,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    invoice_settings: Option<InvoiceSettings>,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
    #[serde(default)]
    deleted: bool,
}

#[derive(Deserialize)]
struct InvoiceSettings {
    #[serde(default)]
    default_payment_method: Option<Id>,
}

impl From<Wire> for Customer {
    fn from(wire: Wire) -> Self {
        Self {
            id: wire.id,
            name: wire.name,
            email: wire.email,
            default_method: wire.invoice_settings.and_then(|settings| settings.default_payment_method),
            metadata: wire.metadata.unwrap_or_default(),
            deleted: wire.deleted,
        }
    }
}
