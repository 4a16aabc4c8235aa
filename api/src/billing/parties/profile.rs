//! `GET` and `PUT /v1/billing/profile`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, Buyer};
use crate::{
    auth::{Caller, ManageBilling, ReadBilling},
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, IfMatch, IfNoneMatch, Json, Problems, Shape, Version, Versioned, text},
    tenants,
};

/// To whom invoices are written. What is empty is left out of them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BillingProfile {
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    name: String,
    /// Lines, at most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    address: String,
    /// Letters, digits and dashes, as the tax authority gives it. A unified social credit code of mainland China is checked by its last character, a VAT number
    /// of the European Union by the shape of its country.
    #[serde(default)]
    #[schema(max_length = 30, pattern = "^[0-9A-Za-z-]{0,30}$")]
    tax_id: String,
    /// Number of the purchase order that invoices refer to.
    #[serde(default)]
    #[schema(max_length = 64)]
    purchase_order: String,
    /// Where notices about money go.
    #[serde(default)]
    #[schema(max_length = 254)]
    email: String,
    #[serde(default)]
    payment: PaymentWay,
}

/// How invoices are paid from now on, where Stripe is set up; by transfer where it is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaymentWay {
    /// To the account that the invoice names.
    #[default]
    Transfer,
    /// The saved card is charged when an invoice is issued.
    Card,
    /// Stripe mails a link to `email`, under which the invoice is paid by card or Alipay.
    Link,
}

impl PaymentWay {
    const fn name(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Card => "card",
            Self::Link => "link",
        }
    }

    fn named(name: &str) -> Self {
        [Self::Card, Self::Link].into_iter().find(|way| way.name() == name).unwrap_or_default()
    }
}

impl BillingProfile {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.name("/name", &self.name).text("/purchase_order", &self.purchase_order, 0..=64);
        super::entities::check_address("/address", &self.address, &mut checks);
        super::entities::check_tax_id("/tax_id", &self.tax_id, &mut checks);
        super::entities::check_email("/email", &self.email, &mut checks);
        let has_address = self.payment != PaymentWay::Link || !self.email.is_empty();
        checks.that(has_address, "/email", Shape::MissingField { name: "email".to_owned() });
        checks.done()
    }
}

impl From<Buyer> for BillingProfile {
    fn from(buyer: Buyer) -> Self {
        let Buyer { name, address, tax_id, purchase_order, email, payment } = buyer;
        Self { name, address, tax_id, purchase_order, email, payment: PaymentWay::named(&payment) }
    }
}

const fn version(edit: i64) -> Version {
    Version { edit, revision: 0 }
}

/// Get the billing profile
///
/// To whom invoices are written; until it is set, the tenant's name alone.
#[utoipa::path(
    get, path = "/v1/billing/profile", tag = "billing",
    responses((status = 200, description = "The profile", body = BillingProfile), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_billing_profile(
    caller: Caller<ReadBilling>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<BillingProfile>, ApiError> {
    let mut tx = caller.begin().await?;
    let (buyer, edit) = store::buyer(tx.conn(), caller.tenant()).await?;
    Ok(Versioned::new(version(edit), buyer.into()).unless(if_none_match))
}

/// Set the billing profile
///
/// Invoices that are issued keep what they say.
#[utoipa::path(
    put, path = "/v1/billing/profile", tag = "billing", request_body = BillingProfile,
    params(("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "Set", body = BillingProfile), Problems)
)]
pub(crate) async fn put_billing_profile(
    caller: Caller<ManageBilling>,
    if_match: IfMatch,
    Json(new): Json<BillingProfile>,
) -> Result<Versioned<BillingProfile>, ApiError> {
    new.check()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    tenants::store::hold(tx.conn(), caller.tenant()).await?;
    let (_, edit) = store::buyer(tx.conn(), caller.tenant()).await?;
    expected.matches(edit)?;
    let BillingProfile { name, address, tax_id, purchase_order, email, payment } = new;
    let buyer = Buyer { name, address, tax_id, purchase_order, email, payment: payment.name().to_owned() };
    store::put_buyer(tx.conn(), caller.tenant(), &buyer, caller.now()).await?;
    let (kind, subject, actor) = (EventType::BillingProfileChanged, caller.tenant().to_string(), caller.actor());
    let data = serde_json::json!({});
    events::record(tx.conn(), NewEvent { feed: caller.place(), kind, actor: &actor, subject, data, at: caller.now() }).await?;
    tx.commit().await?;
    Ok(Versioned::new(version(edit + 1), buyer.into()))
}
