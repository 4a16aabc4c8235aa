//! The document: title, manners, tags, security schemes. Operations come from the routes themselves.

use utoipa::{
    OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

const MANNERS: &str = include_str!("openapi.md");

#[derive(OpenApi)]
#[openapi(
    info(title = "Homeroom", description = MANNERS, license(name = "Apache-2.0", identifier = "Apache-2.0")),
    servers((url = "/")),
    tags(
        (name = "orders", description = "Classrooms of one kind for a term, with a timetable"),
        (name = "classrooms", description = "The rooms of orders, and how to enter one"),
        (name = "lessons", description = "What the timetables say, occurrence by occurrence"),
        (name = "quota", description = "What an institution may book, and what it has booked"),
        (name = "access", description = "Who is calling: sessions, people, keys, tokens"),
        (name = "tenants", description = "Institutions"),
        (name = "partners", description = "Resellers and marketplaces, who create institutions"),
        (name = "clusters", description = "The Kubernetes clusters on which rooms run"),
        (name = "events", description = "What happened, in order"),
        (name = "service", description = "The process itself"),
    ),
)]
struct Document;

/// The document without operations, for the routes to be added to.
pub(crate) fn base() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API key (`hr_live_...`, `hr_test_...`) or an access token of `POST /v1/tokens`"))
        .build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = ApiKeyValue::with_description(
        "__Host-hr",
        "A browser's session of `POST /v1/sessions`; named `hr` where the service is on loopback",
    );
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let none: [&str; 0] = [];
    components.schemas.extend(crate::http::problem_schemas());
    document.security = Some(vec![SecurityRequirement::new("bearer", none), SecurityRequirement::new("session", none)]);
    document
}

/// The whole document.
pub fn document() -> utoipa::openapi::OpenApi {
    crate::router::operations().into_openapi()
}
