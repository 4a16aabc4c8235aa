//! Very many rooms for one bell.

use std::time::{Duration, Instant};

use super::{Both, LONG, UP, wait_within};
use crate::support::{at, class_of};

/// Orders of so many rooms, which together are more than one cluster holds.
struct Bell {
    orders: u32,
    rooms: u32,
    /// Of each cluster.
    nodes: usize,
}

/// A hundred rooms for one bell are booked over two clusters because neither holds them, and all are up in time, once.
#[tokio::test]
#[ignore = "long: a further case on control planes"]
async fn rooms_for_one_bell_that_no_cluster_holds_are_up_in_time_over_two() {
    Box::pin(rings(Bell { orders: 5, rooms: 20, nodes: 1 })).await;
}

/// Two thousand rooms for one bell over two clusters, a thousand each, on two nodes' worth of cores: 99.9 % of them are Ready a minute before it, while business
/// time goes on as time does, and each runs once. Prints how long they took, and how long until all were gone again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: two thousand rooms on two control planes"]
async fn two_thousand_rooms_for_one_bell_over_two_clusters_are_ready_a_minute_before_it() {
    Box::pin(rings(Bell { orders: 20, rooms: 100, nodes: 17 })).await;
}

async fn rings(bell: Bell) {
    let (total, count) = (bell.orders * bell.rooms, usize::try_from(bell.orders).unwrap());
    let mut both = Both::new([bell.nodes, bell.nodes], total).await;
    let replica = both.world.replica();
    both.register_second().await;
    let made = Instant::now();
    both.order(bell.orders, &class_of(50).rooms(bell.rooms).on(&["2026-09-02"], "09:00", 45).term("2026-09-01", "2026-09-30")).await;
    both.until_at_rest(count).await;
    let on = "SELECT count(DISTINCT cluster_id) FROM placements WHERE state = 'live'";
    assert_eq!(both.world.scalar(on).await, 2, "one cluster does not hold them");
    eprintln!("{total} rooms: ordered, and their objects made, in {:.1} s", made.elapsed().as_secs_f64());
    Box::pin(come_up(&both, total)).await;
    Box::pin(go_down(&both)).await;
    replica.stop().await;
}

/// From the beginning of the lead until all are up, or a minute before the bell.
async fn come_up(both: &Both, total: u32) {
    let (lead, began) = (both.let_time_run("2026-09-02T00:50:00Z"), Instant::now());
    let minute_before = at("2026-09-02T00:59:00Z");
    let mut up = 0;
    while up < i64::from(total) && both.world.app.now() < minute_before {
        tokio::time::sleep(Duration::from_millis(200)).await;
        up = both.world.scalar(UP).await;
    }
    drop(lead);
    eprintln!("{up} of {total} rooms were up {:.1} s after their lead began, which is of ten minutes", began.elapsed().as_secs_f64());
    assert!(up * 1_000 >= i64::from(total) * 999, "{up} of {total} rooms are ready a minute before the bell");
    both.until_up(total).await;
    both.each_runs_once(total).await;
    // In the lesson nothing was told of.
    both.world.set_time("2026-09-02T01:00:00Z");
    if up == i64::from(total) {
        assert_eq!(both.world.scalar("SELECT count(*) FROM events WHERE type = 'classrooms.missing'").await, 0);
    }
}

/// Gone after it.
async fn go_down(both: &Both) {
    both.world.set_time("2026-09-02T01:56:00Z");
    let began = Instant::now();
    both.until_up(0).await;
    wait_within(LONG, "no room runs any more", || async { both.pods().await.is_empty() }).await;
    eprintln!("all were gone {:.1} s after their drain ended", began.elapsed().as_secs_f64());
}
