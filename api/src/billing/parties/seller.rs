//! `GET` and `PUT /v1/tenants/{id}/seller`: which of the legal entities issues a tenant's invoices. The platform chooses it, for whoever is under contract with
//! another than the oldest: another country, currency or tax. It counts for what is issued from then on, drafts included; an issued invoice names its
//! seller, and so does what corrects it later.

use homeroom_domain::ids::{LegalEntityId, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::store;
use crate::{
    auth::{ManagePlans, PlatformCaller, ReadReceivables},
    events::EventType,
    http::{ApiError, IfMatch, IfNoneMatch, Json, Path, Problems, Shape, Version, Versioned},
    tenants,
};

/// By whom invoices are issued.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SellerChoice {
    /// One of the legal entities; null: the oldest of them.
    #[serde(default)]
    legal_entity_id: Option<LegalEntityId>,
}

/// By whom a tenant's next invoices are issued.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantSeller)]
pub(crate) struct TenantSellerView {
    /// Null where nobody sells yet.
    #[schema(value_type = Option<LegalEntityId>)]
    legal_entity_id: Option<LegalEntityId>,
    name: Option<String>,
    number_prefix: Option<String>,
    /// Whether it was chosen; else it is the oldest.
    is_chosen: bool,
}

/// Get the seller of a tenant
///
/// Which legal entity issues its next invoices: the one that was chosen, or else the oldest.
#[utoipa::path(
    get, path = "/v1/tenants/{id}/seller", tag = "billing", params(("id" = TenantId, Path)),
    responses((status = 200, description = "Who sells to it", body = TenantSellerView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_tenant_seller(
    caller: PlatformCaller<ReadReceivables>,
    Path(id): Path<TenantId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<TenantSellerView>, ApiError> {
    let mut tx = caller.begin().await?;
    tenants::store::find(tx.conn(), id, None).await?.ok_or(ApiError::NotFound)?;
    let chosen = store::chosen_seller(tx.conn(), id).await?;
    Ok(view(store::entities(tx.conn()).await?, chosen).unless(if_none_match))
}

/// Set the seller of a tenant
///
/// For what is issued from now on, drafts included: its numbers, tax rate, days until due, approval, bank and `chase_from` count. Invoices that are issued,
/// and notes on them, keep theirs. 422 for a legal entity that does not exist. Cards are charged by the one account of Stripe that the service has, whoever
/// sells.
#[utoipa::path(
    put, path = "/v1/tenants/{id}/seller", tag = "billing", request_body = SellerChoice,
    params(("id" = TenantId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "Who sells to it", body = TenantSellerView), Problems)
)]
pub(crate) async fn put_tenant_seller(
    caller: PlatformCaller<ManagePlans>,
    Path(id): Path<TenantId>,
    if_match: IfMatch,
    Json(choice): Json<SellerChoice>,
) -> Result<Versioned<TenantSellerView>, ApiError> {
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    tenants::store::lock(tx.conn(), id, None).await?.ok_or(ApiError::NotFound)?;
    let before = store::chosen_seller(tx.conn(), id).await?;
    expected.matches(edit(before))?;
    let all = store::entities(tx.conn()).await?;
    if let Some(chosen) = choice.legal_entity_id.filter(|chosen| all.iter().all(|entity| entity.id() != *chosen)) {
        let allowed = all.iter().map(|entity| entity.id().to_string()).collect();
        return Err(ApiError::field("/legal_entity_id", Shape::UnknownValue { value: chosen.to_string(), allowed }));
    }
    let view = view(all, choice.legal_entity_id);
    if before != choice.legal_entity_id {
        store::choose_seller(tx.conn(), id, choice.legal_entity_id, caller.now()).await?;
        let data = json!({ "legal_entity_id": view.body.legal_entity_id, "name": view.body.name });
        tenants::record(tx.conn(), &caller, id, EventType::TenantSellerChanged, data).await?;
    }
    tx.commit().await?;
    Ok(view)
}

/// The choice itself is what is edited: whoever makes the same again has the same. None is a choice too.
fn edit(chosen: Option<LegalEntityId>) -> i64 {
    Version::of_content(0, chosen.map(LegalEntityId::uuid).unwrap_or_default().as_bytes()).revision
}

fn view(all: Vec<store::Entity>, chosen: Option<LegalEntityId>) -> Versioned<TenantSellerView> {
    let seller = store::seller_among(all, chosen);
    let view = TenantSellerView {
        legal_entity_id: seller.as_ref().map(store::Entity::id),
        name: seller.as_ref().map(|seller| seller.name.clone()),
        number_prefix: seller.map(|seller| seller.number_prefix),
        is_chosen: chosen.is_some(),
    };
    let version = Version::of_content(edit(chosen), &serde_json::to_vec(&view).unwrap_or_default());
    Versioned::new(version, view)
}
