//! A notice as it is stored and as it goes out.

use homeroom_domain::{
    billing::NoticeKind,
    ids::{InvoiceId, NoticeId},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{LetterRow, NoticeRow};

/// What a notice says, as facts.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct NoticeFacts {
    /// Numbers of the invoices that it speaks of.
    pub invoices: Vec<String>,
    /// Where it speaks of one alone.
    pub invoice_id: Option<InvoiceId>,
    /// What is to be paid, came in or is overdue.
    pub amount_minor: i64,
    /// Of a payment: what is owed still.
    pub owed_minor: Option<i64>,
    pub currency: String,
    /// Of an invoice: by when it is to be paid; null where nothing is.
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<Date>,
    /// When access is lost unless it is paid.
    pub until: Option<Timestamp>,
    /// Of a standing: after how many days it is given.
    pub day: Option<u8>,
}

/// Something that a tenant was told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub(crate) struct NoticeView {
    pub id: NoticeId,
    #[schema(value_type = NoticeKind)]
    pub kind: String,
    #[serde(flatten)]
    pub facts: NoticeFacts,
    /// To whom it was written; empty where mail is not set up, or nobody has an address.
    pub letters: Vec<NoticeLetter>,
    pub created_at: Timestamp,
}

/// One letter of a notice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeLetter {
    pub email: String,
    /// When the mail server took it; null while it did not.
    pub sent_at: Option<Timestamp>,
}

impl NoticeView {
    pub(super) fn new(row: NoticeRow, letters: Vec<LetterRow>) -> Self {
        let letters = letters
            .into_iter()
            .map(|letter| NoticeLetter { email: letter.email, sent_at: letter.sent_at.map(jiff_sqlx::Timestamp::to_jiff) });
        Self {
            id: NoticeId::new(row.id),
            kind: row.kind,
            facts: row.facts.0,
            letters: letters.collect(),
            created_at: row.created_at.to_jiff(),
        }
    }
}
