//! How many nodes a cluster needs soon: what its node groups are scaled by; and how many it needed in a slot.

use homeroom_domain::{
    ids::ClusterId,
    node_plan::{Habits, LINGER_MINUTES},
    slots::Slot,
    what_if::Window,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::plan;
use crate::{
    capacity::offer::offers,
    clusters::store::{self as clusters, Cluster},
};

/// Nodes are asked for so long before their boot time takes.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);
/// What was needed until so long ago still counts, of each node: that one of them is spare all day says nothing of the others in a break between two lessons.
const LINGER: SignedDuration = SignedDuration::from_mins(LINGER_MINUTES);
/// What is needed in each slot alone.
const AT_ONCE: Habits = Habits { boot: 0, linger: 0, spare: 0 };

/// The most nodes that are needed at a time until each of these boot times is over, what is kept free among them.
pub(crate) async fn needs(conn: &mut PgConnection, cluster: Cluster, boot_minutes: &[i64], now: Timestamp) -> sqlx::Result<Vec<i64>> {
    let until = |minutes: i64| {
        let boot = SignedDuration::from_mins(minutes).saturating_add(AHEAD);
        Slot(Slot::holding(now.saturating_add(boot).unwrap_or(Timestamp::MAX)).0 + 1)
    };
    let from = Slot::holding(now.saturating_sub(LINGER).unwrap_or(Timestamp::MIN));
    let Some(longest) = boot_minutes.iter().max() else { return Ok(Vec::new()) };
    let window = Window { from, to: until(*longest) };
    let Some(offer) = offers(conn, vec![cluster], now).await?.pop() else { return Ok(vec![0; boot_minutes.len()]) };
    let plan = plan(conn, &offer, window, AT_ONCE).await?;
    Ok(boot_minutes.iter().map(|minutes| plan.stretch(from, until(*minutes)).nodes).collect())
}

/// How many nodes what is booked in a slot comes to, what is kept free among them, and on how many rooms may be put now. `None`: the cluster was taken off.
pub(crate) async fn planned_in(conn: &mut PgConnection, cluster: ClusterId, slot: Slot) -> sqlx::Result<Option<(i64, i64)>> {
    let Some(cluster) = clusters::get(conn, cluster).await? else { return Ok(None) };
    let Some(offer) = offers(conn, vec![cluster], slot.start()).await?.pop() else { return Ok(None) };
    let window = Window { from: slot, to: Slot(slot.0 + 1) };
    let plan = plan(conn, &offer, window, AT_ONCE).await?;
    Ok(Some((plan.stretch(window.from, window.to).nodes, offer.nodes.usable)))
}
