//! `POST /v1/platform/credits`: a credit that the platform gives.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    billing::{AMOUNT_MAX, Currency, ledger},
    ids::TenantId,
    timetable,
};
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    store::{self, ByHand, NewCredit, USUAL_PRIORITY, insert_credit},
    view::CreditView,
};
use crate::{
    auth::{Place, PlatformCaller, SettleInvoices},
    billing::ledger::{Movement, post},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Problem, Problems, Shape, Version, text},
    tenants,
};

/// Credits of a tenant of which something is left.
const LIVE_MAX: i64 = 200;

/// What is given, to whom and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewGrant {
    tenant_id: TenantId,
    #[schema(minimum = 1, maximum = 9007199254740991_i64)]
    amount_minor: i64,
    /// The institution's.
    currency: Currency,
    /// The institution reads it; 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    reason: String,
    /// The lowest is used first; what credit notes and months give has 100.
    #[serde(default = "usual")]
    #[schema(minimum = 0, maximum = 1000)]
    priority: i32,
    /// The last day of the institution on which it is good; without one it is good for ever.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<Date>,
}

const fn usual() -> i32 {
    USUAL_PRIORITY
}

/// Create a credit
///
/// The institution's next invoices use it: the lowest `priority` first, and then what expires first. What is not used by its last day is lost, but not before
/// the invoices of months that ended until then are issued. An institution has at most 200 credits of which something is left.
#[utoipa::path(
    post, path = "/v1/platform/credits", tag = "billing", request_body = NewGrant,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The credit", body = CreditView), Problems)
)]
pub(crate) async fn grant_credit(
    caller: PlatformCaller<SettleInvoices>,
    idempotent: Idempotent,
    Json(new): Json<NewGrant>,
) -> Result<Response, ApiError> {
    let mut checks = Checks::default();
    checks.number("/amount_minor", new.amount_minor, 1..=AMOUNT_MAX).text("/reason", &new.reason, 1..=200);
    checks.number("/priority", new.priority.into(), 0..=1_000);
    checks.done()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*before);
    }
    let tenant = tenants::store::lock(tx.conn(), new.tenant_id, None).await?;
    let unknown = || ApiError::field("/tenant_id", Shape::UnknownValue { value: new.tenant_id.to_string(), allowed: Vec::new() });
    let tenant = tenant.ok_or_else(unknown)?;
    let zone = timetable::zone(&tenant.time_zone).unwrap_or(TimeZone::UTC);
    if new.expires_on.is_some_and(|day| day < zone.to_datetime(caller.now()).date()) {
        return Err(ApiError::field("/expires_on", Shape::BadFormat { expected: Format::NotPast }));
    }
    if tenant.currency != new.currency.code() {
        return Err(ApiError::With(Problem::OtherCurrency, json!({ "currency": new.currency, "expected": tenant.currency })));
    }
    if store::count_live(tx.conn(), new.tenant_id).await? >= LIVE_MAX {
        return Err(ApiError::With(Problem::TooManyCredits, json!({ "limit": LIVE_MAX })));
    }
    let view = give(&caller, tx.conn(), new).await?;
    let created = Created::new("/v1/credits".to_owned(), Version { edit: 1, revision: 0 }, view);
    idempotent.keep(tx.conn(), caller.home(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

async fn give(caller: &PlatformCaller<SettleInvoices>, conn: &mut sqlx::PgConnection, new: NewGrant) -> Result<CreditView, ApiError> {
    let NewGrant { tenant_id: tenant, amount_minor, currency, reason, priority, expires_on } = new;
    let (at, by_hand) = (caller.now(), Some(ByHand { priority, expires_on }));
    let id =
        insert_credit(conn, NewCredit { tenant, reason: &reason, currency: currency.code(), amount_minor, at, by_hand, payment: None })
            .await?;
    let (key, entries) = (format!("grant:{id}"), ledger::credit_granted(amount_minor));
    post(conn, Movement { tenant, kind: "grant", key: &key, currency, entries, at }).await?;
    let data = json!({ "amount_minor": amount_minor, "currency": currency, "reason": reason, "expires_on": expires_on });
    let (feed, kind, actor, subject) = (Place::Tenant(tenant), EventType::CreditGranted, caller.actor(), id.to_string());
    events::record(conn, NewEvent { feed, kind, actor: &actor, subject, data, at }).await?;
    Ok(store::find(conn, id).await?.ok_or(ApiError::NotFound)?.into())
}
