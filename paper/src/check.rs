//! What is refused before anything is drawn: documents that do not add up, and those that would cost more than a document may.

use crate::document::{Group, InvoiceDocument, Status};

/// Lines and headings of groups together.
pub const MAX_ROWS: usize = 5_000;
/// Taxes, notes, and the lines of an address or an instruction.
pub const MAX_PARAGRAPHS: usize = 50;
/// Of any one text.
pub const MAX_TEXT_BYTES: usize = 8_192;
/// Of all texts together.
pub const MAX_DOCUMENT_BYTES: usize = 4 << 20;

/// Why a document is not drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{is} {what}, {limit} are allowed")]
    TooMany { what: &'static str, is: usize, limit: usize },
    #[error("a text of {is} bytes, {limit} are allowed")]
    TooLong { is: usize, limit: usize },
    #[error("{what} is {said}, what it is made of comes to {is}")]
    DoesNotAddUp { what: &'static str, said: i64, is: i128 },
    #[error("not a currency of ISO 4217 with at most four digits")]
    Currency,
    #[error("issued without a number or a date")]
    Unnumbered,
    #[error("the document could not be written: {0}")]
    Unwritable(String),
}

impl InvoiceDocument {
    /// Says why this cannot be a document, or nothing.
    ///
    /// # Errors
    /// The first refusal that was found.
    pub fn check(&self) -> Result<(), Refusal> {
        check_sizes(self)?;
        let code = self.currency.code.as_bytes();
        if code.len() != 3 || !code.iter().all(u8::is_ascii_uppercase) || self.currency.minor_digits > 4 {
            return Err(Refusal::Currency);
        }
        if self.status != Status::Draft && (self.number.is_none() || self.issued_on.is_none()) {
            return Err(Refusal::Unnumbered);
        }
        check_sums(self)
    }
}

fn check_sums(document: &InvoiceDocument) -> Result<(), Refusal> {
    for group in &document.groups {
        adds_up("the subtotal of a group", group.subtotal_minor, group.lines.iter().map(|line| line.amount_minor))?;
    }
    adds_up("the subtotal", document.subtotal_minor, document.groups.iter().map(|group| group.subtotal_minor))?;
    let taxes = document.taxes.iter().map(|tax| tax.amount_minor);
    adds_up("the total", document.total_minor, taxes.chain([document.subtotal_minor]))?;
    due_adds_up(document)
}

fn due_adds_up(document: &InvoiceDocument) -> Result<(), Refusal> {
    let said = document.due_minor;
    let rest = i128::from(document.total_minor) - i128::from(document.credits_applied_minor) - i128::from(document.paid_minor);
    let is = match document.status {
        Status::Void => 0,
        // What was written off may be told, or told as nothing.
        Status::Uncollectible if said == 0 => 0,
        // More than was due may have been paid, never less.
        Status::Paid { .. } if said > 0 => 0,
        Status::Draft | Status::Issued | Status::Paid { .. } | Status::Uncollectible => rest,
    };
    if i128::from(said) == is { Ok(()) } else { Err(Refusal::DoesNotAddUp { what: "the amount due", said, is }) }
}

fn adds_up(what: &'static str, said: i64, parts: impl Iterator<Item = i64>) -> Result<(), Refusal> {
    let is = parts.map(i128::from).sum();
    if i128::from(said) == is { Ok(()) } else { Err(Refusal::DoesNotAddUp { what, said, is }) }
}

fn check_sizes(document: &InvoiceDocument) -> Result<(), Refusal> {
    let rows = document.groups.iter().map(|group| group.lines.len() + 1).sum();
    at_most("lines", rows, MAX_ROWS)?;
    at_most("taxes", document.taxes.len(), MAX_PARAGRAPHS)?;
    for (what, lines) in paragraphs(document) {
        at_most(what, lines.len(), MAX_PARAGRAPHS)?;
    }
    let mut all = 0;
    for text in texts(document) {
        if text.len() > MAX_TEXT_BYTES {
            return Err(Refusal::TooLong { is: text.len(), limit: MAX_TEXT_BYTES });
        }
        all += text.len();
    }
    if all > MAX_DOCUMENT_BYTES { Err(Refusal::TooLong { is: all, limit: MAX_DOCUMENT_BYTES }) } else { Ok(()) }
}

fn at_most(what: &'static str, is: usize, limit: usize) -> Result<(), Refusal> {
    if is > limit { Err(Refusal::TooMany { what, is, limit }) } else { Ok(()) }
}

fn paragraphs(document: &InvoiceDocument) -> [(&'static str, &[String]); 5] {
    [
        ("lines of the seller's address", &document.seller.address),
        ("lines of the bank account", &document.seller.bank),
        ("lines of the buyer's address", &document.buyer.address),
        ("lines of the instruction to pay", &document.payment.instruction),
        ("notes", &document.notes),
    ]
}

/// Every text of it, each once.
fn texts(document: &InvoiceDocument) -> impl Iterator<Item = &str> {
    let InvoiceDocument { number, corrects, seller, buyer, institution, groups, taxes, payment, .. } = document;
    let single = [&seller.name, &buyer.name, institution].into_iter();
    let optional =
        [number, corrects, &seller.tax_id, &seller.email, &buyer.tax_id, &buyer.purchase_order, &payment.link].into_iter().flatten();
    let taxes = taxes.iter().flat_map(|tax| [&tax.name, &tax.rate]);
    let paragraphs = paragraphs(document).into_iter().flat_map(|(_, lines)| lines);
    single.chain(optional).chain(taxes).chain(paragraphs).chain(groups.iter().flat_map(texts_of_group)).map(String::as_str)
}

fn texts_of_group(group: &Group) -> impl Iterator<Item = &String> {
    let lines = group.lines.iter();
    let lines = lines.flat_map(|line| [&line.title, &line.detail, &line.quantity, &line.unit, &line.unit_price, &line.tax_rate]);
    lines.chain([&group.title])
}
