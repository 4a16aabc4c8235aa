//! English.

use jiff::civil::Date;

use super::Words;
use crate::document::{Kind, Period, Status};

pub(super) static WORDS: Words = Words {
    invoice: "Invoice",
    draft_invoice: "Draft invoice",
    credit_note: "Credit note",
    draft_credit_note: "Draft credit note",
    standing,
    date,
    period,
    number: "Number",
    issued_on: "Date of issue",
    due_on: "Payment due",
    billing_period: "Billing period",
    corrects: "Corrects invoice",
    purchase_order: "Purchase order",
    institution: "Institution",
    currency: "Currency",
    currency_name: str::to_owned,
    seller: "From",
    buyer: "Billed to",
    tax_id: "Tax ID",
    item: "Description",
    quantity: "Quantity",
    unit_price: "Unit price",
    tax_rate: "Tax",
    amount: |code| format!("Amount ({code})"),
    group_subtotal: "Subtotal",
    subtotal: "Subtotal",
    tax: |name, rate, base| format!("{name} {rate} on {base}"),
    total: "Total",
    total_with_tax: "Total including tax",
    total_credited: "Total credited",
    in_capitals: None,
    credits: "Credit applied",
    paid: "Paid",
    kept_as_credit: "Kept as credit",
    refunded: "Refunded",
    due: "Amount due",
    refund: "To be refunded",
    pay: "How to pay",
    pay_online: |host| format!("Pay online at {host}"),
    bank: "Bank account",
    notes: "Notes",
    no_lines: "Nothing was ordered or used in this period.",
    page: |page, pages| format!("Page {page} of {pages}"),
    fine_print,
    colon: ": ",
};

fn standing(status: Status) -> Option<String> {
    Some(match status {
        Status::Draft => "Draft. Not issued yet: do not pay on it.".to_owned(),
        Status::Issued => return None,
        Status::Paid { on } => format!("Paid on {}", date(on)),
        Status::Void => "Void. Nothing is to be paid on it.".to_owned(),
        Status::Uncollectible => "Written off as uncollectible".to_owned(),
    })
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month).copied()).unwrap_or_default()
}

/// What both ends share is told once.
fn period(Period { from, to }: Period) -> String {
    let from_told = match (from.year() == to.year(), from.month() == to.month()) {
        (true, true) if from.day() == to.day() => return date(to),
        (true, true) => from.day().to_string(),
        (true, false) => format!("{} {}", from.day(), month(from)),
        (false, _) => date(from),
    };
    format!("{from_told} – {}", date(to))
}

/// In mainland China a bill is easily taken for the tax authority's invoice, which it is not.
fn fine_print(kind: Kind, currency: &str) -> Option<&'static str> {
    match (currency, kind) {
        ("CNY", Kind::Invoice) => Some("This document is a bill. It is not a VAT fapiao and cannot be used to deduct input tax."),
        ("CNY", Kind::CreditNote) => Some("This document reduces a bill. It is not a VAT fapiao and cannot be used to deduct input tax."),
        _ => None,
    }
}
