//! `homeroom admin images`: what the API says of each cluster's images, of all clusters at once, and of the newest rolls of an image from order to order.

use std::io::Write;

use serde_json::json;

use crate::{
    app::App,
    auth::SystemTx,
    clusters::store::{self as clusters, Filter},
    images,
    words::Language,
};

/// An installation has some dozens of clusters; a thousand is a bound for the answer.
const CLUSTERS_MAX: i64 = 1_000;
/// At most one of them goes on.
const ROLLS: i64 = 10;

pub(super) async fn run(app: &App) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_operator(&app.pools).await?;
    let (mut told, now) = (Vec::new(), app.clock.now());
    for cluster in clusters::list(&mut tx, Filter::default(), CLUSTERS_MAX).await? {
        let images = images::report(tx.conn(), cluster.id, Language::En, now).await?;
        told.push(json!({ "name": cluster.name, "region": cluster.region, "images": images }));
    }
    let rolls = images::rolls::latest(tx.conn(), ROLLS, (Language::En, now)).await?;
    tx.rollback().await?;
    let mut text = serde_json::to_string_pretty(&json!({ "clusters": told, "rolls": rolls }))?;
    text.push('\n');
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}
