//! Lists as Stripe gives them: the newest first, a page at a time; searches by metadata; and objects in the place of their ids where that is asked for.

use serde_json::{Value, json};

use super::failure::Failure;
use super::form::Form;
use super::store::{Kind, Store};

const USUAL: i64 = 10;
const MOST: i64 = 100;

/// A page of what fits.
pub(super) fn page(store: &Store, kind: Kind, form: &Form, fits: impl Fn(&Value) -> bool) -> Result<Value, Failure> {
    let limit = limit(form)?;
    let between = created(form)?;
    let mut left: Vec<&Value> =
        store.all(kind).rev().filter(|object| between(object["created"].as_i64().unwrap_or_default()) && fits(object)).collect();
    let place = |left: &[&Value], id: &str| left.iter().position(|object| object["id"] == id).ok_or_else(|| Failure::no_such("object", id));
    if let Some(id) = form.text("starting_after") {
        left.drain(..=place(&left, id)?);
    }
    let more = if let Some(id) = form.text("ending_before") {
        left.truncate(place(&left, id)?);
        let surplus = left.len().saturating_sub(limit);
        left.drain(..surplus);
        surplus > 0
    } else {
        let more = left.len() > limit;
        left.truncate(limit);
        more
    };
    Ok(list(left.into_iter().cloned().collect(), more))
}

pub(super) fn list(items: Vec<Value>, more: bool) -> Value {
    let mut list = json!({"object": "list", "has_more": more, "url": "/v1"});
    list["data"] = Value::Array(items);
    list
}

/// What fits `metadata['a']:'b' AND metadata['c']:'d'`, the only search that is played.
pub(super) fn search(store: &Store, kind: Kind, form: &Form) -> Result<Value, Failure> {
    let query = form.needed("query")?;
    let wanted = query.split(" AND ").map(clause).collect::<Option<Vec<_>>>();
    let wanted = wanted.ok_or_else(|| Failure::request(format!("We were unable to parse your search query: {query}"), Some("query")))?;
    let fits = |object: &&Value| wanted.iter().all(|(key, value)| object["metadata"][key] == *value);
    let mut found: Vec<Value> = store.all(kind).rev().filter(fits).cloned().collect();
    let limit = limit(form)?;
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(json!({"object": "search_result", "data": found, "has_more": more, "next_page": null, "url": "/v1"}))
}

fn clause(text: &str) -> Option<(String, String)> {
    let (key, value) = text.trim().strip_prefix("metadata[")?.split_once("]:")?;
    Some((quoted(key)?, quoted(value)?))
}

fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(inner.replace("\\'", "'").replace("\\\"", "\"").replace("\\\\", "\\"))
}

fn limit(form: &Form) -> Result<usize, Failure> {
    let limit = form.number("limit")?.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Failure::request(format!("Invalid limit: must be between 1 and {MOST}"), Some("limit")));
    }
    Ok(usize::try_from(limit).unwrap_or_default())
}

fn created(form: &Form) -> Result<impl Fn(i64) -> bool + use<>, Failure> {
    let exactly = form.number("created")?;
    let bound = |name: &str| form.number(&format!("created.{name}"));
    let (gte, gt, lte, lt) = (bound("gte")?, bound("gt")?, bound("lte")?, bound("lt")?);
    Ok(move |at: i64| {
        exactly.is_none_or(|moment| at == moment)
            && gte.is_none_or(|from| at >= from)
            && gt.is_none_or(|from| at > from)
            && lte.is_none_or(|to| at <= to)
            && lt.is_none_or(|to| at < to)
    })
}

/// Puts objects in the place of ids, along each path that `expand` names.
pub(super) fn expand(store: &Store, answer: &mut Value, form: &Form) -> Result<(), Failure> {
    for path in form.texts("expand") {
        if path.split('.').count() > 4 {
            return Err(Failure::request("You cannot expand more than 4 levels of a property.", Some("expand")));
        }
        let steps: Vec<&str> = path.split('.').collect();
        along(store, answer, &steps)
            .map_err(|()| Failure::request(format!("This property cannot be expanded ({path})."), Some("expand")))?;
    }
    Ok(())
}

fn along(store: &Store, value: &mut Value, steps: &[&str]) -> Result<(), ()> {
    if let Value::Array(items) = value {
        return items.iter_mut().try_for_each(|item| along(store, item, steps));
    }
    let [step, rest @ ..] = steps else { return Ok(()) };
    // What an object holds only where it is asked for.
    if *step == "payments" && value["object"] == "invoice" {
        let id = value["id"].clone();
        let payments = store.all(Kind::InvoicePayment).filter(|payment| payment["invoice"] == id).cloned().collect();
        value["payments"] = list(payments, false);
    }
    let inner = value.get_mut(step).ok_or(())?;
    if inner.is_null() {
        return Ok(());
    }
    if let Some(object) = inner.as_str().and_then(|id| store.expanded(id)) {
        *inner = object;
    }
    along(store, inner, rest)
}
