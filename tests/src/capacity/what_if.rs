//! `POST /v1/capacity/what-if`: what would no longer fit.

use serde_json::{Value, json};

use super::booked;
use crate::support::{TestApp, class_of, nodes, rooms, seats};

const SEPTEMBER: [&str; 2] = ["2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z"];

async fn ask(app: &TestApp, changes: Value) -> Value {
    let mut body = json!({"from": SEPTEMBER[0], "to": SEPTEMBER[1]});
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    app.platform_post("/v1/capacity/what-if").json(&body).send().await.expect(200).json().clone()
}

fn region(answer: &Value) -> &Value {
    &answer["regions"][0]
}

#[tokio::test]
async fn thirty_times_as_much_does_not_fit_and_the_nodes_that_are_named_are_enough_and_no_more() {
    let app = booked().await;
    let now = ask(&app, json!({})).await;
    assert_eq!((&now["fits"], &region(&now)["nodes_to_add"], &region(&now)["nodes_sold"]), (&json!(true), &json!(0), &json!(2)));
    let grown = json!([{"percent": 3000, "from": "2026-09-10T00:00:00Z"}]);
    let short = ask(&app, json!({"grow": grown})).await;
    assert_eq!((&short["fits"], &short["clusters"]), (&json!(false), &json!([])), "what is booked already still fits");
    assert_eq!(region(&short)["first_short_at"], "2026-09-14T00:50:00Z", "the first Monday after it grew, ten minutes before the lesson");
    let pods = region(&short)["short"].as_array().unwrap().iter().find(|short| short["resource"] == "pods").unwrap();
    assert_eq!((&pods["needed"], &pods["limit"]), (&json!(300), &json!(220)));
    let (cluster, add) = (&region(&short)["like"], region(&short)["nodes_to_add"].as_i64().unwrap());
    let with = async |nodes: i64| ask(&app, json!({"grow": grown, "add": [{"cluster_id": cluster, "nodes": nodes}]})).await["fits"].clone();
    assert_eq!((with(add).await, with(add - 1).await), (json!(true), json!(false)), "{add}");
    let elsewhere = json!({"grow": grown, "add": [{"cluster_id": cluster, "nodes": 100, "region": "cn-shanghai"}]});
    assert_eq!(ask(&app, elsewhere).await["fits"], false, "nodes of another region do not help");
    let orders = app.platform_get("/v1/platform/orders").send().await.expect(200);
    assert_eq!(orders.items().len(), 1, "nothing was changed");
}

async fn bears(app: &TestApp, cluster: &Value, pods: i64) {
    set_thresholds(app, cluster, json!({"pods": pods})).await;
}

async fn set_thresholds(app: &TestApp, cluster: &Value, thresholds: Value) {
    let path = format!("/v1/clusters/{}", cluster.as_str().unwrap());
    let etag = app.platform_get(&path).send().await.expect(200).etag().to_owned();
    let change = json!({"thresholds": thresholds});
    app.call("PATCH", &path).bearer(&app.platform_key).header("if-match", &etag).json(&change).send().await.expect(200);
}

#[tokio::test]
async fn nodes_bring_no_more_pods_than_their_cluster_bears_and_a_cluster_of_its_own_does() {
    let app = booked().await;
    let (cluster, grow) = (cluster(&app).await, json!([{"percent": 3000}]));
    let with = async |more: Value| ask(&app, json!({"grow": grow, "add": [more]})).await;
    let hundred = json!({"cluster_id": cluster, "nodes": 100});
    // Three hundred are needed.
    bears(&app, &cluster, 299).await;
    let asked = ask(&app, json!({"grow": grow})).await;
    assert_eq!(region(&asked)["nodes_to_add"], Value::Null, "{asked:#}");
    let added = with(hundred.clone()).await;
    let short = region(&added)["short"].as_array().unwrap();
    assert_eq!((short.len(), &short[0]["resource"], &short[0]["limit"]), (1, &json!("pods"), &json!(299)), "{added:#}");
    let mut of_its_own = hundred.clone();
    of_its_own["region"] = json!("cn-beijing");
    assert_eq!(with(of_its_own).await["fits"], true);
    bears(&app, &cluster, 300).await;
    let asked = ask(&app, json!({"grow": grow})).await;
    let add = region(&asked)["nodes_to_add"].as_i64().unwrap();
    let some = |nodes: i64| json!({"cluster_id": cluster, "nodes": nodes});
    assert_eq!((&with(some(add)).await["fits"], &with(some(add - 1)).await["fits"]), (&json!(true), &json!(false)), "{add}");
    // Two nodes hold 220, and of one that is lost nothing is missed.
    bears(&app, &cluster, 110).await;
    let lost = ask(&app, json!({"grow": [{"percent": 1100}], "lose": [{"cluster_id": cluster, "nodes": 1}]})).await;
    assert!(region(&lost)["short"].as_array().unwrap().iter().all(|short| short["resource"] != "pods"), "{lost:#}");
}

