//! What a demand takes of clusters, worked out once for each sort of node before anything is locked: under the locks it is only compared and added.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    calendar::{Amounts, Resource},
    demand::Demand,
    sizing::NodeShape,
    slots::Steps,
};

/// The prices of one demand. A shape that is not among them is priced when it is met: nodes may have changed meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prices(BTreeMap<NodeShape, Option<Amounts>>);

impl Prices {
    pub fn of(demand: &Demand, shapes: impl IntoIterator<Item = NodeShape>) -> Self {
        Self(shapes.into_iter().map(|shape| (shape, demand.cluster_demand(shape))).collect())
    }

    /// `None` when a room fits on no node of the shape.
    pub(super) fn on(&self, demand: &Demand, shape: NodeShape) -> Option<Cow<'_, Amounts>> {
        match self.0.get(&shape) {
            Some(priced) => priced.as_ref().map(Cow::Borrowed),
            None => demand.cluster_demand(shape).map(Cow::Owned),
        }
    }
}

/// What an amendment adds to what was booked, whatever the nodes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Growth {
    /// Where more is up than was booked for.
    pub(super) grown: Steps,
    /// Cores, memory and pods.
    pub(super) needs: BTreeMap<Resource, Steps>,
}

impl Growth {
    pub(super) fn of(demand: &Demand, booked: &Demand) -> Self {
        Self { grown: demand.beyond(booked), needs: demand.needs() }
    }
}
