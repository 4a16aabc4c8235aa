//! Sentences for facts, in the reader's language. What is stored and sent as codes and parameters never depends on them.
//!
//! A template names its parameters in braces; a fact without a template of its own still gets a plain sentence made of its code.

mod order;
mod reason;
mod shape;

use serde_json::Value;

pub(crate) use order::{field_problem, oddity};
pub(crate) use reason::reason;
pub(crate) use shape::shape;

/// Fills `{name}` from `params`. What `params` does not have stays as it is.
pub(crate) fn fill(template: &str, params: &Value) -> String {
    let Some(params) = params.as_object() else { return template.to_owned() };
    params.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &plain(value)))
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
    use super::{
        super::{
            form::{Form, Format, Needed},
            language::Language,
            problems::Problem,
        },
        *,
    };

    /// Two words of small letters side by side, as no code, name or format has them.
    fn english(text: &str) -> bool {
        let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        text.replace(|c: char| !c.is_ascii(), " | ")
            .split(' ')
            .collect::<Vec<_>>()
            .windows(2)
            .any(|pair| pair.iter().all(|word| is_word(word)))
    }

    #[test]
    fn what_a_chinese_reader_sees_holds_no_english() {
        let language = Language::ZhCn;
        let forms = Form::ALL.iter().map(|form| form.words(language));
        let formats = Format::ALL.iter().map(|format| format.words(language));
        let needed = Needed::ALL.iter().map(|needed| needed.words(language));
        let problems = Problem::ALL.iter().flat_map(|problem| [problem.title(language), problem.about(language)]);
        for words in forms.chain(formats).chain(needed).chain(problems) {
            assert!(!english(words) && !words.is_ascii(), "{words}");
        }
        assert!(english("类型不符：invalid type"));
    }

    #[test]
    fn templates_are_filled_with_plain_words() {
        let params = serde_json::json!({"zone": "Mars/Olympus", "allowed": ["a", "b"], "n": 3});
        assert_eq!(fill("{zone}: {allowed} {n} {other}", &params), "Mars/Olympus: a, b 3 {other}");
    }
}
