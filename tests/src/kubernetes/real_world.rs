//! A service and a control plane with a real node: rooms really run, and can be entered from this machine.
//!
//! Everything here comes in over the API. Business time begins an hour ago, so that a room can be seen closed before a lesson of now: the rooms' own
//! servers read tokens by the machine's clock.

use std::io::Write as _;

use homeroom::app::AppState;
use homeroom_domain::workload::namespace_name;
use homeroom_local::{
    control_plane::{ControlPlane, Options},
    kube_api::KubeApi,
    progress,
    real_node::RealNode,
    scratch::Scratch,
};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{
    planes::{Turns, alone},
    world::{Replica, wait},
};
use crate::support::{Registry, School, TestApp};

pub(super) struct RealWorld {
    pub(super) app: TestApp,
    workers: Mutex<Option<Replica>>,
    node: RealNode,
    plane: ControlPlane,
    _scratch: Scratch,
    _alone: Turns,
}

impl RealWorld {
    /// `None` where there can be no real node now, which is said even when nobody asked for output.
    pub(super) async fn new() -> Option<Self> {
        let alone = alone().await;
        if let Err(reason) = RealNode::possible(&progress::stderr()).await {
            let _ = writeln!(std::io::stderr(), "\nSKIPPED: nobody meets in a real room, there is no real node on this machine: {reason}");
            return None;
        }
        let scratch = Scratch::new("meeting").unwrap();
        let plane = ControlPlane::start(Options::scratch(&scratch.path().join("cluster"), Vec::new())).await.unwrap();
        let node = RealNode::start(&plane, &scratch.path().join("node"), &progress::stderr()).await.unwrap();
        let mut app = TestApp::new().await;
        app.state.clock.set(real_now() - 1.hour());
        app.change_config(|config| config.room_image = node.livekit_image().to_owned());
        let world = Self { app, workers: Mutex::default(), node, plane, _scratch: scratch, _alone: alone };
        world.register().await;
        world.work_with(world.app.state.clone()).await;
        wait("that the node is known", || async { world.nodes().await == 1 }).await;
        Some(world)
    }

    async fn register(&self) {
        let kubeconfig = self.plane.homeroom_kubeconfig().await.unwrap();
        let body = json!({"name": "real", "region": "cn-beijing", "kubeconfig": kubeconfig, "headroom_percent": 0, "media_url": "ws://{pod_ip}:7880"});
        self.app.platform_post("/v1/clusters").json(&body).send().await.expect_created();
    }

    async fn nodes(&self) -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM cluster_nodes WHERE schedulable");
        count.fetch_one(&mut self.app.sql().await).await.unwrap()
    }

    /// Starts the workers of a service, in the place of those that ran.
    pub(super) async fn work_with(&self, app: AppState) {
        self.stop_workers().await;
        *self.workers.lock().await = Some(Replica::of(app));
    }

    async fn stop_workers(&self) {
        if let Some(workers) = self.workers.lock().await.take() {
            workers.stop().await;
        }
    }

    pub(super) fn kube(&self) -> &KubeApi {
        self.plane.api()
    }

    /// Waits until an order is ready with so many rooms up, and nothing is left to handle.
    pub(super) async fn until_ready(&self, school: &School<'_>, order: &str, rooms: u32) {
        wait(&format!("{rooms} rooms being ready"), || async {
            let now = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
            let classrooms = &now["classrooms"];
            now["ready"] == true
                && now["observed_generation"] == now["generation"]
                && classrooms["wanted_now"] == rooms
                && classrooms["ready_now"] == rooms
        })
        .await;
    }

    /// The pods of an order.
    pub(super) async fn pods(&self, order: &str) -> Vec<Value> {
        let path = format!("/api/v1/namespaces/{}/pods", namespace_name(order.parse().unwrap()));
        let list = self.kube().get(&path).await.unwrap().unwrap_or_default();
        list["items"].as_array().cloned().unwrap_or_default()
    }

    /// Rooms' images on the node, as operators see them.
    pub(super) async fn images(&self) -> Vec<Value> {
        let cluster = self.app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
        self.app.platform_get(&format!("/v1/clusters/{cluster}/images")).send().await.expect(200).items().to_vec()
    }

    /// A registry with an image that is not on the node.
    pub(super) async fn registry(&self) -> Registry {
        Registry::of(self.node.make_image("room").await.unwrap()).await
    }

    /// Takes its image from the node again, as a kubelet does that needs the space.
    pub(super) fn collect(&self, registry: &Registry) {
        self.node.collect(&registry.image, &registry.address).unwrap();
    }

    /// Rooms are to start from the image of a registry.
    pub(super) async fn start_from(&self, registry: &Registry) {
        let served = self.app.with_config(|config| config.room_image = registry.reference());
        self.work_with(served).await;
    }

    /// Waits until the image of a registry is in a state, and gives it as operators see it.
    pub(super) async fn until_image(&self, registry: &Registry, state: &str) -> Value {
        let image = registry.reference();
        let found = || async { self.images().await.into_iter().find(|known| known["image"] == image) };
        let is_so = || async { found().await.is_some_and(|image| image["state"] == state) };
        wait(&format!("an image of a registry being {state}"), is_so).await;
        found().await.unwrap_or_default()
    }

    /// The status of a condition of the cluster, as operators see it.
    pub(super) async fn condition(&self, kind: &str) -> Value {
        let clusters = self.app.platform_get("/v1/clusters").send().await.expect(200);
        let conditions = clusters.items()[0]["conditions"].as_array().unwrap();
        conditions.iter().find(|condition| condition["type"] == kind).map(|found| found["status"].clone()).unwrap_or_default()
    }

    pub(super) async fn has_namespace(&self, order: &str) -> bool {
        let path = format!("/api/v1/namespaces/{}", namespace_name(order.parse().unwrap()));
        self.kube().get(&path).await.unwrap().is_some()
    }

    pub(super) async fn stop(self) {
        self.stop_workers().await;
        self.node.stop().await.unwrap();
        self.plane.stop().await.unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "a room's own server reads tokens by the machine's clock")]
pub(super) fn real_now() -> Timestamp {
    Timestamp::now()
}
