//! What came back, and what a test expects of it. A failed expectation shows the whole answer.

use std::ops::Index;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::order::OrderSpec;

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    json: Value,
    /// The order that was asked for, where it was one.
    asked: Option<Value>,
}

impl Answer {
    pub fn new(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        let json = serde_json::from_slice(&body).unwrap_or_default();
        Self { status, headers, body, json, asked: None }
    }

    pub fn json(&self) -> &Value {
        &self.json
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn etag(&self) -> &str {
        self.header("etag").unwrap_or_else(|| panic!("no ETag in {self:?}"))
    }

    pub fn id(&self) -> String {
        self.text_of("id").to_owned()
    }

    /// What a list holds.
    #[track_caller]
    pub fn items(&self) -> &[Value] {
        self.json["items"].as_array().unwrap_or_else(|| panic!("no items in {}", self.text()))
    }

    /// The ids of what a list holds.
    #[track_caller]
    pub fn ids(&self) -> Vec<String> {
        let id = |item: &Value| item["id"].as_str().unwrap_or_else(|| panic!("no id in {item}")).to_owned();
        self.items().iter().map(id).collect()
    }

    /// A field that is a text.
    #[track_caller]
    pub fn text_of(&self, field: &str) -> &str {
        self.json[field].as_str().unwrap_or_else(|| panic!("no {field} in {}", self.text()))
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    #[track_caller]
    pub fn expect_created(self) -> Self {
        self.expect(201)
    }

    /// An RFC 9457 problem of this status and type, complete in its form.
    #[track_caller]
    pub fn expect_problem(self, status: u16, slug: &str) -> Self {
        assert_eq!(
            (self.status.as_u16(), self.json["type"].as_str()),
            (status, Some(format!("/problems/{slug}").as_str())),
            "{}",
            self.text()
        );
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text());
        assert_eq!(self.json["status"], status, "{}", self.text());
        for field in ["title", "detail", "instance", "code", "request_id"] {
            assert!(self.json[field].is_string(), "no {field} in {}", self.text());
        }
        self
    }

    /// A problem that names this field.
    #[track_caller]
    pub fn expect_invalid(self, pointer: &str) -> Self {
        let named = self.json["errors"].as_array().is_some_and(|errors| errors.iter().any(|error| error["pointer"] == pointer));
        assert!(self.status == 422 && named, "expected 422 naming {pointer}, got {} {}", self.status, self.text());
        self
    }

    /// The order as the nth alternative of its refusal would have it.
    #[track_caller]
    pub fn alternative(&self, nth: usize) -> OrderSpec {
        let change = &self.json["alternatives"][nth]["change"];
        assert!(change.is_object(), "no alternative {nth} in {}", self.text());
        OrderSpec::from(self.asked.clone().expect("an order was asked for")).changed(change)
    }

    pub(super) fn of(self, asked: Value) -> Self {
        Self { asked: Some(asked), ..self }
    }
}

impl Index<&str> for Answer {
    type Output = Value;

    fn index(&self, field: &str) -> &Value {
        &self.json[field]
    }
}
