//! The document: title, manners, tags, security schemes, and what all operations have in common. Operations come from the routes themselves.

mod headers;

use homeroom_domain::ids::TenantId;
use utoipa::{
    OpenApi, PartialSchema,
    openapi::Required,
    openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

const MANNERS: &str = include_str!("openapi.md");

#[derive(OpenApi)]
#[openapi(
    info(title = "Homeroom", description = MANNERS, license(name = "Apache-2.0", identifier = "Apache-2.0")),
    servers((url = "/")),
    tags(
        (name = "orders", description = "Classrooms of one kind for a term, with a timetable"),
        (name = "academic-calendars", description = "What a school plans for all of its orders: terms, days off, make-up days, bells"),
        (name = "classrooms", description = "The rooms of orders, and how to enter one"),
        (name = "lessons", description = "What the timetables say, occurrence by occurrence"),
        (name = "timetables", description = "Files that schools have, read as the body of an order"),
        (name = "billing", description = "What things cost: plans, what an institution is on, and what it pays"),
        (name = "quota", description = "What a tenant may book, and what it has booked"),
        (name = "access", description = "Who is calling: sessions, people, keys, tokens"),
        (name = "tenants", description = "Institutions: each is a tenant, with its quota and its people"),
        (name = "partners", description = "Resellers and marketplaces, who create tenants"),
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
    components.responses.extend(crate::http::problem_responses().into_iter().map(|(name, response)| (name, response.into())));
    document.security = Some(vec![SecurityRequirement::new("bearer", none), SecurityRequirement::new("session", none)]);
    document
}

/// Says once and here what all operations have in common, because one layer or extractor reads and writes it for all of them.
pub(crate) fn complete(document: &mut utoipa::openapi::OpenApi) {
    name_the_tenant(document);
    headers::describe(document);
}

/// Where `X-Tenant` has no meaning: operations over tenants, on the caller, and on the process.
const WITHOUT_TENANT: [&str; 12] = [
    "/v1/capacity",
    "/v1/links",
    "/v1/moves",
    "/v1/orders/{id}/move",
    "/v1/partners",
    "/v1/tenants",
    "/v1/clusters",
    "/v1/platform",
    "/v1/me",
    "/v1/password-resets",
    "/v1/sessions",
    "/v1/tokens",
];

/// Says of every operation within a tenant how callers from outside name it.
fn name_the_tenant(document: &mut utoipa::openapi::OpenApi) {
    for (_, item) in document.paths.paths.iter_mut().filter(|(path, _)| is_within_a_tenant(path)) {
        for operation in operations(item) {
            operation.parameters.get_or_insert_default().push(x_tenant().into());
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

fn is_within_a_tenant(path: &str) -> bool {
    let is_below = |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path.starts_with("/v1/") && !WITHOUT_TENANT.into_iter().any(is_below)
}

fn x_tenant() -> Parameter {
    ParameterBuilder::new()
        .name("X-Tenant")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The tenant that a caller of the platform or of a partner acts for; nobody else may send it"))
        .schema(Some(TenantId::schema()))
        .build()
}
