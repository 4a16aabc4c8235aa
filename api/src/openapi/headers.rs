//! Headers in the document, from what operations say already: who declares 304 has a version, who takes a limit is a list.

use std::collections::BTreeMap;

use utoipa::{
    PartialSchema,
    openapi::{
        HeaderBuilder, OpenApi, Ref, RefOr, Required, Response,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    },
};

use super::operations;

/// On every answer.
const ALWAYS: [&str; 3] = ["X-Request-Id", "RateLimit-Policy", "RateLimit"];

/// What each says.
const HEADERS: [(&str, &str); 8] = [
    ("ETag", "`\"<edit>.<revision>\"`: send it as If-None-Match, or as If-Match to change what you read"),
    ("Idempotent-Replayed", "`true` where this is the first answer again; a secret in it is null"),
    ("Link", "The next page, `rel=\"next\"`; absent on the last one"),
    ("Location", "The address of what was made"),
    ("RateLimit", "What is left of each limit: `r` requests, and `t` seconds until it is full again"),
    ("RateLimit-Policy", "The limits, by address and by caller: `q` requests in `w` seconds"),
    ("Retry-After", "On 429 and 503: seconds to wait"),
    (
        "X-Request-Id",
        "Yours, if you sent one of at most 128 visible ASCII characters; otherwise made. Tell it to whoever runs this service",
    ),
];

/// Things that have a version: their paths, and the shape of each.
type Versioned = BTreeMap<String, Option<String>>;

/// Adds them to every operation, and `If-None-Match` to those that may answer 304.
pub(super) fn describe(document: &mut OpenApi) {
    let versioned = versioned(document);
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            if may_be_unchanged(operation) {
                operation.parameters.get_or_insert_default().push(if_none_match().into());
            }
            let own = own(path, operation, &versioned);
            for (status, response) in &mut operation.responses.responses {
                let RefOr::T(response) = response else { continue };
                let own = own.iter().filter(|(of, _)| of.contains(&status.as_str())).map(|(_, name)| *name);
                add(response, own.chain(ALWAYS));
            }
        }
    }
    let components = document.components.get_or_insert_default();
    for response in components.responses.values_mut() {
        if let RefOr::T(response) = response {
            add(response, ALWAYS.into_iter().chain(["Retry-After"]));
        }
    }
    let header = |words: &str| HeaderBuilder::new().schema(Some(String::schema())).description(Some(words)).build();
    components.headers.extend(HEADERS.map(|(name, words)| (name.to_owned(), header(words).into())));
}

/// The headers of an operation's own answers, each with the statuses that carry it.
fn own(path: &str, operation: &Operation, versioned: &Versioned) -> Vec<(&'static [&'static str], &'static str)> {
    let mut own: Vec<(&[&str], &str)> = Vec::new();
    // The thing itself, or a verb that answers with it, such as `drain` and `drain/cancel`.
    let within = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(before, _)| before));
    let thing = within.take(3).find_map(|path| versioned.get_key_value(path));
    if thing.is_some_and(|(_, shape)| *shape == shape_of(operation, "200")) {
        own.push((&["200", "304"], "ETag"));
    }
    // One more of its sort, made in the list or of one that there is.
    let makes_one = thing.is_some_and(|(_, shape)| shape.is_some() && *shape == shape_of(operation, "201"));
    if makes_one || versioned.contains_key(&format!("{path}/{{id}}")) {
        own.push((&["201"], "ETag"));
        own.push((&["201"], "Location"));
    }
    if takes(operation, "Idempotency-Key") {
        own.push((&["201"], "Idempotent-Replayed"));
    }
    if takes(operation, "limit") {
        own.push((&["200"], "Link"));
    }
    own
}

fn versioned(document: &OpenApi) -> Versioned {
    let reads = document.paths.paths.iter().filter_map(|(path, item)| Some((path, item.get.as_ref()?)));
    reads.filter(|(_, get)| may_be_unchanged(get)).map(|(path, get)| (path.clone(), shape_of(get, "200"))).collect()
}

fn may_be_unchanged(operation: &Operation) -> bool {
    operation.responses.responses.contains_key("304")
}

fn takes(operation: &Operation, name: &str) -> bool {
    let parameters = operation.parameters.iter().flatten();
    parameters
        .filter_map(|parameter| if let RefOr::T(parameter) = parameter { Some(&parameter.name) } else { None })
        .any(|known| known == name)
}

/// The name of the shape of an answer.
fn shape_of(operation: &Operation, status: &str) -> Option<String> {
    let RefOr::T(response) = operation.responses.responses.get(status)? else { return None };
    let RefOr::T(content) = response.content.values().next()? else { return None };
    if let RefOr::Ref(shape) = content.schema.as_ref()? { Some(shape.ref_location.clone()) } else { None }
}

fn add<'a>(response: &mut Response, names: impl IntoIterator<Item = &'a str>) {
    let header = |name: &str| (name.to_owned(), RefOr::Ref(Ref::new(format!("#/components/headers/{name}"))));
    response.headers.extend(names.into_iter().map(header));
}

fn if_none_match() -> Parameter {
    ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The ETag that you have: the answer is 304 while it is the present one"))
        .schema(Some(String::schema()))
        .build()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    fn headers(document: &Value, operation: &str, status: &str) -> Vec<String> {
        let (method, path) = operation.split_once(' ').unwrap();
        let response = &document["paths"][path][method]["responses"][status];
        let response = response["$ref"].as_str().map_or(response, |name| document.pointer(&name[1..]).unwrap());
        response["headers"].as_object().unwrap().keys().filter(|name| !super::ALWAYS.contains(&name.as_str())).cloned().collect()
    }

    #[test]
    fn each_operation_names_the_headers_of_its_answers() {
        let document = serde_json::to_value(crate::router::document()).unwrap();
        for (operation, status, expected) in [
            ("get /v1/orders/{id}", "200", &["ETag"][..]),
            ("get /v1/orders/{id}", "304", &["ETag"]),
            ("get /v1/orders/{id}", "4XX", &["Retry-After"]),
            ("get /v1/orders/{id}/events", "200", &["Link"]),
            ("get /v1/orders", "200", &["Link"]),
            ("post /v1/orders", "201", &["ETag", "Idempotent-Replayed", "Location"]),
            ("post /v1/orders/{id}/copy", "201", &["ETag", "Idempotent-Replayed", "Location"]),
            ("post /v1/orders/batch", "201", &["Idempotent-Replayed"]),
            ("patch /v1/orders/{id}", "200", &["ETag"]),
            ("post /v1/orders/{id}/cancel", "200", &["ETag"]),
            ("post /v1/orders/{id}/quote", "200", &[]),
            ("put /v1/tenants/{id}/quota", "200", &["ETag"]),
            ("post /v1/api-keys", "201", &["Idempotent-Replayed"]),
            ("get /healthz", "200", &[]),
        ] {
            assert_eq!(headers(&document, operation, status), expected, "{operation} {status}");
        }
    }
}
