//! The lines as a table for a spreadsheet: a row a line of the invoice, every row whole by itself, so that tables of several invoices can be put together.
//!
//! RFC 4180 in UTF-8 that begins with a byte order mark, without which spreadsheets on Chinese Windows take it for GBK. What a spreadsheet would take
//! for a formula begins with an apostrophe, unless it is a plain number.

use crate::{
    check::Refusal,
    document::{Group, InvoiceDocument, Kind, Line},
    money,
    text::line as one_line,
};

/// The columns and what they hold, in order.
pub const COLUMNS: [(&str, &str); 20] = [
    ("kind", "`invoice` or `credit_note`."),
    ("number", "The document's number; empty for a draft."),
    ("status", "`draft`, `issued`, `paid`, `void` or `uncollectible`."),
    ("issued_on", "The day of issue, YYYY-MM-DD."),
    ("due_on", "The day by which it is to be paid, YYYY-MM-DD."),
    ("corrects", "The number of the invoice that a credit note corrects."),
    ("buyer", "Who is billed."),
    ("purchase_order", "The buyer's purchase order number."),
    ("group", "What the lines belong to, as a rule an order's name."),
    ("title", "What the line is for."),
    ("detail", "Rooms, hours and the like."),
    ("period_from", "The first day that the line is for, YYYY-MM-DD."),
    ("period_to", "The last day that the line is for, YYYY-MM-DD."),
    ("quantity", "How many units."),
    ("unit", "Of what."),
    ("unit_price", "The price of one unit."),
    ("tax_rate", "The rate of tax."),
    ("currency", "ISO 4217."),
    ("amount_minor", "The line's amount before tax, in whole minor units; negative on credit notes."),
    ("amount", "The same in the currency's main unit, with a decimal point and without groups."),
];

const BYTE_ORDER_MARK: char = '\u{feff}';

/// What begins a formula, in ASCII and as Chinese and Japanese keyboards type it.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Writes the table.
///
/// # Errors
/// Where the document is refused (see [`InvoiceDocument::check`]).
pub fn csv(document: &InvoiceDocument) -> Result<String, Refusal> {
    document.check()?;
    let mut table = String::from(BYTE_ORDER_MARK);
    push_row(&mut table, COLUMNS.iter().map(|(name, _)| (*name).to_owned()));
    for group in &document.groups {
        for line in &group.lines {
            push_row(&mut table, cells(document, group, line).into_iter());
        }
    }
    Ok(table)
}

fn cells(document: &InvoiceDocument, group: &Group, line: &Line) -> [String; COLUMNS.len()] {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let optional = |value: &Option<String>| value.as_deref().map(text).unwrap_or_default();
    let period = line.period.or(document.period);
    let kind = match document.kind {
        Kind::Invoice => "invoice",
        Kind::CreditNote => "credit_note",
    };
    [
        kind.to_owned(),
        optional(&document.number),
        document.status.word().to_owned(),
        day(document.issued_on),
        day(document.due_on),
        optional(&document.corrects),
        text(&document.buyer.name),
        optional(&document.buyer.purchase_order),
        text(&group.title),
        text(&line.title),
        text(&line.detail),
        day(period.map(|period| period.from)),
        day(period.map(|period| period.to)),
        text(&line.quantity),
        text(&line.unit),
        text(&line.unit_price),
        text(&line.tax_rate),
        document.currency.code.clone(),
        line.amount_minor.to_string(),
        money::decimal(line.amount_minor, &document.currency),
    ]
}

/// What somebody wrote, in one line and never a formula.
fn text(text: &str) -> String {
    let text = one_line(text);
    if text.starts_with(FORMULA) && !is_number(&text) { format!("'{text}") } else { text.into_owned() }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, rest].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn push_row(table: &mut String, cells: impl Iterator<Item = String>) {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            table.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            table.extend(["\"", &cell.replace('"', "\"\""), "\""]);
        } else {
            table.push_str(&cell);
        }
    }
    table.push_str("\r\n");
}
