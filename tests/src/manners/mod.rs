//! The manners of the API, each tried on every operation that it applies to, as the served document lists them.

mod addresses;
mod bodies;
mod headers;
mod lists;
mod precedence;
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
}

impl Manners {
    async fn new() -> Self {
        let world = World::new().await;
        let document = world.app.get("/openapi.json").send().await.expect(200).json().clone();
        let institution_key = world.app.key(Home::tenant(&world.own.tenant), true, &SCOPES).await;
        Self { world, document, institution_key }
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
        self.described(expectation)["requestBody"]["required"] == true
    }

    fn takes_body(&self, expectation: &Expectation) -> bool {
        self.described(expectation)["requestBody"].is_object()
    }

    /// Operations that need a caller.
    fn operations(&self) -> impl Iterator<Item = &'static Expectation> {
        TABLE.iter().filter(|expectation| expectation.door != Door::Open)
    }

    fn target(&self, expectation: &Expectation) -> String {
        if expectation.has_target() { self.world.own.target(expectation).to_owned() } else { String::new() }
    }

    fn path(&self, expectation: &Expectation) -> String {
        format!("{}{}", expectation.path().replace("{id}", &self.target(expectation)), expectation.query)
    }

    /// Of somebody who may.
    fn key(&self, expectation: &Expectation) -> &str {
        if expectation.door == Door::Across { &self.world.app.platform_key } else { &self.institution_key }
    }

    /// The operation on what is there, by somebody who may, and nothing else: no body, no header.
    fn bare(&self, expectation: &Expectation) -> Call {
        self.world.app.call(expectation.method(), &self.path(expectation)).bearer(self.key(expectation))
    }

    /// The same with the headers that it needs.
    fn with_headers(&self, expectation: &Expectation) -> Call {
        self.bare(expectation).once().header("if-match", "\"1.0\"")
    }
}
