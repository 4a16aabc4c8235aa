//! A quote as it goes out.

use homeroom_domain::{
    calendar::Resource,
    demand::{Demand, Peak},
    order::Warning,
    slots::{Slot, Steps},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{difference::DifferenceView, fit::FitView};
use crate::{
    orders::{
        placing::{QuotaPeak, RefusalMessage},
        refused::{AlternativeView, ViolationView},
        view::WarningView,
    },
    prices::PriceView,
    words::Language,
};

/// Whether it would be admitted now, and why not.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Quote {
    pub feasible: bool,
    /// When most rooms are wanted at once, of an amendment from the moment on at which it takes over; absent when none is wanted any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub demand_peak: Option<DemandPeak>,
    /// Of an amendment: the same if the order stays as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub demand_peak_before: Option<DemandPeak>,
    /// How much of the quota is booked with it, by all orders together, where most is while it has lessons; absent when it is refused or has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub quota_peak: Option<QuotaPeakView>,
    /// Everything against it, as in a refusal.
    pub violations: Vec<ViolationView>,
    /// What would be admitted now instead.
    pub alternatives: Vec<AlternativeView>,
    /// False when the service was too busy to look for all alternatives: ask again for the others.
    pub alternatives_complete: bool,
    pub warnings: Vec<WarningView>,
    /// Lessons in all, one a room, cancelled ones left out; of an amendment those of the new document.
    pub lessons_total: u64,
    /// How the week fits, by order, line and weekday. Empty for rooms that are always wanted, and when names alone are amended.
    pub fit: Vec<FitView>,
    /// What it costs, of a batch all orders together; absent where it costs nothing, and of an amendment that is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub price: Option<PriceView>,
    /// Of an amendment: what the order costs as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub price_before: Option<PriceView>,
    /// Until when the price is the same; then a lesson has begun, or another plan counts. Whether it fits is told for this moment alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub valid_until: Option<Timestamp>,
    /// Of an amendment: which lessons it changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub difference: Option<DifferenceView>,
}

/// The busiest slot, five minutes of UTC.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct DemandPeak {
    pub at: Timestamp,
    pub rooms: i64,
    pub seats: i64,
}

/// How full a quota gets. Rooms and seats may be so in different slots.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct QuotaPeakView {
    pub rooms: BookedAt,
    pub seats: BookedAt,
}

/// What is booked in a slot, five minutes of UTC.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct BookedAt {
    pub at: Timestamp,
    pub used: i64,
    pub limit: i64,
}

impl QuotaPeakView {
    fn of(peak: QuotaPeak) -> Option<Self> {
        let booked = |(at, used, limit): (Slot, i64, i64)| BookedAt { at: at.start(), used, limit };
        Some(Self { rooms: peak.rooms.map(booked)?, seats: peak.seats.map(booked)? })
    }
}

impl From<Peak> for DemandPeak {
    fn from(Peak { at, rooms, seats }: Peak) -> Self {
        Self { at, rooms, seats }
    }
}

impl Quote {
    pub(crate) fn feasible(demand_peak: Option<DemandPeak>, odd: &[Warning], language: Language) -> Self {
        let warnings = odd.iter().map(|warning| WarningView::new(warning, language)).collect();
        Self {
            feasible: true,
            demand_peak,
            demand_peak_before: None,
            quota_peak: None,
            violations: Vec::new(),
            alternatives: Vec::new(),
            alternatives_complete: true,
            warnings,
            lessons_total: 0,
            fit: Vec::new(),
            price: None,
            price_before: None,
            valid_until: None,
            difference: None,
        }
    }

    pub(crate) fn filling(self, peak: QuotaPeak) -> Self {
        Self { quota_peak: QuotaPeakView::of(peak), ..self }
    }

    pub(crate) fn of_lessons(self, total: u64, fit: Vec<FitView>) -> Self {
        Self { lessons_total: total, fit, ..self }
    }

    pub(crate) fn costing(self, price: Option<PriceView>, valid_until: Option<Timestamp>) -> Self {
        Self { price, valid_until, ..self }
    }

    /// Of an amendment.
    pub(crate) fn instead_of_price(self, price_before: Option<PriceView>) -> Self {
        Self { price_before, ..self }
    }

    /// Of an amendment.
    pub(crate) fn changing(self, difference: DifferenceView) -> Self {
        Self { difference: Some(difference), ..self }
    }

    /// Of an amendment.
    pub(crate) fn instead_of(self, demand_peak_before: Option<DemandPeak>) -> Self {
        Self { demand_peak_before, ..self }
    }

    /// It fits, and caps stand in the way.
    pub(crate) fn over_caps(self, violations: Vec<ViolationView>) -> Self {
        if violations.is_empty() { self } else { Self { feasible: false, violations, ..self } }
    }

    pub(crate) fn refused(self, message: RefusalMessage) -> Self {
        let RefusalMessage { violations, alternatives, alternatives_complete } = message;
        Self { feasible: false, violations, alternatives, alternatives_complete, ..self }
    }
}

/// The busiest slot of all demands together: most rooms, then the first.
pub(crate) fn demand_peak(demands: &[&Demand]) -> Option<DemandPeak> {
    match demands {
        [one] => one.peak().map(DemandPeak::from),
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
