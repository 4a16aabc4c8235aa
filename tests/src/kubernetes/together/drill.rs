//! The drill of 08:58: a cluster is lost two minutes before a bell.

use std::time::{Duration, Instant};

use homeroom_domain::ids::OrderId;
use serde_json::{Value, json};

use super::{Both, LONG, Running, UP, wait_within};
use crate::support::{Answer, at, class_of};

/// As many orders for 09:00 as for 09:55, of so many rooms each, and another cluster on which not all of them fit; of one that does not, as many rooms as do.
struct Drill {
    orders: u32,
    rooms: u32,
    nodes: [usize; 2],
    /// Orders that fit on the other cluster as a whole.
    placed: usize,
}

/// Eighty rooms.
#[tokio::test]
async fn of_a_cluster_that_is_lost_at_two_minutes_to_nine_every_lesson_is_placed_or_named() {
    Box::pin(lost(Drill { orders: 2, rooms: 20, nodes: [2, 1], placed: 3 })).await;
}

/// A thousand rooms. Prints how long it took from the loss on until each lesson was placed or named, and until the rooms of 09:00 were up elsewhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: a cluster with a thousand rooms is lost"]
async fn of_a_thousand_rooms_of_a_lost_cluster_every_lesson_is_placed_or_named_within_a_minute() {
    Box::pin(lost(Drill { orders: 10, rooms: 50, nodes: [17, 16], placed: 19 })).await;
}

/// At 08:49 its machines go dark, so that the rooms of 09:00 do not come up on it; at 08:58 its API is silent too. Those of 09:00 are moved first; every lesson of 09:55
/// is placed or named within a minute of the loss, as the dry run said, and so are those of 09:00 that are late by it, with when they are due; a room of 09:00 that is
/// not up in time is named with its cause, and so is a lesson that fits nowhere. When the cluster is back it is cleaned, and each room runs once.
async fn lost(drill: Drill) {
    let (each, total) = (usize::try_from(drill.orders).unwrap(), 2 * drill.orders * drill.rooms);
    let mut both = Both::new(drill.nodes, total).await;
    let replica = both.world.replica();
    let at_bell = |start: &str| class_of(50).rooms(drill.rooms).on(&["2026-09-02"], start, 45).term("2026-09-01", "2026-09-30");
    // Those in a hurry are younger: that they come first is nobody's accident.
    let later = both.order(drill.orders, &at_bell("09:55")).await;
    let sooner = both.order(drill.orders, &at_bell("09:00")).await;
    both.until_at_rest(2 * each).await;
    both.register_second().await;

    let (time, since) = Box::pin(is_lost(&mut both, drill.orders * drill.rooms)).await;
    let done = Box::pin(fail_over(&both, since)).await;
    let fates = fates(&done);
    let (first, rest) = fates.split_at(each);
    assert!(first.iter().all(|fate| fate.verdict == "moved" && sooner.contains(&fate.order)), "those of 09:00 come first: {}", done.text());
    let of = |is_whole: bool| rest.iter().filter(move |fate| fate.is_whole() == is_whole).map(|fate| fate.order).collect::<Vec<OrderId>>();
    let (placed, named) = (of(true), of(false));
    assert_eq!((each + placed.len(), placed.len() + named.len()), (drill.placed, each), "{}", done.text());
    assert!(rest.iter().all(|fate| later.contains(&fate.order) && (fate.verdict == "moved" || fate.short == "Short")), "{}", done.text());

    Box::pin(what_is_not_met_is_told(&both, &done, (each, named.len()))).await;
    Box::pin(they_are_up_or_named(&both, &sooner, (drill.rooms, since))).await;
    drop(time);
    let moved = u32::try_from(done["rooms"]["placed"].as_u64().unwrap()).unwrap();
    assert!(moved >= u32::try_from(drill.placed).unwrap() * drill.rooms, "{}", done.text());
    Box::pin(the_next_bell(&both, &named, moved)).await;
    Box::pin(it_is_back(&mut both, (drill.placed, total))).await;
    replica.stop().await;
}

/// Business time that goes on from 08:58 on, and when that was.
async fn is_lost(both: &mut Both, rooms: u32) -> (Running, Instant) {
    both.world.plane.freeze_nodes();
    both.world.set_time("2026-09-02T00:50:00Z");
    let wanted = "SELECT coalesce(sum(rooms_wanted_now), 0)::bigint FROM orders WHERE handled = touched";
    wait_within(LONG, "the rooms of 09:00 are wanted", || async { both.world.scalar(wanted).await == i64::from(rooms) }).await;
    assert_eq!(both.world.scalar(UP).await, 0, "no machine runs them");
    let time = both.let_time_run("2026-09-02T00:58:00Z");
    both.world.plane.freeze_api();
    let since = Instant::now();
    let silent = "SELECT count(*) FROM clusters WHERE answering IS FALSE";
    wait_within(Duration::from_secs(60), "its silence is noticed", || async { both.world.scalar(silent).await == 1 }).await;
    eprintln!("its silence was noticed {:.1} s after the loss", since.elapsed().as_secs_f64());
    (time, since)
}

