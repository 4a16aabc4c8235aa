//! Stripe, which collects what our invoices say: customers, saved cards, invoices, refunds, and what it tells of them.
//!
//! Every call that changes something carries a key that the caller stored before the first try. The same key gives the same answer for 24 hours; after
//! that what may have been made is looked for by its metadata before it is made again. Requests are written against one version of the API
//! ([`VERSION`]); answers are read leniently, and only what we use of them. Amounts are in the minor units of ISO 4217 here and in Stripe's own on the
//! wire. No error, log or `Debug` holds a secret, or anything that the other side wrote but its codes.

mod amount;
mod customers;
mod disputes;
mod error;
mod events;
mod id;
mod invoices;
mod methods;
mod pages;
mod refunds;
mod request;
mod secret;
mod signature;

use std::{net::IpAddr, time::Duration};

use url::Url;

pub use amount::{AmountFault, Currency, Money, NoCurrency};
pub use customers::{Customer, CustomerDetails};
pub use disputes::{Dispute, DisputeStatus};
pub use error::{Code, Decline, Error};
pub use events::EventPage;
pub use id::{Id, IdempotencyKey, NoId, NoKey};
pub use invoices::{Collection, Invoice, InvoicePayment, InvoiceStatus, Line, MOST_LINES, NewInvoice, PayWith};
pub use methods::{Card, Method};
pub use pages::{NewSetupPage, Portal, Setup, SetupPage, SetupPageStatus};
pub use refunds::{NewRefund, Refund, RefundReason, RefundStatus};
pub use secret::{SecretFault, SecretKey, WebhookSecret};
pub use signature::{Notice, SignatureFault, verify};

use crate::{Client, Settings};

/// Of the API. A newer one is a change of this line and of what is read and written here.
pub const VERSION: &str = "2026-08-26.dahlia";
/// Where Stripe itself is.
pub const ADDRESS: &str = "https://api.stripe.com/";

/// From the first byte to the last. Stripe takes seconds where a bank is asked.
const DEADLINE: Duration = Duration::from_secs(40);
/// A page of a hundred events holds as many invoices with their lines.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;

/// Why the settings cannot be used. None quotes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    #[error("the address must be like {ADDRESS}")]
    Address,
    #[error("a key is only sent over https, or to this machine")]
    Bare,
    #[error("TLS cannot be set up here")]
    Tls,
}

/// Calls Stripe. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Stripe {
    client: Client,
    base: Url,
    key: SecretKey,
}

impl Stripe {
    /// At an address of the configuration: Stripe's own, or one that plays it.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub fn new(address: &str, key: SecretKey) -> Result<Self, SettingsFault> {
        Self::with_deadline(address, key, DEADLINE)
    }

    /// With another patience than the usual one.
    ///
    /// # Errors
    /// As `new`.
    pub fn with_deadline(address: &str, key: SecretKey, deadline: Duration) -> Result<Self, SettingsFault> {
        let base = Url::parse(address).map_err(|_| SettingsFault::Address)?;
        let bare_place = base.path() == "/" && base.query().is_none() && base.fragment().is_none() && base.username().is_empty();
        let host = base.host_str().filter(|_| bare_place).ok_or(SettingsFault::Address)?;
        let near = host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        match base.scheme() {
            "https" => {}
            "http" if near => {}
            "http" => return Err(SettingsFault::Bare),
            _ => return Err(SettingsFault::Address),
        }
        let settings = Settings { deadline, longest_answer: LONGEST_ANSWER, ..Settings::default() };
        Ok(Self { client: Client::new(settings).map_err(|_| SettingsFault::Tls)?, base, key })
    }

    /// Whether the key moves real money.
    #[must_use]
    pub fn livemode(&self) -> bool {
        self.key.livemode()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_over_tls_or_nowhere() {
        let stripe = |address: &str| Stripe::new(address, "sk_test_abc".parse().unwrap()).map(drop);
        for good in [ADDRESS, "http://127.0.0.1:8420", "http://[::1]:1/", "http://localhost:1"] {
            assert_eq!(stripe(good), Ok(()), "{good}");
        }
        assert_eq!(stripe("http://stripe.internal/"), Err(SettingsFault::Bare));
        for wrong in
            ["", "api.stripe.com", "ftp://api.stripe.com/", "https://api.stripe.com/v1", "https://me@api.stripe.com/", "https://a/?b"]
        {
            assert_eq!(stripe(wrong), Err(SettingsFault::Address), "{wrong}");
        }
    }

    #[test]
    fn nothing_shows_the_key() {
        let stripe = Stripe::new(ADDRESS, "sk_live_abcdef".parse().unwrap()).unwrap();
        assert!(stripe.livemode() && !format!("{stripe:?}").contains("abcdef"));
    }
}
