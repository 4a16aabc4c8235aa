//! How a quoted week fits, as it goes out: a line and weekday each, so that it can be painted where a school thinks.

use std::sync::Arc;

use homeroom_domain::{
    admission::{Fit, Refusal, Week},
    timetable::zone,
};
use jiff::{
    civil::{Date, Weekday},
    tz::TimeZone,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::ApiError,
    orders::{placing::Candidate, refused::ViolationView},
    words::Language,
};

/// How the lessons of one line on one weekday fit, over the whole term.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Fit)]
pub(crate) struct FitView {
    /// Of a batch: the order's index.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order: Option<usize>,
    /// Key of the line.
    lesson: String,
    /// Of the dates before any change.
    weekday: WeekdayName,
    /// The line's wall time, `HH:MM`.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    start: String,
    /// Lessons to come, one a room, cancelled ones left out.
    lessons: u32,
    /// Those of them that do not fit. What is against the order as a whole stands in `violations` alone.
    refused: u32,
    /// The first date, before any change, on which one does not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = Date)]
    first_refused_on: Option<Date>,
    /// What is short then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    short_of: Option<ViolationView>,
}

/// As rules of recurrence name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = Weekday)]
pub(crate) enum WeekdayName {
    Mo,
    Tu,
    We,
    Th,
    Fr,
    Sa,
    Su,
}

impl From<Weekday> for WeekdayName {
    fn from(weekday: Weekday) -> Self {
        match weekday {
            Weekday::Monday => Self::Mo,
            Weekday::Tuesday => Self::Tu,
            Weekday::Wednesday => Self::We,
            Weekday::Thursday => Self::Th,
            Weekday::Friday => Self::Fr,
            Weekday::Saturday => Self::Sa,
            Weekday::Sunday => Self::Su,
        }
    }
}

/// The weeks of quoted orders, and who reads how they fit.
pub(super) struct Weeks {
    pub(super) weeks: Vec<Week>,
    pub(super) batch: bool,
    pub(super) language: Language,
}

impl Weeks {
    /// How they fit, given what is against them.
    pub(super) fn views(&self, candidates: &[Candidate], refusals: &[Refusal]) -> Vec<FitView> {
        let mut views = Vec::new();
        for (index, (week, candidate)) in self.weeks.iter().zip(candidates).enumerate() {
            let refusal = refusals.iter().find(|refusal| refusal.order == index);
            let fits = week.fits(refusal, candidate.demand());
            let zone = zone(&candidate.order.document.timetable.time_zone).unwrap_or(TimeZone::UTC);
            views.extend(fits.into_iter().map(|fit| self.view(index, fit, candidate, &zone)));
        }
        views
    }

    /// The same where it takes long: a school's term.
    pub(super) async fn refused_views(
        self,
        candidates: &Arc<Vec<Candidate>>,
        refusals: &Arc<Vec<Refusal>>,
    ) -> Result<Vec<FitView>, ApiError> {
        let (candidates, refusals) = (candidates.clone(), refusals.clone());
        let views = tokio::task::spawn_blocking(move || self.views(&candidates, &refusals)).await;
        Ok(views.map_err(anyhow::Error::from)?)
    }

    fn view(&self, order: usize, fit: Fit, candidate: &Candidate, zone: &TimeZone) -> FitView {
        let line = &candidate.order.document.timetable.lessons[fit.line];
        let (first_refused_on, short) = fit.first_refused.unzip();
        FitView {
            order: self.batch.then_some(order),
            lesson: line.key.clone(),
            weekday: fit.weekday.into(),
            start: line.start.strftime("%H:%M").to_string(),
            lessons: fit.lessons,
            refused: fit.refused,
            first_refused_on,
            short_of: short.map(|short| ViolationView::of_lessons(short, zone, self.language)),
        }
    }
}
