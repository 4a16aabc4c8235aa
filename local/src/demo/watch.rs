//! Waiting for clusters and orders, and telling what is waited for, of orders in the
//! service's own words: its conditions explain themselves.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

use super::client::{HomeroomApi, client, field};
use super::clusters::Clusters;
use super::service::Service;
use super::state::{Cluster, DemoFile, Tenant};
use crate::progress::Progress;

/// Longer than anything that works takes.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(250);
/// Between two lines about the same order.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// How waiting for an order ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Ready,
    /// It will not be Ready by waiting: somebody cancelled it, or its term has passed.
    Over,
}

/// Returns when both orders are Ready or over and, where there is one, the open
/// room answers; whether it does.
pub(super) async fn until_ready(service: &Service, clusters: &Clusters, file: &DemoFile, say: &Progress) -> Result<bool> {
    order(service, "the school's order", file.tenant(false)?, say).await?;
    let live = file.tenant(true)?;
    let outcome = order(service, "the open room", live, say).await?;
    let can_join = clusters.can_join() && outcome == Outcome::Ready;
    if can_join {
        media_server(service, live, say).await?;
    }
    Ok(can_join)
}

/// Returns when a cluster's nodes are counted: until then it has nothing to sell.
pub(super) async fn until_counted(api: &HomeroomApi, cluster: &Cluster, say: &Progress) -> Result<()> {
    let (path, begun) = (format!("/v1/clusters/{}", cluster.id), Instant::now());
    loop {
        let seen = api.get(&path).await?;
        if seen["nodes"]["sold"].as_u64() > Some(0) {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            bail!("no node of the {} cluster can be sold after {} s: {seen}", cluster.name, PATIENCE.as_secs());
        }
        if begun.elapsed() < PAUSE {
            say(&format!("waiting until the nodes of the {} cluster are counted", cluster.name));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn order(service: &Service, name: &str, tenant: &Tenant, say: &Progress) -> Result<Outcome> {
    let api = HomeroomApi::with_key(&service.url, &tenant.owner.api_key)?;
    let path = format!("/v1/orders/{}", tenant.order_id);
    let begun = Instant::now();
    let (mut told, mut told_at) = (String::new(), None::<Instant>);
    loop {
        let order = api.get(&path).await?;
        let state = describe(&order);
        if order["ready"] == true && order["generation"] == order["observed_generation"] {
            say(&format!("{name} is Ready: {state}"));
            return Ok(Outcome::Ready);
        }
        if is_over(&order) {
            say(&format!("{name} is over ({state}): place another, or remove the demo's folder to begin anew"));
            return Ok(Outcome::Over);
        }
        if state != told && told_at.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
            told_at = Some(Instant::now());
            say(&format!("waiting for {name}: {state}"));
            told = state;
        }
        if begun.elapsed() > PATIENCE {
            bail!("{name} is not Ready after {} s: {order}", PATIENCE.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn is_over(order: &Value) -> bool {
    matches!(order["phase"].as_str(), Some("suspended" | "terminating" | "released"))
}

/// Phase, rooms, and what each condition that does not hold says.
fn describe(order: &Value) -> String {
    let rooms = &order["classrooms"];
    let mut words = vec![
        order["phase"].as_str().unwrap_or("?").to_owned(),
        format!("{} of {} rooms wanted now are ready", rooms["ready_now"], rooms["wanted_now"]),
    ];
    let conditions = order["conditions"].as_array().map(Vec::as_slice).unwrap_or_default();
    for condition in conditions.iter().filter(|condition| condition["status"] != "true") {
        words.extend(condition["message"].as_str().map(str::to_owned));
    }
    words.dedup();
    words.join(" · ")
}

/// What Homeroom remembers may be older than this run; the room itself is not.
async fn media_server(service: &Service, tenant: &Tenant, say: &Progress) -> Result<()> {
    let api = HomeroomApi::with_key(&service.url, &tenant.owner.api_key)?;
    let path = format!("/v1/classrooms/{}/join", tenant.classroom_id);
    let body = serde_json::json!({"role": "observer", "name": "the demo itself"});
    let begun = Instant::now();
    loop {
        let problem = match api.post(&path, &body).await {
            Ok(join) => match answers(&field(&join, "url")?).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            },
            Err(error) => error,
        };
        if begun.elapsed() > PATIENCE {
            return Err(problem.context("the open room cannot be joined"));
        }
        if begun.elapsed() < PAUSE {
            say("waiting for the room's media server to answer");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn answers(url: &str) -> Result<()> {
    let http = url.replacen("ws", "http", 1);
    let answer = client()?.get(&http).send().await?;
    if !answer.status().is_success() {
        bail!("{http} answers {}", answer.status());
    }
    Ok(())
}
