//! The lessons of a century, page by page: what is worked out for one page is bounded, however much there is. Many schools have their lessons at the same
//! hours, so that each page comes of all of them.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    documents::school,
    installation::Installation,
    load::{Connection, Request},
    table::{Goal, Table, percentile},
};

const LESSONS: usize = 46_080;
/// Of 50 schools so many take minutes, and the rest is like them.
const PAGES: u64 = 2_000;
const GROWTH_MIB: f64 = 200.0;
const P95_MS: f64 = 1_000.0;

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let schools = if short { 3 } else { 50 };
    let installation = Installation::start("unused").await?;
    installation.cluster_of_rows("bj-1", "cn-beijing", 10_000).await?;
    let tenant = installation.tenant("Schools", 10_000).await?;
    for _ in 0..schools {
        installation.post(&tenant, "/v1/orders", &school()).await?;
    }
    let (before, mut highest) = (installation.memory_mib()?, 0_f64);
    let mut connection = Connection::open(&installation.address).await?;
    let (mut lessons, mut pages, mut times, mut cursor) = (0, 0, Vec::new(), None::<String>);
    loop {
        let after = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let path = format!("/v1/lessons?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&limit=200{after}");
        let request = Request { method: "GET", path, key: tenant.key.clone(), body: String::new() };
        let began = Instant::now();
        let (status, body) = connection.answer(&request, pages).await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        ensure!(status == 200, "page {pages} was answered {status}");
        let page: Value = serde_json::from_slice(&body)?;
        lessons += page["items"].as_array().context("a page has items")?.len();
        highest = highest.max(installation.memory_mib()?);
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) if pages < PAGES => cursor = Some(next.to_owned()),
            Some(_) => break,
            None => {
                ensure!(lessons == schools * LESSONS, "{lessons} lessons were listed");
                break;
            }
        }
    }
    let what = format!("a century of {schools} schools, {lessons} lessons in {pages} pages");
    table.figure(format!("{what}: memory grows by"), Some(Goal::AtMost(GROWTH_MIB)), &[highest - before], "MiB");
    table.figure(format!("{what}: p95 of a page"), Some(Goal::AtMost(P95_MS)), &[percentile(&times, 95)], "ms");
    table.figure(format!("{what}: longest page"), None, &[percentile(&times, 100)], "ms");
    installation.stop().await
}
