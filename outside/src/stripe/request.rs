//! One call on the wire: a form with brackets out, JSON in.

use std::fmt::Display;

use http::{HeaderMap, HeaderValue, Method, header};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use tracing::Instrument as _;

use super::{Error, IdempotencyKey, Stripe, VERSION};
use crate::Call;

const KEY_HEADER: &str = "idempotency-key";

/// A call in the making.
#[derive(Debug)]
pub(super) struct Request {
    method: Method,
    path: String,
    fields: Vec<(String, String)>,
    key: Option<IdempotencyKey>,
}

impl Request {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), fields: Vec::new(), key: None }
    }

    pub(super) fn post(path: impl Into<String>, key: &IdempotencyKey) -> Self {
        Self { method: Method::POST, path: path.into(), fields: Vec::new(), key: Some(key.clone()) }
    }

    /// Deletes once by itself: what is gone is gone. A key is neither needed nor looked at.
    pub(super) fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, path: path.into(), fields: Vec::new(), key: None }
    }

    pub(super) fn field(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.fields.push((name.into(), value.to_string()));
        self
    }

    pub(super) fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.field(name, value),
            None => self,
        }
    }

    pub(super) fn list<T: Display>(self, name: &str, values: impl IntoIterator<Item = T>) -> Self {
        values.into_iter().enumerate().fold(self, |request, (place, value)| request.field(format!("{name}[{place}]"), value))
    }

    pub(super) fn metadata(self, pairs: &[(&str, &str)]) -> Self {
        pairs.iter().fold(self, |request, (key, value)| request.field(format!("metadata[{key}]"), value))
    }

    pub(super) fn expand(self, paths: &[&str]) -> Self {
        self.list("expand", paths)
    }

    /// Its path without ids, so that calls of one sort have one name. A step of a path is lower-case words; an id has capitals or digits.
    fn template(&self) -> String {
        let is_id = |step: &str| step != "v1" && step.bytes().any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        self.path.split('/').map(|step| if is_id(step) { "{id}" } else { step }).collect::<Vec<_>>().join("/")
    }
}

impl Stripe {
    /// In a span that says which call it is, and lasts until its answer is read.
    pub(super) async fn ask<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let span = tracing::info_span!("stripe.call", method = %request.method, path = request.template());
        self.exchange(request).instrument(span).await
    }

    async fn exchange<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let mut url = self.base.clone();
        url.set_path(&request.path);
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.fields).finish();
        let mut call = Call { method: request.method, headers: self.headers(request.key.as_ref()), body: Vec::new() };
        if call.method == Method::POST {
            call.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
            call.body = form.into_bytes();
        } else if !form.is_empty() {
            url.set_query(Some(&form));
        }
        let answer = self.client.exchange_configured(&url, call).await.map_err(|error| Error::of_the_way(&error))?;
        if !answer.status.is_success() {
            return Err(Error::of_the_answer(&answer));
        }
        serde_json::from_slice(&answer.body).map_err(|_| Error::Unreadable)
    }

    fn headers(&self, key: Option<&IdempotencyKey>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("stripe-version", HeaderValue::from_static(VERSION));
        // Both are of characters that a header may have.
        if let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", self.key.reveal())) {
            bearer.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, bearer);
        }
        if let Some(key) = key.and_then(|key| HeaderValue::from_str(key.as_str()).ok()) {
            headers.insert(KEY_HEADER, key);
        }
        headers
    }
}

/// A page of a list, or of what a search found.
#[derive(Debug, Deserialize)]
pub(super) struct Page<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

/// What is left of something deleted.
#[derive(Debug, Deserialize)]
pub(super) struct Deleted {}

/// Nothing, where there is null.
pub(super) fn or_empty<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_one_sort_have_one_name() {
        let name = |path: &str| Request::get(path).template();
        assert_eq!(name("/v1/invoices/in_1MtHbELkdIwHu7ix/add_lines"), "/v1/invoices/{id}/add_lines");
        assert_eq!(name("/v1/checkout/sessions/cs_test_a1b2"), "/v1/checkout/sessions/{id}");
        assert_eq!(name("/v1/customers/search"), "/v1/customers/search");
    }
}
