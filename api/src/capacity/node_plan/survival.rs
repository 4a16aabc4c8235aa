//! Whether each region bears the loss of its largest cluster, and what it costs in nodes that it does.

use homeroom_domain::{
    ids::ClusterId,
    what_if::{Member, Price, survival},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::capacity::{
    offer::Offer,
    short::{ShortView, views},
};

/// The loss of the cluster of a region that is the hardest to bear: at the peak, that of the largest.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RegionSurvival)]
pub(super) struct RegionSurvivalView {
    region: String,
    simulated: bool,
    /// Whichever cluster is lost, the others have room for all that is booked of it. Storage is not looked at, and nodes that somebody has yet to order are not
    /// counted on.
    survives: bool,
    /// The cluster whose loss is looked at.
    cluster_id: ClusterId,
    name: String,
    /// When it holds most; null where it holds nothing.
    peak_at: Option<Timestamp>,
    /// From when on the others would be short of something; null where they are not.
    first_short_at: Option<Timestamp>,
    /// Of what.
    short: Vec<ShortView>,
    /// The fewest nodes, headroom included, with which the region bears the loss of any of its clusters; null where no number of them helps.
    nodes_to_add: Option<i64>,
    /// The cluster that they are added to. Null where they are a cluster of their own, because each that there is may be the one that is lost, is cordoned or bears
    /// no more; and where none is added.
    on: Option<ClusterId>,
    /// Like the nodes of this cluster; null where none is added.
    like: Option<ClusterId>,
}

/// A region, those that are simulated apart: institutions in test mode are on such alone, and others never.
pub(super) fn region(offer: &Offer) -> (&str, bool) {
    (offer.region.as_str(), offer.simulated)
}

impl RegionSurvivalView {
    /// Of all clusters of a region, with what each has and holds. `None` where there are none.
    pub(super) fn of(clusters: &[Offer], members: &[Member]) -> Option<Self> {
        let (region, simulated) = region(clusters.first()?);
        let found = survival(members)?;
        let id = |place: usize| clusters.get(place).map(|cluster| cluster.id);
        let (nodes_to_add, on, like) = match found.price {
            Price::Nothing => (Some(0), None, None),
            Price::On { cluster, nodes } => (Some(nodes), id(cluster), id(cluster)),
            Price::Apart { like, nodes } => (Some(nodes), None, id(like)),
            Price::NoneHelps => (None, None, None),
        };
        let largest = clusters.get(found.largest)?;
        let (cluster_id, name, region) = (largest.id, largest.name.clone(), region.to_owned());
        let (first_short_at, short) = views(&found.short);
        let peak_at = found.peak.map(|at| at.start());
        let survives = short.is_empty();
        Some(Self { region, simulated, survives, cluster_id, name, peak_at, first_short_at, short, nodes_to_add, on, like })
    }
}
