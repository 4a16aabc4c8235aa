//! A quote as it goes out.

use homeroom_domain::{calendar::Resource, demand::Demand, order::Warning, slots::Steps};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    http::Language,
    orders::{admission::Told, view::WarningView},
};

/// Whether it would be admitted now, and why not.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Quote {
    pub feasible: bool,
    /// When most rooms are wanted at once; absent when none is wanted any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand_peak: Option<DemandPeak>,
    /// Everything against it, as in a refusal.
    #[schema(value_type = Vec<Object>)]
    pub violations: Vec<Value>,
    /// What would be admitted now instead.
    #[schema(value_type = Vec<Object>)]
    pub alternatives: Vec<Value>,
    pub warnings: Vec<WarningView>,
}

/// The busiest quarter of an hour.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct DemandPeak {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub rooms: i64,
    pub seats: i64,
}

impl Quote {
    pub(crate) fn feasible(demand_peak: Option<DemandPeak>, odd: &[Warning], language: Language) -> Self {
        let warnings = odd.iter().map(|warning| WarningView::new(warning, language)).collect();
        Self { feasible: true, demand_peak, violations: Vec::new(), alternatives: Vec::new(), warnings }
    }

    pub(crate) fn refused(self, told: Told) -> Self {
        Self { feasible: false, violations: told.violations, alternatives: told.alternatives, ..self }
    }
}

/// The busiest slot of all demands together: most rooms, then the first.
pub(crate) fn demand_peak(demands: &[&Demand]) -> Option<DemandPeak> {
    match demands {
        [one] => one.peak().map(|peak| DemandPeak { at: peak.at, rooms: peak.rooms, seats: peak.seats }),
        many => together(many),
    }
}

fn together(demands: &[&Demand]) -> Option<DemandPeak> {
    let sum = |resource| {
        Steps::sum(demands.iter().filter_map(|demand| demand.quota().remove(&resource)).flat_map(|steps| steps.iter().collect::<Vec<_>>()))
    };
    let (at, rooms) = sum(Resource::Rooms).peak()?;
    Some(DemandPeak { at: at.start(), rooms, seats: sum(Resource::Seats).at(at) })
}
