//! A subscription and what a move of it comes to, as they go out.

use homeroom_domain::{
    billing::{Currency, MonthFee, NewPlanVersion},
    ids::{PlanId, PlanVersionId, TenantId},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::{
    http::Version,
    prices::store::{
        pauses,
        subscriptions::{self, PeriodRow, SubscriptionRow},
    },
};

/// What a tenant is on. All but `upcoming` is null where it is on no plan: then its orders cost nothing.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = PlanSubscription)]
pub(crate) struct SubscriptionView {
    /// What new orders are bought by.
    pub current: Option<SubscribedView>,
    /// What follows it.
    pub upcoming: Option<SubscribedView>,
    /// What lies before it costs nothing: the end of the trial.
    pub charged_from: Option<Timestamp>,
    /// The last day of a plan that was cancelled; null where it goes on.
    #[schema(value_type = Option<String>, format = Date)]
    pub ends_on: Option<Date>,
    #[serde(skip)]
    pub edit: i64,
}

/// A version that counts from a day on.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Subscribed)]
pub(crate) struct SubscribedView {
    pub plan: PlanId,
    pub name: String,
    pub plan_version: PlanVersionId,
    pub number: i32,
    /// A day of the institution.
    #[schema(value_type = String, format = Date)]
    pub from_day: Date,
    pub document: NewPlanVersion,
}

/// What moving to another version comes to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SubscriptionPreview)]
pub(crate) struct PreviewView {
    /// The first day on which it counts.
    #[schema(value_type = String, format = Date)]
    pub from_day: Date,
    pub currency: Currency,
    /// The monthly prices of this month as it stands, and with the move.
    pub this_month: [MonthFees; 2],
    /// The same of the next month, which is the first whole one.
    pub next_month: [MonthFees; 2],
    /// Live orders, which keep the versions that they were bought by.
    pub orders_kept: i64,
}

/// What the fixed prices of a month come to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MonthFees {
    pub amount_minor: i64,
    /// What a whole month comes to at least, whatever is ordered: by day where the plan changes.
    pub minimum_minor: i64,
    pub lines: Vec<MonthFeeView>,
}

/// A monthly price for some days.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MonthFee)]
pub(crate) struct MonthFeeView {
    pub price: String,
    pub title: String,
    #[schema(value_type = String, format = Date)]
    pub first_day: Date,
    #[schema(value_type = String, format = Date)]
    pub last_day: Date,
    pub days: u32,
    /// Days that the month has.
    pub of_days: u32,
    pub amount_minor: i64,
}

impl SubscriptionView {
    /// As it stands in this transaction.
    pub(super) async fn read(conn: &mut PgConnection, tenant: TenantId, now: Timestamp) -> sqlx::Result<Self> {
        let header = subscriptions::subscription(&mut *conn, tenant).await?;
        let periods = subscriptions::periods(&mut *conn, tenant, now).await?;
        let pause = pauses::open_pause(conn, tenant).await?;
        Ok(Self::new(header, periods, pause.map(|pause| pause.from_day), now))
    }

    /// Of the periods from the one on that counts now.
    fn new(header: Option<SubscriptionRow>, periods: Vec<PeriodRow>, ends: Option<Date>, now: Timestamp) -> Self {
        let (begun, ahead): (Vec<_>, Vec<_>) = periods.into_iter().partition(|period| period.from_at.to_jiff() <= now);
        Self {
            current: begun.into_iter().last().map(SubscribedView::from),
            upcoming: ahead.into_iter().next().map(SubscribedView::from),
            charged_from: header.as_ref().map(|header| header.charged_from.to_jiff()),
            ends_on: ends.map(|day| day.saturating_sub(1.day())),
            edit: header.map_or(0, |header| header.edit),
        }
    }

    /// What follows begins by itself, so that it moves the tag too.
    pub(super) fn version(&self) -> Version {
        let number = |day: Date| i64::from(day.day_of_year()) + i64::from(day.year()) * 1000;
        let begun = self.current.as_ref().map_or(0, |current| number(current.from_day));
        let ends = self.ends_on.map_or(0, |day| number(day) * 10_000_000);
        Version { edit: self.edit, revision: begun + ends }
    }
}

impl From<PeriodRow> for SubscribedView {
    fn from(row: PeriodRow) -> Self {
        Self {
            plan: PlanId::new(row.plan_id),
            name: row.plan_name,
            plan_version: PlanVersionId::new(row.version_id),
            number: row.number,
            from_day: row.from_day.to_jiff(),
            document: row.document.0,
        }
    }
}

impl MonthFees {
    pub(super) fn new(fees: Vec<MonthFee>, minimum_minor: i64) -> Self {
        let lines: Vec<_> = fees.into_iter().map(MonthFeeView::from).collect();
        Self { amount_minor: lines.iter().map(|line| line.amount_minor).sum(), minimum_minor, lines }
    }
}

impl From<MonthFee> for MonthFeeView {
    fn from(fee: MonthFee) -> Self {
        let MonthFee { price, title, first_day, last_day, days, of_days, amount_minor } = fee;
        Self { price, title, first_day, last_day, days, of_days, amount_minor }
    }
}
