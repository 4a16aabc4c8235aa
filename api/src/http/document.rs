//! How problems look in the document: every operation answers failures in one shape.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::{
    IntoResponses, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, RefOr, Response, ResponseBuilder, Schema,
        schema::{Array, ArrayBuilder, Ref},
    },
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
    #[schema(nullable = false)]
    params: Option<BTreeMap<String, serde_json::Value>>,
    /// The fields that are wrong.
    #[schema(nullable = false)]
    errors: Option<Vec<FieldDocument>>,
    /// Why an order does not fit: everything, not the first.
    #[schema(schema_with = violations)]
    violations: Option<Vec<serde_json::Value>>,
    /// What would be admitted now.
    #[schema(schema_with = alternatives)]
    alternatives: Option<Vec<serde_json::Value>>,
    /// False when the service was too busy to look for all alternatives: ask again for the others.
    #[schema(nullable = false)]
    alternatives_complete: Option<bool>,
}

/// Refusals are a feature's; the document has their shapes because quotes have them too.
fn violations() -> Array {
    listed(
        "Violation",
        "Why an order does not fit: everything, not the first. Of an order that asks for more than the quota allows at any time, what the \
                         quota says alone.",
    )
}

fn alternatives() -> Array {
    listed("Alternative", "What would be admitted now.")
}

fn listed(schema: &str, words: &str) -> Array {
    ArrayBuilder::new().items(Ref::from_schema_name(schema)).description(Some(words)).build()
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

/// The names under which the document keeps them, and what they say.
const REFUSED: (&str, &str) = ("Refused", "Refused; `type` and `code` say why");
const FAILED: (&str, &str) = ("Failed", "Failed on our side");

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let of = |(name, _): (&str, &str)| RefOr::Ref(Ref::from_response_name(name));
        BTreeMap::from([("4XX".to_owned(), of(REFUSED)), ("5XX".to_owned(), of(FAILED))])
    }
}

/// The responses that `Problems` points at.
pub(crate) fn responses() -> Vec<(String, Response)> {
    let of = |(name, words): (&str, &str)| {
        let content = ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
        (name.to_owned(), ResponseBuilder::new().description(words).content("application/problem+json", content).build())
    };
    vec![of(REFUSED), of(FAILED)]
}

/// The schemas that these point at.
pub(crate) fn schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![
        (ProblemDocument::name().into_owned(), ProblemDocument::schema()),
        (FieldDocument::name().into_owned(), FieldDocument::schema()),
    ];
    ProblemDocument::schemas(&mut schemas);
    schemas
}
