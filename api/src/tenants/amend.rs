//! `PATCH /v1/tenants/{id}`.

use std::collections::BTreeMap;

use homeroom_domain::ids::TenantId;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;

use super::{create::check_zone, record, store, view::TenantView};
use crate::{
    auth::{AmendTenants, PartnerCaller},
    events::EventType,
    http::{ApiError, Checks, IfMatch, Json, Path, Problem, Problems, Versioned, patch, text, violates},
};

/// What to change. A field that is present replaces the whole field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantPatch {
    #[serde(default, deserialize_with = "text::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    name: Option<String>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    time_zone: Option<String>,
    /// Null removes it.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>)]
    external_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    metadata: Option<BTreeMap<String, String>>,
}

impl TenantPatch {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        if let Some(name) = &self.name {
            checks.name("/name", name);
        }
        if let Some(zone) = &self.time_zone {
            check_zone(zone, &mut checks);
        }
        checks.external_id(self.external_id.as_ref().and_then(Option::as_deref));
        checks.metadata(self.metadata.as_ref().unwrap_or(&BTreeMap::new()));
        checks.done()
    }

    /// The names of the fields that it changes.
    fn apply(self, row: &mut store::TenantRow) -> Vec<&'static str> {
        let mut changed = Vec::new();
        let mut set = |name, present: bool| present.then(|| changed.push(name));
        set("name", self.name.is_some());
        set("time_zone", self.time_zone.is_some());
        set("external_id", self.external_id.is_some());
        set("metadata", self.metadata.is_some());
        row.name = self.name.unwrap_or_else(|| row.name.clone());
        row.time_zone = self.time_zone.unwrap_or_else(|| row.time_zone.clone());
        row.external_id = self.external_id.unwrap_or_else(|| row.external_id.clone());
        row.metadata = self.metadata.map_or_else(|| row.metadata.clone(), Jsonb);
        row.edit += 1;
        changed
    }
}

/// Amend a tenant
#[utoipa::path(patch, path = "/v1/tenants/{id}", tag = "tenants",
    params(("id" = TenantId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "Changed", body = TenantView), Problems))]
pub(crate) async fn amend_tenant(
    caller: PartnerCaller<AmendTenants>,
    Path(id): Path<TenantId>,
    if_match: IfMatch,
    Json(change): Json<TenantPatch>,
) -> Result<Versioned<TenantView>, ApiError> {
    change.check()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    let mut row = store::lock(tx.conn(), id, caller.home().partner()).await?.ok_or(ApiError::NotFound)?;
    expected.matches(row.edit)?;
    // Months would begin earlier or later than the ones before ended, and hours be billed twice or never.
    if change.time_zone.as_ref().is_some_and(|zone| *zone != row.time_zone) && store::is_billed(tx.conn(), id).await? {
        return Err(ApiError::With(Problem::FixedField, json!({ "field": "time_zone" })));
    }
    let changed = change.apply(&mut row);
    store::update(tx.conn(), &row).await.map_err(|error| violates(error, store::ONE_EXTERNAL_ID, Problem::ExternalIdTaken))?;
    record(tx.conn(), &caller, id, EventType::TenantUpdated, json!({ "changed": changed })).await?;
    tx.commit().await?;
    Ok(Versioned::new(row.version(), TenantView::new(row, caller.now())))
}
