//! Who holds a field, by the book that the API server keeps of it.

use serde_json::Value;

use crate::pointer;

/// The manager of a field at a JSON pointer, other than ourselves; of several the last, which wrote most recently. `managed` is
/// `metadata.managedFields`. Items of lists are named by their contents there, so that within a list whoever holds any of it is named.
pub fn owner_of<'a>(managed: &'a Value, at: &str, ourselves: &str) -> Option<&'a str> {
    let path: Vec<String> = pointer::steps(at).map(|key| format!("f:{key}")).collect();
    let others =
        managed.as_array()?.iter().filter(|entry| entry["manager"].as_str().is_some_and(|manager| !manager.starts_with(ourselves)));
    others.rev().find(|entry| holds(&entry["fieldsV1"], &path)).and_then(|entry| entry["manager"].as_str())
}

fn holds(fields: &Value, path: &[String]) -> bool {
    let Some((key, below)) = path.split_first() else { return true };
    match (fields.get(key), fields.as_object()) {
        (Some(field), _) => holds(field, below),
        // Whoever holds a whole holds its parts.
        (None, Some(fields)) => fields.is_empty() || fields.keys().any(|key| key.starts_with("k:") || key.starts_with("v:")),
        (None, None) => false,
    }
}
