//! Free text as it comes in: composed (NFC), so that what looks alike is the same, whatever keyboard it was typed on.

use homeroom_domain::text::composed;
use serde::{Deserialize, Deserializer};

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

/// For `#[serde(deserialize_with = "text::read")]`, with `default` where it may be absent.
pub(crate) fn read<'de, T: Text + Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize(deserializer).map(Text::composed)
}

/// The same of a field of a PATCH: see [`super::patch::present`].
pub(crate) fn present<'de, T: Text + Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    read(deserializer).map(Some)
}
