//! Query parameters. Unknown, repeated and unreadable ones are 422 and named.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::{
    decode::{self, Source},
    fault::{Fault, FaultKind},
    problem::ApiError,
    shape::Shape,
};

/// The query, decoded into a struct with `deny_unknown_fields`.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        read(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, ApiError> {
    if let Some((name, _)) = form_urlencoded::parse(query.as_bytes()).find(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(ApiError::field(format!("?{}", name.replace('\0', "")), Shape::NulCharacter));
    }
    let decoder = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    decode::decode(decoder, Source::Query).map_err(|fault: Fault| named(fault).into())
}

/// `?name` where a body has its pointer.
fn named(fault: Fault) -> Fault {
    let at = |name: &str| format!("?{name}");
    match fault.what {
        FaultKind::Shape(Shape::UnknownField { name }) => Fault::new(at(&name), Shape::UnknownParameter { name }),
        FaultKind::Shape(Shape::DuplicateField { name }) => Fault::new(at(&name), Shape::DuplicateField { name }),
        FaultKind::Shape(Shape::MissingField { name }) => Fault::new(at(&name), Shape::MissingField { name }),
        what => Fault { pointer: at(fault.pointer.trim_start_matches('/')), what },
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::http::{Form, Format};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        limit: Option<u32>,
        ready: Option<bool>,
        phase: Option<Phase>,
        from: Option<jiff::Timestamp>,
    }

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Phase {
        Active,
        Released,
    }

    fn fault(query: &str) -> Fault {
        match read::<Filter>(query) {
            Err(ApiError::Shape(mut faults)) => faults.remove(0),
            other => panic!("{query}: {other:?}"),
        }
    }

    #[test]
    fn texts_become_what_they_stand_for() {
        let filter = read::<Filter>("limit=5&ready=true&phase=released&from=2026-09-01T00:00:00Z").unwrap();
        assert_eq!((filter.limit, filter.ready, filter.phase), (Some(5), Some(true), Some(Phase::Released)));
        assert_eq!(filter.from, Some("2026-09-01T00:00:00Z".parse().unwrap()));
    }

    #[test]
    fn a_bad_parameter_is_named() {
        let shape = |name: &str, shape: Shape| Fault::new(name, shape);
        let wrong = |expected| Shape::WrongType { expected, found: Form::String };
        assert_eq!(fault("limit=x"), shape("?limit", wrong(Form::Integer)));
        assert_eq!(fault("limit="), shape("?limit", wrong(Form::Integer)));
        assert_eq!(fault("limit=99999999999999999999"), shape("?limit", Shape::OutOfRange { min: 0, max: u32::MAX.into() }));
        assert_eq!(fault("ready=yes"), shape("?ready", wrong(Form::Boolean)));
        assert_eq!(fault("from=now"), shape("?from", Shape::BadFormat { expected: Format::Timestamp }));
        assert_eq!(fault("nope=1"), shape("?nope", Shape::UnknownParameter { name: "nope".into() }));
        assert_eq!(fault("limit=1&limit=2"), shape("?limit", Shape::DuplicateField { name: "limit".into() }));
        assert_eq!(fault("limit=%00").pointer, "?limit");
    }

    #[test]
    fn one_of_a_few_names_those_that_there_are_as_a_body_does() {
        let allowed = vec!["active".to_owned(), "released".to_owned()];
        assert_eq!(fault("phase=gone"), Fault::new("?phase", Shape::UnknownValue { value: "gone".into(), allowed }));
    }
}
