//! Query parameters. Unknown, repeated and unreadable ones are 422 and named.

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::{
    fault::{Fault, Shape},
    problem::ApiError,
};

/// The query, decoded into a struct with `deny_unknown_fields`.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        decode(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn decode<T: DeserializeOwned>(query: &str) -> Result<T, ApiError> {
    if let Some((name, _)) = form_urlencoded::parse(query.as_bytes()).find(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(ApiError::field(format!("?{}", name.replace('\0', "")), Shape::NulCharacter));
    }
    let decoder = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(decoder).map_err(|error| {
        let path = error.path().to_string();
        let said = error.inner().to_string();
        let quoted = || said.split('`').nth(1).unwrap_or_default().to_owned();
        let (name, shape) = match said.as_str() {
            s if s.starts_with("unknown field") => (quoted(), Shape::UnknownParameter { name: quoted() }),
            s if s.starts_with("missing field") => (quoted(), Shape::MissingField { name: quoted() }),
            s if s.starts_with("duplicate field") => (quoted(), Shape::DuplicateField { name: quoted() }),
            s => (path, Shape::WrongType { found: s.to_owned() }),
        };
        ApiError::Shape(vec![Fault::new(format!("?{name}"), shape)])
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        limit: Option<u32>,
    }

    #[test]
    fn a_bad_parameter_is_named() {
        assert_eq!(decode::<Filter>("limit=5").unwrap().limit, Some(5));
        for (query, at) in [("limit=x", "?limit"), ("nope=1", "?nope"), ("limit=1&limit=2", "?limit"), ("limit=%00", "?limit")] {
            let Err(ApiError::Shape(faults)) = decode::<Filter>(query) else { panic!("{query}") };
            assert_eq!(faults[0].pointer, at);
        }
    }
}
