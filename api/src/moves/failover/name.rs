//! Orders with lessons that a failover is too late for, or finds no place for, named as promises at risk of the cluster where they run from now on.

use std::collections::BTreeMap;

use homeroom_domain::ids::ClusterId;
use jiff::Timestamp;

use super::{run::Decided, view::Fate};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    http::ApiError,
    promises::{self, Unkept},
};

/// Names the orders of a lost cluster that were decided about, in a transaction a cluster.
pub(super) async fn unkept(
    caller: &PlatformCaller<ManageClusters>,
    (lost, decided): (ClusterId, &[Decided]),
    now: Timestamp,
) -> Result<(), ApiError> {
    let mut by_cluster: BTreeMap<ClusterId, Vec<Unkept>> = BTreeMap::new();
    for one in decided {
        let at = match &one.fate {
            Fate::Goes { to, .. } => *to,
            Fate::Stays | Fate::Short(_) | Fate::Skipped => lost,
        };
        if let Some(unkept) = one.unkept(now) {
            by_cluster.entry(at).or_default().push(unkept);
        }
    }
    for (cluster, unkept) in by_cluster {
        let mut tx = caller.begin().await?;
        promises::name(tx.conn(), cluster, &unkept, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

impl Decided {
    /// By the first lesson that is still to begin: one that runs cannot be told of before its bell.
    fn unkept(&self, now: Timestamp) -> Option<Unkept> {
        let first = self.unmet.iter().find(|bell| bell.starts_at > now).or_else(|| self.unmet.first())?;
        Some(Unkept {
            order: self.affected.order.id,
            tenant: self.affected.order.tenant,
            lesson: first.lesson.to_string(),
            bell_at: first.starts_at,
            until: self.unmet.iter().map(|bell| bell.ends_at).max()?,
            rooms: self.unmet.iter().map(|bell| i64::try_from(bell.rooms.len()).unwrap_or(i64::MAX)).max()?,
            cause: first.cause.clone(),
        })
    }
}
