//! By what somebody buys at a moment: a version of a plan, from when on it charges, and in whose months.

use homeroom_domain::{
    billing::{Booked, NewPlanVersion, order_price},
    calendar::Amounts,
    ids::PlanVersionId,
    timetable,
};
use jiff::{Timestamp, tz::TimeZone};

use super::{store::subscriptions, view::PriceView};
use crate::{
    auth::TenantTx,
    http::{ApiError, Problem},
};

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Tariff {
    pub version: PlanVersionId,
    pub charged_from: Timestamp,
    /// Until when a new order would be bought by the same.
    pub until: Option<Timestamp>,
    pub(super) plan: NewPlanVersion,
    pub(super) zone: TimeZone,
}

impl Tariff {
    /// What a tenant buys by now; `None` where it is on no plan.
    pub(crate) async fn of_tenant(tx: &mut TenantTx, now: Timestamp) -> sqlx::Result<Option<Self>> {
        Ok(subscriptions::current(tx, now).await?.map(|row| Self {
            version: PlanVersionId::new(row.version_id),
            charged_from: row.charged_from.to_jiff(),
            until: row.until.map(jiff_sqlx::Timestamp::to_jiff),
            plan: row.document.0,
            zone: timetable::zone(&row.time_zone).unwrap_or(TimeZone::UTC),
        }))
    }

    /// What an order costs that has so many rooms and holds this of its tenant's quota.
    ///
    /// # Errors
    /// 422 where it comes to more than an amount can be.
    pub(crate) fn price(&self, rooms: usize, quota: &Amounts) -> Result<PriceView, ApiError> {
        let booked = Booked::new(u32::try_from(rooms).unwrap_or(u32::MAX), quota, Some(self.charged_from));
        let price = order_price(&self.plan, &booked, &self.zone).ok_or(Problem::PriceTooLarge)?;
        Ok(PriceView::new(self.version, price))
    }
}
