//! Months as a tenant's accountant counts them: from midnight to midnight of the tenant's zone, 28 to 31 days of 23 to 25 hours.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::order::wire::day;

/// A month of a tenant, named by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BillingMonth {
    #[serde(with = "day")]
    pub first_day: Date,
}

impl BillingMonth {
    pub fn of_date(date: Date) -> Self {
        Self { first_day: date.first_of_month() }
    }

    pub fn last_day(self) -> Date {
        self.first_day.last_of_month()
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self { first_day: self.first_day.saturating_add(1.month()) }
    }

    #[must_use]
    pub fn before(self) -> Self {
        Self::of_date(self.first_day.saturating_sub(1.day()))
    }

    /// Days that it has.
    pub fn days(self) -> u32 {
        self.first_day.days_in_month().unsigned_abs().into()
    }

    /// `[from, to)`. A midnight that the zone's clocks leave out is the first moment after it.
    pub fn bounds(self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        (midnight(self.first_day, zone), midnight(self.next().first_day, zone))
    }
}

/// The first moment of a day in a zone.
pub fn midnight(date: Date, zone: &TimeZone) -> Timestamp {
    date.to_zoned(zone.clone()).and_then(|zoned| zoned.start_of_day()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The month that an instant lies in.
pub fn month_of(at: Timestamp, zone: &TimeZone) -> BillingMonth {
    BillingMonth::of_date(zone.to_datetime(at).date())
}

/// Every month that `[from, to)` touches, in order.
pub fn months_between(from: Timestamp, to: Timestamp, zone: &TimeZone) -> impl Iterator<Item = BillingMonth> + use<> {
    let end = (from < to).then(|| month_of(to - 1.nanosecond(), zone));
    let first = month_of(from, zone);
    std::iter::successors(Some(first), |month| Some(month.next())).take_while(move |month| end.is_some_and(|end| *month <= end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timetable::zone;

    #[test]
    fn a_month_ends_at_the_tenants_midnight_and_knows_leap_days_and_changed_clocks() {
        let berlin = zone("Europe/Berlin").unwrap();
        let february = BillingMonth::of_date("2028-02-29".parse().unwrap());
        assert_eq!(february.days(), 29);
        let (from, to) = BillingMonth::of_date("2026-10-05".parse().unwrap()).bounds(&berlin);
        assert_eq!((to - from).total(jiff::Unit::Hour).unwrap(), 31.0 * 24.0 + 1.0);
        assert_eq!(month_of("2026-09-30T22:00:00Z".parse().unwrap(), &berlin), month_of(from, &berlin));
        assert_eq!(months_between(from, to, &berlin).count(), 1);
        assert_eq!(months_between(from, from, &berlin).count(), 0);
    }
}
