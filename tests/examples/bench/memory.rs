//! Memory of the service with a thousand orders whose objects stand on a cluster, and how long they take to stand there.

use std::time::{Duration, Instant};

use homeroom_local::control_plane::NodeSpec;

use crate::{
    bench::Bench,
    ready::{Simulated, lesson},
};

const ORDERS: usize = 1_000;
const PATIENCE: Duration = Duration::from_secs(1_800);

pub(crate) async fn measure() {
    let simulated = Simulated::start(NodeSpec::bare_metal_fleet(40)).await;
    let bench = &simulated.bench;
    println!("memory without orders: {} MiB", bench.memory_mib());
    let began = Instant::now();
    for _ in 0..ORDERS {
        // Its objects stand, and no room is up yet.
        bench.post("/v1/orders", &lesson(1, 20, Duration::from_secs(3 * 86_400)).json()).await;
    }
    println!("{ORDERS} orders accepted in {} s; memory {} MiB", began.elapsed().as_secs(), bench.memory_mib());
    let ready = until_all_ready(bench, began).await;
    println!("{ready} of them Ready after {} s; memory {} MiB", began.elapsed().as_secs(), bench.memory_mib());
    tokio::time::sleep(Duration::from_secs(30)).await;
    println!("half a minute later: {} MiB", bench.memory_mib());
    simulated.stop().await;
}

async fn until_all_ready(bench: &Bench, began: Instant) -> i64 {
    let mut sql = bench.sql().await;
    loop {
        let ready: i64 = sqlx::query_scalar("SELECT count(*) FROM orders WHERE ready").fetch_one(&mut sql).await.unwrap();
        if ready >= ORDERS as i64 || began.elapsed() > PATIENCE {
            return ready;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
