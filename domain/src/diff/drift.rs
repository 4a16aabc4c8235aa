//! Whether an observed object still has every planned field.
//!
//! Only planned fields count here, so defaults that the API server filled in and additions of others are no drift; `absent` has those that are. Values are normalised: quantities,
//! numbers as text, empty as absent. Lists that Kubernetes merges are compared by their keys. Where an addition would change the meaning (selectors,
//! rules of the network), and the server replaces the field as a whole, the comparison is exact.

use serde_json::{Map, Value};

use super::quantity;
use crate::pointer::pointer;

/// Fields below which every addition counts.
const EXACT: [&str; 5] = ["selector", "podSelector", "namespaceSelector", "ingress", "egress"];
/// Maps of quantities.
const QUANTITIES: [&str; 7] = ["requests", "limits", "hard", "max", "min", "default", "defaultRequest"];
/// Integers that may be spelled as text.
const INT_OR_STRING: [&str; 3] = ["maxUnavailable", "port", "targetPort"];

/// Lists whose items the server tells apart by these fields, and may add to.
fn merge_keys(list: &str, item: &Value) -> Option<&'static [&'static str]> {
    Some(match list {
        "containers" | "initContainers" | "env" | "volumes" | "imagePullSecrets" => &["name"],
        "volumeMounts" => &["mountPath"],
        "tolerations" => &["key", "operator", "effect"],
        "ports" if item.get("containerPort").is_some() => &["containerPort", "protocol"],
        "ports" => &["port", "protocol"],
        _ => return None,
    })
}

#[derive(Clone, Copy, Default)]
struct Rules {
    exact: bool,
    quantities: bool,
    int_or_string: bool,
}

impl Rules {
    fn below(self, key: &str) -> Self {
        Self {
            exact: self.exact || EXACT.contains(&key),
            quantities: QUANTITIES.contains(&key) || self.quantities,
            int_or_string: INT_OR_STRING.contains(&key),
        }
    }
}

/// JSON pointers of the planned fields that are missing or different, in the plan's order.
pub(super) fn between(planned: &Value, observed: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let none = Map::new();
    for (key, field) in planned.as_object().unwrap_or(&none) {
        // Items of lists come without these two, and the object was found by them.
        if key != "apiVersion" && key != "kind" {
            compare(field, observed.get(key), &format!("/{key}"), Rules::default().below(key), &mut found);
        }
    }
    found
}

/// The same for one part of an object, such as a pod template.
pub(super) fn within(planned: Option<&Value>, observed: Option<&Value>) -> bool {
    let mut found = Vec::new();
    compare(planned.unwrap_or(&Value::Null), observed, "", Rules::default(), &mut found);
    !found.is_empty()
}

fn compare(planned: &Value, observed: Option<&Value>, at: &str, rules: Rules, found: &mut Vec<String>) {
    match (planned, observed.unwrap_or(&Value::Null)) {
        (Value::Object(planned), Value::Object(observed)) if !planned.is_empty() => fields(planned, observed, at, rules, found),
        (Value::Array(planned), Value::Array(observed)) if !planned.is_empty() => items(planned, observed, at, rules, found),
        (planned, observed) if same(planned, observed, rules) => {}
        _ => found.push(at.to_owned()),
    }
}

fn fields(planned: &Map<String, Value>, observed: &Map<String, Value>, at: &str, rules: Rules, found: &mut Vec<String>) {
    for (key, field) in planned {
        compare(field, observed.get(key), &pointer(at, key), rules.below(key), found);
    }
    if rules.exact {
        let added = observed.iter().filter(|(key, field)| !planned.contains_key(*key) && !is_nothing(field));
        found.extend(added.map(|(key, _)| pointer(at, key)));
    }
}

fn items(planned: &[Value], observed: &[Value], at: &str, rules: Rules, found: &mut Vec<String>) {
    let list = at.rsplit('/').next().unwrap_or_default();
    let keys = planned.first().and_then(|item| merge_keys(list, item)).filter(|_| !rules.exact);
    let Some(keys) = keys else {
        if planned.len() != observed.len() {
            found.push(at.to_owned());
            return;
        }
        for (index, (planned, observed)) in planned.iter().zip(observed).enumerate() {
            compare(planned, Some(observed), &pointer(at, index), rules, found);
        }
        return;
    };
    for (index, item) in planned.iter().enumerate() {
        let twin = observed.iter().find(|other| keys.iter().all(|key| item.get(key) == other.get(key)));
        compare(item, twin, &pointer(at, index), rules, found);
    }
}

fn same(planned: &Value, observed: &Value, rules: Rules) -> bool {
    if planned == observed || is_empty(planned) && is_empty(observed) && !(rules.exact && planned.is_object() != observed.is_object()) {
        return true;
    }
    let spelled = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let (Some(planned), Some(observed)) = (spelled(planned), spelled(observed)) else { return false };
    if rules.quantities {
        let number = quantity::milli(&planned);
        return number.is_some() && number == quantity::milli(&observed);
    }
    rules.int_or_string && planned == observed
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        // `false` and 0 are no absence: where they are planned, the default is another.
        _ => false,
    }
}

/// Where every addition counts: an empty selector is one (it selects all), an empty list is none.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}
