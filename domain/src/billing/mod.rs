//! Money: what a plan says, what an order costs, what a month comes to. Pure arithmetic, exact until the one rounding of a line.
//!
//! Amounts are whole minor units of a currency; unit prices are decimals of minor units. Quantities are whole seconds or whole things, so that an hour
//! never becomes a fraction before it is multiplied. The function that prices an order at order time is the one that invoices it later.

mod cap;
mod currency;
mod decimal;
mod forecast;
mod invoice;
pub mod ledger;
mod money;
mod month;
mod notice;
mod order_price;
mod plan;
mod plan_check;
mod promise;
mod proration;
mod purge;
mod rating;
mod standing;
mod tax_id;
mod usage;

pub use cap::{
    CapAction, CapScope, CapSpending, MonthBooked, THRESHOLDS_MAX, ThresholdProblem, booked_by_month, passes, reached, wrong_threshold,
};
pub use currency::Currency;
pub use forecast::{Forecast, ForecastDay, Known, MonthParts, RanByDay, forecast, forecast_days};
pub use invoice::{BilledOrder, InvoiceLine, MonthOf, RanBefore, TooLarge, month_lines, tax, total};
pub use money::{AMOUNT_MAX, Money, divide_half_even, shares};
pub use month::{BillingMonth, midnight, month_of, months_between};
pub use notice::{ENDING, NoticeKind, Purge, Stand, StandingNotice, notice_due};
pub use order_price::{Booked, OrderPrice, PricedLine, due_between, due_until, order_price};
pub use plan::{Meter, NewPlanVersion, PriceModel, PriceRow, Tier, Unit};
pub use plan_check::{NOT_SERVED, PlanError, PlanProblem};
pub use promise::{Kept, PricedLesson, Promise, Wanted, lesson_price};
pub use proration::{MonthFee, month_fee, month_fees, month_minimum};
pub use purge::{ACCESS_ENDS, EXPORT_WINDOW, Leaving, PurgeStep, PurgeWait, WARNING, purge_step};
pub use rating::amount;
pub use standing::{GRACE, HELD, Owing, StandingStep, Trial, is_chased, next_step};
pub use tax_id::{TaxIdFault, check_tax_id};
pub use usage::{Stretch, seconds_up, without};