#[tokio::test]
async fn orders_need_namespaces_that_no_node_brings_and_a_further_cluster_does() {
    let app = booked().await;
    let cluster = cluster(&app).await;
    set_thresholds(&app, &cluster, json!({"namespaces": 5})).await;
    assert_eq!(ask(&app, json!({"grow": [{"percent": 500}]})).await["fits"], true);
    for grown in [json!({"percent": 600}), json!({"percent": 600, "kind": "class"})] {
        let asked = ask(&app, json!({"grow": [grown]})).await;
        let found = region(&asked);
        assert_eq!((&asked["fits"], &found["fits"], &found["short"]), (&json!(false), &json!(false), &json!([])), "{asked:#}");
        let short = &found["counted_short"][0];
        assert_eq!((&short["counted"], &short["needed"], &short["limit"]), (&json!("namespaces"), &json!(6), &json!(5)));
        assert_eq!((&found["nodes_to_add"], &found["clusters_to_add"]), (&json!(0), &json!(1)));
        assert_eq!(found["first_short_at"], SEPTEMBER[0]);
        let further = json!([{"cluster_id": cluster, "nodes": 1, "region": "cn-beijing"}]);
        assert_eq!(ask(&app, json!({"grow": [grown], "add": further})).await["fits"], true);
    }
    let larger = ask(&app, json!({"resize": [{"kind": "class", "percent": 600}]})).await;
    assert_eq!(region(&larger)["counted_short"], json!([]), "rooms that are larger need no more of them");
}

#[tokio::test]
async fn a_cluster_that_is_lost_is_named_and_its_region_may_still_hold_everything() {
    let app = booked().await.with_cluster("bj-2", nodes(4)).await;
    let clusters = app.platform_get("/v1/clusters").send().await.expect(200);
    let id = |name: &str| clusters.items().iter().find(|cluster| cluster["name"] == name).unwrap()["id"].clone();
    let placed = app.platform_get("/v1/platform/orders").send().await.expect(200).items()[0]["cluster_id"].clone();
    let lost = ask(&app, json!({"lose": [{"cluster_id": placed, "from": "2026-09-20T00:00:00Z"}]})).await;
    assert_eq!((&lost["fits"], &region(&lost)["fits"]), (&json!(false), &json!(true)));
    assert_eq!((&lost["clusters"][0]["cluster_id"], &lost["clusters"][0]["first_short_at"]), (&placed, &json!("2026-09-21T00:50:00Z")));
    let both = ask(&app, json!({"lose": [{"cluster_id": id("bj-1")}, {"cluster_id": id("bj-2")}]})).await;
    assert_eq!((&region(&both)["fits"], &region(&both)["first_short_at"]), (&json!(false), &json!("2026-09-07T00:50:00Z")));
    let one = ask(&app, json!({"lose": [{"cluster_id": id("bj-2"), "nodes": 1}]})).await;
    assert_eq!(one["fits"], true);
}