/// What is done is what the dry run said, and takes less than a minute from the loss on.
async fn fail_over(both: &Both, since: Instant) -> Answer {
    let path = format!("/v1/clusters/clu_{}/failover", both.world.cluster);
    let ask = |dry_run: bool| {
        let body = json!({"lessons_until": "2026-09-02T02:00:00Z", "dry_run": dry_run});
        both.world.app.platform_post(&path).json(&body).send()
    };
    let told = ask(true).await.expect(200);
    let done = ask(false).await.expect(200);
    let took = since.elapsed();
    eprintln!("{} rooms were placed or named {:.1} s after the loss", done["rooms"]["total"], took.as_secs_f64());
    assert!(took < Duration::from_secs(60), "{took:?}");
    assert_eq!((&done["more"], &done["rooms"]), (&json!(false), &told["rooms"]));
    let said = fates(&told).into_iter().map(|fate| Fate { verdict: fate.verdict.replace("moves", "moved"), ..fate }).collect::<Vec<_>>();
    assert_eq!(fates(&done), said, "what a dry run says is what is done");
    done
}

/// What became of an order.
#[derive(Debug, PartialEq, Eq)]
struct Fate {
    order: OrderId,
    verdict: String,
    /// Why the first cluster that was tried does not take it.
    short: String,
    /// Rooms that are left behind.
    left: u64,
}

impl Fate {
    fn is_whole(&self) -> bool {
        self.verdict == "moved" && self.left == 0
    }
}

fn fates(answer: &Answer) -> Vec<Fate> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let fate = |order: &Value| Fate {
        order: text(&order["order_id"]).parse().unwrap(),
        verdict: text(&order["verdict"]),
        short: text(&order["short"][0]["reason"]),
        left: order["rooms_left"].as_u64().unwrap(),
    };
    answer["orders"].as_array().unwrap().iter().map(fate).collect()
}

/// Of each lesson of 09:00 it is said when its rooms are due, of each that fits nowhere that it is missed, and operators read both with the cause.
async fn what_is_not_met_is_told(both: &Both, done: &Answer, (late, missed): (usize, usize)) {
    for order in done["orders"].as_array().unwrap() {
        let bell = &order["unmet"][0];
        let said = [&bell["starts_at"], &bell["verdict"], &bell["cause"]["reason"]].map(|fact| fact.as_str().unwrap_or_default());
        let is_named = order["verdict"] == "no_place" || order["rooms_left"] != 0;
        let expected = match (order["lesson_starts_at"].as_str(), is_named) {
            (Some(bell @ "2026-09-02T01:00:00Z"), _) => [bell, "late", "RoomsComeUpLate"],
            (Some(bell), true) => [bell, "missed", "NoPlaceElsewhere"],
            _ => ["", "", ""],
        };
        assert_eq!(said, expected, "{order}");
    }
    let told = "SELECT count(DISTINCT subject) FROM events WHERE type = 'promise.at_risk' AND data -> 'cause' ->> 'reason' IN ('RoomsComeUpLate', 'NoPlaceElsewhere')";
    assert_eq!(both.world.scalar(told).await, (late + missed) as i64);
}

/// Each room of 09:00 is up elsewhere at its bell, or its order was named as missing, with a cause. All are up in the end.
async fn they_are_up_or_named(both: &Both, sooner: &[OrderId], (rooms, since): (u32, Instant)) {
    let total = i64::try_from(sooner.len()).unwrap() * i64::from(rooms);
    wait_within(LONG, "the rooms of 09:00 are up elsewhere", || async { both.world.scalar(UP).await == total }).await;
    let now = both.world.app.now();
    eprintln!("the {total} rooms of 09:00 were up elsewhere {:.1} s after the loss", since.elapsed().as_secs_f64());
    if now < at("2026-09-02T00:59:00Z") {
        return;
    }
    // Ten seconds for whoever looks every two.
    let late = "SELECT count(*) FROM classrooms c JOIN readiness r ON r.classroom_id = c.id WHERE c.order_id = $1 AND r.available_from > '2026-09-02T00:59:10Z'";
    for order in sooner {
        let late: i64 = sqlx::query_scalar(late).bind(order.uuid()).fetch_one(&mut both.world.app.sql().await).await.unwrap();
        assert!(late == 0 || missing(both, *order).await.iter().all(|cause| !cause.is_empty()), "{late} rooms of {order}");
        assert!(late == 0 || !missing(both, *order).await.is_empty(), "{late} rooms of {order} are missed, and nobody is told");
    }
}

/// The causes with which it was told that rooms of an order are missing.
async fn missing(both: &Both, order: OrderId) -> Vec<String> {
    let sql = "SELECT coalesce(data -> 'cause' ->> 'reason', '') FROM events WHERE subject = $1 AND type = 'classrooms.missing'";
    sqlx::query_scalar(sql).bind(order.to_string()).fetch_all(&mut both.world.app.sql().await).await.unwrap()
}

/// At 09:54 all that were placed are up, and those that fit nowhere are told of with the cause.
async fn the_next_bell(both: &Both, named: &[OrderId], moved: u32) {
    both.world.set_time("2026-09-02T01:54:10Z");
    both.until_up(moved).await;
    for order in named {
        both.world.wait("it is told", || async { !missing(both, *order).await.is_empty() }).await;
        let causes = missing(both, *order).await;
        assert!(causes.iter().all(|cause| cause == "ClusterUnreachable"), "{causes:?}");
    }
}

/// What was moved as a whole is cleaned up there, what was not, or left behind, comes up late, and nothing runs twice.
async fn it_is_back(both: &mut Both, (placed, total): (usize, u32)) {
    both.world.plane.thaw_nodes();
    both.world.plane.thaw_api();
    let began = Instant::now();
    let done = "SELECT count(*) FROM moves WHERE state = 'done'";
    wait_within(LONG, "the lost cluster is clean", || async { both.world.scalar(done).await == placed as i64 }).await;
    eprintln!("{placed} orders were cleaned up on it {:.1} s after it was back", began.elapsed().as_secs_f64());
    both.until_up(total).await;
    both.each_runs_once(total).await;
}
