//! Why a value was not taken: what serde's derived code and decoders say, as facts.

use std::fmt;

use serde::de;

use super::{
    super::{
        form::{Form, Format},
        shape::Shape,
    },
    expected::Expected,
};

#[derive(Debug, Clone)]
pub(super) enum Refusal {
    /// It is of this type; what was expected is known where it was visited.
    Type(Form),
    /// Of the right type, and still not usable.
    Value(Format),
    Shape(Shape),
    /// A field that nobody knows; its name is the end of its path.
    Unknown,
    /// A number beyond all that can be computed with.
    HugeNumber,
}

impl Refusal {
    /// The wrapped decoder cannot read the text. Text that is JSON all the same has a number or a character that no value here can be.
    pub(super) fn unreadable(error: &impl fmt::Display) -> Self {
        if error.to_string().starts_with("number out of range") { Self::HugeNumber } else { Self::Value(Format::Unicode) }
    }

    /// Where it is known what was expected.
    pub(super) fn beside(self, expected: Expected) -> Self {
        match (self, expected) {
            (Self::Value(_) | Self::HugeNumber, Expected::Integer { min, max }) => Self::Shape(Shape::OutOfRange { min, max }),
            (Self::Value(Format::Documented), Expected::Scalar(format)) => Self::Shape(Shape::BadFormat { expected: format }),
            (Self::Type(found), expected) => Self::Shape(expected.but(found)),
            (Self::HugeNumber, expected) => Self::Shape(expected.but(Form::Number)),
            (Self::Unknown, _) => Self::Unknown,
            (settled, _) => Self::Shape(settled.shape("")),
        }
    }

    /// What it comes to at the field of this name.
    pub(super) fn shape(self, name: &str) -> Shape {
        match self {
            Self::Shape(shape) => shape,
            Self::Unknown => Shape::UnknownField { name: name.to_owned() },
            Self::Value(expected) => Shape::BadFormat { expected },
            Self::Type(_) | Self::HugeNumber => Shape::BadFormat { expected: Format::Documented },
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    /// The words of other people's decoders are in English only, so they are not passed on.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Value(Format::Documented)
    }

    fn invalid_type(found: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::Type(Form::of(found))
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Value(Format::named(&expected.to_string()))
    }

    fn unknown_variant(value: &str, allowed: &'static [&'static str]) -> Self {
        let allowed = allowed.iter().map(|name| (*name).to_owned()).collect();
        Self::Shape(Shape::UnknownValue { value: value.to_owned(), allowed })
    }

    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Self::Shape(Shape::UnknownField { name: name.to_owned() })
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Shape(Shape::MissingField { name: name.to_owned() })
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::Shape(Shape::DuplicateField { name: name.to_owned() })
    }
}
