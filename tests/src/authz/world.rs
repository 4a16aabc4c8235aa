//! Two institutions of two resellers, each with one of everything that can be named, and a caller of every role.

use serde_json::{Value, json};

use super::{
    expectations::{Door, Expectation},
    money::Money,
};
use crate::support::{Answer, Call, Home, SCOPES, School, TestApp, class_of, nodes, rooms, seats, storage_pool, uuid_of};

/// One of everything that an id can name.
#[derive(Debug, Clone)]
pub(crate) struct Things {
    pub(crate) tenant: String,
    pub(crate) partner: String,
    cluster: String,
    /// The order's way to another cluster.
    order_move: String,
    image_roll: String,
    /// Planned on it.
    change: String,
    group: String,
    pool: String,
    pub(crate) order: String,
    classroom: String,
    lesson: String,
    calendar: String,
    money: Money,
    subscription: String,
    member: String,
    api_key: String,
    job: String,
    /// In which somebody of the institution is logged in.
    pub(crate) session: String,
    draft: String,
    /// Into the classroom.
    pub(crate) link: String,
}

/// Somebody who calls.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) role: &'static str,
    credential: Credential,
}

#[derive(Debug, Clone)]
enum Credential {
    Cookie(String),
    /// A key or a token.
    Bearer(String),
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) own: Things,
    pub(crate) other: Things,
}

impl World {
    pub(crate) async fn new() -> Self {
        let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await.with_cluster("bj-2", nodes(4)).await;
        let own = Things::make(&app, "Northern Schools").await;
        let other = Things::make(&app, "Southern Schools").await;
        Self { app, own, other }
    }

    /// A caller of this role: in the own institution, of its reseller, or of the platform.
    pub(crate) async fn caller(&self, role: &'static str) -> Caller {
        let home = match role {
            "platform_admin" | "platform_support" => Home::PLATFORM,
            "partner_admin" => Home::partner(&self.own.partner),
            _ => Home::tenant(&self.own.tenant),
        };
        Caller { role, credential: Credential::Cookie(self.app.session(home, role).await) }
    }

    /// A key of the own institution, with every scope that an owner has, and a token that was made with it.
    pub(crate) async fn programs(&self) -> [Caller; 2] {
        let key = self.app.key(Home::tenant(&self.own.tenant), true, &SCOPES).await;
        let issued = self.app.post("/v1/tokens").bearer(&key).send().await.expect(200);
        let token = issued["access_token"].as_str().expect("a token").to_owned();
        [key, token].map(|text| Caller { role: "owner", credential: Credential::Bearer(text) })
    }

    /// Has one more of everything as the own, so that what is ended is there again.
    pub(crate) async fn renew(&mut self) {
        self.own = Things::make(&self.app, "Western Schools").await;
    }

    /// The operation on `target`, with everything in order but perhaps the caller.
    pub(crate) fn call(&self, expectation: &Expectation, target: &str) -> Call {
        let path = expectation.address(target, self.own.parts());
        let call = self.app.call(expectation.method(), &format!("{path}{}", expectation.query)).once().header("if-match", "\"1.0\"");
        match expectation.body {
            "" => call,
            body => call.header("content-type", "application/json").raw(body),
        }
    }

    /// The same as somebody, who names the own institution where that is needed.
    pub(crate) async fn call_as(&self, caller: &Caller, expectation: &Expectation, target: &str) -> Answer {
        let call = caller.sign(self.call(expectation, target));
        let within = matches!(expectation.door, Door::Tenant | Door::OwnPlace);
        let call = if within && caller.is_outside() { call.header("x-tenant", &self.own.tenant) } else { call };
        call.send().await
    }
}

impl Caller {
    pub(crate) fn sign(&self, call: Call) -> Call {
        match &self.credential {
            Credential::Cookie(cookie) => call.header("cookie", cookie).header("origin", "http://127.0.0.1:8080"),
            Credential::Bearer(text) => call.bearer(text),
        }
    }

    /// Tokens change no members and no keys, and only people in a browser have sessions.
    pub(crate) fn may(&self, expectation: &Expectation) -> bool {
        if expectation.door == Door::InBrowser && matches!(self.credential, Credential::Bearer(_)) {
            return false;
        }
        let lasting = matches!(expectation.scope, "members:manage" | "api_keys:manage");
        let token = matches!(&self.credential, Credential::Bearer(text) if !text.starts_with("hr_"));
        expectation.roles.contains(&self.role) && !(token && lasting)
    }

