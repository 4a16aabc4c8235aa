//! `PATCH /v1/partners/{id}`.

use std::collections::BTreeMap;

use homeroom_domain::ids::PartnerId;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;

use super::{record, store, view::PartnerView};
use crate::{
    auth::{ManagePartners, PlatformCaller},
    events::EventType,
    http::{ApiError, Checks, IfMatch, Json, Path, Problem, Problems, Versioned, patch, text, violates},
};

/// What to change. A field that is present replaces the whole field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartnerPatch {
    #[serde(default, deserialize_with = "text::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Null removes it.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>)]
    external_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    metadata: Option<BTreeMap<String, String>>,
}

impl PartnerPatch {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        if let Some(name) = &self.name {
            checks.name("/name", name);
        }
        checks.external_id(self.external_id.as_ref().and_then(Option::as_deref));
        checks.metadata(self.metadata.as_ref().unwrap_or(&BTreeMap::new()));
        checks.done()
    }

    fn apply(self, row: &mut store::PartnerRow) {
        row.name = self.name.unwrap_or_else(|| row.name.clone());
        row.external_id = self.external_id.unwrap_or_else(|| row.external_id.clone());
        row.metadata = self.metadata.map_or_else(|| row.metadata.clone(), Jsonb);
        row.edit += 1;
    }
}

/// Amend a partner
#[utoipa::path(patch, path = "/v1/partners/{id}", tag = "partners",
    params(("id" = PartnerId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "Changed", body = PartnerView), Problems))]
pub(crate) async fn amend_partner(
    caller: PlatformCaller<ManagePartners>,
    Path(id): Path<PartnerId>,
    if_match: IfMatch,
    Json(change): Json<PartnerPatch>,
) -> Result<Versioned<PartnerView>, ApiError> {
    change.check()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    let mut row = store::lock(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    expected.matches(row.edit)?;
    change.apply(&mut row);
    store::update(tx.conn(), &row).await.map_err(|error| violates(error, store::ONE_EXTERNAL_ID, Problem::ExternalIdTaken))?;
    record(tx.conn(), &caller, id, EventType::PartnerUpdated, json!({ "name": row.name })).await?;
    tx.commit().await?;
    Ok(Versioned::new(row.version(), PartnerView::from(row)))
}
