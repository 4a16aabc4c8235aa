//! Where a tenant stands with what it owes: active, past due for a while, then suspended until it has paid. Only decided here; who suspends is the service.
//!
//! Past due is stamped once, when the first invoice is overdue, and counts from there however invoices follow each other. What a person suspended stays so:
//! money ends only what money began.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Currency;

/// How long a tenant is past due before it is suspended.
pub const GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What is known of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owing {
    /// Something is owed whose day is over.
    pub is_overdue: bool,
    pub past_due_since: Option<Timestamp>,
    pub is_suspended: bool,
    /// Suspended for what it owes, and not by a person.
    pub by_billing: bool,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingStep {
    /// Nothing was overdue before.
    BecomePastDue,
    /// The grace is over.
    Suspend,
    /// All is paid, and nothing else holds it.
    Settle,
    /// All is paid, and it was suspended for that alone.
    Resume,
}

/// Whether an amount that is overdue is chased at all: nobody is suspended for less than it costs to ask. `from` is in whole units of the currency.
pub fn is_chased(overdue_minor: i64, currency: Currency, from: u32) -> bool {
    let digits = currency.digits();
    overdue_minor > 0 && i128::from(overdue_minor) >= i128::from(from) * 10_i128.pow(digits)
}

/// The next step of a tenant, if there is one.
pub fn next_step(owing: Owing, now: Timestamp) -> Option<StandingStep> {
    let Owing { is_overdue, past_due_since, is_suspended, by_billing } = owing;
    match (is_overdue, past_due_since) {
        (true, None) => Some(StandingStep::BecomePastDue),
        (true, Some(since)) if !is_suspended && now.duration_since(since) >= GRACE => Some(StandingStep::Suspend),
        (false, Some(_)) if is_suspended && by_billing => Some(StandingStep::Resume),
        (false, Some(_)) => Some(StandingStep::Settle),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_worth_asking_for_is_not_chased() {
        let currency = |code: &str| code.parse::<Currency>().unwrap();
        let table = [
            (1, "CNY", 0, true),
            (0, "CNY", 0, false),
            (499, "CNY", 5, false),
            (500, "CNY", 5, true),
            (5, "JPY", 5, true),
            (4_999, "KWD", 5, false),
        ];
        for (minor, code, from, chased) in table {
            assert_eq!(is_chased(minor, currency(code), from), chased, "{minor} of {code} from {from} on");
        }
    }

    #[test]
    fn the_table_of_standing() {
        let since: Timestamp = "2026-10-01T00:00:00Z".parse().unwrap();
        let after = |days: i64| since + SignedDuration::from_hours(24 * days);
        let active = Owing { is_overdue: false, past_due_since: None, is_suspended: false, by_billing: false };
        let late = Owing { is_overdue: true, past_due_since: Some(since), ..active };
        let stopped = Owing { is_suspended: true, by_billing: true, ..late };
        let table = [
            (active, 0, None),
            (Owing { is_overdue: true, ..active }, 0, Some(StandingStep::BecomePastDue)),
            (late, 13, None),
            (late, 14, Some(StandingStep::Suspend)),
            (Owing { is_overdue: false, ..late }, 20, Some(StandingStep::Settle)),
            (stopped, 30, None),
            (Owing { is_overdue: false, ..stopped }, 30, Some(StandingStep::Resume)),
            // Suspended by a person meanwhile: paying settles what is owed and resumes nothing.
            (Owing { is_overdue: false, by_billing: false, ..stopped }, 30, Some(StandingStep::Settle)),
            (Owing { by_billing: false, ..stopped }, 30, None),
        ];
        for (owing, days, step) in table {
            assert_eq!(next_step(owing, after(days)), step, "{owing:?} after {days} days");
        }
    }
}
