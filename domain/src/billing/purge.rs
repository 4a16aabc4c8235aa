//! When the data of an institution whose plan has ended is removed: after a time in which it can be taken out, with a warning before, and never while anything of it
//! runs or any of its money moves. Only decided here; what is removed, each table's owner says.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long everything can be read and taken out after the plan has ended.
pub const EXPORT_WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long before its data is removed an institution is warned, at the least.
pub const WARNING: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a purge goes on at the least. Sessions and keys go first, and a token that was made with one is good for ten minutes: what it wrote meanwhile is
/// removed as well.
pub const ACCESS_ENDS: SignedDuration = SignedDuration::from_mins(15);

/// What a purge waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PurgeWait {
    /// Orders that are paid for go on to their end.
    PaidOrders,
    /// The last month is still to be measured, drafted or issued.
    Invoicing,
    /// A card is being charged.
    Collecting,
    /// Money is on its way back, or waits for a second person.
    Refunding,
    /// A payment is disputed at the bank.
    Dispute,
    /// Orders are not over yet, or something of them is on a cluster, recordings that are kept too.
    Orders,
}

/// What is known of an institution whose plan has ended.
#[derive(Debug, Clone, Copy)]
pub struct Leaving<'a> {
    pub purge_at: Timestamp,
    /// When it was warned of that.
    pub told_at: Option<Timestamp>,
    /// A person wants its data kept for now.
    pub is_held: bool,
    pub waits: &'a [PurgeWait],
    /// Orders that nobody has ended.
    pub has_open_orders: bool,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurgeStep {
    /// Not yet.
    Wait,
    /// The time is over: the orders that are left are ended, so that their objects go.
    CloseOrders,
    /// Nothing is left that its data is needed for.
    Begin,
}

/// When an institution is warned next; `None`: it was, or its data is held.
pub(super) fn warns_at(purge_at: Timestamp, told_at: Option<Timestamp>, is_held: bool) -> Option<Timestamp> {
    (told_at.is_none() && !is_held).then(|| purge_at.saturating_sub(WARNING).unwrap_or(Timestamp::MIN))
}

/// When its data is removed, of one that is warned now: a warning that comes late moves it.
pub(super) fn warned(purge_at: Timestamp, now: Timestamp) -> Timestamp {
    purge_at.max(now.saturating_add(WARNING).unwrap_or(Timestamp::MAX))
}

/// The next step. Nothing is ended while money is open, because an invoice may still say something of it.
pub fn purge_step(leaving: Leaving<'_>, now: Timestamp) -> PurgeStep {
    let Leaving { purge_at, told_at, is_held, waits, has_open_orders } = leaving;
    if is_held || told_at.is_none() || now < purge_at || waits.iter().any(|wait| *wait != PurgeWait::Orders) {
        return PurgeStep::Wait;
    }
    match (has_open_orders, waits.is_empty()) {
        (true, _) => PurgeStep::CloseOrders,
        (false, true) => PurgeStep::Begin,
        (false, false) => PurgeStep::Wait,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Timestamp {
        "2026-10-01T00:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * day)
    }

    #[test]
    fn the_table_of_purges() {
        use PurgeWait as W;
        let leaving = Leaving { purge_at: at(30), told_at: Some(at(23)), is_held: false, waits: &[], has_open_orders: false };
        let table: [(&str, Leaving<'_>, i64, PurgeStep); 9] = [
            ("within the window", leaving, 29, PurgeStep::Wait),
            ("after it", leaving, 30, PurgeStep::Begin),
            ("nobody was warned", Leaving { told_at: None, ..leaving }, 40, PurgeStep::Wait),
            ("a person holds it", Leaving { is_held: true, ..leaving }, 400, PurgeStep::Wait),
            ("a payment is disputed", Leaving { waits: &[W::Dispute], ..leaving }, 31, PurgeStep::Wait),
            ("paid orders go on", Leaving { waits: &[W::PaidOrders, W::Orders], has_open_orders: true, ..leaving }, 31, PurgeStep::Wait),
            ("orders are open", Leaving { waits: &[W::Orders], has_open_orders: true, ..leaving }, 30, PurgeStep::CloseOrders),
            ("and not before their time", Leaving { waits: &[W::Orders], has_open_orders: true, ..leaving }, 29, PurgeStep::Wait),
            ("their objects are going", Leaving { waits: &[W::Orders], ..leaving }, 31, PurgeStep::Wait),
        ];
        for (what, leaving, day, step) in table {
            assert_eq!(purge_step(leaving, at(day)), step, "{what}");
        }
    }

    #[test]
    fn nothing_is_removed_less_than_a_week_after_its_warning() {
        assert_eq!(warns_at(at(30), None, false), Some(at(23)));
        assert_eq!((warns_at(at(30), Some(at(23)), false), warns_at(at(30), None, true)), (None, None));
        assert_eq!(warned(at(30), at(23)), at(30));
        assert_eq!(warned(at(30), at(29)), at(36), "one that comes late moves it");
    }
}
