//! Pages for people: the document at `/openapi.json`, a browsable page at `/docs`, and a page per problem type.
//!
//! The pages are plain HTML from this process. Nothing is loaded from anywhere else, so they work behind any wall and tell nobody who reads them. They
//! wear the look of the portal, in the theme that was chosen there.

mod html;
mod page;
mod problems;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    http::header,
    response::{Html, IntoResponse, Response},
    routing::get,
};

use crate::{app::AppState, http::Theme};

/// What a browser may load on these pages: nothing but their own style, and the icon.
const POLICY: &str =
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn routes(document: &utoipa::openapi::OpenApi) -> Router<AppState> {
    let json = serde_json::to_value(document).unwrap_or_default();
    // Handlers are cloned, and these are large.
    let (text, docs) = (Bytes::from(json.to_string()), Arc::<str>::from(page::render(&json)));
    Router::new()
        .route("/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, "application/json")], text) }))
        .route("/docs", get(move |theme: Theme| async move { page(theme, &docs) }))
        .route("/problems", get(async |theme: Theme| page(theme, &problems::index())))
        .route("/problems/{slug}", get(problems::show))
}

fn page(theme: Theme, html: &str) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::VARY, "Cookie"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, Html(theme.put_on(html))).into_response()
}
