//! What an invoice says, as plain data: everything is worked out before and given in, and nothing here is looked up or computed.
//!
//! Amounts are whole minor units of one currency, with the sign of the ledger: those of a credit note are negative. Quantities, unit prices and rates
//! are texts, because whoever priced the line knows how exact they are. Every text may come from strangers; none of it is markup anywhere.

use jiff::civil::Date;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvoiceDocument {
    pub kind: Kind,
    pub status: Status,
    /// A draft has none yet.
    pub number: Option<String>,
    pub issued_on: Option<Date>,
    pub due_on: Option<Date>,
    pub period: Option<Period>,
    /// The number of the invoice that a credit note takes back from.
    pub corrects: Option<String>,
    pub currency: Currency,
    pub seller: Seller,
    pub buyer: Buyer,
    /// Whose lessons these were; printed where it is not the buyer's name.
    pub institution: String,
    pub groups: Vec<Group>,
    /// The sum of the lines, before taxes.
    pub subtotal_minor: i64,
    pub taxes: Vec<Tax>,
    pub total_minor: i64,
    /// What of the total was settled by credits. Of a credit note: what was kept as credit for later, negative like its total.
    pub credits_applied_minor: i64,
    /// What of the total was paid. Of a credit note: what was given back, negative like its total.
    pub paid_minor: i64,
    /// Negative where money goes back to the buyer.
    pub due_minor: i64,
    pub payment: Payment,
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Invoice,
    CreditNote,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Status {
    Draft,
    Issued,
    Paid { on: Date },
    Void,
    Uncollectible,
}

impl Status {
    /// The word of the contract.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::Paid { .. } => "paid",
            Self::Void => "void",
            Self::Uncollectible => "uncollectible",
        }
    }
}

/// Both days belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Currency {
    /// ISO 4217, three capital letters.
    pub code: String,
    /// How many digits its minor unit has: 0 for JPY, 2 for CNY, 3 for KWD.
    pub minor_digits: u8,
}

/// The legal entity that issues the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seller {
    pub name: String,
    pub address: Vec<String>,
    pub tax_id: Option<String>,
    pub bank: Vec<String>,
    pub email: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Buyer {
    pub name: String,
    pub address: Vec<String>,
    pub tax_id: Option<String>,
    pub purchase_order: Option<String>,
}

/// Lines that belong together, as a rule those of one order, with their sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    pub title: String,
    pub lines: Vec<Line>,
    pub subtotal_minor: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub title: String,
    /// Rooms, hours: what an accountant compares with the order.
    pub detail: String,
    /// Told where it differs from the document's.
    pub period: Option<Period>,
    pub quantity: String,
    pub unit: String,
    pub unit_price: String,
    pub tax_rate: String,
    pub amount_minor: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tax {
    pub name: String,
    pub rate: String,
    pub base_minor: i64,
    pub amount_minor: i64,
}

/// How to pay. Printed while something is due on an issued document, and then only what is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Followed only if it begins with `https://`.
    pub link: Option<String>,
    pub instruction: Vec<String>,
}
