//! What is used, owed and paid. Above orders and everything that they stand on: it reads what was booked and what ran, and changes none of it.

mod caps;
mod collection;
mod dunning;
mod forecast;
mod invoices;
mod ledger;
mod notices;
mod parties;
mod promises;
mod receivables;
mod usage;

pub(crate) use caps::watch as watch_caps;
pub(crate) use collection::{ApplyEvent, CollectInvoice, DetachMethod, OpenPage, WithdrawInvoice, sweep_collection, sweep_events};
pub(crate) use dunning::dun;
pub(crate) use invoices::bill;
pub(crate) use ledger::verify as verify_ledger;
pub(crate) use notices::SendNotice;
pub(crate) use promises::keep_promises;
pub(crate) use usage::{measure, sweep_usage};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(caps::routes())
        .routes(routes!(usage::get_usage))
        .routes(routes!(usage::get_usage_event))
        .routes(routes!(forecast::get_usage_forecast))
        .routes(routes!(parties::get_billing_profile, parties::put_billing_profile))
        .routes(routes!(parties::get_legal_entities, parties::put_legal_entity))
        .routes(routes!(invoices::list_invoices))
        .routes(routes!(invoices::get_invoice))
        .routes(routes!(invoices::issue_invoice))
        .routes(routes!(invoices::create_payment))
        .routes(routes!(invoices::void_invoice))
        .routes(routes!(invoices::write_off_invoice))
        .routes(routes!(invoices::create_credit_note))
        .routes(routes!(receivables::list_receivables))
        .routes(routes!(receivables::list_credits))
        .routes(routes!(notices::list_notices))
        .merge(collection::routes())
        .routes(routes!(promises::list_breaches))
        .routes(routes!(promises::list_all_breaches))
}
