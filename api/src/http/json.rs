//! JSON bodies, refused in a fixed order: 415, 413, 408, 400 (bad JSON, or a missing header), 422 (shape).
//!
//! The idempotency key is asked for here, between bad media type and bad shape, because that is its place in the order of checks; so are
//! parameters in the query that nobody reads. See `idempotency` and `stray`.

use std::marker::PhantomData;

use axum::extract::{FromRequest, Request};
use homeroom_domain::pointer::escaped;
use http::{HeaderMap, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use super::{
    body::UnreadBody,
    decode::{Source, decode},
    fault::Fault,
    idempotency::Awaited,
    problem::ApiError,
    problems::Problem,
    shape::Shape,
    stray,
};

/// One mebibyte: the largest body unless an operation says otherwise.
pub const MIB: usize = 1 << 20;

/// A JSON body of at most `LIMIT` bytes.
#[derive(Debug, Clone, Copy)]
pub struct Json<T, const LIMIT: usize = MIB>(pub T);

/// A JSON body that may be left out; then `T::default()`. An empty one is left out whatever it is called: many clients always name a type.
#[derive(Debug, Clone, Copy)]
pub struct OptionalJson<T, const LIMIT: usize = MIB>(pub T);

/// A JSON body of at most `LIMIT` bytes that nobody has read yet. The handler lets the request in first, and decodes where it does not hold up others.
#[derive(Debug)]
pub struct Unread<T, const LIMIT: usize = MIB> {
    body: UnreadBody,
    value: PhantomData<fn() -> T>,
}

/// A body that was read and not decoded.
#[derive(Debug)]
pub struct Undecoded<T> {
    body: Vec<u8>,
    awaited: Option<Awaited>,
    strays: Result<(), ApiError>,
    value: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned, S: Sync, const LIMIT: usize> FromRequest<S> for Json<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        Unread::<T, LIMIT>::from_request(request, state).await?.read().await?.decode().map(Self)
    }
}

impl<T, S: Sync, const LIMIT: usize> FromRequest<S> for Unread<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(Problem::UnsupportedMediaType.into());
        }
        Ok(Self { body: UnreadBody::of(request, LIMIT)?, value: PhantomData })
    }
}

impl<T, const LIMIT: usize> Unread<T, LIMIT> {
    /// How many bytes it has at most.
    pub fn bytes_at_most(&self) -> usize {
        self.body.bytes_at_most()
    }

    /// # Errors
    /// 413 when it turns out larger than the limit.
    pub async fn read(self) -> Result<Undecoded<T>, ApiError> {
        let awaited = self.body.extensions().get::<Awaited>().cloned();
        let strays = stray::refuse(self.body.extensions());
        Ok(Undecoded { body: self.body.read().await?, awaited, strays, value: PhantomData })
    }
}

impl<T: DeserializeOwned> Undecoded<T> {
    /// How many bytes it has.
    pub fn bytes(&self) -> usize {
        self.body.len()
    }

    /// Milliseconds for a megabyte.
    ///
    /// # Errors
    /// 400 for what is no JSON, or where a header is missing; 422 for a wrong shape.
    pub fn decode(self) -> Result<T, ApiError> {
        let value = syntax::<T>(&self.body)?;
        if let Some(awaited) = self.awaited {
            awaited.read(&self.body)?;
        }
        self.strays?;
        value
    }
}

impl<T: DeserializeOwned + Default, S: Sync, const LIMIT: usize> FromRequest<S> for OptionalJson<T, LIMIT> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if axum::body::HttpBody::is_end_stream(request.body()) {
            stray::refuse(request.extensions())?;
            return Ok(Self(T::default()));
        }
        Json::<T, LIMIT>::from_request(request, state).await.map(|Json(value)| Self(value))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).and_then(|value| value.split(';').next());
    media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
}

pub(super) fn malformed(line: usize, column: usize) -> ApiError {
    ApiError::With(Problem::MalformedJson, json!({ "line": line, "column": column }))
}

/// JSON is UTF-8, wherever in the body it is not.
fn text(body: &[u8]) -> Result<&str, ApiError> {
    std::str::from_utf8(body).map_err(|error| {
        let before = &body[..error.valid_up_to()];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        malformed(1 + before.iter().filter(|byte| **byte == b'\n').count(), 1 + before.len() - line_start)
    })
}

/// The outer error is bad JSON, the inner one a bad shape.
fn syntax<T: DeserializeOwned>(body: &[u8]) -> Result<Result<T, ApiError>, ApiError> {
    let text = text(body)?;
    let mut json = serde_json::Deserializer::from_str(text);
    match decode(&mut json, Source::Json) {
        Ok(value) => json.end().map(|()| nul_free(body).map(|()| value)).map_err(|error| malformed(error.line(), error.column())),
        Err(fault) => {
            // The decoder stopped in the middle, if only at a number too large for it; the whole may still be no JSON at all.
            serde_json::from_str::<IgnoredAny>(text).map_err(|error| malformed(error.line(), error.column()))?;
            Ok(Err(fault.into()))
        }
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self::Shape(vec![fault])
    }
}