#[tokio::test]
async fn only_what_is_named_grows() {
    let app = booked().await;
    let tenants = app.platform_get("/v1/tenants").send().await.expect(200);
    let school = tenants.items()[0]["id"].clone();
    let other = app.tenant("Other").with_quota(rooms(100), seats(5_000)).await;
    other.order(class_of(30).rooms(2).weekly("MO", "09:00", 45)).await.expect_created();
    let pods = async |grow: Value| {
        let answer = ask(&app, json!({"grow": [grow], "lose": [{"cluster_id": cluster(&app).await}]})).await;
        let short = region(&answer)["short"].as_array().unwrap().clone();
        short.into_iter().find(|short| short["resource"] == "pods").unwrap()["needed"].clone()
    };
    assert_eq!(pods(json!({"percent": 200, "tenant_id": school})).await, 22);
    assert_eq!(pods(json!({"percent": 200, "kind": "lecture"})).await, 12);
    assert_eq!(pods(json!({"percent": 300, "kind": "class", "tenant_id": other.id})).await, 16);
    assert_eq!(pods(json!({"percent": 150, "region": "cn-beijing"})).await, 18);
    let larger = ask(&app, json!({"resize": [{"kind": "class", "percent": 10_000}]})).await;
    let short: Vec<&Value> = region(&larger)["short"].as_array().unwrap().iter().map(|short| &short["resource"]).collect();
    assert!(short.contains(&&json!("cpu_milli")) && !short.contains(&&json!("pods")), "{larger:#}");
}

#[tokio::test]
async fn another_lead_lets_rooms_of_two_bells_be_up_together() {
    let app = booked().await;
    let other = app.tenant("Other").with_quota(rooms(100), seats(5_000)).await;
    // Gone at 08:40, where the others come up at 08:50.
    other.order(class_of(50).rooms(10).weekly("MO", "08:00", 30)).await.expect_created();
    let cluster = cluster(&app).await;
    bears(&app, &cluster, 15).await;
    let lead = async |lead: Value| ask(&app, json!({"lead": lead})).await;
    let longer = lead(json!([{"minutes": 30}])).await;
    let short =
        json!([{"resource": "pods", "first_at": "2026-09-07T00:30:00Z", "worst_at": "2026-09-07T00:30:00Z", "needed": 20, "limit": 15}]);
    assert_eq!((&region(&longer)["short"], &longer["clusters"][0]["short"]), (&short, &short), "{longer:#}");
    let later = lead(json!([{"minutes": 30, "from": "2026-09-10T00:00:00Z"}])).await;
    assert_eq!(region(&later)["first_short_at"], "2026-09-14T00:30:00Z");
    for fits in [
        json!([]),
        json!([{"minutes": 20}]),
        json!([{"minutes": 0}]),
        json!([{"kind": "lecture", "minutes": 30}]),
        json!([{"kind": "class", "minutes": 10}, {"minutes": 30}]),
    ] {
        assert_eq!(lead(fits.clone()).await["fits"], true, "{fits}");
    }
}

async fn cluster(app: &TestApp) -> Value {
    app.platform_get("/v1/clusters").send().await.expect(200).items()[0]["id"].clone()
}

#[tokio::test]
async fn absurd_questions_are_refused_by_field() {
    let app = booked().await;
    let cluster = cluster(&app).await;
    for (body, field) in [
        (json!({"from": SEPTEMBER[1], "to": SEPTEMBER[0]}), "/to"),
        (json!({"from": "2026-09-01T00:00:00Z", "to": "2027-09-01T00:00:00Z"}), "/to"),
        (json!({"grow": [{"percent": 100_001}]}), "/grow/0/percent"),
        (json!({"grow": [{"percent": 200, "kind": "castle"}]}), "/grow/0/kind"),
        (json!({"grow": [{"percent": 200, "region": "nowhere"}]}), "/grow/0/region"),
        (json!({"grow": [{"percent": 200, "tenant_id": "ten_0197f000-0000-7000-8000-000000000000"}]}), "/grow/0/tenant_id"),
        (json!({"resize": [{"kind": "class", "percent": -1}]}), "/resize/0/percent"),
        (json!({"lead": [{"minutes": 241}]}), "/lead/0/minutes"),
        (json!({"lead": [{"minutes": 5, "kind": "castle"}]}), "/lead/0/kind"),
        (json!({"lose": [{"cluster_id": cluster, "nodes": 0}]}), "/lose/0/nodes"),
        (json!({"add": [{"cluster_id": "clu_0197f000-0000-7000-8000-000000000000", "nodes": 1}]}), "/add/0/cluster_id"),
        (json!({"lose": vec![json!({"cluster_id": cluster}); 101]}), "/lose"),
    ] {
        app.platform_post("/v1/capacity/what-if").json(&body).send().await.expect_invalid(field);
    }
}
