//! Writes every failure as `application/problem+json`: what handlers and extractors returned, panics among it, and what the router
//! refused.

use std::sync::Arc;

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use super::{correlate::RequestId, problem::ApiError, problems::Problem};
use crate::words::Language;

/// What a problem says about its request.
struct Asked {
    language: Language,
    path: String,
    id: Option<RequestId>,
}

pub(super) async fn render(request: Request, next: Next) -> Response {
    let asked = Asked {
        language: Language::of(request.headers()),
        path: request.uri().path().to_owned(),
        id: request.extensions().get::<RequestId>().cloned(),
    };
    let response = next.run(request).await;
    let error = response.extensions().get::<Arc<ApiError>>().cloned().or_else(|| refused_by_router(response.status()).map(Arc::new));
    match error {
        Some(error) => problem(&error, &asked, response),
        None => response,
    }
}

/// The router answers 405 with an empty body and no error of ours.
fn refused_by_router(status: StatusCode) -> Option<ApiError> {
    (status == StatusCode::METHOD_NOT_ALLOWED).then(|| Problem::MethodNotAllowed.into())
}

fn problem(error: &ApiError, asked: &Asked, response: Response) -> Response {
    if let ApiError::Internal(cause) = error {
        tracing::error!(error = format!("{cause:#}"), "a request failed on our side");
    }
    let mut body = error.body(asked.language);
    body.insert("instance".into(), asked.path.clone().into());
    if let Some(id) = &asked.id {
        body.insert("request_id".into(), id.as_str().into());
    }
    let (mut parts, _) = response.into_parts();
    parts.extensions.remove::<Arc<ApiError>>();
    parts.status = error.problem().status();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(asked.language.tag()));
    parts.headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    Response::from_parts(parts, Value::Object(body).to_string().into())
}
