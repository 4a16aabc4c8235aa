//! Invoices: a draft when a tenant's month is over, issued when nothing of the month can come any more, and then paid, voided, corrected or given up.

mod bill;
mod credit_note;
mod document;
mod draft;
mod get;
mod issue;
mod list;
mod pay;
mod receive;
mod store;
mod view;
mod void;

pub(crate) use bill::bill;
pub(super) use credit_note::{__path_create_credit_note, create_credit_note};
pub(super) use get::{__path_get_invoice, get_invoice};
pub(super) use issue::{__path_issue_invoice, issue_invoice};
pub(super) use list::{__path_list_invoices, list_invoices};
pub(super) use pay::{__path_create_payment, create_payment};
pub(super) use receive::{Received, hold, receive};
pub(super) use store::{
    month, receivables,
    settle::{NewCredit, insert_credit, owed},
};
pub(super) use view::InvoiceView;
pub(super) use void::{__path_void_invoice, __path_write_off_invoice, void_invoice, write_off_invoice};
