//! Stretches of whole weeks of UTC, each told by its Monday: what sums by the week are asked for.

use homeroom_domain::slots::monday;
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};

use super::{ApiError, Format, Shape};

/// Weeks that one answer holds at most.
const WEEKS_MAX: i64 = 53;
/// And those that it holds where none are asked for.
const WEEKS: i64 = 12;

/// The Mondays of the first week and the last.
pub(crate) fn span((from, to): (Option<Date>, Option<Date>), now: Timestamp) -> Result<(Date, Date), ApiError> {
    let to = monday(to.unwrap_or_else(|| now.to_zoned(TimeZone::UTC).date()));
    let from = monday(from.unwrap_or_else(|| to.saturating_sub(Span::new().weeks(WEEKS - 1))));
    let days = from.until(to).map_or(i64::MAX, |span| i64::from(span.get_days()));
    if (0..WEEKS_MAX * 7).contains(&days) {
        Ok((from, to))
    } else {
        Err(ApiError::field("?from", Shape::BadFormat { expected: Format::YearOfWeeks }))
    }
}
