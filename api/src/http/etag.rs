//! `ETag`, `If-Match` and `If-None-Match`.
//!
//! A strong tag is `"<edit>.<revision>"`: `edit` counts accepted changes, `revision` moves with our own status. `If-None-Match` compares both,
//! `If-Match` the edit alone, because our status is not someone's edit.

use std::{convert::Infallible, fmt};

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{problem::ApiError, problems::Problem};

/// The version of something that is read and edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    pub edit: i64,
    pub revision: i64,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}.{}\"", self.edit, self.revision)
    }
}

impl Version {
    /// Of what the clock moves too, so that nobody counts how often it changed: the revision is a digest of all that it says.
    pub fn of_content(edit: i64, content: &[u8]) -> Self {
        let digest = Sha256::digest(content);
        Self { edit, revision: digest.iter().take(6).fold(0, |number, byte| number << 8 | i64::from(*byte)) }
    }

    pub fn header(self) -> HeaderValue {
        // Digits, a dot and quotes are always a header value.
        HeaderValue::from_str(&self.to_string()).unwrap_or(HeaderValue::from_static("\"\""))
    }
}

/// `If-Match`, not yet judged. Ask `required` before anything is looked up: 428 comes before 404.
#[derive(Debug, Clone)]
pub struct IfMatch(Option<String>);

/// An `If-Match` that is there.
#[derive(Debug, Clone)]
pub struct Expected(String);

impl IfMatch {
    /// # Errors
    /// 428 when the header is absent.
    pub fn required(self) -> Result<Expected, ApiError> {
        self.0.map(Expected).ok_or(Problem::PreconditionRequired.into())
    }
}

impl Expected {
    /// # Errors
    /// 412 when nothing in the header names this edit.
    pub fn matches(&self, edit: i64) -> Result<(), ApiError> {
        let names_it = |tag: &str| tag.trim() == "*" || edit_of(tag) == Some(edit);
        if self.0.split(',').any(names_it) { Ok(()) } else { Err(Problem::PreconditionFailed.into()) }
    }
}

/// The edit in a strong tag of ours.
fn edit_of(tag: &str) -> Option<i64> {
    tag.trim()
        .strip_prefix('"')?
        .strip_suffix('"')?
        .split_once('.')
        .and_then(|(edit, revision)| revision.parse::<i64>().ok().and(edit.parse().ok()))
}

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(joined(&parts.headers, &header::IF_MATCH)))
    }
}

/// `If-None-Match`, for answers that may be 304.
#[derive(Debug, Clone, Default)]
pub struct IfNoneMatch(Option<String>);

impl IfNoneMatch {
    /// Whether the client has this version already.
    pub fn has(&self, version: Version) -> bool {
        let tag = version.to_string();
        self.0.as_deref().is_some_and(|tags| {
            tags.split(',').map(str::trim).any(|given| given == "*" || given.strip_prefix("W/").unwrap_or(given) == tag)
        })
    }
}

impl<S: Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(joined(&parts.headers, &header::IF_NONE_MATCH)))
    }
}

fn joined(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// 200 with its `ETag`, or 304 when the client said that it has this version.
#[derive(Debug, Clone)]
pub struct Versioned<T> {
    pub version: Version,
    pub body: T,
    pub if_none_match: IfNoneMatch,
}

impl<T> Versioned<T> {
    pub fn new(version: Version, body: T) -> Self {
        Self { version, body, if_none_match: IfNoneMatch::default() }
    }

    /// For GET: lets the answer be 304.
    #[must_use]
    pub fn unless(self, if_none_match: IfNoneMatch) -> Self {
        Self { if_none_match, ..self }
    }
}

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let tag = [(header::ETAG, self.version.header())];
        if self.if_none_match.has(self.version) {
            return (StatusCode::NOT_MODIFIED, tag).into_response();
        }
        (tag, axum::Json(self.body)).into_response()
    }
}

/// 201 with `Location`, and an `ETag` where there is a GET of one.
#[derive(Debug, Clone)]
pub struct Created<T> {
    pub location: Option<String>,
    pub version: Option<Version>,
    pub body: T,
}

impl<T: Serialize> Created<T> {
    /// Something with an address and a version.
    pub fn new(location: String, version: Version, body: T) -> Self {
        Self { location: Some(location), version: Some(version), body }
    }

    /// Something that has no GET of its own.
    pub fn without_address(body: T) -> Self {
        Self { location: None, version: None, body }
    }

    pub(super) fn headers(&self) -> Vec<(header::HeaderName, HeaderValue)> {
        let location = self.location.as_ref().and_then(|location| HeaderValue::from_str(location).ok());
        let tag = self.version.map(Version::header);
        location.map(|value| (header::LOCATION, value)).into_iter().chain(tag.map(|value| (header::ETAG, value))).collect()
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let headers = self.headers();
        let mut response = (StatusCode::CREATED, axum::Json(self.body)).into_response();
        response.headers_mut().extend(headers);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_compares_the_edit_and_if_none_match_everything() {
        let expected = IfMatch(Some("\"3.9\", \"5.0\"".into())).required().unwrap();
        assert!(expected.matches(3).is_ok() && expected.matches(5).is_ok());
        assert!(expected.matches(4).is_err());
        assert!(IfMatch(None).required().is_err());
        assert!(Expected("W/\"3.9\"".into()).matches(3).is_err(), "a weak tag never matches for a change");
        let seen = IfNoneMatch(Some("\"3.9\"".into()));
        assert!(seen.has(Version { edit: 3, revision: 9 }));
        assert!(!seen.has(Version { edit: 3, revision: 10 }));
    }
}