    /// Of the platform or a reseller.
    pub(crate) fn is_outside(&self) -> bool {
        matches!(self.role, "platform_admin" | "platform_support" | "partner_admin")
    }
}

/// The id of what an institution makes.
async fn made(school: &School<'_>, path: &str, body: Value) -> String {
    school.post(path).json(&body).send().await.expect_created().id()
}

impl Things {
    async fn make(app: &TestApp, name: &str) -> Self {
        let (partner, partner_key) = app.partner(name).await;
        let school = app.tenant("Qinghe No. 2").by(&partner_key).with_quota(rooms(100), seats(5_000)).await;
        let order = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
        let (lesson, classroom) = of_order(&school, &order).await;
        let link = json!({"role": "pupil", "valid": "term"});
        let link = made(&school, &format!("/v1/classrooms/{classroom}/links"), link).await;
        let member =
            school.post("/v1/members").json(&json!({"email": format!("{}@example.org", school.id), "role": "teacher"})).send().await;
        let subscription = made(&school, "/v1/subscriptions", json!({"teacher": "Li Wei"})).await;
        let calendar = made(&school, "/v1/academic-calendars", json!({"name": "2026/27"})).await;
        let draft = json!({"kind": "order", "step": "week", "body": {"name": "Spring term"}, "shared": true});
        let draft = made(&school, "/v1/drafts", draft).await;
        let key = school.post("/v1/api-keys").json(&json!({"name": "export", "scopes": ["orders:read"]})).send().await;
        Self {
            change: change(app).await,
            group: group(app).await,
            pool: pool(app).await,
            cluster: cluster(app).await,
            order_move: order_move(app, &order).await,
            image_roll: image_roll(app).await,
            job: job(app, &school.id).await,
            session: session(app, &school.id).await,
            member: member.expect_created().id(),
            api_key: key.expect_created().id(),
            tenant: school.id.clone(),
            partner,
            calendar,
            money: Money::make(app, &school, &classroom).await,
            subscription,
            draft,
            link,
            order,
            classroom,
            lesson,
        }
    }

    /// What paths name beside the thing itself.
    pub(crate) fn parts(&self) -> [&str; 4] {
        [&self.link, &self.change, &self.group, &self.pool]
    }

    pub(crate) fn member(&self) -> &str {
        &self.member
    }

    pub(crate) fn api_key(&self) -> &str {
        &self.api_key
    }

    /// The id that the operation's path names.
    pub(crate) fn target(&self, expectation: &Expectation) -> &str {
        let thing = expectation.path().trim_start_matches("/v1/").split('/').next().unwrap_or_default();
        match thing {
            "tenants" => &self.tenant,
            "partners" => &self.partner,
            "clusters" => &self.cluster,
            "academic-calendars" => &self.calendar,
            "moves" => &self.order_move,
            "images" => &self.image_roll,
            "caps" => &self.money.cap,
            "plans" => &self.money.plan,
            "usage" => &self.money.usage,
            "invoices" => &self.money.invoice,
            "payment-methods" => &self.money.card,
            "refunds" => &self.money.refund,
            "subscriptions" => &self.subscription,
            "drafts" => &self.draft,
            "orders" => &self.order,
            "classrooms" => &self.classroom,
            "lessons" => &self.lesson,
            "members" => &self.member,
            "api-keys" => &self.api_key,
            "platform" if expectation.path().starts_with("/v1/platform/credits") => &self.money.credit,
            "platform" => &self.job,
            "sessions" => &self.session,
            other => panic!("{other} is not made here"),
        }
    }

    /// An id of the same form that names nothing.
    pub(crate) fn absent(&self, expectation: &Expectation) -> String {
        let id = self.target(expectation);
        if id.starts_with("les_") {
            return format!("les_{}_{}", "0".repeat(32), "0".repeat(16));
        }
        if id == self.money.usage {
            return "cls_0197f000-0000-7000-8000-000000000000.20260901T00.room_hours".to_owned();
        }
        id.replace(&uuid_of(id).to_string(), "0197f000-0000-7000-8000-000000000000")
    }
}

