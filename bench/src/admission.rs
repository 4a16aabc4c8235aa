//! How long a create and a quote take over HTTP.

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    documents::{order, school, weekly},
    installation::{Installation, timed},
    table::{Goal, Table, percentile},
};

const TIMES: usize = 7;
/// Orders that follow a calendar; the last is as many as may.
const FOLLOWERS: [usize; 2] = [20, 200];
const BELLS: [&str; 8] = ["08:00", "08:55", "10:00", "10:55", "13:30", "14:25", "15:20", "16:15"];
/// What painting the week may cost.
const FIT_MS: f64 = 50.0;

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    let installation = Installation::start("unused").await?;
    installation.cluster_of_rows("bj-1", "cn-beijing", 2_000).await?;
    time(table, &installation, "12 rooms, 20 weeks, Mo and We", &weekly(order(12, 50), "MO,WE", &["09:00"])).await?;
    time(table, &installation, "the school", &school()).await?;
    close_a_day(table, &installation).await?;
    installation.stop().await
}

/// A day is closed for every order that follows the school's calendar: told first, and then done.
async fn close_a_day(table: &mut Table, installation: &Installation) -> Result<()> {
    let tenant = installation.tenant("followers", 100_000).await?;
    let term = json!([{"name": "Autumn", "first_day": "2027-09-01", "last_day": "2028-01-18"}]);
    let calendar = installation.post(&tenant, "/v1/academic-calendars", &json!({"name": "2027/28", "terms": term})).await?;
    let path = format!("/v1/academic-calendars/{}/quote", calendar["id"].as_str().unwrap_or_default());
    let closed = json!({"days": [{"from": "2027-12-17", "to": "2027-12-17", "off": true}]});
    let (mut made, mut lessons) = (0, 0);
    for followers in FOLLOWERS {
        while made < followers {
            let mut order = weekly(order(12, 50), "MO,TU,WE,TH,FR", &BELLS);
            order["timetable"]["academic_calendar"] = calendar["id"].clone();
            lessons += installation.post(&tenant, "/v1/orders", &order).await?["lessons_total"].as_u64().unwrap_or_default();
            made += 1;
        }
        let before = installation.memory_mib()?;
        let mut times = Vec::new();
        for _ in 0..TIMES {
            times.push(timed(installation.post(&tenant, &path, &closed)).await?.1);
        }
        let what = format!("{followers} orders with {lessons} lessons follow a calendar: what a closed Friday does to them");
        table.times(what.clone(), None, &times);
        table.figure(format!("{what}: memory grows by"), None, &[installation.memory_mib()? - before], "MiB");
    }
    Ok(())
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
