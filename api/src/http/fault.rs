//! What can be wrong with a field by its shape: type, presence, length. What is wrong by its meaning in an order is the domain's `FieldError`.
//!
//! Both leave through the same door as `errors[{pointer, code, params, detail}]`.

use homeroom_domain::order::FieldError;
use serde::Serialize;
use serde_json::Value;

use super::{
    form::{Form, Format},
    language::Language,
    sentences,
};

/// What is wrong with the shape of one field. Serialised as `{"code", "params"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum Shape {
    /// Of the right type, and not of the form that is accepted.
    BadFormat {
        expected: Format,
    },
    /// The body holds this key more than once.
    DuplicateField {
        name: String,
    },
    /// A required field is absent.
    MissingField {
        name: String,
    },
    /// Text holds U+0000.
    NulCharacter,
    /// A caller gives no right that it does not hold.
    NotYours {
        name: String,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    /// Already used elsewhere.
    Taken,
    /// Characters of a text, entries of a list or a map.
    TooLong {
        max: u64,
    },
    TooShort {
        min: u64,
    },
    UnknownField {
        name: String,
    },
    UnknownParameter {
        name: String,
    },
    /// Not one of `allowed`.
    UnknownValue {
        value: String,
        allowed: Vec<String>,
    },
    /// Another JSON type.
    WrongType {
        expected: Form,
        found: Form,
    },
}

/// One entry of `errors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// RFC 6901 JSON pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    pub what: FaultKind,
}

/// By shape, or by meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    Shape(Shape),
    Order(Box<FieldError>),
    /// In a way that only one feature knows.
    Own(OwnFault),
}

/// A feature's own fault: a code, its facts, and the sentence in English and Chinese with the facts' names in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFault {
    pub code: &'static str,
    pub params: Value,
    pub words: [&'static str; 2],
}

impl Fault {
    pub fn new(pointer: impl Into<String>, shape: Shape) -> Self {
        Self { pointer: pointer.into(), what: FaultKind::Shape(shape) }
    }

    /// A fault that only one feature knows.
    pub fn own(pointer: impl Into<String>, fault: OwnFault) -> Self {
        Self { pointer: pointer.into(), what: FaultKind::Own(fault) }
    }

    /// The entry, with its sentence in the reader's language.
    pub(super) fn render(&self, language: Language) -> Value {
        let (facts, detail) = match &self.what {
            FaultKind::Shape(shape) => (serde_json::to_value(shape), sentences::shape(shape, language)),
            FaultKind::Own(fault) => {
                let facts = serde_json::json!({ "code": fault.code, "params": fault.params });
                (Ok(facts), sentences::fill(language.pick(fault.words), &fault.params))
            }
            FaultKind::Order(error) => (serde_json::to_value(&error.problem), sentences::field_problem(&error.problem, language)),
        };
        let mut entry = serde_json::Map::new();
        entry.insert("pointer".into(), self.pointer.clone().into());
        let facts = facts.unwrap_or_default();
        entry.insert("code".into(), facts.get("code").cloned().unwrap_or_default());
        entry.insert("params".into(), facts.get("params").cloned().unwrap_or_else(|| serde_json::json!({})));
        entry.insert("detail".into(), detail.into());
        entry.into()
    }
}

impl From<FieldError> for Fault {
    fn from(error: FieldError) -> Self {
        Self { pointer: error.pointer.clone(), what: FaultKind::Order(Box::new(error)) }
    }
}
