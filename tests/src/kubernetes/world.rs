//! A service, a control plane, an institution, and business time that is moved by hand.

use std::{sync::Arc, time::Duration};

use homeroom::{
    app::{App, AppState},
    config::Looks,
    db::Pools,
    jobs::Wakes,
    reconcile,
};
use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    workload::{namespace_name, room_name},
};
use homeroom_local::{control_plane::ControlPlane, kube_api::KubeApi};
use serde_json::{Value, json};
use sqlx::Row;
use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::planes::Plane;
use crate::support::{OrderSpec, School, TestApp, rooms, seats, uuid_of};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
const STEP: Duration = Duration::from_millis(100);
/// A cluster is given up after seconds where the service waits for a minute.
const SOON: Looks = Looks { every: Duration::from_secs(2), deadline: Duration::from_secs(4), silence: Duration::from_secs(10) };

/// What a test of the reconciler needs.
pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) plane: Plane,
    pub(super) cluster: Uuid,
    tenant: String,
    key: String,
}

/// A replica of the service's workers.
pub(super) struct Replica {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Replica {
    pub(super) fn of(app: AppState) -> Self {
        let stop = CancellationToken::new();
        let (wakes, stopping) = (Wakes::default(), stop.clone());
        let task = tokio::spawn(async move {
            let pools = app.pools.clone();
            tokio::join!(wakes.listen(&pools, &stopping), reconcile::run(app, wakes.clone(), stopping.clone()));
        });
        Self { stop, task }
    }

    /// As SIGTERM does: rounds end, leases are handed over.
    pub(super) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

/// A replica that can be killed with everything that it does, at any point of it.
pub(super) struct Doomed(tokio::runtime::Runtime);

impl Doomed {
    pub(super) fn crash(self) {
        self.0.shutdown_background();
    }

    /// Stops it in the middle of whatever it does, as a process that is put to sleep, until what is given is dropped.
    pub(super) async fn pause(&self) -> std::sync::mpsc::Sender<()> {
        let (wake, asleep) = std::sync::mpsc::channel();
        let (sleeps, told) = tokio::sync::oneshot::channel();
        // It has one thread.
        self.0.spawn(async move {
            sleeps.send(()).unwrap();
            let _ = asleep.recv();
        });
        told.await.unwrap();
        wake
    }
}

impl World {
    /// A control plane with so many bare-metal nodes, registered, and nobody at work.
    pub(super) async fn new(nodes: usize) -> Self {
        Self::on(Plane::with(nodes).await).await
    }

    /// The same on a control plane that the test has already.
    pub(super) async fn on(plane: Plane) -> Self {
        let mut app = TestApp::new().await;
        app.change_config(|config| config.looks = SOON);
        let cluster = register(&app, &plane, "first", "cn-beijing").await;
        let (tenant, key) = {
            let school = app.tenant("Qinghe").with_quota(rooms(200), seats(20_000)).await;
            (school.id, school.key)
        };
        Self { app, plane, cluster, tenant, key }
    }

    /// Starts a replica's workers.
    pub(super) fn replica(&self) -> Replica {
        Replica::of(self.app.state.clone())
    }

    /// The same, with tasks and connections that die with it.
    pub(super) fn doomed_replica(&self) -> Doomed {
        let database = &self.app.database;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let pools = Pools::open(database.app(), database.worker(), 8);
        let app = App::new(self.app.state.config.clone(), pools, self.app.state.clock.clone()).unwrap();
        runtime.spawn(async move {
            let (app, wakes, never) = (Arc::new(app), Wakes::default(), CancellationToken::new());
            let pools = app.pools.clone();
            tokio::join!(wakes.listen(&pools, &never), reconcile::run(app, wakes.clone(), never.clone()));
        });
        Doomed(runtime)
    }

    pub(super) fn kube(&self) -> &KubeApi {
        self.plane.api()
    }

    pub(super) fn school(&self) -> School<'_> {
        School::of(&self.app, &self.tenant, &self.key)
    }

    /// Orders as an institution does, once the clusters know what they may sell.
    pub(super) async fn order(&self, spec: &OrderSpec) -> OrderId {
        let unmeasured = "SELECT count(*) FROM clusters WHERE jsonb_typeof(capacity -> 'shape') IS DISTINCT FROM 'object'";
        self.wait("nodes are measured", || async { self.scalar(unmeasured).await == 0 }).await;
        OrderId::new(uuid_of(&self.school().order(spec.clone()).await.expect_created().id()))
    }

    /// Amends rooms and timetable, in force from now on.
    pub(super) async fn amend(&self, order: OrderId, spec: &OrderSpec) {
        let document = spec.json();
        let change = json!({"rooms": document["rooms"], "timetable": document["timetable"]});
        self.school().amend(&order.to_string(), &change).await.expect(200);
    }

