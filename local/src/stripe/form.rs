//! What Stripe is asked: `lines[0][amount]=500` as a tree, and its fields by name. Strict where Stripe is: a number is digits, a truth is `true` or `false`.

use serde_json::{Map, Value};

use super::failure::Failure;

/// A body of more fields than this is nobody's.
const MOST_FIELDS: usize = 5_000;
const DEEPEST: usize = 8;

/// The parameters of one call.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Form(Value);

impl Form {
    /// From the query and the body together.
    pub(super) fn parse(encoded: &[&[u8]]) -> Result<Self, Failure> {
        let mut tree = Map::new();
        let pairs = encoded.iter().flat_map(|part| form_urlencoded::parse(part));
        for (count, (name, value)) in pairs.enumerate() {
            if count >= MOST_FIELDS {
                return Err(Failure::request("Too many parameters", None));
            }
            put(&mut tree, &path(&name)?, value.into_owned());
        }
        Ok(Self(lists(Value::Object(tree))))
    }

    pub(super) fn value(&self) -> &Value {
        &self.0
    }

    /// The value at `a.b`, as it came.
    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(&self.0, |value, name| value.get(name))
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str()
    }

    pub(super) fn needed(&self, path: &str) -> Result<&str, Failure> {
        self.text(path).filter(|text| !text.is_empty()).ok_or_else(|| Failure::missing(path))
    }

    pub(super) fn number(&self, path: &str) -> Result<Option<i64>, Failure> {
        let Some(text) = self.text(path) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Failure::request(format!("Invalid integer: {text}"), Some(path)))
    }

    pub(super) fn truth(&self, path: &str) -> Result<Option<bool>, Failure> {
        match self.text(path) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(text) => Err(Failure::request(format!("Invalid boolean: {text}"), Some(path))),
        }
    }

    /// Each item of a list, as a form of its own.
    pub(super) fn items(&self, path: &str) -> Vec<Self> {
        self.at(path).and_then(Value::as_array).into_iter().flatten().map(|item| Self(item.clone())).collect()
    }

    pub(super) fn texts(&self, path: &str) -> Vec<String> {
        self.at(path).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// What was said of `metadata` laid over what is there. An empty value takes a key away.
    pub(super) fn metadata(&self, before: &Value) -> Value {
        let mut all = before.as_object().cloned().unwrap_or_default();
        for (key, value) in self.at("metadata").and_then(Value::as_object).into_iter().flatten() {
            match value.as_str() {
                Some("") => all.remove(key),
                _ => all.insert(key.clone(), value.clone()),
            };
        }
        Value::Object(all)
    }

    /// The named fields, where they are there: an empty one is null.
    pub(super) fn copy(&self, names: &[&str], into: &mut Value) {
        for name in names {
            if let Some(value) = self.0.get(name) {
                into[*name] = if value == "" { Value::Null } else { value.clone() };
            }
        }
    }
}

/// `a[b][]` as a, b and nothing.
fn path(name: &str) -> Result<Vec<&str>, Failure> {
    let mut parts = name.split('[');
    let mut path = vec![parts.next().unwrap_or_default()];
    for part in parts {
        let inner = part.strip_suffix(']').filter(|inner| !inner.contains(']'));
        path.push(inner.ok_or_else(|| Failure::request(format!("Invalid parameter name: {name}"), None))?);
    }
    if path.len() > DEEPEST || path[0].is_empty() {
        return Err(Failure::request(format!("Invalid parameter name: {name}"), None));
    }
    Ok(path)
}

fn put(tree: &mut Map<String, Value>, path: &[&str], value: String) {
    let [name, rest @ ..] = path else { return };
    // `a[]` twice is two items.
    let name = if name.is_empty() { tree.len().to_string() } else { (*name).to_owned() };
    if rest.is_empty() {
        tree.insert(name, Value::String(value));
        return;
    }
    let inner = tree.entry(name).or_insert_with(|| Value::Object(Map::new()));
    if !inner.is_object() {
        *inner = Value::Object(Map::new());
    }
    if let Value::Object(inner) = inner {
        put(inner, rest, value);
    }
}

/// Objects whose names are all numbers are lists.
fn lists(value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    let mut numbered: Vec<(usize, Value)> = Vec::new();
    if !map.is_empty() && map.keys().all(|name| name.parse::<usize>().is_ok()) {
        numbered.extend(map.into_iter().filter_map(|(name, item)| Some((name.parse().ok()?, lists(item)))));
        numbered.sort_by_key(|(number, _)| *number);
        return Value::Array(numbered.into_iter().map(|(_, item)| item).collect());
    }
    Value::Object(map.into_iter().map(|(name, inner)| (name, lists(inner))).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_are_a_tree() {
        let body =
            b"customer=cus_1&lines[1][amount]=-5&lines[0][amount]=500&lines[0][description]=a%20b%26c&expand[]=x&expand[]=y&metadata[7a]=z";
        let form = Form::parse(&[b"limit=3", body]).unwrap();
        let expected = json!({
            "customer": "cus_1", "limit": "3", "expand": ["x", "y"], "metadata": {"7a": "z"},
            "lines": [{"amount": "500", "description": "a b&c"}, {"amount": "-5"}],
        });
        assert_eq!(form.value(), &expected);
        assert_eq!(form.items("lines")[1].number("amount").unwrap(), Some(-5));
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        for wrong in ["a[b=1", "a[b]]=1", "[a]=1", "a[b][c][d][e][f][g][h][i]=1"] {
            assert!(Form::parse(&[wrong.as_bytes()]).is_err(), "{wrong}");
        }
        let form = Form::parse(&[b"amount=1.5&auto_advance=no"]).unwrap();
        assert!(form.number("amount").is_err() && form.truth("auto_advance").is_err());
    }
}
