//! `POST /v1/tenants`: make a tenant, with its quota.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    billing::Currency,
    ids::{PartnerId, TenantId},
    timetable,
};
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    record, store,
    view::{Quota, TenantView},
};
use crate::{
    auth::{Calling, CreateTenants, PartnerCaller},
    calendars::store as calendars,
    events::EventType,
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Problem, Problems, Shape, text, violates},
};

/// A tenant to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTenant {
    /// 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    name: String,
    /// IANA name, such as `Asia/Shanghai`.
    time_zone: String,
    /// ISO 4217, such as `CNY`.
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: String,
    /// False for a tenant in test mode, whose rooms run on simulated clusters only. Cannot be changed later.
    #[serde(default = "live")]
    #[schema(default = true)]
    livemode: bool,
    /// Absent: the installation's default.
    quota: Option<Quota>,
    #[serde(default, deserialize_with = "text::read")]
    external_id: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

const fn live() -> bool {
    true
}

/// Refuses what an order's timetable could not name either: a zone's exact IANA name, from the database that is compiled in.
pub(crate) fn check_zone(zone: &str, checks: &mut Checks) {
    checks.that(timetable::zone(zone).is_some(), "/time_zone", Shape::BadFormat { expected: Format::TimeZone });
}

impl NewTenant {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.name("/name", &self.name).external_id(self.external_id.as_deref()).metadata(&self.metadata);
        check_zone(&self.time_zone, &mut checks);
        checks.that(self.currency.parse::<Currency>().is_ok(), "/currency", Shape::BadFormat { expected: Format::Currency });
        if let Some(quota) = &self.quota {
            quota.check("/quota", &mut checks);
        }
        checks.done()
    }

    fn row(self, caller: &Calling) -> store::TenantRow {
        store::TenantRow {
            id: Uuid::now_v7(),
            partner_id: caller.home().partner().map(PartnerId::uuid),
            name: self.name,
            time_zone: self.time_zone,
            currency: self.currency,
            livemode: self.livemode,
            external_id: self.external_id,
            metadata: Jsonb(self.metadata),
            suspended_at: None,
            suspended_reason: None,
            past_due_since: None,
            cancelled_at: None,
            purge_at: None,
            purge_hold: None,
            purging_since: None,
            purged_at: None,
            exempt_reason: None,
            trial_until: None,
            edit: 1,
            revision: 0,
            created_at: caller.now().to_sqlx(),
        }
    }
}

/// Create a tenant
///
/// It belongs to the partner that makes it, or to the platform.
#[utoipa::path(post, path = "/v1/tenants", tag = "tenants",
    params(("Idempotency-Key" = String, Header, description = "At most 255 characters; the same key does the work once")),
    responses((status = 201, description = "Made", body = TenantView), Problems))]
pub(crate) async fn create_tenant(
    caller: PartnerCaller<CreateTenants>,
    idempotent: Idempotent,
    Json(new): Json<NewTenant>,
) -> Result<Response, ApiError> {
    new.check()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*answer);
    }
    let quota = new.quota.unwrap_or_else(|| caller.app().config.default_quota.into());
    let row = new.row(&caller);
    let id = TenantId::new(row.id);
    store::insert(tx.conn(), &row).await.map_err(|error| violates(error, store::ONE_EXTERNAL_ID, Problem::ExternalIdTaken))?;
    calendars::create(tx.conn(), Uuid::now_v7(), Some(id), &quota.limits()).await?;
    record(tx.conn(), &caller, id, EventType::TenantCreated, json!({ "name": row.name, "livemode": row.livemode })).await?;
    let created = Created::new(format!("/v1/tenants/{id}"), row.version(), TenantView::new(row, caller.now()));
    idempotent.keep(tx.conn(), caller.home(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
