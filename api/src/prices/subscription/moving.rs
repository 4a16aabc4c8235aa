//! A move of a tenant to another version: whether it may be made, from which day on it counts, and what the months around it cost.

use homeroom_domain::{
    billing::{BillingMonth, Currency, NewPlanVersion, midnight, month_fee, month_fees, month_minimum},
    ids::PlanVersionId,
};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::view::{MonthFees, PreviewView};
use crate::{
    auth::{Calling, TenantTx},
    http::{ApiError, Problem, Shape},
    prices::{
        plans,
        store::{
            plans as versions,
            subscriptions::{self as store, PeriodRow, SubscriptionRow},
        },
    },
    tenants,
};

/// Where to move, and when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    pub plan_version: PlanVersionId,
    #[serde(default)]
    pub when: When,
}

/// When a move counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    /// From today on. Only up: to a version whose month costs more.
    #[default]
    Now,
    /// From the first of the next month on; of the one after that for who moved up within this month and moves down again.
    PeriodEnd,
}

/// A tenant's subscription as it stands, and what moves it.
#[derive(Debug)]
pub(super) struct Moving {
    pub header: Option<SubscriptionRow>,
    pub periods: Vec<PeriodRow>,
    pub to: PlanVersionId,
    pub from_day: Date,
    pub from_at: Timestamp,
    plan: NewPlanVersion,
    zone: TimeZone,
    today: Date,
}

impl Moving {
    /// Reads everything that decides.
    ///
    /// # Errors
    /// 422 for a version that may not be seen; 409 for another currency, for a move down within a month, and for one up while something is overdue.
    pub(super) async fn read(tx: &mut TenantTx, caller: &Calling, asked: &Move) -> Result<Self, ApiError> {
        let (tenant, now) = (tx.tenant(), caller.now());
        // The platform gives what is not listed; it is asked of who calls, not of whom it acts for.
        let seen = plans::seen(if caller.sees_platform() { caller.home() } else { caller.place() });
        let found = versions::version(tx.conn(), seen, asked.plan_version).await?;
        let unknown =
            || ApiError::field("/plan_version", Shape::UnknownValue { value: asked.plan_version.to_string(), allowed: Vec::new() });
        let (row, version) = found.ok_or_else(unknown)?;
        let plan = version.document.0;
        let (zone, currency) = tenants::store::zone_and_currency(tx).await?;
        if plan.currency.code() != currency {
            return Err(ApiError::With(Problem::OtherCurrency, json!({ "currency": plan.currency, "expected": currency })));
        }
        let header = store::subscription(tx.conn(), tenant).await?;
        let today = zone.to_datetime(now).date();
        let month = BillingMonth::of_date(today);
        let periods = store::periods(tx.conn(), tenant, month.bounds(&zone).0).await?;
        // What a plan no longer sells is given by the platform alone; who is on it may stay.
        let newest = versions::versions(tx.conn(), &[row.id]).await?.into_iter().next().map(|version| version.id);
        let is_on_it = periods.iter().any(|period| period.version_id == asked.plan_version.uuid());
        if !caller.sees_platform() && !is_on_it && (newest != Some(asked.plan_version.uuid()) || !row.listed) {
            return Err(unknown());
        }
        let current = periods.iter().rfind(|period| period.from_day.to_jiff() <= today);
        let rises = current
            .is_some_and(|current| current.version_id != asked.plan_version.uuid() && month_fee(&plan) > month_fee(&current.document));
        may_move(tx, rises).await?;
        let falls = current
            .is_some_and(|current| current.version_id != asked.plan_version.uuid() && month_fee(&current.document) >= month_fee(&plan));
        let came_this_month = current.is_some_and(|current| current.from_day.to_jiff() > month.first_day);
        let from_day = match asked.when {
            When::PeriodEnd if header.is_none() => today,
            // Who came within this month has the dearer version for a whole month at least.
            When::PeriodEnd if falls && came_this_month => month.next().next().first_day,
            When::PeriodEnd => month.next().first_day,
            When::Now if falls => return Err(Problem::MovesAtPeriodEnd.into()),
            When::Now => today,
        };
        Ok(Self { header, periods, to: asked.plan_version, from_day, from_at: midnight(from_day, &zone), plan, zone, today })
    }

    /// Midnight at which a trial of the version ends that begins today.
    pub(super) fn trial_end(&self) -> Timestamp {
        midnight(self.today.saturating_add(i64::from(self.plan.trial_days).days()), &self.zone)
    }

    fn currency(&self) -> Currency {
        self.plan.currency
    }

    /// What it comes to.
    pub(super) async fn preview(&self, tx: &mut TenantTx) -> Result<PreviewView, ApiError> {
        let charged_from = self.header.as_ref().map_or_else(|| self.trial_end(), |header| header.charged_from.to_jiff());
        let charged_from = self.zone.to_datetime(charged_from).date();
        let before: Vec<(Date, &NewPlanVersion)> =
            self.periods.iter().map(|period| (period.from_day.to_jiff(), &period.document.0)).collect();
        let kept = before.iter().filter(|period| period.0 < self.from_day).copied();
        let after: Vec<_> = kept.chain([(self.from_day, &self.plan)]).collect();
        let fees = |month| {
            [&before, &after]
                .map(|versions| MonthFees::new(month_fees(month, versions, charged_from), month_minimum(month, versions, charged_from)))
        };
        let month = BillingMonth::of_date(self.today);
        Ok(PreviewView {
            from_day: self.from_day,
            currency: self.currency(),
            this_month: fees(month),
            next_month: fees(month.next()),
            orders_kept: crate::prices::store::orders::count_live(tx).await?,
        })
    }
}

/// # Errors
/// 409 for who is suspended, and for a dearer version while something is overdue.
async fn may_move(tx: &mut TenantTx, rises: bool) -> Result<(), ApiError> {
    let tenant = tx.tenant();
    match tenants::standing(tx.conn(), tenant).await? {
        Some(standing) if standing.suspended_at.is_some() => Err(Problem::TenantSuspended.into()),
        Some(standing) if standing.past_due_since.is_some() && rises => Err(Problem::TenantPastDue.into()),
        _ => Ok(()),
    }
}
