//! Query parameters of an operation that takes none: refused like any other unknown one, at the same place in the order of checks.
//!
//! Operations that take some refuse others in `Query`. For the rest, the document knows which they are; the layer only notes the stray, and whoever
//! recognises the caller refuses it after role and tenant were checked.

use std::{collections::HashSet, sync::Arc};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::{Extensions, Method};
use utoipa::openapi::{OpenApi, PathItem, RefOr, path::ParameterIn};

use super::{fault::Shape, problem::ApiError};

/// Operations that take a query.
#[derive(Debug, Clone)]
pub(crate) struct Queries(Arc<HashSet<(Method, String)>>);

/// The first parameter of a query that nobody reads.
#[derive(Debug, Clone)]
struct Stray(String);

impl Queries {
    pub(crate) fn of(document: &OpenApi) -> Self {
        let known = document.paths.paths.iter().flat_map(|(path, item)| methods(item).map(move |method| (method, path.clone())));
        Self(Arc::new(known.collect()))
    }

    fn reads(&self, request: &Request) -> bool {
        let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        self.0.contains(&(request.method().clone(), route.to_owned()))
    }
}

fn methods(item: &PathItem) -> impl Iterator<Item = Method> {
    let operations = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    operations.into_iter().filter_map(|(method, operation)| {
        let parameters = operation.as_ref()?.parameters.as_ref()?;
        parameters
            .iter()
            .any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query))
            .then_some(method)
    })
}

/// Notes a parameter that the operation does not know.
pub(crate) async fn note(State(queries): State<Queries>, mut request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    if let Some((name, _)) = form_urlencoded::parse(query.as_bytes()).next().filter(|_| !queries.reads(&request)) {
        let stray = Stray(name.into_owned());
        request.extensions_mut().insert(stray);
    }
    next.run(request).await
}

/// # Errors
/// 422 that names the parameter.
pub(crate) fn refuse(extensions: &Extensions) -> Result<(), ApiError> {
    match extensions.get::<Stray>() {
        Some(Stray(name)) => Err(ApiError::field(format!("?{name}"), Shape::UnknownParameter { name: name.clone() })),
        None => Ok(()),
    }
}
