//! The manners of the API, each tried on every operation that it applies to, as the served document lists them.

mod addresses;
mod bodies;
mod headers;
mod lists;
mod precedence;
mod tables;
mod texts;
mod titles;
mod words;

use serde_json::Value;

use crate::{
    authz::{
        expectations::{Door, Expectation, TABLE},
        world::World,
    },
    support::{Call, Home, SCOPES},
};

/// A world, its document, and keys that may do everything in it.
struct Manners {
    world: World,
    document: Value,
    institution_key: String,
    /// The cookie of somebody of the institution.
    cookie: String,
}

impl Manners {
    async fn new() -> Self {
        let world = World::new().await;
        let document = world.app.get("/openapi.json").send().await.expect(200).json().clone();
        let institution_key = world.app.key(Home::tenant(&world.own.tenant), true, &SCOPES).await;
        let cookie = world.app.session(Home::tenant(&world.own.tenant), "owner").await;
        let mut manners = Self { world, document, institution_key, cookie };
        manners.world.own.session = manners.session().await;
        manners
    }

    /// What the document says of the operation.
    fn described(&self, expectation: &Expectation) -> &Value {
        &self.document["paths"][expectation.path()][expectation.method().to_lowercase()]
    }

    fn takes(&self, expectation: &Expectation, parameter: &str) -> bool {
        self.described(expectation)["parameters"].as_array().is_some_and(|parameters| {
            parameters.iter().any(|p| p["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(parameter)))
        })
    }

    fn requires_body(&self, expectation: &Expectation) -> bool {
        self.takes_body(expectation) && self.described(expectation)["requestBody"]["required"] == true
    }

    /// A body of JSON; an operation that takes a file has tests of its own.
    fn takes_body(&self, expectation: &Expectation) -> bool {
        self.described(expectation)["requestBody"]["content"]["application/json"].is_object()
    }

    /// Operations that need a caller.
    fn operations(&self) -> impl Iterator<Item = &'static Expectation> {
        TABLE.iter().filter(|expectation| expectation.door != Door::Open)
    }

    fn target(&self, expectation: &Expectation) -> String {
        if expectation.has_target() { self.world.own.target(expectation).to_owned() } else { String::new() }
    }

    fn path(&self, expectation: &Expectation) -> String {
        format!("{}{}", expectation.address(&self.target(expectation), self.world.own.parts()), expectation.query)
    }

    /// Of somebody who may.
    fn key(&self, expectation: &Expectation) -> &str {
        if expectation.door == Door::Across { &self.world.app.platform_key } else { &self.institution_key }
    }

    /// One more session of the person whose cookie it is.
    async fn session(&self) -> String {
        let me = self.world.app.get("/v1/me").header("cookie", &self.cookie).send().await.expect(200);
        me["session"]["id"].as_str().unwrap().to_owned()
    }

    /// By somebody who may.
    fn signed(&self, expectation: &Expectation, call: Call) -> Call {
        match expectation.door {
            Door::Open => call,
            Door::InBrowser => call.header("cookie", &self.cookie).header("origin", "http://127.0.0.1:8080"),
            _ => call.bearer(self.key(expectation)),
        }
    }

    /// The operation on what is there, by somebody who may, and nothing else: no body, no header.
    fn bare(&self, expectation: &Expectation) -> Call {
        self.signed(expectation, self.world.app.call(expectation.method(), &self.path(expectation)))
    }

    /// The same with the headers that it needs.
    fn with_headers(&self, expectation: &Expectation) -> Call {
        self.bare(expectation).once().header("if-match", "\"1.0\"")
    }
}
