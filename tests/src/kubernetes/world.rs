//! A service, a control plane, an institution, and business time that is moved by hand.

use std::time::Duration;

use homeroom::{
    app::AppState,
    jobs::{Wake, Wakes, wake},
    orders::secret::RoomSecret,
    reconcile,
};
use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    kind::Kind,
    order::NewOrder,
    workload::{namespace_name, room_name},
};
use homeroom_local::{
    control_plane::{ControlPlane, NodeSpec, Options},
    kube_api::KubeApi,
    scratch::Scratch,
};
use serde_json::{Value, json};
use sqlx::{PgConnection, Row};
use tokio::{
    sync::{Mutex, MutexGuard},
    task::JoinHandle,
    time::{Instant, sleep},
};
use uuid::Uuid;

use crate::support::{OrderSpec, TestApp, uuid_of};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_millis(100);

static ALONE: Mutex<()> = Mutex::const_new(());

/// A test that starts a control plane waits until no other has one.
pub(crate) async fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().await
}

/// What a test of the reconciler needs.
pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) plane: ControlPlane,
    pub(super) cluster: Uuid,
    tenant: Uuid,
    _scratch: Scratch,
    _alone: MutexGuard<'static, ()>,
}

/// A replica of the service's workers.
pub(super) struct Replica {
    stop: tokio_util::sync::CancellationToken,
    task: JoinHandle<()>,
}

