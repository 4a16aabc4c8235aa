//! `GET /v1/usage/forecast`.

use axum::{
    Json as Answer,
    response::{IntoResponse, Response},
};

use super::{
    view::{ForecastRow, UsageForecast},
    work_out,
};
use crate::{
    auth::{Caller, ReadBilling},
    http::{
        ApiError, Problems,
        csv::{Table, Wanted},
    },
    tenants,
};

/// Get a forecast
///
/// What this month and the next two are going to come to before tax, by order, cost group and day: what is booked is known, what ran is counted, and hours
/// that are still to run are taken from what is booked, as if every room came up for all of its lessons. Worked out like the invoice: of a month that is over
/// it is its draft. At most 1,000 orders a month are told, the dearest first; sums are of all.
///
/// `Accept: text/csv` gives a table of `first_day`, `cost_group`, `order_name`, `fee_minor`, `filling_minor`, `booked_minor`, `ran_minor`, `to_run_minor`, `made_good_minor`,
/// `total_minor`, `currency`, `order_id`; a month's first row is of the plan and of no order.
#[utoipa::path(
    get, path = "/v1/usage/forecast", tag = "billing",
    responses((status = 200, description = "What months come to", content((UsageForecast = "application/json"), (String = "text/csv"))), Problems)
)]
pub(crate) async fn get_usage_forecast(caller: Caller<ReadBilling>, wanted: Wanted) -> Result<Response, ApiError> {
    let mut tx = caller.begin().await?;
    let (zone, currency) = tenants::store::zone_and_currency(&mut tx).await?;
    let read = work_out::read(&mut tx, &zone, caller.now()).await?;
    drop(tx);
    let forecast = caller.app().work.run(caller.tenant(), move || UsageForecast::new(&read, currency, &zone)).await??;
    Ok(match wanted {
        Wanted::Json => Answer(forecast).into_response(),
        Wanted::Csv => Table::of(&ForecastRow::all(&forecast)).into_response(),
    })
}
