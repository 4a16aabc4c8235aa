//! The list of routes and nothing else.

use std::sync::LazyLock;

use axum::{Router, extract::FromRef, middleware};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    academic_calendars, api_keys,
    app::AppState,
    billing, capacity, classrooms, clusters, docs, drafts, events, exports, health,
    http::{self, ByAddress},
    images, kinds, lessons, links, members, moves, openapi, orders, overruns, partners, pauses, pins, platform, prices, promises, regions,
    search, sessions, standing, subscriptions, tenants, timetables, tokens, usage,
};

/// Every operation, with the document that it is described in.
pub(crate) fn operations() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::base())
        .merge(academic_calendars::routes())
        .merge(api_keys::routes())
        .merge(billing::routes())
        .merge(capacity::routes())
        .merge(promises::routes())
        .merge(classrooms::routes())
        .merge(clusters::routes())
        .merge(drafts::routes())
        .merge(events::routes())
        .merge(exports::routes())
        .merge(images::routes())
        .merge(kinds::routes())
        .merge(lessons::routes())
        .merge(links::routes())
        .merge(members::routes())
        .merge(moves::routes())
        .merge(orders::routes())
        .merge(overruns::routes())
        .merge(partners::routes())
        .merge(pauses::routes())
        .merge(pins::routes())
        .merge(platform::routes())
        .merge(prices::routes())
        .merge(regions::routes())
        .merge(search::routes())
        .merge(sessions::routes())
        .merge(standing::routes())
        .merge(subscriptions::routes())
        .merge(tenants::routes())
        .merge(timetables::routes())
        .merge(tokens::routes())
        .merge(usage::routes())
        .merge(health::routes())
}

/// The whole document of the API, made from the routes.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = operations().into_openapi();
    openapi::complete(&mut document);
    document
}

/// What is the same for every service of a process. The document is a megabyte, and each test has a service of its own: so it is made once.
static ROUTES: LazyLock<Router<AppState>> = LazyLock::new(|| {
    let (routes, mut document) = operations().split_for_parts();
    openapi::complete(&mut document);
    let readers = http::stray::Readers::of(&document);
    let routes = routes.layer(middleware::from_fn_with_state(readers, http::stray::note));
    with_pages(routes.merge(docs::routes(&document)))
});

/// The service.
pub fn router(app: AppState) -> Router {
    http::manners(ROUTES.clone(), ByAddress::from_ref(&app)).with_state(app)
}

/// What no operation answers is a page of the portal, or 404.
#[cfg(feature = "portal")]
fn with_pages(routes: Router<AppState>) -> Router<AppState> {
    routes.merge(crate::portal::routes()).fallback(crate::portal::page)
}

#[cfg(not(feature = "portal"))]
fn with_pages(routes: Router<AppState>) -> Router<AppState> {
    routes.fallback(async || http::ApiError::NotFound)
}
