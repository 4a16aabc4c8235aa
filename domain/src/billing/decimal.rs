//! Decimals as they are written in a plan: digits, a point, up to eight digits, in a text, so that no reader makes a binary fraction of them.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serializer, de};

const DIGITS_MAX: usize = 15;
const DECIMALS_MAX: usize = 8;

fn read(text: &str) -> Option<Decimal> {
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let digits = |text: &str, max| (1..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_well_written = digits(whole, DIGITS_MAX) && part.is_none_or(|part| digits(part, DECIMALS_MAX));
    is_well_written.then(|| text.parse().ok()).flatten()
}

pub(super) fn serialize<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = Cow::<'de, str>::deserialize(deserializer)?;
    read(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &"a decimal as 12.5"))
}

/// A decimal or nothing.
pub(super) mod optional {
    use super::{Cow, Decimal, Deserialize, Deserializer, Serializer, de, read};

    #[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
    pub(in super::super) fn serialize<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        let Some(text) = Option::<Cow<'de, str>>::deserialize(deserializer)? else { return Ok(None) };
        read(&text).map(Some).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &"a decimal as 12.5"))
    }
}
