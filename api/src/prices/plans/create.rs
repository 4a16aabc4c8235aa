//! `POST /v1/plans`.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    billing::NewPlanVersion,
    ids::{PlanId, PlanVersionId},
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::PLANS_MAX;
use crate::{
    auth::{ManagePlans, PlatformCaller},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Checks, Created, Idempotent, Json, Problem, Problems, Version, text},
    prices::{
        store::plans::{self as store, Seen},
        view::PlanView,
        words,
    },
};

/// A plan with its first version.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPlan {
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    name: String,
    /// Institutions see it and may choose it themselves. One that is not listed is the platform's to give.
    #[serde(default = "listed")]
    listed: bool,
    version: NewPlanVersion,
}

const fn listed() -> bool {
    true
}

/// Create a plan
///
/// There may be 200 plans, of a hundred versions each.
#[utoipa::path(
    post, path = "/v1/plans", tag = "billing", request_body = NewPlan,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "Made", body = PlanView), Problems)
)]
pub(crate) async fn create_plan(
    caller: PlatformCaller<ManagePlans>,
    idempotent: Idempotent,
    Json(new): Json<NewPlan>,
) -> Result<Response, ApiError> {
    Checks::default().name("/name", &new.name).done()?;
    let mut wrong = new.version.check();
    wrong.iter_mut().for_each(|error| error.pointer.insert_str(0, "/version"));
    words::refuse(wrong)?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*before);
    }
    if store::lock_and_count_plans(tx.conn()).await? >= PLANS_MAX {
        return Err(ApiError::With(Problem::TooManyPlans, json!({ "limit": PLANS_MAX })));
    }
    let (id, version) = (PlanId::new(Uuid::now_v7()), PlanVersionId::new(Uuid::now_v7()));
    store::insert_plan(tx.conn(), id, &new.name, new.listed, caller.now()).await?;
    store::insert_version(tx.conn(), id, version, &new.version, caller.now()).await?;
    let (actor, data) = (caller.actor(), json!({ "name": new.name, "currency": new.version.currency }));
    let kind = EventType::PlanCreated;
    events::record(tx.conn(), NewEvent { feed: caller.home(), kind, actor: &actor, subject: id.to_string(), data, at: caller.now() })
        .await?;
    let row = store::plan(tx.conn(), Seen::All, id).await?.ok_or(ApiError::NotFound)?;
    let view = PlanView::new(row, store::versions(tx.conn(), &[id.uuid()]).await?);
    let created = Created::new(format!("/v1/plans/{id}"), Version { edit: 1, revision: 0 }, view);
    idempotent.keep(tx.conn(), caller.home(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
