//! Rebalancing: orders that have not begun are booked on a cluster that has more room instead, a bounded number a call.
//!
//! Nothing of such an order stands anywhere, so it goes at once; by the rule by which any order moves, and where that evens things out.

mod look;
mod mind;
mod run;
mod view;

use homeroom_domain::{
    ids::ClusterId,
    moves::{FILLS, MoveCause, NoPlace, Tried, has_no_objects, leave_out},
    order::OrderPhase,
};
use sqlx::PgConnection;

pub(super) use run::{__path_rebalance_cluster, rebalance_cluster};

use super::{
    begin::{Began, Wish},
    choose::Chosen,
    going::Going,
    store::Lives,
};
use crate::{calendars::store as calendars, clusters::store as clusters};

/// What keeps an order, locked, from being rebalanced wherever to.
pub(super) fn unfit(going: &Going, lives: &Lives, wish: Wish<'_>) -> Option<Began> {
    let (MoveCause::Rebalance, Some(cluster)) = (wish.cause, wish.to) else { return None };
    let is_fit = lives.phase == OrderPhase::Scheduled && has_no_objects(&going.timetabled.schedule, wish.at);
    (!is_fit).then(|| Began::NoPlace(vec![Tried { cluster, why: NoPlace::HasObjects {} }]))
}

/// Whether its cluster, without what is leaving it, is fuller than the chosen one would be; of any other move nobody asks. The chosen one is locked; of the other, which only gets emptier by it, a
/// look is enough.
pub(super) async fn evens_out(
    conn: &mut PgConnection,
    going: &Going,
    (from, chosen): (ClusterId, &Chosen),
    wish: Wish<'_>,
) -> sqlx::Result<bool> {
    if wish.cause != MoveCause::Rebalance {
        return Ok(true);
    }
    let Some(source) = clusters::get(conn, from).await? else { return Ok(false) };
    let held = calendars::reserved(&mut *conn, going.id, source.calendar_id).await?;
    let headers = calendars::headers(&mut *conn, &[source.calendar_id]).await?;
    let leaving = calendars::leaving(&mut *conn, from, &FILLS).await?;
    let loaded = calendars::load(conn, &headers, going.moving.days().unwrap_or_default(), wish.at).await?;
    let Some(mut source) = loaded.into_iter().next() else { return Ok(false) };
    leave_out(&mut source, leaving, wish.at);
    Ok(going.moving.evens_out((&source, &held), (&chosen.calendar, &chosen.found.change)))
}
