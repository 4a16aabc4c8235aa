//! Invoices: a draft when a tenant's month is over, issued when nothing of the month can come any more, and then paid, voided, corrected or given up.

mod bill;
mod credit_note;
mod document;
mod draft;
mod get;
mod issue;
mod list;
mod noting;
mod pay;
mod receive;
mod store;
mod view;
mod void;

pub(crate) use bill::bill;
pub(super) use receive::{Received, hold, owe_again, receive};
pub(super) use store::{month, receivables, settle::owed};
pub(super) use view::InvoiceView;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// Their operations.
pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_invoices))
        .routes(routes!(get::get_invoice))
        .routes(routes!(issue::issue_invoice))
        .routes(routes!(pay::create_payment))
        .routes(routes!(void::void_invoice))
        .routes(routes!(void::write_off_invoice))
        .routes(routes!(credit_note::create_credit_note))
}
