//! Sentences for facts, in the reader's language. What is stored and sent as codes and parameters never depends on them.
//!
//! A template names its parameters in braces; a fact without a template of its own still gets a plain sentence made of its code.

mod imports;
mod language;
mod order;
mod reason;

use serde::Serialize;
use serde_json::Value;

pub(crate) use imports::{Wanted, finding, question, unreadable};
pub use language::Language;
pub(crate) use order::{field_problem, oddity};
pub(crate) use reason::{cut_short, fix_by, reason, said, spelled, stored};

/// Fills `{name}` from `params`. What `params` does not have stays as it is.
pub(crate) fn fill(template: &str, params: &Value) -> String {
    let Some(params) = params.as_object() else { return template.to_owned() };
    params.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &plain(value)))
}

/// A fact that is serialised as `code` and `params`, in the words of its template.
fn sentence(fact: &impl Serialize, template: &str) -> String {
    let fact = serde_json::to_value(fact).unwrap_or_default();
    fill(template, fact.get("params").unwrap_or(&Value::Null))
}

/// A JSON value as a person writes it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_with_plain_words() {
        let params = serde_json::json!({"zone": "Mars/Olympus", "allowed": ["a", "b"], "n": 3});
        assert_eq!(fill("{zone}: {allowed} {n} {other}", &params), "Mars/Olympus: a, b 3 {other}");
    }
}
