//! The wrapped decoder: takes what stands there, and notes what was asked for.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Visitor},
};

use super::{
    super::form::{Form, Format},
    Refusal, Shared,
    expected::Expected,
    visiting::Visiting,
};

pub(super) struct Decoder<'s, D> {
    pub(super) inner: D,
    pub(super) shared: Shared<'s>,
}

/// The wrapped way to a nested value.
pub(super) struct Seed<'s, S> {
    pub(super) seed: S,
    pub(super) shared: Shared<'s>,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        let Self { seed, shared } = self;
        seed.deserialize(Decoder { inner, shared }).map_err(|refusal| shared.keep(refusal.beside(Expected::Anything)))
    }
}

impl<'de, D: Deserializer<'de>> Decoder<'_, D> {
    fn take<V: Visitor<'de>>(self, visitor: V, expected: Expected) -> Result<V::Value, Refusal> {
        let Self { inner, shared } = self;
        inner.deserialize_any(Visiting { visitor, expected, shared }).map_err(|error| shared.release(error).beside(expected))
    }
}

/// Methods that differ only in what they expect.
macro_rules! take {
    ($($method:ident $expected:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
            self.take(visitor, $expected)
        }
    )*};
}

const fn integer(min: i64, max: i64) -> Expected {
    Expected::Integer { min, max }
}

/// What a visitor says that it expects.
struct Expecting<'v, V>(&'v V);

impl<'de, V: Visitor<'de>> fmt::Display for Expecting<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Decoder<'_, D> {
    type Error = Refusal;

    take! {
        deserialize_any Expected::Anything;
        deserialize_bool Expected::Form(Form::Boolean);
        deserialize_i8 integer(i8::MIN.into(), i8::MAX.into());
        deserialize_i16 integer(i16::MIN.into(), i16::MAX.into());
        deserialize_i32 integer(i32::MIN.into(), i32::MAX.into());
        deserialize_i64 integer(i64::MIN, i64::MAX);
        deserialize_u8 integer(0, u8::MAX.into());
        deserialize_u16 integer(0, u16::MAX.into());
        deserialize_u32 integer(0, u32::MAX.into());
        deserialize_u64 integer(0, i64::MAX);
        deserialize_f32 Expected::Form(Form::Number);
        deserialize_f64 Expected::Form(Form::Number);
        deserialize_char Expected::Form(Form::String);
        deserialize_string Expected::Form(Form::String);
        deserialize_bytes Expected::Form(Form::String);
        deserialize_byte_buf Expected::Form(Form::String);
        deserialize_unit Expected::Form(Form::Null);
        deserialize_seq Expected::Form(Form::Array);
        deserialize_map Expected::Entries;
        deserialize_identifier Expected::Anything;
    }

    /// Only what is not a `String` asks for a text that it need not own.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let format = Format::named(&Expecting(&visitor).to_string());
        self.take(visitor, Expected::Scalar(format))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let Self { inner, shared } = self;
        inner.deserialize_option(Visiting { visitor, expected: Expected::Anything, shared }).map_err(|error| shared.release(error))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Refusal> {
        self.take(visitor, Expected::Form(Form::Object))
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Refusal> {
        self.take(visitor, Expected::Choice)
    }

    /// The value of a field that the type does not have.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refusal> {
        Err(Refusal::Unknown)
    }
}
