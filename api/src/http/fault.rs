//! What can be wrong with a field: by its shape, by its meaning in an order (the domain's `FieldError`), or in a way that one feature knows.
//!
//! All leave through the same door as `errors[{pointer, code, params, detail}]`.

use homeroom_domain::order::FieldError;
use serde_json::Value;

use super::shape::{self, Shape};
use crate::words::{self, Language};

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
    pub(crate) fn render(&self, language: Language) -> Value {
        let (facts, detail) = match &self.what {
            FaultKind::Shape(shape) => (serde_json::to_value(shape), shape::sentence(shape, language)),
            FaultKind::Own(fault) => {
                let facts = serde_json::json!({ "code": fault.code, "params": fault.params });
                (Ok(facts), words::fill(language.pick(fault.words), &fault.params))
            }
            FaultKind::Order(error) => (serde_json::to_value(&error.problem), words::field_problem(&error.problem, language)),
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
