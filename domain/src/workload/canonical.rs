//! JSON in one spelling: keys sorted, no spaces. Hashes and stored documents are made from it, so that neither the order in which fields were
//! written nor the way a map is kept in memory ever shows.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Hex digits of a content hash: enough that a name never meets another by chance, short enough to read.
pub(super) const HASH_DIGITS: usize = 16;

pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// The first digits of SHA-256 over the canonical text.
pub(super) fn hash(value: &Value) -> String {
    let digest = Sha256::digest(text(value));
    digest.iter().take(HASH_DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => list(items.iter(), ['[', ']'], out, write),
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            list(sorted.into_iter(), ['{', '}'], out, |(key, field), out| {
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(field, out);
            });
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn list<T>(items: impl Iterator<Item = T>, [open, close]: [char; 2], out: &mut String, mut each: impl FnMut(T, &mut String)) {
    out.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        each(item, out);
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth_and_text_is_escaped() {
        let value = json!({"b": [1, {"d": null, "c": "\"七\n"}], "a": true});
        assert_eq!(text(&value), r#"{"a":true,"b":[1,{"c":"\"七\n","d":null}]}"#.replace("七\n", "七\\n"));
        assert_eq!(hash(&value).len(), HASH_DIGITS);
    }
}
