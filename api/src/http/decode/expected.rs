//! What a decoder asked for, known by the method that it called.

use super::super::{
    form::{Form, Format},
    shape::Shape,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// Whatever stands there.
    Anything,
    Form(Form),
    /// An object whose keys are the sender's own.
    Entries,
    Integer {
        min: i64,
        max: i64,
    },
    /// A text that is read further, such as a time.
    Scalar(Format),
    /// A text that is one of a few.
    Choice,
}

impl Expected {
    const fn form(self) -> Option<Form> {
        match self {
            Self::Anything => None,
            Self::Form(form) => Some(form),
            Self::Entries => Some(Form::Object),
            Self::Integer { .. } => Some(Form::Integer),
            Self::Scalar(_) | Self::Choice => Some(Form::String),
        }
    }

    /// This was expected, and something of another type found.
    pub(super) fn but(self, found: Form) -> Shape {
        match self.form() {
            Some(expected) => Shape::WrongType { expected, found },
            None => Shape::BadFormat { expected: Format::Documented },
        }
    }
}
