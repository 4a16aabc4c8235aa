//! Free text as it comes in: composed (NFC), so that what looks alike is the same, whatever keyboard it was typed on.

use homeroom_domain::text::composed;
use serde::{Deserialize, Deserializer};

use super::{problem::ApiError, shape::Shape};

/// Text, there or not.
pub(crate) trait Text {
    fn composed(self) -> Self;
}

impl Text for String {
    fn composed(self) -> Self {
        composed(self)
    }
}

impl<T: Text> Text for Option<T> {
    fn composed(self) -> Self {
        self.map(Text::composed)
    }
}

impl<T: Text> Text for Vec<T> {
    fn composed(self) -> Self {
        self.into_iter().map(Text::composed).collect()
    }
}

/// For `#[serde(deserialize_with = "text::read")]`, with `default` where it may be absent.
pub(crate) fn read<'de, T: Text + Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize(deserializer).map(Text::composed)
}

/// The same of a field of a PATCH: see [`super::patch::present`].
pub(crate) fn present<'de, T: Text + Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    read(deserializer).map(Some)
}

/// Most characters of what is looked for.
const PART_MAX: usize = 100;

/// The parameter `q`: a part of a name, from one character on.
///
/// # Errors
/// 422 where it is empty or too long.
pub(crate) fn part(q: Option<String>) -> Result<Option<String>, ApiError> {
    match q.map(|q| q.trim().to_owned()) {
        Some(part) if part.is_empty() => Err(ApiError::field("?q", Shape::TooShort { min: 1 })),
        Some(part) if part.chars().count() > PART_MAX => Err(ApiError::field("?q", Shape::TooLong { max: PART_MAX as u64 })),
        part => Ok(part),
    }
}
