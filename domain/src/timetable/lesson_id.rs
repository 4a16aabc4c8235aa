//! The id of a lesson: derived, so that lessons need not be stored, and kept by it when it is moved or its line gets another start.

use std::{borrow::Cow, fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ids::{InvalidId, OrderId};

/// `les_`, the order's UUID as 32 hex digits, `_`, and the first 16 hex digits of SHA-256 over line key, room key and date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LessonId {
    order_id: OrderId,
    hash: u64,
}

/// The id of the lesson that a line has in a room on a date. Room and date are those before `changes`.
pub fn lesson_id(order_id: OrderId, line_key: &str, room_key: &str, date: Date) -> LessonId {
    // Keys hold no control characters, so NUL keeps ("a", "bc") and ("ab", "c") apart.
    let digest =
        Sha256::new().chain_update(line_key).chain_update([0]).chain_update(room_key).chain_update([0]).chain_update(date.to_string());
    let mut first = [0; 8];
    first.copy_from_slice(&digest.finalize()[..8]);
    LessonId { order_id, hash: u64::from_be_bytes(first) }
}

impl LessonId {
    /// The text before the first underscore.
    pub const PREFIX: &str = "les";

    /// The order to expand to find the lesson.
    pub const fn order_id(self) -> OrderId {
        self.order_id
    }

    /// What tells it from the order's other lessons.
    pub const fn hash(self) -> u64 {
        self.hash
    }
}

impl fmt::Display for LessonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "les_{}_{:016x}", self.order_id.uuid().simple(), self.hash)
    }
}

impl fmt::Debug for LessonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LessonId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        parse(text).ok_or(InvalidId { prefix: Self::PREFIX })
    }
}

fn parse(text: &str) -> Option<LessonId> {
    let (order, hash) = text.strip_prefix("les_")?.split_once('_')?;
    let lower_hex = |s: &str, len: usize| s.len() == len && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let well_formed = lower_hex(order, 32) && lower_hex(hash, 16);
    let id = LessonId { order_id: OrderId::new(Uuid::try_parse(order).ok()?), hash: u64::from_str_radix(hash, 16).ok()? };
    well_formed.then_some(id)
}

impl Serialize for LessonId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LessonId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::invalid_value(de::Unexpected::Str(&text), &"an id"))
    }
}

impl utoipa::PartialSchema for LessonId {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^les_[0-9a-f]{32}_[0-9a-f]{16}$"))
            .description(Some("An id: `les_`, the order's UUID in hex, `_`, and what tells the lesson from the order's others."))
            .into()
    }
}

impl utoipa::ToSchema for LessonId {
    fn name() -> Cow<'static, str> {
        "LessonId".into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_lesson_id_is_stable_survives_its_text_and_keeps_keys_apart() {
        let order = OrderId::new(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001));
        let id = lesson_id(order, "math", "7-1", date(2026, 9, 14));
        insta::assert_snapshot!(id, @"les_01920000000070008000000000000001_e14e517a56a53fb3");
        assert_eq!(id.to_string().parse::<LessonId>().unwrap(), id);
        assert_eq!(id.order_id(), order);
        assert_ne!(id, lesson_id(order, "math7", "-1", date(2026, 9, 14)));
        assert_ne!(id, lesson_id(order, "math", "7-1", date(2026, 9, 15)));
    }

    #[test]
    fn anything_else_is_no_lesson_id() {
        let good = "les_01920000000070008000000000000001_0123456789abcdef";
        assert!(good.parse::<LessonId>().is_ok());
        for bad in [
            "",
            "les_",
            &good[..good.len() - 1],
            &good.to_uppercase(),
            &good.replace('_', "-"),
            &good.replace("abcdef", "abcdeg"),
            &good.replace("les", "ord"),
        ] {
            assert!(bad.parse::<LessonId>().is_err(), "{bad}");
        }
    }
}
