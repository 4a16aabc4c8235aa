//! `POST /v1/plans/{id}/versions`.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    billing::NewPlanVersion,
    ids::{PlanId, PlanVersionId},
};
use serde_json::json;
use uuid::Uuid;

use super::VERSIONS_MAX;
use crate::{
    auth::{ManagePlans, PlatformCaller},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Created, Idempotent, Json, Path, Problem, Problems, Version},
    prices::{
        store::plans::{self as store, Seen},
        view::PlanView,
        words,
    },
};

/// Create a version of a plan
///
/// Whoever is on the plan stays on the version that they are on until they are moved, and orders keep the one that they were bought by. Its currency is that
/// of the versions before.
#[utoipa::path(
    post, path = "/v1/plans/{id}/versions", tag = "billing", request_body = NewPlanVersion,
    params(("id" = PlanId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The plan with its new version", body = PlanView), Problems)
)]
pub(crate) async fn create_plan_version(
    caller: PlatformCaller<ManagePlans>,
    Path(id): Path<PlanId>,
    idempotent: Idempotent,
    Json(new): Json<NewPlanVersion>,
) -> Result<Response, ApiError> {
    words::refuse(new.check())?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*before);
    }
    // Held by whoever adds a version, so that two are not given one number.
    store::lock_and_count_plans(tx.conn()).await?;
    let row = store::plan(tx.conn(), Seen::All, id).await?.ok_or(ApiError::NotFound)?;
    let before = store::versions(tx.conn(), &[id.uuid()]).await?;
    if before.len() >= VERSIONS_MAX {
        return Err(ApiError::With(Problem::TooManyPlans, json!({ "limit": VERSIONS_MAX })));
    }
    if let Some(currency) = before.first().map(|version| version.document.currency).filter(|currency| *currency != new.currency) {
        return Err(ApiError::With(Problem::OtherCurrency, json!({ "currency": new.currency, "expected": currency })));
    }
    store::insert_version(tx.conn(), id, PlanVersionId::new(Uuid::now_v7()), &new, caller.now()).await?;
    let versions = store::versions(tx.conn(), &[id.uuid()]).await?;
    let (actor, data) = (caller.actor(), json!({ "number": versions.first().map(|version| version.number) }));
    let kind = EventType::PlanVersionCreated;
    events::record(tx.conn(), NewEvent { feed: caller.home(), kind, actor: &actor, subject: id.to_string(), data, at: caller.now() })
        .await?;
    let edit = i64::try_from(versions.len()).unwrap_or(i64::MAX);
    let created = Created::new(format!("/v1/plans/{id}"), Version { edit, revision: 0 }, PlanView::new(row, versions));
    idempotent.keep(tx.conn(), caller.home(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
