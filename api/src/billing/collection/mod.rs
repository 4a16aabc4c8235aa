//! Collection by Stripe: what our invoices say is asked for by card or by link, and what Stripe says was paid is recorded once.
//!
//! Requests write rows and ask for jobs; jobs alone call Stripe. Each call that changes something has its key written and committed before its first try
//! (`calls`), so that one whose answer was lost is asked again and not done again. What Stripe tells by itself is only a hint to look (`hooks`, `inbox`):
//! the object is fetched, and what it says is applied under the tenant's lock (`apply`), in whatever order and however often. An invoice of ours is at most
//! one payable invoice at Stripe at a time: the next is made when Stripe has ended the one before. Without a key of Stripe's nothing here is offered, and
//! operators record transfers.

mod apply;
mod apply_refund;
mod calls;
mod collect;
mod customers;
mod decide;
mod detach;
mod disputes;
mod hooks;
mod inbox;
mod list_refunds;
mod methods;
mod pages;
mod pay;
mod refunds;
mod send_refund;
mod start;
mod store;
mod sweep;
mod withdraw;

pub(crate) use detach::detach_all;
pub(crate) use store::{customers::PURGED_LAST, pages::PURGED};

pub(crate) use collect::CollectInvoice;
pub(crate) use detach::DetachMethod;
pub(crate) use inbox::ApplyEvent;
pub(crate) use pages::OpenPage;
pub(super) use refunds::RefundView;
pub(crate) use send_refund::SendRefund;
pub(super) use start::{changed, start};
pub(super) use store::{
    collections::{CollectionView, view as view_of},
    refunds::refunds_of,
};
pub(crate) use sweep::{sweep_collection, sweep_events};
pub(crate) use withdraw::WithdrawInvoice;

use homeroom_outside::stripe::{Error, Stripe};
use jiff::SignedDuration;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::{App, AppState},
    jobs::Failure,
};

/// Under which our ids stand in the metadata of what is Stripe's.
const METADATA: &str = "homeroom";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(pay::pay_invoice))
        .routes(routes!(methods::list_payment_methods, pages::create_hosted_page))
        .routes(routes!(methods::delete_payment_method))
        .routes(routes!(list_refunds::list_refunds))
        .routes(routes!(refunds::create_refund))
        .routes(routes!(decide::approve_refund))
        .routes(routes!(decide::reject_refund))
        .routes(routes!(hooks::receive_stripe_event))
}

/// Stripe, for a job.
///
/// # Errors
/// Where this process has no key: another replica may.
fn stripe(app: &App) -> Result<&Stripe, Failure> {
    app.config.collection.stripe.as_ref().ok_or_else(|| Failure::again("Stripe is not set up in this process: STRIPE_KEY"))
}

/// What follows for a job from a call that did not do what was asked.
fn failed(error: &Error) -> Failure {
    let reason = format!("Stripe: {error}");
    match error {
        Error::TryLater { after: Some(after), .. } => {
            Failure::after(SignedDuration::try_from(*after).unwrap_or(SignedDuration::from_secs(60)), &reason)
        }
        // A search is behind what was made by up to a minute.
        Error::KeySpent(_) => Failure::after(SignedDuration::from_secs(120), &reason),
        Error::TryLater { after: None, .. } | Error::Credentials(_) | Error::Unreadable => Failure::again(&reason),
        Error::Declined(_) | Error::Gone | Error::Refused { .. } | Error::Amount(_) => Failure::dead(&reason),
    }
}
