//! `PATCH /v1/caps/{id}`.

use homeroom_domain::ids::CapId;
use serde_json::json;

use super::{
    ask::{AmendCap, check_currency},
    store,
    view::CapView,
    watch::Watching,
};
use crate::{
    auth::{Caller, ManageBilling},
    events::{self, EventType, NewEvent},
    http::{ApiError, IfMatch, Json, Path, Problems, Versioned},
    tenants,
};

/// Amend a cap
///
/// Each field that is present replaces the whole field; what it is of stays as it is. Raised above what the month has come to, it refuses nothing any more
/// from this moment on. A threshold of which the month was told is not told again.
#[utoipa::path(
    patch, path = "/v1/caps/{id}", tag = "billing", request_body = AmendCap,
    params(("id" = CapId, Path), ("If-Match" = String, Header, description = "The ETag that you read.")),
    responses((status = 200, description = "The cap", body = CapView), Problems)
)]
pub(crate) async fn amend_cap(
    caller: Caller<ManageBilling>,
    Path(id): Path<CapId>,
    if_match: IfMatch,
    Json(change): Json<AmendCap>,
) -> Result<Versioned<CapView>, ApiError> {
    change.check()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    tenants::store::hold(tx.conn(), caller.tenant()).await?;
    let mut cap = store::cap(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    expected.matches(cap.edit)?;
    if let Some(currency) = change.currency {
        check_currency(currency, &cap.currency)?;
    }
    if let Some(action) = change.action {
        action.as_str().clone_into(&mut cap.action);
    }
    cap.amount_minor = change.amount_minor.unwrap_or(cap.amount_minor);
    if let Some(thresholds) = change.thresholds {
        cap.set_thresholds(thresholds);
    }
    store::update(&mut tx, &cap).await?;
    let (actor, kind) = (caller.actor(), EventType::CapAmended);
    let data = json!({ "action": cap.action, "amount_minor": cap.amount_minor, "currency": cap.currency, "thresholds": cap.thresholds });
    events::record(tx.conn(), NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data, at: caller.now() })
        .await?;
    Watching { app: caller.app(), tenant: caller.tenant(), now: caller.now() }.look(tx.conn()).await?;
    let view = CapView::from(store::cap(&mut tx, id).await?.ok_or(ApiError::NotFound)?);
    view.refuse_to_stop_at_once()?;
    tx.commit().await?;
    Ok(Versioned::new(view.version(), view))
}
