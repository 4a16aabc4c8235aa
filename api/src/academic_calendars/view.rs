//! An academic calendar as it goes out.

use homeroom_domain::{
    ids::AcademicCalendarId,
    order::{BellSchedule, Day, NamedTerm, NewAcademicCalendar},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::CalendarRow;
use crate::http::Version;

/// What a school plans for all of its orders.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AcademicCalendar)]
pub(crate) struct AcademicCalendarView {
    pub id: AcademicCalendarId,
    pub name: String,
    pub terms: Vec<NamedTerm>,
    pub days: Vec<Day>,
    pub bells: Vec<BellSchedule>,
    /// Live orders that follow it.
    pub orders: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    #[serde(skip)]
    pub edit: i64,
}

impl AcademicCalendarView {
    pub(crate) fn version(&self) -> Version {
        Version { edit: self.edit, revision: 0 }
    }

    /// As it was asked for.
    pub(crate) fn plain(&self) -> NewAcademicCalendar {
        let Self { name, terms, days, bells, .. } = self.clone();
        NewAcademicCalendar { name, terms, days, bells }
    }
}

impl From<CalendarRow> for AcademicCalendarView {
    fn from(row: CalendarRow) -> Self {
        Self {
            id: AcademicCalendarId::new(row.id),
            name: row.name,
            terms: row.terms.0,
            days: row.days.0,
            bells: row.bells.0,
            orders: row.orders,
            created_at: row.created_at.to_jiff(),
            updated_at: row.updated_at.to_jiff(),
            edit: row.edit,
        }
    }
}
