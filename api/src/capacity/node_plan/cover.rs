//! Telling operators once that the loss of a cluster would leave lessons without a place, where they want it to be borne, and again when that changes.

use std::collections::BTreeMap;

use homeroom_domain::{
    ids::ClusterId,
    what_if::{Member, Price, Window, cover},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{needed, store};
use crate::{
    app::AppState,
    auth::{Actor, Place, SystemTx},
    capacity::{offer::Offer, short::views},
    events::{self, EventType, NewEvent},
};

/// What is missing so that the loss of a cluster is borne.
struct Missing {
    /// `None`: no number of nodes helps.
    nodes: Option<i64>,
    data: Value,
}

/// Looks at every region in which a cluster is to be covered; one is a transaction of its own.
pub(super) async fn watch(app: &AppState, offers: &[Offer], (window, now): (Window, Timestamp)) -> anyhow::Result<()> {
    let mut regions: BTreeMap<(&str, bool), Vec<&Offer>> = BTreeMap::new();
    for offer in offers {
        regions.entry((offer.region.as_str(), offer.simulated)).or_default().push(offer);
    }
    for offers in regions.into_values() {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let unwanted: Vec<ClusterId> = offers.iter().filter(|offer| !offer.wants_cover).map(|offer| offer.id).collect();
        let mut changed = store::forget_covers(tx.conn(), &unwanted).await?;
        if unwanted.len() < offers.len() {
            let members = members(tx.conn(), &offers, window).await?;
            for (place, offer) in offers.iter().enumerate().filter(|(_, offer)| offer.wants_cover) {
                changed |= tell(&mut tx, offer, missing(&offers, &members, place), now).await?;
            }
        }
        if changed {
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn members(conn: &mut PgConnection, offers: &[&Offer], window: Window) -> sqlx::Result<Vec<Member>> {
    let mut members = Vec::with_capacity(offers.len());
    for offer in offers {
        members.push(offer.member(window, needed(&mut *conn, offer, window).await?));
    }
    Ok(members)
}

/// `None` where the others hold all of it.
fn missing(offers: &[&Offer], members: &[Member], lost: usize) -> Option<Missing> {
    let found = cover(members, lost)?;
    let (nodes, on) = match found.price {
        Price::On { cluster, nodes } => (Some(nodes), offers.get(cluster)),
        Price::Apart { nodes, .. } => (Some(nodes), None),
        Price::Nothing | Price::NoneHelps => (None, None),
    };
    let (first_short_at, _) = views(&found.short);
    let name = offers.get(lost).map(|offer| &offer.name);
    let data = json!({ "name": name, "nodes": nodes, "on": on.map(|offer| &offer.name), "first_short_at": first_short_at });
    Some(Missing { nodes, data })
}

/// Whether there was something to tell.
async fn tell(tx: &mut SystemTx, offer: &Offer, missing: Option<Missing>, now: Timestamp) -> sqlx::Result<bool> {
    let nodes = missing.as_ref().map(|missing| missing.nodes);
    if store::cover_told(tx.conn(), offer.id).await? == nodes {
        return Ok(false);
    }
    store::tell_cover(tx.conn(), offer.id, nodes, now).await?;
    let (kind, data) = match missing {
        Some(missing) => (EventType::ClusterCoverMissing, missing.data),
        None => (EventType::ClusterCovered, json!({ "name": offer.name })),
    };
    let (feed, actor, subject) = (Place::Platform, Actor::system(), offer.id.to_string());
    events::record(tx.conn(), NewEvent { feed, kind, actor: &actor, subject, data, at: now }).await?;
    Ok(true)
}
