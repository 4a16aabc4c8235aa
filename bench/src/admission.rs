//! How long a create and a quote take over HTTP.

use anyhow::Result;
use serde_json::Value;

use crate::{
    documents::{order, school, weekly},
    installation::{Installation, timed},
    table::{Goal, Table, percentile},
};

const TIMES: usize = 7;
/// What painting the week may cost.
const FIT_MS: f64 = 50.0;

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let installation = Installation::start("unused").await?;
    installation.cluster_of_rows("bj-1", "cn-beijing", 2_000).await?;
    time(table, &installation, "12 rooms, 20 weeks, Mo and We", &weekly(order(12, 50), "MO,WE", &["09:00"])).await?;
    time(table, &installation, "the school", &school()).await?;
    installation.stop().await
}

/// After one to warm up.
async fn time(table: &mut Table, installation: &Installation, what: &str, document: &Value) -> Result<()> {
    let tenant = installation.tenant(what, 100_000).await?;
    let lessons = installation.post(&tenant, "/v1/orders", document).await?["lessons_total"].clone();
    let mut of_both: Vec<Vec<f64>> = Vec::new();
    for path in ["/v1/quotes", "/v1/orders"] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            times.push(timed(installation.post(&tenant, path, document)).await?.1);
        }
        table.times(format!("{what}, {lessons} lessons: POST {path}"), None, &times);
        of_both.push(times.iter().map(|time| time.as_secs_f64() * 1000.0).collect());
    }
    // A quote paints the week and compares nothing with before; an order is written besides. What the quote takes more is at least what its painting costs.
    let more = percentile(&of_both[0], 95) - percentile(&of_both[1], 50);
    table.figure(format!("{what}: a quote, p95, longer than an order, middle, by"), Some(Goal::AtMost(FIT_MS)), &[more], "ms");
    Ok(())
}
