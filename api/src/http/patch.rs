//! Fields of a PATCH: absent leaves the field as it is, null empties it where it is optional.

use serde::{Deserialize, Deserializer};

/// For `#[serde(default, deserialize_with = "patch::present")]` on `Option<Option<T>>`: absent is `None`, null is `Some(None)`.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
