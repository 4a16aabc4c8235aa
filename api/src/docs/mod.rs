//! Pages for people: the document at `/openapi.json`, a browsable page at `/docs`, and a page per problem type.
//!
//! The pages are plain HTML from this process. Nothing is loaded from anywhere else, so they work behind any wall and tell nobody who reads them.

mod html;
mod page;
mod problems;

use axum::{
    Router,
    body::Bytes,
    http::header,
    response::{Html, IntoResponse},
    routing::get,
};

use crate::app::AppState;

/// What a browser may load on these pages: nothing but their own style, and the icon.
const POLICY: &str =
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn routes(document: &utoipa::openapi::OpenApi) -> Router<AppState> {
    let json = serde_json::to_value(document).unwrap_or_default();
    // Handlers are cloned, and these are large.
    let (text, docs) = (Bytes::from(json.to_string()), Bytes::from(page::render(&json)));
    Router::new()
        .route("/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, "application/json")], text) }))
        .route("/docs", get(move || async move { page(docs) }))
        .route("/problems", get(async || page(problems::index())))
        .route("/problems/{slug}", get(problems::show))
}

fn page(html: impl IntoResponse) -> impl IntoResponse {
    (
        [(header::CONTENT_SECURITY_POLICY, POLICY), (header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::REFERRER_POLICY, "no-referrer")],
        Html(html),
    )
}
