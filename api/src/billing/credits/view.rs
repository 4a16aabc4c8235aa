//! A credit as it goes out.

use homeroom_domain::ids::CreditId;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::CreditRow;

/// A credit. Invoices use those of the lowest priority first, then what expires first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Credit)]
pub(crate) struct CreditView {
    pub id: CreditId,
    /// Why it was granted, the number of the credit note that gave it, the id of the invoice, or `promise:` and the id of the order whose rooms were not ready.
    pub reason: String,
    pub currency: String,
    pub amount_minor: i64,
    pub remaining_minor: i64,
    /// What of it was lost when its time was over.
    pub expired_minor: i64,
    pub priority: i32,
    /// The last day of the institution that is good: invoices of months that end on it or before use it, whenever they are issued.
    #[schema(value_type = Option<String>, format = Date)]
    pub expires_on: Option<Date>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

impl From<CreditRow> for CreditView {
    fn from(row: CreditRow) -> Self {
        Self {
            id: CreditId::new(row.id),
            reason: row.reason,
            currency: row.currency,
            amount_minor: row.amount_minor,
            remaining_minor: row.remaining_minor,
            expired_minor: row.expired_minor,
            priority: row.priority,
            expires_on: row.expires_on.map(jiff_sqlx::Date::to_jiff),
            revoked_at: row.revoked_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: row.created_at.to_jiff(),
        }
    }
}
