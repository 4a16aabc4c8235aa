//! What each movement of money does to the accounts: entries that sum to zero, above zero a debit and below it a credit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where money stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// What the tenant owes.
    Receivable,
    /// What came in.
    Cash,
    /// What was earned, before tax.
    Revenue,
    /// What the tenant has good.
    Deferred,
    /// What is owed to the tax authority.
    Tax,
    /// What was given as a credit.
    Refunds,
    /// What will not be paid, and credits that were not used in their time.
    Breakage,
}

/// One movement; no entry of nothing.
pub type Entries = Vec<(Account, i64)>;

impl Account {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receivable => "receivable",
            Self::Cash => "cash",
            Self::Revenue => "revenue",
            Self::Deferred => "deferred",
            Self::Tax => "tax",
            Self::Refunds => "refunds",
            Self::Breakage => "breakage",
        }
    }
}

fn entries(all: &[(Account, i64)]) -> Entries {
    all.iter().copied().filter(|(_, amount)| *amount != 0).collect()
}

/// An invoice is issued.
pub fn issued(subtotal_minor: i64, tax_minor: i64) -> Entries {
    entries(&[(Account::Receivable, subtotal_minor + tax_minor), (Account::Revenue, -subtotal_minor), (Account::Tax, -tax_minor)])
}

/// A month that comes to less than was invoiced before is given back as a credit; both amounts are what is given back.
pub fn given_back(subtotal_minor: i64, tax_minor: i64) -> Entries {
    entries(&[(Account::Revenue, subtotal_minor), (Account::Tax, tax_minor), (Account::Deferred, -(subtotal_minor + tax_minor))])
}

/// What is owed is less than an invoice said.
pub fn credited(subtotal_minor: i64, tax_minor: i64) -> Entries {
    entries(&[(Account::Revenue, subtotal_minor), (Account::Tax, tax_minor), (Account::Receivable, -(subtotal_minor + tax_minor))])
}

/// A credit pays a part of what is owed.
pub fn credit_used(amount_minor: i64) -> Entries {
    entries(&[(Account::Deferred, amount_minor), (Account::Receivable, -amount_minor)])
}

/// A credit is given.
pub fn credit_granted(amount_minor: i64) -> Entries {
    entries(&[(Account::Refunds, amount_minor), (Account::Deferred, -amount_minor)])
}

/// A credit was not used in its time.
pub fn credit_expired(amount_minor: i64) -> Entries {
    entries(&[(Account::Deferred, amount_minor), (Account::Breakage, -amount_minor)])
}

/// Money came in: what of it is owed is paid, and what is more is good for later.
pub fn received(owed_minor: i64, more_minor: i64) -> Entries {
    entries(&[(Account::Cash, owed_minor + more_minor), (Account::Receivable, -owed_minor), (Account::Deferred, -more_minor)])
}

/// Money goes back to whoever paid; what of it was good for later is good no more.
pub fn refunded(amount_minor: i64, surplus_minor: i64) -> Entries {
    entries(&[(Account::Refunds, amount_minor - surplus_minor), (Account::Deferred, surplus_minor), (Account::Cash, -amount_minor)])
}

/// The bank took a payment back: what it had paid is owed again, and what was good for later is lost.
pub fn taken_back(owed_minor: i64, lost_minor: i64) -> Entries {
    entries(&[(Account::Receivable, owed_minor), (Account::Breakage, lost_minor), (Account::Cash, -(owed_minor + lost_minor))])
}

/// What is owed is not going to be paid.
pub fn written_off(amount_minor: i64) -> Entries {
    entries(&[(Account::Breakage, amount_minor), (Account::Receivable, -amount_minor)])
}

/// The same the other way round.
pub fn reversed(entries: &[(Account, i64)]) -> Entries {
    entries.iter().map(|(account, amount)| (*account, -amount)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_movement_sums_to_zero_and_its_reverse_undoes_it() {
        let movements = [
            issued(100, 6),
            issued(0, 0),
            given_back(100, 6),
            credited(50, 3),
            credit_used(10),
            credit_granted(10),
            credit_expired(10),
            received(90, 10),
            received(0, 10),
            refunded(7, 0),
            refunded(7, 3),
            refunded(7, 7),
            taken_back(90, 10),
            taken_back(0, 3),
            written_off(6),
        ];
        for movement in movements {
            assert_eq!(movement.iter().map(|entry| entry.1).sum::<i64>(), 0, "{movement:?}");
            assert!(movement.iter().all(|entry| entry.1 != 0));
            assert_eq!(reversed(&reversed(&movement)), movement);
        }
    }
}
