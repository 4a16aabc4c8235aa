//! Query parameters of an operation that takes none: refused like any other unknown one, at the same place in the order of checks.
//!
//! Operations that take some refuse others in `Query`. For the rest, the document knows which they are; the layer only notes the stray. `Json`
//! refuses it after media type, size and syntax; where there is no body, whoever recognises the caller does, and where there is no caller either,
//! the layer itself.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Extensions, Method};
use utoipa::openapi::{
    OpenApi, PathItem, RefOr,
    path::{Operation, ParameterIn},
    security::SecurityRequirement,
};

use super::{problem::ApiError, shape::Shape};

/// Who reads what of each operation.
#[derive(Debug, Clone)]
pub(crate) struct Readers(Arc<HashMap<(Method, String), Reads>>);

#[derive(Debug, Clone, Copy)]
struct Reads {
    query: bool,
    body: bool,
    caller: bool,
}

/// The first parameter of a query that nobody reads.
#[derive(Debug, Clone)]
struct Stray {
    name: String,
    /// There is a body, whose own faults come first.
    with_body: bool,
}

impl Readers {
    pub(crate) fn of(document: &OpenApi) -> Self {
        let operations = document
            .paths
            .paths
            .iter()
            .flat_map(|(path, item)| methods(item).map(move |(method, operation)| ((method, path.clone()), Reads::of(operation))));
        Self(Arc::new(operations.collect()))
    }

    fn reads(&self, request: &Request) -> Option<Reads> {
        let route = request.extensions().get::<MatchedPath>()?.as_str().to_owned();
        // The router answers HEAD as it does GET.
        let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
        self.0.get(&(method, route)).copied()
    }
}

impl Reads {
    fn of(operation: &Operation) -> Self {
        let parameters = operation.parameters.iter().flatten();
        let is_open = operation.security.iter().flatten().any(|requirement| *requirement == SecurityRequirement::default());
        Self {
            query: parameters
                .into_iter()
                .any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query)),
            body: operation.request_body.is_some(),
            caller: !is_open,
        }
    }
}

fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let operations = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    operations.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// Notes a parameter that the operation does not know.
pub(crate) async fn note(State(readers): State<Readers>, mut request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let first = form_urlencoded::parse(query.as_bytes()).next().map(|(name, _)| name.into_owned());
    let (Some(name), Some(reads)) = (first, readers.reads(&request)) else { return next.run(request).await };
    if !reads.query {
        let stray = Stray { name, with_body: reads.body };
        if !reads.body && !reads.caller {
            return stray.refused().into_response();
        }
        request.extensions_mut().insert(stray);
    }
    next.run(request).await
}

impl Stray {
    fn refused(&self) -> ApiError {
        ApiError::field(format!("?{}", self.name), Shape::UnknownParameter { name: self.name.clone() })
    }
}

/// For whoever reads the body.
///
/// # Errors
/// 422 that names the parameter.
pub(super) fn refuse(extensions: &Extensions) -> Result<(), ApiError> {
    extensions.get::<Stray>().map_or(Ok(()), |stray| Err(stray.refused()))
}

/// For whoever recognises the caller.
///
/// # Errors
/// 422 that names the parameter, unless there is a body to be looked at first.
pub(crate) fn refuse_without_body(extensions: &Extensions) -> Result<(), ApiError> {
    extensions.get::<Stray>().filter(|stray| !stray.with_body).map_or(Ok(()), |stray| Err(stray.refused()))
}
