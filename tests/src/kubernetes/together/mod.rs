//! Several clusters as one, on two real control planes: a bell over both, a silence, the drill of a lost one, and whatever happens in whatever order.
//!
//! Rooms are counted on both planes by their label, in one list each: what is asked of two thousand rooms must not be asked room by room.

mod bell;
mod chain;
mod drill;
mod sequences;
mod silence;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use homeroom::clock::Clock;
use homeroom_domain::ids::OrderId;
use homeroom_local::kube_api::KubeApi;
use jiff::SignedDuration;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{
    planes::Plane,
    world::{World, register, wait_within},
};
use crate::support::{OrderSpec, at};

const PODS: &str = "/api/v1/pods?labelSelector=homeroom.dev%2Fclassroom";
/// How long two thousand rooms may take on a busy machine, whatever they do.
const LONG: Duration = Duration::from_secs(600);
/// Rooms that are up, as it is recorded.
const UP: &str = "SELECT count(*) FROM readiness WHERE available_to IS NULL";
/// Orders of which all that was due is done.
const AT_REST: &str = "SELECT count(*) FROM orders WHERE ready AND phase = 'active' AND handled = touched";

/// Two control planes of a region, of which the second is registered when the test says so.
struct Both {
    world: World,
    other: Plane,
    second: Uuid,
}

impl Both {
    /// With so many nodes each, and an institution that may have so many rooms at a time. Sixty rooms of fifty fill a node.
    async fn new(nodes: [usize; 2], rooms: u32) -> Self {
        let [first, other] = if rooms > 500 { Plane::several_alone(nodes).await } else { Plane::several(nodes).await };
        let world = World::on(first).await;
        world.grant(rooms).await;
        world.set_time("2026-09-01T00:00:00Z");
        Self { world, other, second: Uuid::nil() }
    }

    /// What was ordered before this is on the first.
    async fn register_second(&mut self) {
        self.second = register(&self.world.app, &self.other, "second", "cn-beijing").await;
        let measured = "SELECT count(*) FROM clusters WHERE jsonb_typeof(capacity -> 'shape') = 'object' AND answering";
        self.world.wait("nodes of both are measured", || async { self.world.scalar(measured).await == 2 }).await;
    }

    /// So many orders alike.
    async fn order(&self, count: u32, spec: &OrderSpec) -> Vec<OrderId> {
        let mut orders = Vec::new();
        for _ in 0..count {
            orders.push(self.world.order(spec).await);
        }
        orders
    }

    /// Waits until so many orders have all that they should have now.
    async fn until_at_rest(&self, orders: usize) {
        wait_within(LONG, "orders are at rest", || async { self.world.scalar(AT_REST).await == orders as i64 }).await;
    }

    async fn until_up(&self, rooms: u32) {
        wait_within(LONG, "rooms are up", || async { self.world.scalar(UP).await == i64::from(rooms) }).await;
    }

    /// How many pods each room has on both, but for those that are on their way out.
    async fn pods(&self) -> BTreeMap<String, usize> {
        let mut pods = BTreeMap::new();
        for api in [self.world.kube(), self.other.api()] {
            for room in rooms_on(api).await {
                *pods.entry(room).or_default() += 1;
            }
        }
        pods
    }

    /// Waits until so many rooms run, and then none of them twice.
    async fn each_runs_once(&self, rooms: u32) {
        let expected = usize::try_from(rooms).unwrap();
        wait_within(LONG, "each room has a pod", || async { self.pods().await.len() == expected }).await;
        let twice: Vec<String> = self.pods().await.into_iter().filter(|(_, pods)| *pods != 1).map(|(room, _)| room).collect();
        assert_eq!(twice, Vec::<String>::new(), "rooms that run twice");
    }

    /// From now on business time goes on as time does, beginning with this moment, until what this gives is dropped.
    fn let_time_run(&self, from: &str) -> Running {
        let (clock, from, began) = (self.world.app.state.clock.clone(), at(from), Instant::now());
        clock.set(from);
        Running(tokio::spawn(go_on(clock, from, began)))
    }
}

/// Business time that goes on as time does.
struct Running(JoinHandle<()>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn go_on(clock: Clock, from: jiff::Timestamp, began: Instant) {
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let passed = SignedDuration::try_from(began.elapsed()).unwrap_or_default();
        clock.set(from + passed);
    }
}

/// The room of each pod that is to stay.
async fn rooms_on(api: &KubeApi) -> Vec<String> {
    let list = api.get(PODS).await.unwrap().unwrap_or_default();
    let pods = list["items"].as_array().cloned().unwrap_or_default();
    let stays = pods.iter().filter(|pod| pod["metadata"]["deletionTimestamp"].is_null());
    stays.map(|pod| pod["metadata"]["labels"]["homeroom.dev/classroom"].as_str().unwrap().to_owned()).collect()
}
