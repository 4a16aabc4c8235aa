//! What an institution is told of what it owes, and when: worked out from how it stands and since when, so that asking twice gives the same answer.
//!
//! Of the notices of a state the latest whose day has come is due. One that was passed over, because nobody asked in between, is not made up for: what
//! it would have said is no longer so.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    purge::{warned, warns_at},
    standing::{GRACE, HELD},
};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    InvoiceIssued,
    PaymentReceived,
    /// Invoices are overdue; on the days 0, 3, 7, 12 and 13 after the first was.
    PastDue,
    /// Suspended for what is overdue; on the first day, and two days before it is cancelled for that.
    Suspended,
    /// The trial ends in two days, and the plan is charged from then on.
    TrialEnding,
    /// The plan that the institution cancelled ends in two days.
    Ending,
    /// The plan has ended; all data can be taken out until it is removed.
    Cancelled,
    /// All data is removed in a week.
    PurgeDue,
    /// All data was removed, but for invoices and what they rest on.
    Purged,
}

impl NoticeKind {
    pub const ALL: [Self; 9] = [
        Self::InvoiceIssued,
        Self::PaymentReceived,
        Self::PastDue,
        Self::Suspended,
        Self::TrialEnding,
        Self::Ending,
        Self::Cancelled,
        Self::PurgeDue,
        Self::Purged,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvoiceIssued => "invoice_issued",
            Self::PaymentReceived => "payment_received",
            Self::PastDue => "past_due",
            Self::Suspended => "suspended",
            Self::TrialEnding => "trial_ending",
            Self::Ending => "ending",
            Self::Cancelled => "cancelled",
            Self::PurgeDue => "purge_due",
            Self::Purged => "purged",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How an institution stands for what it owes, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    PastDue(Timestamp),
    /// For what it owes, and by nobody else.
    Suspended(Timestamp),
    /// In a trial that ends then.
    Trialing(Timestamp),
    /// On a plan that ends then, because the institution wished so.
    Ending(Timestamp),
    Cancelled {
        since: Timestamp,
        purge: Option<Purge>,
    },
}

/// When the data of an institution is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purge {
    pub at: Timestamp,
    /// When it was warned of that.
    pub told_at: Option<Timestamp>,
    /// A person wants it kept for now.
    pub is_held: bool,
}

/// A notice whose day has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingNotice {
    pub kind: NoticeKind,
    /// Days of the state after which it is given.
    pub day: u8,
    /// The same for one state and day, so that it is given once.
    pub key: String,
    /// When access is lost next.
    pub until: Option<Timestamp>,
}

/// Days of the grace on which it is said: at once, twice while there is time, two days before access is lost, and on the last one.
const PAST_DUE: &[u8] = &[0, 3, 7, 12, 13];
const SUSPENDED: &[u8] = &[0, 58];
/// At once, and never again.
const ONCE: &[u8] = &[0];
/// How long before its end a trial, or a plan that was cancelled, is spoken of.
pub const ENDING: SignedDuration = SignedDuration::from_hours(2 * 24);

