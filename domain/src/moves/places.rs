//! Where an order is, and what may follow what.

use std::collections::BTreeSet;

use crate::{
    ids::ClusterId,
    order::{Placement, PlacementState},
};

/// One live place, at most one that is prepared, and any number that are left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    pub live: ClusterId,
    pub coming: Option<ClusterId>,
    pub leaving: BTreeSet<ClusterId>,
}

/// Why an order cannot begin to move to a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMoved {
    /// It is there.
    AlreadyThere,
    /// It is on its way already, perhaps to another one.
    UnderWay { to: ClusterId },
    /// What it left there is not gone yet.
    StillLeaving,
}

impl Places {
    /// Of an order's placements. `None` when it is live nowhere.
    pub fn of(placements: &[Placement]) -> Option<Self> {
        let of = |state| placements.iter().filter(move |placement| placement.state == state).map(|placement| placement.cluster_id);
        let live = of(PlacementState::Live).next()?;
        Some(Self { live, coming: of(PlacementState::Coming).next(), leaving: of(PlacementState::Leaving).collect() })
    }

    /// What a cluster is to the order.
    pub fn role(&self, cluster: ClusterId) -> PlacementState {
        match cluster {
            _ if cluster == self.live => PlacementState::Live,
            _ if self.coming == Some(cluster) => PlacementState::Coming,
            _ if self.leaving.contains(&cluster) => PlacementState::Leaving,
            _ => PlacementState::Gone,
        }
    }

    /// Whether the order may go to a cluster, prepared or at once.
    ///
    /// # Errors
    /// When it is there, on its way, or something of it is left there.
    pub fn may_go(&self, to: ClusterId) -> Result<(), NotMoved> {
        match (self.role(to), self.coming) {
            (PlacementState::Live, _) => Err(NotMoved::AlreadyThere),
            (_, Some(to)) => Err(NotMoved::UnderWay { to }),
            (PlacementState::Leaving, _) => Err(NotMoved::StillLeaving),
            _ => Ok(()),
        }
    }

    /// Begins to prepare a place.
    ///
    /// # Errors
    /// As [`Self::may_go`].
    pub fn prepare(&mut self, to: ClusterId) -> Result<(), NotMoved> {
        self.may_go(to)?;
        self.coming = Some(to);
        Ok(())
    }

    /// Gives up what is prepared: it is cleaned like any place that is left.
    pub fn withdraw(&mut self) {
        self.leaving.extend(self.coming.take());
    }

    /// Makes what is prepared the live place. `false` where nothing is.
    pub fn switch(&mut self) -> bool {
        let Some(to) = self.coming.take() else { return false };
        self.leaving.insert(std::mem::replace(&mut self.live, to));
        true
    }

    /// Makes another place the live one although nothing stands there.
    ///
    /// # Errors
    /// As [`Self::may_go`].
    pub fn go_at_once(&mut self, to: ClusterId) -> Result<(), NotMoved> {
        self.may_go(to)?;
        self.leaving.insert(std::mem::replace(&mut self.live, to));
        Ok(())
    }

    /// Nothing of the order is left on a cluster.
    pub fn gone(&mut self, from: ClusterId) {
        self.leaving.remove(&from);
    }
}
