//! Where a tenant stands with what it owes: active, past due for a while, then suspended until it has paid. Only decided here; who suspends is the service.
//!
//! Past due is stamped once, when the first invoice is overdue, and counts from there however invoices follow each other. What a person suspended stays so:
//! money ends only what money began.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long a tenant is past due before it is suspended.
const GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);

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