/// A lesson and a classroom of an order.
async fn of_order(school: &School<'_>, order: &str) -> (String, String) {
    let lessons = format!("/v1/lessons?order_id={order}&from=2026-09-01T00:00:00Z&to=2026-10-01T00:00:00Z");
    (first(school, &lessons).await, first(school, &format!("/v1/classrooms?order_id={order}")).await)
}

async fn first(school: &School<'_>, path: &str) -> String {
    let page = school.get(path).send().await.expect(200);
    page.items()[0]["id"].as_str().unwrap_or_else(|| panic!("nothing at {path}")).to_owned()
}

async fn order_move(app: &TestApp, order: &str) -> String {
    // A drain that was tried before has closed clusters to what moves.
    let open = sqlx::query("UPDATE clusters SET cordoned_at = NULL, draining_since = NULL");
    open.execute(&mut app.sql().await).await.expect("clusters are open");
    app.platform_post(&format!("/v1/orders/{order}/move")).send().await.expect(200).id()
}

/// One that is over: there is no second that is not.
async fn image_roll(app: &TestApp) -> String {
    let insert = "INSERT INTO image_rolls (id, image, from_image, configured, first_orders, stop_after, state, created_at, ended_at)
                  VALUES ($1, 'registry.example/room:v2', 'registry.example/room:v1', 'registry.example/room:v1', 3, 2, 'done', now(), now())";
    let id = uuid::Uuid::now_v7();
    sqlx::query(insert).bind(id).execute(&mut app.sql().await).await.expect("an image roll");
    format!("rol_{id}")
}

async fn change(app: &TestApp) -> String {
    let path = format!("/v1/clusters/{}/capacity-changes", cluster(app).await);
    app.platform_post(&path).json(&json!({"nodes": 1, "note": "A rack"})).send().await.expect(201).id()
}

/// As if its cluster had been asked: those of these tests are rows. Beside it stands the group that a request would make, so that nobody asks a cluster.
async fn group(app: &TestApp) -> String {
    let (id, cluster) = (uuid::Uuid::now_v7(), uuid_of(&cluster(app).await));
    for (id, name) in [(id, id.to_string()), (uuid::Uuid::now_v7(), "rooms".to_owned())] {
        let insert = "INSERT INTO node_groups (id, cluster_id, api_version, kind, plural, namespace, name, node_label, min_nodes, max_nodes, boot_minutes, gives_back, created_at)
                      VALUES ($1, $2, 'cluster.x-k8s.io/v1beta2', 'MachineDeployment', 'machinedeployments', 'machines', $3, 'pool=' || $3, 0, 5, 10, true, now())
                      ON CONFLICT DO NOTHING";
        sqlx::query(insert).bind(id).bind(cluster).bind(name).execute(&mut app.sql().await).await.expect("a node group");
    }
    format!("ngr_{id}")
}

/// The same of a storage pool.
async fn pool(app: &TestApp) -> String {
    let (id, cluster) = (uuid::Uuid::now_v7(), cluster(app).await);
    for (id, name) in [(id, id.to_string()), (uuid::Uuid::now_v7(), "rooms".to_owned())] {
        storage_pool(&mut app.sql().await, (id, uuid_of(&cluster)), &name, (1_000, 100_000)).await;
    }
    format!("spl_{id}")
}

async fn cluster(app: &TestApp) -> String {
    let page = app.platform_get("/v1/clusters").send().await.expect(200);
    page.items()[0]["id"].as_str().expect("a cluster").to_owned()
}

async fn session(app: &TestApp, tenant: &str) -> String {
    let cookie = app.session(Home::tenant(tenant), "viewer").await;
    let me = app.get("/v1/me").header("cookie", &cookie).send().await.expect(200);
    me["session"]["id"].as_str().expect("a session").to_owned()
}

/// A job of the institution that failed for good.
async fn job(app: &TestApp, tenant: &str) -> String {
    let id = uuid::Uuid::now_v7();
    let insert =
        "INSERT INTO jobs (id, tenant_id, name, payload, state, run_at, created_at) VALUES ($1, $2, 'x', '{}', 'dead', now(), now())";
    sqlx::query(insert).bind(id).bind(uuid_of(tenant)).execute(&mut app.sql().await).await.expect("a job");
    format!("job_{id}")
}
