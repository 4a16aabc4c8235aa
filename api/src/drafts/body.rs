//! Any JSON object, read into its text: a tree of it would take ten times its room, and nobody here looks inside.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};

/// The text of an object, without white space between its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ObjectText(pub String);

impl<'de> Deserialize<'de> for ObjectText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Whole)
    }
}

/// An object, and nothing else that a decoder may offer.
struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = ObjectText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<ObjectText, A::Error> {
        let mut text = String::new();
        Writer { text: &mut text }.visit_map(entries)?;
        Ok(ObjectText(text))
    }
}

/// Writes what is there behind what was written before.
struct Writer<'t> {
    text: &'t mut String,
}

impl Writer<'_> {
    fn put<E: de::Error>(self, value: impl serde::Serialize) -> Result<(), E> {
        self.text.push_str(&serde_json::to_string(&value).map_err(E::custom)?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Writer<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Writer<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.put(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.put(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.put(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.put(value)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        self.put(value)
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.put(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.text.push('[');
        let begun = self.text.len();
        loop {
            // A comma is written before the next part is known to be there, and taken back where it is not.
            let comma = self.text.len() > begun;
            if comma {
                self.text.push(',');
            }
            if elements.next_element_seed(Writer { text: self.text })?.is_none() {
                self.text.truncate(self.text.len() - usize::from(comma));
                break;
            }
        }
        self.text.push(']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.text.push('{');
        let begun = self.text.len();
        while let Some(key) = entries.next_key::<String>()? {
            if self.text.len() > begun {
                self.text.push(',');
            }
            Writer { text: self.text }.put(key)?;
            self.text.push(':');
            entries.next_value_seed(Writer { text: self.text })?;
        }
        self.text.push('}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<String, serde_json::Error> {
        serde_json::from_str(json).map(|ObjectText(text)| text)
    }

    #[test]
    fn an_object_keeps_its_parts_and_their_order() {
        let text = r#"{"b":[1,-2,0.5,true,null,"\"课\n",[],{}],"a":{"x":18446744073709551615,"y":{"z":[[1],[2]]}}}"#;
        assert_eq!(read(text).unwrap(), text);
        assert_eq!(read("{ \"a\" : [ 1 , 2 ] }").unwrap(), r#"{"a":[1,2]}"#);
        assert_eq!(read("{}").unwrap(), "{}");
    }

    #[test]
    fn nothing_but_an_object_is_one() {
        for other in ["[]", "7", "null", "\"{}\"", "{\"a\": }"] {
            assert!(read(other).is_err(), "{other}");
        }
    }
}
