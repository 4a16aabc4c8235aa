//! Telling operators once that a cluster needs more nodes than it has, by when, and again when that changes.

use homeroom_domain::{
    node_plan::{BOOT_MINUTES, Habits, LINGER_MINUTES},
    slots::Slot,
    what_if::Window,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{CLUSTERS_MAX, cover, plan, store, view::NodesShort};
use crate::{
    app::AppState,
    auth::{Actor, Place, SystemTx},
    capacity::offer::{Offer, offers},
    clusters::store::{self as clusters, Filter},
    events::{self, EventType, NewEvent},
};

/// How far it is looked ahead of the moment at which nodes have to be ordered.
const AHEAD: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A moment that is later by so much is another bell.
const LATER: SignedDuration = SignedDuration::from_hours(1);

/// Looks at every cluster; one is a transaction of its own.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn watch(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let found = clusters::list(&mut tx, Filter::default(), CLUSTERS_MAX).await?;
    let offers = offers(tx.conn(), found, now).await?;
    tx.rollback().await?;
    for offer in &offers {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let plan = plan(tx.conn(), offer, looked_at(offer, now)?, Habits::of_minutes(BOOT_MINUTES, LINGER_MINUTES, 0)).await?;
        let short = NodesShort::of(&plan, offer, BOOT_MINUTES);
        if tell(&mut tx, offer, short, now).await? {
            tx.commit().await?;
        }
    }
    let window = Window { from: Slot::holding(now), to: Slot::at_or_after(now.saturating_add(AHEAD)?) };
    cover::watch(&app, &offers, (window, now)).await
}

/// As far ahead as nodes take to come, and so much more that it is read in time.
fn looked_at(offer: &Offer, now: Timestamp) -> anyhow::Result<Window> {
    let lead = SignedDuration::from_mins(offer.lead_minutes.unwrap_or_default());
    Ok(Window { from: Slot::holding(now), to: Slot::at_or_after(now.saturating_add(AHEAD.saturating_add(lead))?) })
}

/// Whether there was something to tell.
async fn tell(tx: &mut SystemTx, offer: &Offer, short: Option<NodesShort>, now: Timestamp) -> sqlx::Result<bool> {
    let told = store::told(tx.conn(), offer.id).await?;
    if !is_news(told, short, now) {
        return Ok(false);
    }
    store::tell(tx.conn(), offer.id, short, now).await?;
    let (kind, data) = match short {
        Some(short) => (
            EventType::ClusterNodesNeeded,
            json!({ "name": offer.name, "nodes": short.nodes, "by": short.by, "nodes_usable": offer.nodes.usable }),
        ),
        None => (EventType::ClusterNodesEnough, json!({ "name": offer.name, "nodes_usable": offer.nodes.usable })),
    };
    let (feed, actor, subject) = (Place::Platform, Actor::system(), offer.id.to_string());
    events::record(tx.conn(), NewEvent { feed, kind, actor: &actor, subject, data, at: now }).await?;
    Ok(true)
}

/// Another number, an earlier moment, or a later one that is still ahead: of lessons that moved, or of the next ones where nobody did anything for these. While
/// nodes are missing the moment moves with time, and that is no news.
fn is_news(told: Option<NodesShort>, short: Option<NodesShort>, now: Timestamp) -> bool {
    match (told, short) {
        (Some(told), Some(short)) => {
            let is_later = short.by > now && short.by.duration_since(told.by) > LATER;
            told.nodes != short.nodes || told.by > short.by || is_later
        }
        (told, short) => told != short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_again_has_changed() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let short = |nodes, by| Some(NodesShort { nodes, by: at(by) });
        let table = [
            (None, None, false),
            (None, short(3, 100), true),
            (short(3, 100), short(3, 100), false),
            // It is 5,000 now.
            (short(3, 100), short(3, 4_900), false),
            (short(3, 6_000), short(3, 9_600), false),
            (short(3, 6_000), short(3, 9_601), true),
            (short(3, 100), short(3, 9_000), true),
            (short(3, 100), short(3, 50), true),
            (short(3, 100), short(4, 100), true),
            (short(3, 100), None, true),
        ];
        for (told, found, news) in table {
            assert_eq!(is_news(told, found, at(5_000)), news, "{told:?} {found:?}");
        }
    }
}
