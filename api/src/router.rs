//! The list of routes and nothing else.

use axum::{Router, middleware};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api_keys, app::AppState, clusters, docs, events, health, http, members, metrics, openapi, partners, sessions, tenants, tokens,
};

/// Every operation, with the document that it is described in.
pub(crate) fn operations() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::base())
        .merge(clusters::routes())
        .merge(api_keys::routes())
        .merge(events::routes())
        .merge(members::routes())
        .merge(partners::routes())
        .merge(sessions::routes())
        .merge(tenants::routes())
        .merge(tokens::routes())
        .merge(health::routes())
}

/// The service.
pub fn router(app: AppState) -> Router {
    let (routes, document) = operations().split_for_parts();
    let routes = routes.merge(docs::routes(&document)).layer(middleware::from_fn(metrics::count_request));
    http::manners(routes, &app).with_state(app)
}