/// Postgres keeps no U+0000, and nobody means it.
fn nul_free(body: &[u8]) -> Result<(), ApiError> {
    if !body.windows(6).any(|window| window == b"\\u0000") {
        return Ok(());
    }
    let value = serde_json::from_slice::<Value>(body)?;
    find_nul(&value, &mut String::new()).map_or(Ok(()), |pointer| Err(ApiError::field(pointer, Shape::NulCharacter)))
}

fn find_nul(value: &Value, at: &mut String) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(|| at.clone()),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| within(item, &index.to_string(), at)),
        Value::Object(fields) => {
            fields.iter().find_map(|(key, item)| if key.contains('\0') { Some(at.clone()) } else { within(item, key, at) })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn within(value: &Value, segment: &str, at: &mut String) -> Option<String> {
    let length = at.len();
    at.push('/');
    at.push_str(&escaped(segment));
    let found = find_nul(value, at);
    at.truncate(length);
    found
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::http::{Form, Format};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only decoded")]
    struct Body {
        name: String,
        #[serde(default)]
        rooms: Vec<Room>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only decoded")]
    struct Room {
        seats: u32,
        #[serde(default)]
        kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Class,
        Lecture,
    }

    fn fault(body: &str) -> Fault {
        match syntax::<Body>(body.as_bytes()) {
            Ok(Err(ApiError::Shape(mut faults))) => faults.remove(0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_bad_shape_names_its_field() {
        assert_eq!(fault(r#"{"name": 3}"#).pointer, "/name");
        assert_eq!(fault(r#"{"name": "a", "rooms": [{"seats": -1}]}"#).pointer, "/rooms/0/seats");
        assert_eq!(fault(r#"{"name": "a", "rooms": [{"seats": 99999999999}]}"#).pointer, "/rooms/0/seats");
        assert_eq!(fault(r#"{"name": "a", "nme": 1}"#), Fault::new("/nme", Shape::UnknownField { name: "nme".into() }));
        assert_eq!(fault(r"{}"), Fault::new("", Shape::MissingField { name: "name".into() }));
        let allowed = vec!["class".into(), "lecture".into()];
        assert_eq!(
            fault(r#"{"name": "a", "rooms": [{"seats": 1, "kind": "zoo"}]}"#),
            Fault::new("/rooms/0/kind", Shape::UnknownValue { value: "zoo".into(), allowed })
        );
        assert_eq!(fault(r#"{"name": "a\u0000b"}"#), Fault::new("/name", Shape::NulCharacter));
        assert_eq!(fault(r#"{"name": "a", "rooms": [{"seats": "many"}]}"#), wrong("/rooms/0/seats", Form::Integer, Form::String));
        assert_eq!(fault("7"), wrong("", Form::Object, Form::Integer));
    }

    fn wrong(pointer: &str, expected: Form, found: Form) -> Fault {
        Fault::new(pointer, Shape::WrongType { expected, found })
    }

    #[test]
    fn an_object_is_read_from_an_object_alone() {
        assert_eq!(fault(r#"["a", []]"#), wrong("", Form::Object, Form::Array));
        assert_eq!(fault(r#"{"name": "a", "rooms": [[1, "class"]]}"#), wrong("/rooms/0", Form::Object, Form::Array));
        assert_eq!(fault(r#"{"name": "a", "rooms": {"seats": 1}}"#), wrong("/rooms", Form::Array, Form::Object));
        assert_eq!(fault(r#"{"name": "a", "rooms": [{"seats": 1, "kind": 7}]}"#), wrong("/rooms/0/kind", Form::String, Form::Integer));
        assert_eq!(fault(r#"{"name": "a", "rooms": [{"seats": 1, "kind": {"class": null}}]}"#).pointer, "/rooms/0/kind");
    }

    #[test]
    fn a_number_too_large_for_anything_is_json_and_named() {
        let too_large = Fault::new("/rooms/0/seats", Shape::OutOfRange { min: 0, max: u32::MAX.into() });
        for number in ["-1", "99999999999", "99999999999999999999", "1e999", &"9".repeat(400)] {
            assert_eq!(fault(&format!(r#"{{"name": "a", "rooms": [{{"seats": {number}}}]}}"#)), too_large, "{number}");
        }
        assert_eq!(fault(r#"{"name": 1e999}"#), wrong("/name", Form::String, Form::Number));
        assert_eq!(fault(r#"{"name": "\ud800"}"#), Fault::new("/name", Shape::BadFormat { expected: Format::Unicode }));
    }

    #[test]
    fn what_is_no_json_is_told_from_what_has_a_bad_shape() {
        for body in ["", "{", "{\"name\": 3", "{\"name\": \"a\"} x", "{\"name\": \"\u{1}\"}", "{\"name\": 1e999", "{\"name\": 01}"] {
            assert!(matches!(syntax::<Body>(body.as_bytes()), Err(ApiError::With(Problem::MalformedJson, _))), "{body}");
        }
        for body in [&b"{\"name\": \"\xff\"}"[..], b"{\"nme\": \"\xff\"}"] {
            let Err(ApiError::With(Problem::MalformedJson, params)) = syntax::<Body>(body) else { panic!() };
            assert_eq!(params["line"], 1);
        }
    }
}
