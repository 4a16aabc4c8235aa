//! Clients of other companies' services, and the one HTTP client that they share. No sqlx, no axum, no feature: what is called and what is done
//! with the answer, the caller says.
//!
//! Every call has a deadline and an answer of bounded size, follows no redirect and uses no proxy of the environment. Addresses that tenants give
//! ([`TenantUrl`]) are guarded: a name is resolved once, every address that it has must be public, and exactly those are dialled, so a name that
//! answers differently the second time gains nothing. Addresses that the operator set in the configuration are not guarded: those may be private.

mod address;
mod client;
mod error;
mod mail;
mod network;
pub mod stripe;
mod target;
#[cfg(test)]
mod tests;

pub use client::{Answer, Call, Client, Settings};
pub use error::{Error, Trouble};
pub use mail::{Letter, MailError, MailUrlFault, Mailer};
pub use network::{Internet, Network};
pub use target::{TenantUrl, UrlFault};
pub use url::Url;
