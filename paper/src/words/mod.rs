//! The labels and sentences of the documents: one table a language, and the forms of dates. Nothing else in this crate is prose.

mod en;
mod zh;

use jiff::civil::Date;

use crate::document::{Kind, Period, Status};

/// In what language a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    En,
    ZhCn,
}

impl Language {
    /// As HTML, PDF and HTTP name it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    pub(crate) const fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::ZhCn => &zh::WORDS,
        }
    }
}

/// A table of one language. Sentences with something in them are functions of what is written in.
pub(crate) struct Words {
    pub(crate) invoice: &'static str,
    pub(crate) draft_invoice: &'static str,
    pub(crate) credit_note: &'static str,
    pub(crate) draft_credit_note: &'static str,
    pub(crate) standing: fn(Status) -> Option<String>,
    pub(crate) date: fn(Date) -> String,
    pub(crate) period: fn(Period) -> String,
    pub(crate) number: &'static str,
    pub(crate) issued_on: &'static str,
    pub(crate) due_on: &'static str,
    pub(crate) billing_period: &'static str,
    pub(crate) corrects: &'static str,
    pub(crate) purchase_order: &'static str,
    pub(crate) institution: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) currency_name: fn(&str) -> String,
    pub(crate) seller: &'static str,
    pub(crate) buyer: &'static str,
    pub(crate) tax_id: &'static str,
    pub(crate) item: &'static str,
    pub(crate) quantity: &'static str,
    pub(crate) unit_price: &'static str,
    pub(crate) tax_rate: &'static str,
    pub(crate) amount: fn(&str) -> String,
    pub(crate) group_subtotal: &'static str,
    pub(crate) subtotal: &'static str,
    pub(crate) tax: fn(&str, &str, &str) -> String,
    pub(crate) total: &'static str,
    pub(crate) total_with_tax: &'static str,
    pub(crate) total_credited: &'static str,
    pub(crate) in_capitals: Option<&'static str>,
    pub(crate) credits: &'static str,
    pub(crate) paid: &'static str,
    pub(crate) kept_as_credit: &'static str,
    pub(crate) refunded: &'static str,
    pub(crate) due: &'static str,
    pub(crate) refund: &'static str,
    pub(crate) pay: &'static str,
    pub(crate) pay_online: fn(&str) -> String,
    pub(crate) bank: &'static str,
    pub(crate) notes: &'static str,
    pub(crate) no_lines: &'static str,
    pub(crate) page: fn(usize, usize) -> String,
    pub(crate) fine_print: fn(Kind, &str) -> Option<&'static str>,
    /// Between a label and what it labels, where both stand in one line.
    pub(crate) colon: &'static str,
}
