//! Orders with lessons that a failover is too late for, or finds no place for, named as promises at risk of the cluster where they run from now on.

use homeroom_domain::{at_risk::RiskCause, ids::ClusterId, moves::UnmetBell};
use jiff::Timestamp;

use super::{run::Decided, view::Fate};
use crate::{
    auth::{ManageClusters, PlatformCaller, SystemTx},
    http::ApiError,
    promises::{self, Unkept},
};

/// Names what a failover is too late for of an order that goes, in the transaction in which it goes, or what is missed of one whose rooms that were left behind find
/// no place again, where it runs.
pub(super) async fn late(tx: &mut SystemTx, (to, decided): (ClusterId, &Decided), now: Timestamp) -> anyhow::Result<()> {
    match decided.unkept(now) {
        Some(unkept) => promises::name(tx.conn(), to, &[unkept], now).await,
        None => Ok(()),
    }
}

/// Names what is still unmet of an order some of whose rooms follow it, or takes back that they had no place, in the transaction in which they do.
pub(super) async fn followed(tx: &mut SystemTx, (to, decided): (ClusterId, &Decided), now: Timestamp) -> anyhow::Result<()> {
    match decided.unkept(now) {
        Some(unkept) => promises::name(tx.conn(), to, &[unkept], now).await,
        None => promises::has_place(tx.conn(), to, decided.affected.order.id, now).await,
    }
}

/// Names the orders of a lost cluster that were decided about and do not go.
pub(super) async fn unkept(
    caller: &PlatformCaller<ManageClusters>,
    (lost, decided): (ClusterId, &[Decided]),
    now: Timestamp,
) -> Result<(), ApiError> {
    // What was left behind before and finds no place again was named where its order runs.
    let stay_there = decided.iter().filter(|one| !matches!(one.fate, Fate::Goes { .. }) && one.affected.left_here.is_empty());
    let unkept: Vec<Unkept> = stay_there.filter_map(|one| one.unkept(now)).collect();
    if unkept.is_empty() {
        return Ok(());
    }
    let mut tx = caller.begin().await?;
    promises::name(tx.conn(), lost, &unkept, now).await?;
    Ok(tx.commit().await?)
}

impl Decided {
    /// By the first lesson that is still to begin: one that runs cannot be told of before its bell. Of an order that goes without some of its rooms, by what those
    /// miss: the others are only late.
    fn unkept(&self, now: Timestamp) -> Option<Unkept> {
        let left = self.unmet.iter().filter(|bell| matches!(bell.cause, RiskCause::NoPlaceElsewhere { .. }));
        let mut bells: Vec<&UnmetBell> = left.collect();
        if bells.is_empty() {
            bells.extend(&self.unmet);
        }
        let first = bells.iter().find(|bell| bell.starts_at > now).or_else(|| bells.first())?;
        Some(Unkept {
            order: self.affected.order.id,
            tenant: self.affected.order.tenant,
            lesson: first.lesson.to_string(),
            bell_at: first.starts_at,
            until: bells.iter().map(|bell| bell.ends_at).max()?,
            rooms: bells.iter().map(|bell| i64::try_from(bell.rooms.len()).unwrap_or(i64::MAX)).max()?,
            cause: first.cause.clone(),
        })
    }
}
