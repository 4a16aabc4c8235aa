//! How problems look in the document: every operation answers failures in one shape.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::{
    IntoResponses, PartialSchema, ToSchema,
    openapi::{ContentBuilder, RefOr, Response, ResponseBuilder, schema::Ref},
};

/// Something went wrong: RFC 9457, `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument {
    /// `/problems/<slug>`: a page that explains it.
    #[serde(rename = "type")]
    kind: String,
    /// In the reader's language.
    title: String,
    status: u16,
    /// In the reader's language.
    detail: String,
    /// The path that was asked for.
    instance: String,
    /// For programs; never changes with the language.
    code: String,
    request_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<BTreeMap<String, serde_json::Value>>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<FieldDocument>>,
    /// Why an order does not fit: everything, not the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    violations: Option<Vec<serde_json::Value>>,
    /// What would be admitted now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    alternatives: Option<Vec<serde_json::Value>>,
}

/// One wrong field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemField)]
pub(crate) struct FieldDocument {
    /// RFC 6901 JSON pointer into the body, or `?name` for a query parameter.
    pointer: String,
    code: String,
    params: BTreeMap<String, serde_json::Value>,
    detail: String,
}

/// For `responses(...)` of every operation.
#[derive(Debug)]
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let of = |words: &str| {
            let content = ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
            RefOr::T(ResponseBuilder::new().description(words).content("application/problem+json", content).build())
        };
        BTreeMap::from([("4XX".to_owned(), of("Refused; `type` and `code` say why")), ("5XX".to_owned(), of("Failed on our side"))])
    }
}

/// The schemas that `Problems` points at.
pub(crate) fn schemas() -> Vec<(String, RefOr<utoipa::openapi::Schema>)> {
    vec![("Problem".to_owned(), ProblemDocument::schema()), ("ProblemField".to_owned(), FieldDocument::schema())]
}
