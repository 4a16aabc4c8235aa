//! Hours of UTC, which are counted and looked at one after the other once they are over.

use jiff::{SignedDuration, Timestamp};

pub(super) const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// When the hour that holds a moment begins.
pub(super) fn hour_of(at: Timestamp) -> Result<Timestamp, jiff::Error> {
    Timestamp::from_second(at.as_second().div_euclid(3600) * 3600)
}
