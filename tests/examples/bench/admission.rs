//! How long a create and a quote take over HTTP.

use homeroom_tests::support::{OrderSpec, class_of, nodes};
use serde_json::json;

use crate::bench::{Bench, print, timed};

const TIMES: usize = 7;

pub(crate) async fn measure() {
    let bench = Bench::start("unused").await;
    nodes(2_000).insert(&mut bench.sql().await, "bj-1").await;
    time(&bench, "12 rooms, 20 weeks, Mo and We", &class_of(50).rooms(12).weekly("MO,WE", "09:00", 45)).await;
    time(&bench, "the school", &school()).await;
    bench.stop().await;
}

/// After one to warm up.
async fn time(bench: &Bench, what: &str, order: &OrderSpec) {
    let document = order.json();
    let lessons = bench.post("/v1/orders", &document).await["lessons_total"].clone();
    for path in ["/v1/quotes", "/v1/orders"] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            times.push(timed(bench.post(path, &document)).await.1);
        }
        print(&format!("{what}, {lessons} lessons: POST {path}"), times);
    }
}

/// 60 classes of 50, eight lessons a day from Monday to Friday, a week off, a make-up Saturday.
fn school() -> OrderSpec {
    let bells = ["08:00", "08:55", "10:00", "10:55", "13:30", "14:25", "15:20", "16:15"];
    let order = bells.iter().fold(class_of(50).rooms(60), |order, bell| order.weekly("MO,TU,WE,TH,FR", bell, 45));
    order.with(
        "/timetable/days",
        json!([{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-07"}]),
    )
}
