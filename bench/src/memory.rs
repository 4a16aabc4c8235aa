//! Memory of the service with a thousand orders whose objects stand on a cluster, and how long they take to stand there.

use std::time::{Duration, Instant};

use anyhow::Result;
use homeroom_local::control_plane::NodeSpec;

use crate::{documents::lesson, installation::Installation, ready::Simulated, table::Table};

const ORDERS: usize = 1_000;
const PATIENCE: Duration = Duration::from_secs(1_800);

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let simulated = Simulated::start(NodeSpec::bare_metal_fleet(40)).await?;
    let (installation, tenant) = (&simulated.installation, &simulated.tenant);
    table.figure("memory without orders", None, &[installation.memory_mib()?], "MiB");
    let began = Instant::now();
    for _ in 0..ORDERS {
        // Its objects stand, and no room is up yet.
        installation.post(tenant, "/v1/orders", &lesson(1, 20, Duration::from_secs(3 * 86_400))?).await?;
    }
    until_all_ready(installation, began).await?;
    table.figure(format!("{ORDERS} orders: from the first accepted to all Ready"), None, &[began.elapsed().as_secs_f64()], "s");
    table.figure(format!("memory with {ORDERS} orders"), None, &[installation.memory_mib()?], "MiB");
    simulated.stop().await
}

async fn until_all_ready(installation: &Installation, began: Instant) -> Result<()> {
    let mut sql = installation.sql().await?;
    loop {
        let ready: i64 = sqlx::query_scalar("SELECT count(*) FROM orders WHERE ready").fetch_one(&mut sql).await?;
        if ready >= ORDERS as i64 {
            return Ok(());
        }
        anyhow::ensure!(began.elapsed() < PATIENCE, "{ready} of {ORDERS} orders are Ready");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