impl Replica {
    pub(super) fn of(app: AppState) -> Self {
        let stop = tokio_util::sync::CancellationToken::new();
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

impl World {
    /// A control plane with so many bare-metal nodes, registered, and nobody at work.
    pub(super) async fn new(nodes: usize) -> Self {
        let alone = alone().await;
        let scratch = Scratch::new("reconcile").unwrap();
        let plane = ControlPlane::start(Options::scratch(scratch.path(), NodeSpec::bare_metal_fleet(nodes))).await.unwrap();
        let app = TestApp::new().await;
        let mut sql = app.sql().await;
        let cluster = register(&app, &plane, "first").await;
        let tenant = Uuid::now_v7();
        sqlx::query("INSERT INTO tenants (id, name, time_zone, currency, livemode, created_at) VALUES ($1, 'Qinghe', 'Asia/Shanghai', 'CNY', true, now())")
            .bind(tenant)
            .execute(&mut sql)
            .await
            .unwrap();
        Self { app, plane, cluster, tenant, _scratch: scratch, _alone: alone }
    }

    /// Starts a replica's workers.
    pub(super) fn replica(&self) -> Replica {
        Replica::of(self.app.state.clone())
    }

    pub(super) fn kube(&self) -> &KubeApi {
        self.plane.api()
    }

    /// Writes an order as admission would and places it.
    pub(super) async fn order(&self, spec: &OrderSpec) -> OrderId {
        self.order_on(self.cluster, spec).await
    }

    pub(super) async fn order_on(&self, cluster: Uuid, spec: &OrderSpec) -> OrderId {
        let mut sql = self.app.sql().await;
        let (id, document) = (OrderId::new(Uuid::now_v7()), document(spec));
        sqlx::query(
            "INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, phase, generation, rooms_total, created_at)
             VALUES ($1, $2, $3, $4, $5, $6::date, $7::date, 'scheduled', 1, $8, to_timestamp($9))",
        )
        .bind(id.uuid())
        .bind(self.tenant)
        .bind(&document.name)
        .bind(&document.kind)
        .bind(&document.region)
        .bind(document.term.first_day.to_string())
        .bind(document.term.last_day.to_string())
        .bind(i32::try_from(document.rooms.len()).unwrap())
        .bind(self.app.now().as_second() as f64)
        .execute(&mut sql)
        .await
        .unwrap();
        self.write_generation(&mut sql, id, 1, &document).await;
        sqlx::query("INSERT INTO placements (tenant_id, order_id, cluster_id, state, created_at) VALUES ($1, $2, $3, 'live', now())")
            .bind(self.tenant)
            .bind(id.uuid())
            .bind(cluster)
            .execute(&mut sql)
            .await
            .unwrap();
        self.wake(&mut sql, Wake::Orders).await;
        id
    }

    /// Writes a further generation, in force from now on.
    pub(super) async fn amend(&self, order: OrderId, spec: &OrderSpec) {
        let mut sql = self.app.sql().await;
        let number: i64 = sqlx::query(
            "UPDATE orders SET generation = generation + 1, edit = edit + 1, touched = touched + 1 WHERE id = $1 RETURNING generation",
        )
        .bind(order.uuid())
        .fetch_one(&mut sql)
        .await
        .unwrap()
        .get(0);
        self.write_generation(&mut sql, order, number, &document(spec)).await;
        self.wake(&mut sql, Wake::Orders).await;
    }

    async fn write_generation(&self, sql: &mut PgConnection, id: OrderId, number: i64, document: &NewOrder) {
        let kind = kind(sql, &document.kind).await;
        sqlx::query(
            "INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, created_at)
             VALUES ($1, $2, $3, to_timestamp($4), $5, $6, 0, now())",
        )
        .bind(self.tenant)
        .bind(id.uuid())
        .bind(number)
        .bind(self.app.now().as_second() as f64)
        .bind(json!(document))
        .bind(json!(kind))
        .execute(&mut *sql)
        .await
        .unwrap();
        for (position, room) in document.rooms.iter().enumerate() {
            let room_id = ClassroomId::new(Uuid::now_v7());
            let secret = RoomSecret::make().seal(&self.app.state.seal, room_id).unwrap();
            sqlx::query(
                "INSERT INTO classrooms (id, tenant_id, order_id, key, position, seats, secret, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, now())
                 ON CONFLICT (order_id, key) DO UPDATE SET seats = excluded.seats",
            )
            .bind(room_id.uuid())
            .bind(self.tenant)
            .bind(id.uuid())
            .bind(&room.key)
            .bind(i32::try_from(position).unwrap())
            .bind(i32::try_from(room.seats).unwrap())
            .bind(secret)
            .execute(&mut *sql)
            .await
            .unwrap();
        }
    }

    /// Ends an order at a moment, as a cancel does.
    pub(super) async fn cancel(&self, order: OrderId, ends_at: &str) {
        let mut sql = self.app.sql().await;
        sqlx::query("UPDATE orders SET cancelled_at = to_timestamp($2), ends_at = $3::timestamptz, touched = touched + 1 WHERE id = $1")
            .bind(order.uuid())
            .bind(self.app.now().as_second() as f64)
            .bind(ends_at)
            .execute(&mut sql)
            .await
            .unwrap();
        self.wake(&mut sql, Wake::Orders).await;
    }

    pub(super) async fn wake(&self, sql: &mut PgConnection, what: Wake) {
        wake(sql, what).await.unwrap();
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

    /// Waits until an order is ready with so many rooms up, and nothing is left to handle.
    pub(super) async fn until_ready(&self, order: OrderId, rooms: i64) -> Value {
        self.until(order, &format!("ready with {rooms} rooms"), |row| {
            row["ready"] == true && row["rooms_wanted_now"] == rooms && row["rooms_ready_now"] == rooms && row["handled"] == row["touched"]
        })
        .await
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

/// Asks again and again until something is so.
#[track_caller]
pub(super) fn wait<'a, F: Future<Output = bool> + 'a>(what: &'a str, enough: impl Fn() -> F + 'a) -> impl Future<Output = ()> + 'a {
    let caller = std::panic::Location::caller();
    async move {
        let end = Instant::now() + PATIENCE;
        while !enough().await {
            assert!(Instant::now() < end, "{caller}: {what} did not happen");
            sleep(STEP).await;
        }
    }
}

/// Registers a cluster as an operator does.
pub(super) async fn register(app: &TestApp, plane: &ControlPlane, name: &str) -> Uuid {
    let kubeconfig = plane.homeroom_kubeconfig().await.unwrap();
    let body = json!({"name": name, "region": "cn-beijing", "kubeconfig": kubeconfig, "headroom_percent": 0,
        "media_url": "wss://{classroom}.rooms.example.org"});
    let created = app.platform_post("/v1/clusters").json(&body).send().await.expect_created();
    uuid_of(&created.id())
}

fn document(spec: &OrderSpec) -> NewOrder {
    serde_json::from_value(spec.json()).unwrap()
}

async fn kind(sql: &mut PgConnection, name: &str) -> Kind {
    let row = sqlx::query("SELECT to_jsonb(kinds) FROM kinds WHERE name = $1").bind(name).fetch_one(sql).await.unwrap();
    serde_json::from_value(row.get(0)).unwrap()
}
