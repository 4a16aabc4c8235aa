//! What is used, owed and paid. Above orders and everything that they stand on: it reads what was booked and what ran, and changes none of it.

mod caps;
mod collection;
mod credits;
mod dunning;
mod exempt;
mod forecast;
mod hours;
mod invoices;
mod ledger;
mod notices;
mod paid_orders;
mod parties;
mod promises;
mod receivables;
mod renew;
mod usage;

pub(crate) use caps::{PURGED as PURGED_CAPS, watch as watch_caps};
pub(crate) use collection::{
    ApplyEvent, CollectInvoice, DetachMethod, OpenPage, PURGED as PURGED_PAGES, PURGED_LAST, SendRefund, WithdrawInvoice, detach_all,
    sweep_collection, sweep_events,
};
pub(crate) use credits::expire_credits;
pub(crate) use dunning::dun;
pub(crate) use invoices::bill;
pub(crate) use ledger::verify as verify_ledger;
pub(crate) use notices::{PURGED as PURGED_NOTICES, SendNotice, forget_last, send_last, write_last};
pub(crate) use parties::PURGED as PURGED_PROFILES;
pub(crate) use promises::{PURGED as PURGED_PROMISES, keep_promises, sweep_promises};
pub(crate) use usage::{PURGED as PURGED_USAGE, measure, sweep_usage};

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
        .routes(routes!(parties::get_tenant_seller, parties::put_tenant_seller))
        .merge(invoices::routes())
        .routes(routes!(receivables::list_receivables))
        .merge(credits::routes())
        .routes(routes!(exempt::exempt_tenant))
        .routes(routes!(exempt::chase_tenant))
        .routes(routes!(renew::renew_subscription))
        .routes(routes!(notices::list_notices))
        .merge(collection::routes())
        .merge(promises::routes())
}