/// The notice that is due, whether it was given or not.
pub fn notice_due(stand: Stand, now: Timestamp) -> Option<StandingNotice> {
    let (kind, since, days, until) = match stand {
        Stand::Cancelled { purge: Some(Purge { at, told_at, is_held }), .. }
            if warns_at(at, told_at, is_held).is_some_and(|due| due <= now) =>
        {
            let key = format!("{}:{}", NoticeKind::PurgeDue.as_str(), at.as_second());
            return Some(StandingNotice { kind: NoticeKind::PurgeDue, day: 0, key, until: Some(warned(at, now)) });
        }
        Stand::PastDue(since) => (NoticeKind::PastDue, since, PAST_DUE, since.checked_add(GRACE).ok()),
        Stand::Suspended(since) => (NoticeKind::Suspended, since, SUSPENDED, since.checked_add(HELD).ok()),
        Stand::Trialing(end) if end <= now => return None,
        Stand::Trialing(end) => (NoticeKind::TrialEnding, end.checked_sub(ENDING).ok()?, ONCE, Some(end)),
        Stand::Ending(end) => (NoticeKind::Ending, end.checked_sub(ENDING).ok()?, ONCE, Some(end)),
        // Of data that is held nobody says when it goes.
        Stand::Cancelled { since, purge } => {
            (NoticeKind::Cancelled, since, ONCE, purge.filter(|purge| !purge.is_held).map(|purge| purge.at))
        }
    };
    let passed = now.duration_since(since);
    let day = *days.iter().rfind(|day| SignedDuration::from_hours(24 * i64::from(**day)) <= passed)?;
    Some(StandingNotice { kind, day, key: format!("{}.{day}:{}", kind.as_str(), since.as_second()), until })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since() -> Timestamp {
        "2026-10-01T00:00:00Z".parse().unwrap()
    }

    fn day_after(stand: Stand, hours: i64) -> Option<u8> {
        notice_due(stand, since() + SignedDuration::from_hours(hours)).map(|notice| notice.day)
    }

    #[test]
    fn the_table_of_notices() {
        let past_due = Stand::PastDue(since());
        let table = [(-1, None), (0, Some(0)), (71, Some(0)), (72, Some(3)), (24 * 7, Some(7)), (24 * 11, Some(7)), (24 * 12, Some(12))];
        for (hours, day) in table {
            assert_eq!(day_after(past_due, hours), day, "after {hours} hours");
        }
        assert_eq!(day_after(past_due, 24 * 13), Some(13));
        assert_eq!(day_after(past_due, 24 * 40), Some(13), "what was passed over is not made up for");
        let suspended = Stand::Suspended(since());
        assert_eq!([-1, 24 * 57, 24 * 58].map(|hours| day_after(suspended, hours)), [None, Some(0), Some(58)]);
        let ending = Stand::Ending(since());
        assert_eq!([-49, -48].map(|hours| day_after(ending, hours)), [None, Some(0)]);
        let trialing = Stand::Trialing(since());
        assert_eq!([-49, -48, -1, 0].map(|hours| day_after(trialing, hours)), [None, Some(0), Some(0), None]);
        assert_eq!(day_after(Stand::Cancelled { since: since(), purge: None }, 24 * 90), Some(0));
    }

    #[test]
    fn who_leaves_is_told_when_its_data_goes_and_warned_a_week_before() {
        let at = since() + SignedDuration::from_hours(24 * 30);
        let purge = Purge { at, told_at: None, is_held: false };
        let due = |purge, hours| {
            let due =
                notice_due(Stand::Cancelled { since: since(), purge: Some(purge) }, since() + SignedDuration::from_hours(hours)).unwrap();
            (due.kind, due.until)
        };
        assert_eq!(due(purge, 0), (NoticeKind::Cancelled, Some(at)));
        assert_eq!(due(purge, 24 * 23 - 1), (NoticeKind::Cancelled, Some(at)));
        assert_eq!(due(purge, 24 * 23), (NoticeKind::PurgeDue, Some(at)));
        assert_eq!(due(purge, 24 * 25), (NoticeKind::PurgeDue, Some(at + SignedDuration::from_hours(48))), "it has its week");
        assert_eq!(due(Purge { told_at: Some(since()), ..purge }, 24 * 25).0, NoticeKind::Cancelled);
        assert_eq!(due(Purge { is_held: true, ..purge }, 24 * 25), (NoticeKind::Cancelled, None));
    }

    #[test]
    fn a_notice_has_one_key_however_late_it_is_asked_for_and_another_when_it_is_owed_again() {
        let due = |stand, hours| notice_due(stand, since() + SignedDuration::from_hours(hours)).unwrap();
        let first = due(Stand::PastDue(since()), 1);
        assert_eq!(first, due(Stand::PastDue(since()), 60));
        assert_eq!(first.until, Some("2026-10-15T00:00:00Z".parse().unwrap()));
        let again = due(Stand::PastDue(since() + SignedDuration::from_hours(1)), 2);
        assert_ne!(first.key, again.key);
        assert_ne!(first.key, due(Stand::Suspended(since()), 1).key);
    }

    #[test]
    fn every_kind_is_known_by_its_name() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::named(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
