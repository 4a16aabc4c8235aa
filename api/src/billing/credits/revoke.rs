//! `POST /v1/platform/credits/{id}/revoke`: a credit that was granted by mistake, undone by its own entries.

use axum::Json as Answer;
use homeroom_domain::ids::{CreditId, TenantId};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{store, view::CreditView};
use crate::{
    auth::{Place, PlatformCaller, SettleInvoices},
    billing::ledger::reverse,
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Json, Path, Problem, Problems, text},
    tenants,
};

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreditReason {
    /// Shown to the tenant; 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    reason: String,
}

/// Revoke a credit
///
/// Takes back a credit that was granted by hand and of which nothing was used (409 `credit-used` otherwise). Doing it again changes nothing.
#[utoipa::path(
    post, path = "/v1/platform/credits/{id}/revoke", tag = "billing", params(("id" = CreditId, Path)), request_body = CreditReason,
    responses((status = 200, description = "Taken back", body = CreditView), Problems)
)]
pub(crate) async fn revoke_credit(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<CreditId>,
    Json(CreditReason { reason }): Json<CreditReason>,
) -> Result<Answer<CreditView>, ApiError> {
    Checks::default().text("/reason", &reason, 1..=200).done()?;
    let mut tx = caller.begin().await?;
    let tenant = TenantId::new(store::find(tx.conn(), id).await?.ok_or(ApiError::NotFound)?.tenant_id);
    tenants::store::hold(tx.conn(), tenant).await?;
    let credit = store::find(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if credit.revoked_at.is_none() {
        if !credit.is_granted || credit.remaining_minor < credit.amount_minor {
            return Err(ApiError::With(Problem::CreditUsed, json!({ "remaining": credit.remaining_minor })));
        }
        let at = caller.now();
        reverse(tx.conn(), tenant, &format!("grant:{id}"), at).await?;
        store::revoke(tx.conn(), id, at).await?;
        let data = json!({ "amount_minor": credit.amount_minor, "currency": credit.currency, "reason": reason });
        let (feed, kind, actor, subject) = (Place::Tenant(tenant), EventType::CreditRevoked, caller.actor(), id.to_string());
        events::record(tx.conn(), NewEvent { feed, kind, actor: &actor, subject, data, at }).await?;
    }
    let credit = store::find(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Answer(credit.into()))
}
