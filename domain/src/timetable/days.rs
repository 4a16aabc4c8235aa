//! Sets of days of one term, and which date of the term a room runs as.
//!
//! A term has at most 420 days, so a set is seven words and a year of days off is a few machine instructions. Dates outside the term have no
//! number here: nothing is held on them.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// Longest term: 60 weeks.
pub const TERM_DAYS_MAX: u16 = 420;
const WORDS: usize = 7;

/// The days of a term, numbered from its first.
#[derive(Debug, Clone)]
pub(super) struct TermDays {
    dates: Vec<Date>,
}

impl TermDays {
    /// `None` when the term is reversed or longer than 60 weeks.
    pub(super) fn new(first: Date, last: Date) -> Option<Self> {
        let count = days_between(first, last) + 1;
        let fits = (1..=i64::from(TERM_DAYS_MAX)).contains(&count);
        fits.then(|| Self { dates: first.series(1.day()).take_while(|d| *d <= last).collect() })
    }

    pub(super) fn first(&self) -> Date {
        self.dates[0]
    }

    pub(super) fn last(&self) -> Date {
        self.dates[self.dates.len() - 1]
    }

    pub(super) fn number(&self, date: Date) -> Option<u16> {
        let number = days_between(self.first(), date);
        u16::try_from(number).ok().filter(|n| usize::from(*n) < self.dates.len())
    }

    pub(super) fn date(&self, number: u16) -> Date {
        self.dates[usize::from(number)]
    }

    /// The days of `[from, to]` that lie in the term.
    pub(super) fn range(&self, from: Date, to: Date) -> DaySet {
        let mut set = DaySet::default();
        let (from, to) = (from.max(self.first()), to.min(self.last()));
        if let (Some(from), Some(to)) = (self.number(from), self.number(to)) {
            (from..=to).for_each(|n| set.insert(n));
        }
        set
    }
}

/// The Monday of a date's week.
pub(crate) fn monday_of(date: Date) -> Date {
    date.checked_sub(i64::from(date.weekday().since(Weekday::Monday)).days()).unwrap_or(date)
}

/// Whole days from one date to another; negative when the second is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// A set of day numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DaySet([u64; WORDS]);

impl DaySet {
    pub(super) fn insert(&mut self, day: u16) {
        self.0[usize::from(day) / 64] |= 1 << (day % 64);
    }

    pub(super) fn contains(&self, day: u16) -> bool {
        self.0[usize::from(day) / 64] >> (day % 64) & 1 == 1
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|w| w.count_ones() as usize).sum()
    }

    pub(super) fn union(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    pub(super) fn both(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] & !other.0[i]))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        bits(&self.0).map(|bit| bit as u16)
    }
}

/// The numbers of the bits that are set, ascending.
pub(super) fn bits(words: &[u64]) -> impl Iterator<Item = u32> + '_ {
    (0..).step_by(64).zip(words).flat_map(|(base, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros())?;
            left &= left - 1;
            Some(base + bit)
        })
    })
}
