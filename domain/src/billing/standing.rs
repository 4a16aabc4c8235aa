//! Where a tenant stands with what it owes: in its trial, active, past due for a while, then suspended until it has paid, and cancelled when it has not for long; or cancelled
//! because it ended its plan itself. Only decided here; who suspends is the service.
//!
//! Past due is stamped once, when the first invoice is overdue, and counts from there however invoices follow each other. What a person suspended stays so:
//! money ends only what money began.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Currency;

/// How long a tenant is past due before it is suspended.
pub const GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How long it is suspended for what it owes before it is cancelled.
pub const HELD: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What is known of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owing {
    /// Something is owed whose day is over.
    pub is_overdue: bool,
    pub past_due_since: Option<Timestamp>,
    pub suspended_at: Option<Timestamp>,
    /// Suspended for what it owes, and not by a person.
    pub by_billing: bool,
    pub is_cancelled: bool,
    /// It is known when the data of one that is cancelled is removed.
    pub is_leaving: bool,
    /// Its plan has ended, because it wished so.
    pub has_ended: bool,
    pub trial: Trial,
}

/// The trial of a tenant, and how far it was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// It has none, or all of it was noted.
    None,
    /// It has begun, and that was not noted.
    Begun,
    /// That it began was noted; its end is still to be.
    Until(Timestamp),
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingStep {
    /// It is on a plan for the first time, and nothing is charged yet.
    BeginTrial,
    /// From now on its plan is charged. What it owes then is looked at next.
    EndTrial,
    /// Nothing was overdue before.
    BecomePastDue,
    /// The grace is over.
    Suspend,
    /// All is paid, and nothing else holds it.
    Settle,
    /// All is paid, and it was suspended for that alone.
    Resume,
    /// It was suspended for what it owes for so long that its plan ends.
    Cancel,
    /// The plan that it ended itself is over.
    End,
    /// It was cancelled when data was kept without an end: from now on it has the time in which all of it can be taken out.
    SchedulePurge,
}

/// Whether an amount that is overdue is chased at all: nobody is suspended for less than it costs to ask. `from` is in whole units of the currency.
pub fn is_chased(overdue_minor: i64, currency: Currency, from: u32) -> bool {
    let digits = currency.digits();
    overdue_minor > 0 && i128::from(overdue_minor) >= i128::from(from) * 10_i128.pow(digits)
}

/// The next step of a tenant, if there is one.
pub fn next_step(owing: Owing, now: Timestamp) -> Option<StandingStep> {
    let Owing { is_overdue, past_due_since, suspended_at, by_billing, is_cancelled, is_leaving, has_ended, trial } = owing;
    let has_passed = |since: Timestamp, time| now.duration_since(since) >= time;
    if is_cancelled {
        // It comes back when it says so; until then only what it owes is followed.
        return match past_due_since {
            Some(_) if !is_overdue => Some(StandingStep::Settle),
            _ => (!is_leaving).then_some(StandingStep::SchedulePurge),
        };
    }
    if has_ended {
        return Some(StandingStep::End);
    }
    match trial {
        Trial::Begun => return Some(StandingStep::BeginTrial),
        Trial::Until(end) if end <= now => return Some(StandingStep::EndTrial),
        Trial::Until(_) | Trial::None => {}
    }
    match (is_overdue, past_due_since) {
        (true, None) => Some(StandingStep::BecomePastDue),
        (true, Some(since)) if suspended_at.is_none() && has_passed(since, GRACE) => Some(StandingStep::Suspend),
        (true, Some(_)) if by_billing && suspended_at.is_some_and(|since| has_passed(since, HELD)) => Some(StandingStep::Cancel),
        (false, Some(_)) if suspended_at.is_some() && by_billing => Some(StandingStep::Resume),
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
        let active = Owing {
            is_overdue: false,
            past_due_since: None,
            suspended_at: None,
            by_billing: false,
            is_cancelled: false,
            is_leaving: false,
            has_ended: false,
            trial: Trial::None,
        };
        let trying = Owing { trial: Trial::Until(after(30)), ..active };
        let late = Owing { is_overdue: true, past_due_since: Some(since), ..active };
        let stopped = Owing { suspended_at: Some(after(14)), by_billing: true, ..late };
        let cancelled = Owing { is_cancelled: true, is_leaving: true, ..stopped };
        let table = [
            (active, 0, None),
            (Owing { is_overdue: true, ..active }, 0, Some(StandingStep::BecomePastDue)),
            (late, 13, None),
            (late, 14, Some(StandingStep::Suspend)),
            (Owing { is_overdue: false, ..late }, 20, Some(StandingStep::Settle)),
            (stopped, 73, None),
            (Owing { is_overdue: false, ..stopped }, 30, Some(StandingStep::Resume)),
            // Suspended by a person meanwhile: paying settles what is owed and resumes nothing, and it is not cancelled for what it owes.
            (Owing { is_overdue: false, by_billing: false, ..stopped }, 30, Some(StandingStep::Settle)),
            (Owing { by_billing: false, ..stopped }, 90, None),
            (stopped, 74, Some(StandingStep::Cancel)),
            (cancelled, 90, None),
            (Owing { is_overdue: false, ..cancelled }, 90, Some(StandingStep::Settle)),
            (Owing { is_overdue: false, past_due_since: None, ..cancelled }, 90, None),
            (Owing { is_leaving: false, ..cancelled }, 90, Some(StandingStep::SchedulePurge)),
            (Owing { has_ended: true, ..active }, 0, Some(StandingStep::End)),
            (Owing { has_ended: true, ..late }, 1, Some(StandingStep::End)),
            (Owing { trial: Trial::Begun, ..active }, 0, Some(StandingStep::BeginTrial)),
            (trying, 29, None),
            (trying, 30, Some(StandingStep::EndTrial)),
            // A debt from before the plan has the same consequences within a trial.
            (Owing { is_overdue: true, ..trying }, 29, Some(StandingStep::BecomePastDue)),
            (Owing { is_overdue: true, ..trying }, 30, Some(StandingStep::EndTrial)),
            (Owing { is_cancelled: true, is_leaving: true, ..trying }, 30, None),
        ];
        for (owing, days, step) in table {
            assert_eq!(next_step(owing, after(days)), step, "{owing:?} after {days} days");
        }
    }
}
