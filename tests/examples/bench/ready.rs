//! From the order to Ready: a lesson that is on already, so that every room is wanted at once.

use std::time::Duration;

use homeroom_local::{
    control_plane::{ControlPlane, NodeSpec, Options},
    progress,
    real_node::RealNode,
    scratch::Scratch,
};
use homeroom_tests::support::{OrderSpec, class_of};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use tokio::time::sleep;

use crate::bench::{Bench, print, timed};

const TIMES: usize = 5;

/// A service with a control plane whose nodes are played.
pub(crate) struct Simulated {
    pub(crate) bench: Bench,
    plane: ControlPlane,
    _dir: Scratch,
}

impl Simulated {
    pub(crate) async fn start(nodes: Vec<NodeSpec>) -> Self {
        let (plane, dir) = plane(nodes).await;
        let bench = Bench::start("docker.io/livekit/livekit-server:v1").await;
        bench.register(&plane.homeroom_kubeconfig().await.unwrap()).await;
        Self { bench, plane, _dir: dir }
    }

    pub(crate) async fn stop(self) {
        self.bench.stop().await;
        self.plane.stop().await.unwrap();
    }
}

async fn plane(nodes: Vec<NodeSpec>) -> (ControlPlane, Scratch) {
    let dir = Scratch::new("bench-plane").unwrap();
    let plane = ControlPlane::start(Options::scratch(dir.path(), nodes)).await.unwrap();
    (plane, dir)
}

pub(crate) async fn simulated() {
    let simulated = Simulated::start(NodeSpec::bare_metal_fleet(4)).await;
    for rooms in [1, 12] {
        time(&simulated.bench, "simulated nodes", rooms, 50).await;
    }
    simulated.stop().await;
}

pub(crate) async fn real() {
    if let Err(reason) = RealNode::possible(&progress::stderr()).await {
        println!("real node: not measured, {reason}");
        return;
    }
    let (plane, dir) = plane(Vec::new()).await;
    let node = RealNode::start(&plane, &dir.path().join("node"), &progress::stderr()).await.unwrap();
    let bench = Bench::start(node.livekit_image()).await;
    bench.register(&plane.homeroom_kubeconfig().await.unwrap()).await;
    time(&bench, "real node", 1, 5).await;
    bench.stop().await;
    node.stop().await.unwrap();
    plane.stop().await.unwrap();
}

/// After one to warm up.
async fn time(bench: &Bench, what: &str, rooms: u32, seats: u32) {
    let mut times = Vec::new();
    for round in 0..=TIMES {
        let order = lesson(rooms, seats, Duration::ZERO);
        let ((), took) = timed(until_ready(bench, &order, rooms)).await;
        if round > 0 {
            times.push(took);
        }
    }
    print(&format!("{what}: order of {rooms} x {seats} seats to Ready"), times);
}

async fn until_ready(bench: &Bench, order: &OrderSpec, rooms: u32) {
    let id = bench.post("/v1/orders", &order.json()).await["id"].as_str().unwrap().to_owned();
    loop {
        let order = bench.get(&format!("/v1/orders/{id}")).await;
        if order["ready"] == true && order["classrooms"]["ready_now"] == rooms {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// One lesson that began some minutes ago, or that many later.
#[expect(clippy::disallowed_methods, reason = "what is measured happens now")]
pub(crate) fn lesson(rooms: u32, seats: u32, later: Duration) -> OrderSpec {
    let begins = (Timestamp::now() - 5.minutes() + later).to_zoned(TimeZone::UTC);
    let (day, next) = (begins.date().to_string(), begins.date().tomorrow().unwrap().to_string());
    class_of(seats).rooms(rooms).zone("Etc/UTC").term(&day, &next).on(&[&day], &begins.strftime("%H:%M").to_string(), 45)
}
