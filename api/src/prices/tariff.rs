//! By what somebody buys at a moment: a version of a plan, from when on it charges, and in whose months.

use homeroom_domain::{
    billing::{Booked, NewPlanVersion, OrderPrice, order_price},
    calendar::Amounts,
    ids::PlanVersionId,
};
use jiff::{Timestamp, tz::TimeZone};

use super::{store::subscriptions, view::PriceView};
use crate::{
    auth::TenantTx,
    http::{ApiError, Problem},
    tenants,
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
        let tenant = tx.tenant();
        let Some(header) = subscriptions::subscription(tx.conn(), tenant).await? else { return Ok(None) };
        let mut periods = subscriptions::periods(tx.conn(), tenant, now).await?.into_iter();
        let Some(period) = periods.next().filter(|period| period.from_at.to_jiff() <= now) else { return Ok(None) };
        Ok(Some(Self {
            version: PlanVersionId::new(period.version_id),
            charged_from: header.charged_from.to_jiff(),
            until: periods.next().map(|next| next.from_at.to_jiff()),
            plan: period.document.0,
            zone: tenants::store::zone(tx).await?,
        }))
    }

    /// What an order costs that has so many rooms and holds this of its tenant's quota.
    ///
    /// # Errors
    /// 422 where it comes to more than an amount can be.
    pub(crate) fn price(&self, rooms: usize, quota: &Amounts) -> Result<PriceView, ApiError> {
        let price = self.exact(rooms, quota).ok_or(Problem::PriceTooLarge)?;
        Ok(PriceView::new(self.version, price))
    }

    pub(super) fn exact(&self, rooms: usize, quota: &Amounts) -> Option<OrderPrice> {
        let booked = Booked::new(u32::try_from(rooms).unwrap_or(u32::MAX), quota, Some(self.charged_from));
        order_price(&self.plan, &booked, &self.zone)
    }
}
