//! The term of a request, and its weeks: they count from the Monday of the week that holds the first day.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use crate::ask::Ask;

/// Longer terms are no terms of an order.
pub(crate) const WEEKS_MAX: u32 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Within {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Within {
    /// None where the term is not told, or is too long or upside down to be one.
    pub(crate) fn of(ask: &Ask) -> Option<Self> {
        let within = Self { first: ask.first_day?, last: ask.last_day? };
        (within.first <= within.last && within.weeks() <= WEEKS_MAX).then_some(within)
    }

    pub(crate) fn includes(&self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    /// How many weeks it has, the first and the last perhaps in part.
    pub(crate) fn weeks(&self) -> u32 {
        self.week_of(self.last).unwrap_or(0)
    }

    /// The number of the week that holds the date, from 1.
    pub(crate) fn week_of(&self, date: Date) -> Option<u32> {
        let days = date.since(monday(self.first)?).ok()?.get_days();
        u32::try_from(days.div_euclid(7) + 1).ok()
    }

    /// The dates of the term on that weekday in the weeks that are wanted.
    pub(crate) fn dates(&self, weekday: Weekday, wanted: impl Fn(u32) -> bool) -> Vec<Date> {
        let Some(monday) = monday(self.first) else { return Vec::new() };
        let on = |week: u32| monday.checked_add((i64::from(week - 1) * 7 + i64::from(weekday.to_monday_zero_offset())).days()).ok();
        (1..=self.weeks()).filter(|week| wanted(*week)).filter_map(on).filter(|date| self.includes(*date)).collect()
    }
}

pub(crate) fn monday(date: Date) -> Option<Date> {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn weeks_count_from_the_monday_before_the_first_day() {
        let within = Within { first: date(2026, 9, 2), last: date(2026, 9, 22) };
        assert_eq!((within.weeks(), within.week_of(date(2026, 8, 31)), within.week_of(date(2026, 9, 7))), (4, Some(1), Some(2)));
        assert_eq!(within.dates(Weekday::Monday, |_| true), [date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21)]);
        assert_eq!(within.dates(Weekday::Wednesday, |week| week % 2 == 1), [date(2026, 9, 2), date(2026, 9, 16)]);
        let (first, last) = (Some(date(2026, 9, 2)), Some(date(2028, 9, 2)));
        assert_eq!(Within::of(&Ask { first_day: first, last_day: last, ..Ask::default() }), None);
    }
}
