//! Invoices and credit notes as documents that are kept: a PDF, a page, and a table for a spreadsheet, in English and Chinese.
//!
//! A finished [`InvoiceDocument`] goes in, bytes come out: no database, no network, no clock; the fonts are given in. This is the only crate that names
//! the libraries which shape text and write PDFs. What comes in is checked first: a document that does not add up is never drawn.

mod check;
mod csv;
mod document;
mod html;
mod money;
mod pdf;
mod sheet;
mod text;
mod words;

pub use check::{MAX_DOCUMENT_BYTES, MAX_PARAGRAPHS, MAX_ROWS, MAX_TEXT_BYTES, Refusal};
pub use csv::{COLUMNS as CSV_COLUMNS, csv};
pub use document::{Buyer, Currency, Group, InvoiceDocument, Kind, Line, Payment, Period, Seller, Status, Tax};
pub use html::{content_security_policy, html};
pub use pdf::{DEBIAN_FONTS, FontError, Fonts, pdf};
pub use words::Language;
