//! Institutions, and what they ask for.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use serde_json::{Value, json};

use super::{
    answer::Answer,
    app::TestApp,
    client::Call,
    credentials::{Home, SCOPES},
    order::OrderSpec,
};

/// Rooms of a quota, so that they cannot be mistaken for seats.
#[derive(Debug, Clone, Copy)]
pub struct Rooms(u32);

/// Seats of a quota.
#[derive(Debug, Clone, Copy)]
pub struct Seats(u32);

pub fn rooms(count: u32) -> Rooms {
    Rooms(count)
}

pub fn seats(count: u32) -> Seats {
    Seats(count)
}

/// An institution in the making; awaiting it makes it.
#[derive(Debug)]
#[must_use]
pub struct TenantSpec<'a> {
    app: &'a TestApp,
    body: Value,
    key: String,
}

impl<'a> TenantSpec<'a> {
    pub(super) fn new(app: &'a TestApp, name: &str) -> Self {
        let body = json!({"name": name, "time_zone": "Asia/Shanghai", "currency": "CNY", "livemode": true});
        Self { app, body, key: app.platform_key.clone() }
    }

    pub fn with_quota(mut self, rooms: Rooms, seats: Seats) -> Self {
        self.body["quota"] = json!({"rooms": rooms.0, "seats": seats.0, "live_orders": 1000, "rooms_per_order": 200});
        self
    }

    /// How many orders it may have, and of how many rooms each.
    pub fn with_numbers(mut self, live_orders: u32, rooms_per_order: u32) -> Self {
        self.body["quota"] = json!({"rooms": 1_000, "seats": 50_000, "live_orders": live_orders, "rooms_per_order": rooms_per_order});
        self
    }

    /// The zone in which its months end.
    pub fn zone(mut self, zone: &str) -> Self {
        self.body["time_zone"] = zone.into();
        self
    }

    pub fn test_mode(mut self) -> Self {
        self.body["livemode"] = false.into();
        self
    }

    /// Made by a partner, with this key of the partner's.
    pub fn by(mut self, partner_key: &str) -> Self {
        self.key = partner_key.to_owned();
        self
    }
}

impl<'a> IntoFuture for TenantSpec<'a> {
    type Output = School<'a>;
    type IntoFuture = Pin<Box<dyn Future<Output = School<'a>> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let tenant = self.app.post("/v1/tenants").bearer(&self.key).once().json(&self.body).send().await.expect_created().id();
            let live = self.body["livemode"] == true;
            let key = self.app.key(Home::tenant(&tenant), live, &SCOPES).await;
            School { app: self.app, id: tenant, key }
        })
    }
}

/// An institution with a key that may do everything its owner may.
#[derive(Debug, Clone)]
pub struct School<'a> {
    app: &'a TestApp,
    pub id: String,
    pub key: String,
}

impl<'a> School<'a> {
    /// One that was made before.
    pub fn of(app: &'a TestApp, id: &str, key: &str) -> Self {
        Self { app, id: id.to_owned(), key: key.to_owned() }
    }

    pub fn get(&self, path: &str) -> Call {
        self.app.get(path).bearer(&self.key)
    }

    pub fn post(&self, path: &str) -> Call {
        self.app.post(path).bearer(&self.key).once()
    }

    pub fn patch(&self, path: &str, etag: &str) -> Call {
        self.app.call("PATCH", path).bearer(&self.key).header("if-match", etag)
    }

    pub fn put(&self, path: &str, etag: &str) -> Call {
        self.app.call("PUT", path).bearer(&self.key).header("if-match", etag)
    }

    pub fn delete(&self, path: &str) -> Call {
        self.app.call("DELETE", path).bearer(&self.key)
    }

    /// Puts it at once on a new plan of one version, whatever it was on.
    pub async fn put_on_plan(&self, version: &Value) {
        let plan = self.app.platform_post("/v1/plans").json(&json!({"name": "School", "version": version})).send().await.expect_created();
        self.subscribe(&plan["versions"][0]["id"]).await;
    }

    /// Moves it at once to a version of a plan.
    pub async fn subscribe(&self, version: &Value) {
        let etag = self.get("/v1/subscription").send().await.expect(200).etag().to_owned();
        self.put("/v1/subscription", &etag).json(&json!({"plan_version": version})).send().await.expect(200);
    }

    pub async fn order(&self, order: OrderSpec) -> Answer {
        let document = order.json();
        self.post("/v1/orders").json(&document).send().await.of(document)
    }

    pub async fn quote(&self, order: OrderSpec) -> Answer {
        let document = order.json();
        self.post("/v1/quotes").json(&document).send().await.of(document)
    }

    /// Amends with the ETag that is there now.
    pub async fn amend(&self, order: &str, change: &Value) -> Answer {
        let path = format!("/v1/orders/{order}");
        let now = self.get(&path).send().await.expect(200);
        self.patch(&path, now.etag()).json(change).send().await
    }

    pub async fn cancel(&self, order: &str) -> Answer {
        self.post(&format!("/v1/orders/{order}/cancel")).send().await
    }
}
