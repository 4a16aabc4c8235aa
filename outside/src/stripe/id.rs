//! Names of Stripe's objects, and the keys that make a call happen once.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

/// An object's id, such as `cus_NffrFeUfNV2Hib`. It is put into paths as it is, so only what an id may hold is taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

/// The text is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no id of Stripe's")]
pub struct NoId;

impl Id {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(NoId) }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// From an id, or from the object in its place.
impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let text = value.as_str().or_else(|| value.get("id")?.as_str());
        text.and_then(|text| text.parse().ok()).ok_or_else(|| D::Error::custom(NoId))
    }
}

/// Stored before a call is tried for the first time, and the same at each further try of the same call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// The text is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to {} printable characters", IdempotencyKey::LONGEST)]
pub struct NoKey;

impl IdempotencyKey {
    pub const LONGEST: usize = 255;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let fits = (1..=Self::LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(NoKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_lead_to_another_path() {
        for wrong in ["", "a/b", "..", "a?b", "a%2fb", "a b", &"a".repeat(256)] {
            assert!(wrong.parse::<Id>().is_err(), "{wrong}");
        }
        assert_eq!(serde_json::from_str::<Id>(r#"{"id": "pi_1", "amount": 5}"#).unwrap().as_str(), "pi_1");
        assert_eq!(serde_json::from_str::<Option<Id>>("null").unwrap(), None);
    }

    #[test]
    fn a_key_is_bounded() {
        assert!("k".repeat(255).parse::<IdempotencyKey>().is_ok());
        for wrong in ["", "a b", "ключ", &"k".repeat(256)] {
            assert!(wrong.parse::<IdempotencyKey>().is_err(), "{wrong}");
        }
    }
}