    /// Lets the institution have so many rooms at a time, of fifty seats each.
    pub(super) async fn grant(&self, rooms: u32) {
        let path = format!("/v1/tenants/{}/quota", self.tenant);
        let etag = self.app.platform_get(&path).send().await.expect(200).etag().to_owned();
        let limits = json!({"rooms": rooms, "seats": rooms * 50, "live_orders": 100, "rooms_per_order": 200});
        let put = self.app.call("PUT", &path).bearer(&self.app.platform_key).header("if-match", &etag);
        put.json(&limits).send().await.expect(200);
    }

    /// Ends an order with its running lessons.
    pub(super) async fn cancel(&self, order: OrderId) {
        self.school().cancel(&order.to_string()).await.expect(200);
    }

    /// Does what workers do by the clock.
    pub(super) async fn work(&self, name: &str) {
        homeroom::workers::run(&self.app.state, name).await.unwrap_or_else(|error| panic!("{name}: {error:#}"));
    }

    /// Suspends the institution, or takes that back.
    pub(super) async fn suspend(&self, suspended: bool) {
        let verb = if suspended { "suspend" } else { "resume" };
        let path = format!("/v1/tenants/{}/{verb}", self.tenant);
        self.app.platform_post(&path).json(&json!({"reason": "unpaid"})).send().await.expect(200);
    }

    /// What is booked on the cluster from a moment on, by resource; nothing when all is given back.
    pub(super) async fn booked_from(&self, from: &str) -> Vec<Value> {
        let path = format!("/v1/clusters/clu_{}/capacity?from={from}", self.cluster);
        let answer = self.app.platform_get(&path).send().await.expect(200);
        answer["resources"].as_array().unwrap().iter().filter(|resource| !resource["peak"].is_null()).cloned().collect()
    }

    /// An order's columns as JSON.
    pub(super) async fn row(&self, order: OrderId) -> Value {
        let mut sql = self.app.sql().await;
        sqlx::query("SELECT to_jsonb(orders) FROM orders WHERE id = $1").bind(order.uuid()).fetch_one(&mut sql).await.unwrap().get(0)
    }

    /// The rooms of an order as JSON, by key.
    pub(super) async fn rooms(&self, order: OrderId) -> Vec<Value> {
        let mut sql = self.app.sql().await;
        let rows = sqlx::query("SELECT to_jsonb(classrooms) - 'secret' FROM classrooms WHERE order_id = $1 ORDER BY position")
            .bind(order.uuid())
            .fetch_all(&mut sql)
            .await
            .unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The sorts of an order's events, in order.
    pub(super) async fn timeline(&self, order: OrderId) -> Vec<String> {
        let sql = "SELECT type FROM events WHERE subject = $1 ORDER BY at, id";
        let rows = sqlx::query(sql).bind(order.to_string()).fetch_all(&mut self.app.sql().await).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Waits until an order's row is as it should be.
    #[track_caller]
    pub(super) fn until<'a>(
        &'a self,
        order: OrderId,
        what: &'a str,
        enough: impl Fn(&Value) -> bool + 'a,
    ) -> impl Future<Output = Value> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let end = Instant::now() + PATIENCE;
            loop {
                let row = self.row(order).await;
                if enough(&row) {
                    return row;
                }
                assert!(Instant::now() < end, "{caller}: not {what}: {row:#}");
                sleep(STEP).await;
            }
        }
    }

    /// An order as its institution sees it.
    pub(super) async fn shown(&self, order: OrderId) -> Value {
        self.school().get(&format!("/v1/orders/{order}")).send().await.expect(200).json().clone()
    }

