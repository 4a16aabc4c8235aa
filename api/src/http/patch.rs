//! Fields of a PATCH: absent leaves the field as it is, null empties it where it is optional.

use serde::{Deserialize, Deserializer};

/// For `#[serde(default, deserialize_with = "patch::present")]`. On `Option<Option<T>>` absent is `None` and null `Some(None)`; on `Option<T>` null
/// is refused, because what is there is read as what it is.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
