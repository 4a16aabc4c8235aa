//! The wrapped visitor: is given what stands there, and completes a refusal with what was expected.

use std::{collections::HashSet, fmt};

use serde::{
    Deserializer,
    de::{self, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor},
};

use super::{
    super::form::Form,
    Refusal, Shared, Source,
    access::{Elements, Entries},
    decoder::Decoder,
    expected::Expected,
};

/// 2^63: no integer of ours reaches it.
const HUGE: f64 = 9_223_372_036_854_775_808.0;

pub(super) struct Visiting<'s, V> {
    pub(super) visitor: V,
    pub(super) expected: Expected,
    pub(super) shared: Shared<'s>,
}

impl<'s, V> Visiting<'s, V> {
    /// Lets the visitor see something, and keeps what it says against it.
    fn see<T, E: de::Error>(self, show: impl FnOnce(V, Shared<'s>) -> Result<T, Refusal>) -> Result<T, E> {
        let Self { visitor, expected, shared } = self;
        show(visitor, shared).map_err(|refusal| shared.keep(refusal.beside(expected)))
    }
}

impl<'de, V: Visitor<'de>> Visiting<'_, V> {
    /// A text may stand for one of a few names and, in a query, for everything else.
    fn text<E: de::Error>(self, text: &str, show: impl FnOnce(V) -> Result<V::Value, Refusal>) -> Result<V::Value, E> {
        let (expected, source) = (self.expected, self.shared.source);
        self.see(|visitor, _| match (expected, source) {
            (Expected::Choice, _) => visitor.visit_enum(text.into_deserializer()),
            (Expected::Integer { .. }, Source::Query) => visitor.visit_i64(whole(text)?),
            (Expected::Form(Form::Boolean), Source::Query) => visitor.visit_bool(text.parse().map_err(|_| Refusal::Type(Form::String))?),
            _ => show(visitor),
        })
    }
}

fn whole(text: &str) -> Result<i64, Refusal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().map_err(|_| if is_number { Refusal::HugeNumber } else { Refusal::Type(Form::String) })
}

/// Values that are shown as they are.
macro_rules! see {
    ($($method:ident $type:ty;)*) => {$(
        fn $method<E: de::Error>(self, value: $type) -> Result<V::Value, E> {
            self.see(|visitor, _| visitor.$method(value))
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Visiting<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    see! {
        visit_bool bool;
        visit_i64 i64;
        visit_u64 u64;
        visit_bytes &[u8];
    }

    /// Whole numbers beyond 64 bits are shown as fractions.
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<V::Value, E> {
        let is_huge = matches!(self.expected, Expected::Integer { .. }) && number.abs() >= HUGE;
        self.see(|visitor, _| if is_huge { Err(Refusal::HugeNumber) } else { visitor.visit_f64(number) })
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<V::Value, E> {
        self.text(text, |visitor| visitor.visit_str(text))
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<V::Value, E> {
        self.text(text, |visitor| visitor.visit_borrowed_str(text))
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.see(|visitor, _| visitor.visit_none())
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.see(|visitor, _| visitor.visit_unit())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.see(|visitor, shared| visitor.visit_some(Decoder { inner, shared }))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.see(|visitor, shared| visitor.visit_newtype_struct(Decoder { inner, shared }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let is_object = matches!(self.expected, Expected::Form(Form::Object) | Expected::Entries);
        self.see(|visitor, shared| {
            // Derived code would take the elements for the fields.
            if is_object { Err(de::Error::invalid_type(Unexpected::Seq, &visitor)) } else { visitor.visit_seq(Elements { inner, shared }) }
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        // Of a type's own fields, derived code says which came twice.
        let seen = matches!(self.expected, Expected::Entries | Expected::Anything).then(HashSet::new);
        self.see(|visitor, shared| visitor.visit_map(Entries { inner, shared, seen }))
    }

    /// Only texts are decoded as one of a few.
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<V::Value, A::Error> {
        self.see(|visitor, _| Err(de::Error::invalid_type(Unexpected::Enum, &visitor)))
    }
}
