//! Fields of a PATCH: absent leaves the field as it is, null empties it where it is optional.

use serde::{Deserialize, Deserializer};

/// For `#[serde(default, deserialize_with = "patch::present")]`: absent is `None`. On `Option<Option<T>>` null is `Some(None)`, on `Option<T>` it is
/// refused, which `#[schema(nullable = false)]` says in the document.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
