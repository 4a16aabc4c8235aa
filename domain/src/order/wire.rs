//! Dates and wall times as they are written in a document: `YYYY-MM-DD` and `HH:MM`, and nothing else.
//!
//! A reader that also took `20260901` or a time of day after a date would not give back what it was given.

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A value with exactly one spelling.
trait Spelled: Sized {
    const EXPECTED: &str;
    fn read(text: &str) -> Option<Self>;
    fn spell(&self) -> String;
}

impl Spelled for Date {
    const EXPECTED: &str = "a date as YYYY-MM-DD";

    fn read(text: &str) -> Option<Self> {
        let [year, month, day] = fields(text, '-')?;
        Self::new(number(year, 4)?, i8::try_from(number(month, 2)?).ok()?, i8::try_from(number(day, 2)?).ok()?).ok()
    }

    fn spell(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl Spelled for Time {
    const EXPECTED: &str = "a wall time as HH:MM";

    fn read(text: &str) -> Option<Self> {
        let [hour, minute] = fields(text, ':')?;
        Self::new(i8::try_from(number(hour, 2)?).ok()?, i8::try_from(number(minute, 2)?).ok()?, 0, 0).ok()
    }

    fn spell(&self) -> String {
        format!("{:02}:{:02}", self.hour(), self.minute())
    }
}

fn fields<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    text.split(separator).collect::<Vec<_>>().try_into().ok()
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

struct Written<T>(T);

impl<'de, T: Spelled> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        T::read(&text).map(Self).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &T::EXPECTED))
    }
}

impl<T: Spelled> Serialize for Written<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.spell())
    }
}

/// A date.
pub(crate) mod day {
    use super::{Date, Deserialize, Deserializer, Serialize, Serializer, Written};

    pub(crate) fn serialize<S: Serializer>(value: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        Written(value).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        Written::deserialize(deserializer).map(|w| w.0)
    }
}

/// A date or nothing.
pub mod optional_day {
    use super::{Date, Deserialize, Deserializer, Serialize, Serializer, Written};

    pub(crate) fn serialize<S: Serializer>(value: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Written).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        Ok(Option::<Written<Date>>::deserialize(deserializer)?.map(|w| w.0))
    }
}

/// Dates or nothing.
pub(super) mod days {
    use super::{Date, Deserialize, Deserializer, Serialize, Serializer, Written};

    pub(crate) fn serialize<S: Serializer>(value: &Option<Vec<Date>>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(|all| all.iter().map(Written).collect::<Vec<_>>()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Date>>, D::Error> {
        let all = Option::<Vec<Written<Date>>>::deserialize(deserializer)?;
        Ok(all.map(|all| all.into_iter().map(|w| w.0).collect()))
    }
}

/// A wall time.
pub mod wall_time {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Time, Written};

    pub fn serialize<S: Serializer>(value: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        Written(value).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        Written::deserialize(deserializer).map(|w| w.0)
    }
}

/// A wall time or nothing.
pub mod optional_wall_time {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Time, Written};

    pub(crate) fn serialize<S: Serializer>(value: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(Written).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
        Ok(Option::<Written<Time>>::deserialize(deserializer)?.map(|w| w.0))
    }
}

/// Wall times or nothing.
pub mod wall_times {
    use super::{Deserialize, Deserializer, Time, Written};

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Time>>, D::Error> {
        let all = Option::<Vec<Written<Time>>>::deserialize(deserializer)?;
        Ok(all.map(|all| all.into_iter().map(|w| w.0).collect()))
    }
}