    /// Waits until its institution is told that nothing is known of an order.
    #[track_caller]
    pub(super) fn until_unknown(&self, order: OrderId) -> impl Future<Output = ()> + '_ {
        wait("an order of which nothing is known", move || async move { unknown(&self.shown(order).await) })
    }

    /// Waits until an order is ready with so many rooms up, and nothing is left to handle.
    pub(super) async fn until_ready(&self, order: OrderId, rooms: i64) -> Value {
        self.until(order, &format!("ready with {rooms} rooms"), |row| {
            row["ready"] == true && row["rooms_wanted_now"] == rooms && row["rooms_ready_now"] == rooms && row["handled"] == row["touched"]
        })
        .await
    }

    /// Waits for the end of a round that began after this.
    pub(super) async fn another_round(&self, order: OrderId) {
        let touch = "UPDATE orders SET touched = touched + 1 WHERE id = $1";
        sqlx::query(touch).bind(order.uuid()).execute(&mut self.app.sql().await).await.unwrap();
        self.until(order, "handled", |row| row["handled"] == row["touched"]).await;
    }

    pub(super) async fn until_phase(&self, order: OrderId, phase: &str) -> Value {
        self.until(order, phase, |row| row["phase"] == phase).await
    }

    /// Waits until the cluster, as operators see it, is as it should be.
    #[track_caller]
    pub(super) fn until_cluster<'a>(&'a self, what: &'a str, enough: impl Fn(&Value) -> bool + 'a) -> impl Future<Output = Value> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let end = Instant::now() + PATIENCE;
            loop {
                let cluster = self.app.platform_get(&format!("/v1/clusters/clu_{}", self.cluster)).send().await.expect(200).json().clone();
                if enough(&cluster) {
                    return cluster;
                }
                assert!(Instant::now() < end, "{caller}: not {what}: {cluster:#}");
                sleep(STEP).await;
            }
        }
    }

    /// What the cluster may sell.
    pub(super) async fn limits(&self) -> Value {
        let sql = "SELECT limits FROM calendars JOIN clusters ON calendar_id = calendars.id WHERE clusters.id = $1";
        sqlx::query(sql).bind(self.cluster).fetch_one(&mut self.app.sql().await).await.unwrap().get(0)
    }

    /// A Deployment of an order's nth room. `None` while there is none.
    pub(super) async fn deployment(&self, order: OrderId, nth: usize) -> Option<Value> {
        self.kube().get(&self.deployment_path(order, nth).await).await.unwrap()
    }

    pub(super) async fn deployment_path(&self, order: OrderId, nth: usize) -> String {
        let id: Uuid = self.rooms(order).await[nth]["id"].as_str().unwrap().parse().unwrap();
        format!("/apis/apps/v1/namespaces/{}/deployments/{}", namespace_name(order), room_name(ClassroomId::new(id)))
    }

    /// The pods in an order's namespace.
    pub(super) async fn pods(&self, order: OrderId) -> Vec<Value> {
        self.list(&format!("/api/v1/namespaces/{}/pods", namespace_name(order))).await
    }

    pub(super) async fn list(&self, path: &str) -> Vec<Value> {
        let list = self.kube().get(path).await.unwrap().unwrap_or_default();
        list["items"].as_array().cloned().unwrap_or_default()
    }

    pub(super) async fn namespace(&self, order: OrderId) -> Option<Value> {
        self.kube().get(&format!("/api/v1/namespaces/{}", namespace_name(order))).await.unwrap()
    }

    /// Moves business time, as time does: nobody is told.
    pub(super) fn set_time(&self, to: &str) {
        self.app.set_time(to);
    }

    /// Waits until something about the whole world is so.
    #[track_caller]
    pub(super) fn wait<'a, F: Future<Output = bool> + 'a>(
        &'a self,
        what: &'a str,
        enough: impl Fn() -> F + 'a,
    ) -> impl Future<Output = ()> + 'a {
        wait(what, enough)
    }

    pub(super) async fn scalar(&self, sql: &'static str) -> i64 {
        sqlx::query(sql).fetch_one(&mut self.app.sql().await).await.unwrap().get(0)
    }
}

/// Whether nothing is known of an order, and that is said to whoever asks.
pub(super) fn unknown(shown: &Value) -> bool {
    let conditions = shown["conditions"].as_array().unwrap();
    conditions.iter().any(|c| c["type"] == "Ready" && c["status"] == "unknown" && c["reason"] == "ClusterUnreachable")
}

/// A condition of a cluster or an order as it is shown. `None` while there is none.
pub(super) fn condition<'a>(shown: &'a Value, kind: &str) -> Option<&'a Value> {
    shown["conditions"].as_array().unwrap().iter().find(|condition| condition["type"] == kind)
}

/// Asks again and again until something is so.
#[track_caller]
pub(super) fn wait<'a, F: Future<Output = bool> + 'a>(what: &'a str, enough: impl Fn() -> F + 'a) -> impl Future<Output = ()> + 'a {
    wait_within(PATIENCE, what, enough)
}

/// The same of what may take longer.
#[track_caller]
pub(super) fn wait_within<'a, F: Future<Output = bool> + 'a>(
    patience: Duration,
    what: &'a str,
    enough: impl Fn() -> F + 'a,
) -> impl Future<Output = ()> + 'a {
    let caller = std::panic::Location::caller();
    async move {
        let end = Instant::now() + patience;
        while !enough().await {
            assert!(Instant::now() < end, "{caller}: {what} did not happen");
            sleep(STEP).await;
        }
    }
}

/// Registers a cluster as an operator does.
pub(super) async fn register(app: &TestApp, plane: &ControlPlane, name: &str, region: &str) -> Uuid {
    let kubeconfig = plane.homeroom_kubeconfig().await.unwrap();
    let body = json!({"name": name, "region": region, "kubeconfig": kubeconfig, "headroom_percent": 0,
        "media_url": "wss://{classroom}.rooms.example.org"});
    let created = app.platform_post("/v1/clusters").json(&body).send().await.expect_created();
    uuid_of(&created.id())
}
