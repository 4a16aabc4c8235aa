//! What a tenant has good besides its payments: given by the platform, by credit notes, months and promises, taken back while it is whole, and lost when its time
//! is over.
//!
//! Invoices use credits when they are issued.

mod expire;
mod grant;
mod list;
mod revoke;
mod store;
mod view;

pub(crate) use expire::expire_credits;
pub(super) use store::{NewCredit, insert_credit, return_surplus, take_surplus};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// Their operations.
pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_credits)).routes(routes!(grant::grant_credit)).routes(routes!(revoke::revoke_credit))
}
