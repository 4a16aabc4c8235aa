//! What becomes of an order's claim, whatever happens to the order.
//!
//! Recordings outlive what recorded them. So a claim only grows: an order that needs less keeps what it has, because no file system shrinks under its files.
//! A claim that nothing plans any more (its order was cancelled, ended, or moved to another cluster) stays until what was recorded there has been kept for
//! its retention. One into which nothing can have been recorded goes at once.

use jiff::Timestamp;

use super::need::end_of_retention;
use crate::{
    calendar::{Reservation, Resource},
    order::Schedule,
    slots::{Slot, Step, Steps},
};

/// What is wanted of a claim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Claim {
    /// It is to stand, and to ask for so much; one that stands may be made larger where its pool lets claims grow.
    Stands { space_mib: i64, grows: bool },
    /// Nothing uses it any more, and its retention is not over.
    Kept,
    /// There is none to be.
    #[default]
    Gone,
}

/// What is to be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing stands, and nothing is planned.
    Nothing,
    Create,
    /// To more than it asks for now.
    Grow,
    /// As it is.
    Keep,
    Delete,
}

/// `standing_mib` is what it asks for as it stands in the cluster.
pub const fn fate(standing_mib: Option<i64>, wanted: Claim) -> Fate {
    match (standing_mib, wanted) {
        (None, Claim::Kept | Claim::Gone) => Fate::Nothing,
        (None, Claim::Stands { .. }) => Fate::Create,
        (Some(standing), Claim::Stands { space_mib, grows: true }) if space_mib > standing => Fate::Grow,
        (Some(_), Claim::Stands { .. } | Claim::Kept) => Fate::Keep,
        (Some(_), Claim::Gone) => Fate::Delete,
    }
}

/// Until when what lessons left in a claim is kept, where the order ran at its place within these moments. `None`: no lesson did.
pub fn kept_until(schedule: &Schedule, (since, until): (Timestamp, Timestamp), retention_days: u16) -> Option<Timestamp> {
    let runs = schedule.runs().iter().filter(|run| run.from < until && run.to > since);
    let last = runs.map(|run| run.to.min(until)).max()?;
    Some(end_of_retention(last_day_before(last), retention_days).start())
}

/// The UTC day on which something was on that ended at a moment: midnight belongs to the day before.
fn last_day_before(end: Timestamp) -> i32 {
    Slot(Slot::at_or_after(end).0 - 1).day()
}

/// What remains of a reservation whose order is over at a slot, or gone from there: no bandwidth, and until its claim goes as much space as was held at the end,
/// where not less is held later anyway.
#[must_use]
pub fn left_behind(held: &Reservation, end: Slot, kept_until: Option<Timestamp>) -> Reservation {
    let mut left = held.truncated(end);
    let (Some(until), Some(space)) = (kept_until, held.steps.get(&Resource::StorageSpaceMib)) else { return left };
    let most = Steps::sum([Step { from: end, to: Slot::at_or_after(until).max(end), amount: space.at(end) }]);
    let later = space.starting(end).min(&most);
    let before = left.steps.remove(&Resource::StorageSpaceMib).unwrap_or_default();
    left.steps.insert(Resource::StorageSpaceMib, before.plus(&later));
    Reservation::new(held.calendar, left.steps)
}
