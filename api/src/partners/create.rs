//! `POST /v1/partners`.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::PartnerId;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json as Jsonb;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{record, store, view::PartnerView};
use crate::{
    auth::{ManagePartners, PlatformCaller},
    events::EventType,
    http::{ApiError, Begun, Checks, Created, Idempotent, Json, Problem, Problems, text, violates},
};

/// A partner to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPartner {
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    name: String,
    #[serde(default, deserialize_with = "text::read")]
    external_id: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

/// Create a partner
#[utoipa::path(post, path = "/v1/partners", tag = "partners",
    params(("Idempotency-Key" = String, Header, description = "At most 255 characters; the same key does the work once")),
    responses((status = 201, description = "Made", body = PartnerView), Problems))]
pub(crate) async fn create_partner(
    caller: PlatformCaller<ManagePartners>,
    idempotent: Idempotent,
    Json(new): Json<NewPartner>,
) -> Result<Response, ApiError> {
    Checks::default().name("/name", &new.name).external_id(new.external_id.as_deref()).metadata(&new.metadata).done()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*answer);
    }
    let row = store::PartnerRow {
        id: Uuid::now_v7(),
        name: new.name,
        external_id: new.external_id,
        metadata: Jsonb(new.metadata),
        edit: 1,
        revision: 0,
        created_at: caller.now().to_sqlx(),
    };
    let id = PartnerId::new(row.id);
    store::insert(tx.conn(), &row).await.map_err(|error| violates(error, store::ONE_EXTERNAL_ID, Problem::ExternalIdTaken))?;
    record(tx.conn(), &caller, id, EventType::PartnerCreated, json!({ "name": row.name })).await?;
    let created = Created::new(format!("/v1/partners/{id}"), row.version(), PartnerView::from(row));
    idempotent.keep(tx.conn(), caller.home(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
