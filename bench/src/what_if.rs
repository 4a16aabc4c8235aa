//! How long what-if takes over a term of 100,000 lessons, and the node plan beside it.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::{
    documents::{order, weekly},
    installation::{Installation, timed},
    table::{Goal, Table},
};

const TIMES: usize = 7;
const CLUSTERS: usize = 4;
const SCHOOLS: usize = 10;
/// An order has 12 rooms with 480 lessons in all.
const ORDERS_OF_EACH: usize = 21;
const TERM: [&str; 2] = ["2027-09-01T00:00:00Z", "2028-01-18T00:00:00Z"];
const TWO_MONTHS: &str = "from=2027-09-01T00:00:00Z&to=2027-11-01T00:00:00Z";
/// Seconds, as a person waits for an answer.
const MOST_MS: f64 = 3_000.0;

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let installation = Installation::start("unused").await?;
    for number in 1..=CLUSTERS {
        installation.cluster_of_rows(&format!("bj-{number}"), "cn-beijing", 500).await?;
    }
    let mut lessons = 0;
    let schools = if short { SCHOOLS / 5 } else { SCHOOLS };
    for number in 1..=schools {
        let school = installation.tenant(&format!("School {number}"), 100_000).await?;
        for place in 0..ORDERS_OF_EACH {
            let order = weekly(order(12, 50), ["MO,WE", "TU,TH", "TU,FR"][place % 3], &[["08:00", "09:00", "10:15"][number % 3]]);
            lessons += installation.post(&school, "/v1/orders", &order).await?["lessons_total"].as_u64().unwrap_or_default();
        }
    }
    let platform = installation.platform();
    let schools = installation.get(&platform, "/v1/tenants").await?;
    let school = schools["items"][0]["id"].clone();
    for (what, changes) in [
        ("nothing changes", json!({})),
        ("everything is thirty times as much", json!({"grow": [{"percent": 3_000}]})),
        ("an institution and a kind are", json!({"grow": [{"percent": 3_000, "tenant_id": school}, {"percent": 3_000, "kind": "class"}]})),
        ("rooms are larger and come up earlier", json!({"resize": [{"kind": "class", "percent": 150}], "lead": [{"minutes": 30}]})),
    ] {
        let asked = over_the_term(changes);
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let (answer, took) = timed(installation.post(&platform, "/v1/capacity/what-if", &asked)).await?;
            ensure!(answer["regions"][0]["fits"].is_boolean(), "{answer}");
            times.push(took);
        }
        table.times(format!("what-if over {lessons} lessons of a term: {what}"), Some(Goal::AtMost(MOST_MS)), &times);
    }
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let (plan, took) = timed(installation.get(&platform, &format!("/v1/capacity/node-plan?{TWO_MONTHS}"))).await?;
        ensure!(plan["regions"][0]["survives"].is_boolean(), "{plan}");
        times.push(took);
    }
    table.times(
        format!("the node plan of two months, {CLUSTERS} clusters, {lessons} lessons in the term"),
        Some(Goal::AtMost(MOST_MS)),
        &times,
    );
    installation.stop().await
}

fn over_the_term(changes: Value) -> Value {
    let mut asked = changes;
    asked["from"] = json!(TERM[0]);
    asked["to"] = json!(TERM[1]);
    asked
}
