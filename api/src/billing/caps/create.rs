//! `POST /v1/caps`.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::CapId;
use serde_json::json;
use uuid::Uuid;

use super::{
    CAPS_MAX,
    ask::{NewCap, check_currency},
    store::{self, CapRow},
    view::CapView,
    watch::Watching,
};
use crate::{
    auth::{Caller, ManageBilling},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Created, Format, Idempotent, Json, Problem, Problems, Shape},
    tenants,
};

/// Create a cap
///
/// What a month of the institution, of a cost group or of an order may come to before tax: its fee, all that is booked in it, and what ran; neither a plan's
/// minimum nor what is made good of earlier months. Each threshold is told once a month (`cap.reached`). `block_new` refuses what would raise a month above it
/// (409 `cap-reached`); what is booked goes on. `stop_at_lesson_end` does that too and, when the month reaches it, starts no further lesson whose hours are charged as they run until the month is over or
/// the cap is raised. An amount below what the month has come to already is taken, and `reached` says so at once; one that would stop lessons at once is
/// refused (409 `cap-below-spent`). At most 100.
#[utoipa::path(
    post, path = "/v1/caps", tag = "billing", request_body = NewCap,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "Made, with what its month has come to", body = CapView), Problems)
)]
pub(crate) async fn create_cap(
    caller: Caller<ManageBilling>,
    idempotent: Idempotent,
    Json(new): Json<NewCap>,
) -> Result<Response, ApiError> {
    new.check()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*before);
    }
    let (_, currency) = tenants::store::zone_and_currency(&mut tx).await?;
    check_currency(new.currency, &currency)?;
    tenants::store::hold(tx.conn(), caller.tenant()).await?;
    if let Some(order) = new.order_id
        && !store::has_order(&mut tx, order).await?
    {
        return Err(ApiError::field("/order_id", Shape::BadFormat { expected: Format::KnownId }));
    }
    if store::count(&mut tx).await? >= CAPS_MAX {
        return Err(ApiError::With(Problem::TooManyCaps, json!({ "limit": CAPS_MAX })));
    }
    let id = CapId::new(Uuid::now_v7());
    let row = CapRow::new(id, &new, caller.now());
    store::insert(&mut tx, &row).await?;
    let (actor, kind) = (caller.actor(), EventType::CapCreated);
    let data = json!({ "cost_group": new.cost_group, "order_id": new.order_id, "action": new.action, "amount_minor": new.amount_minor,
        "currency": new.currency, "thresholds": row.thresholds });
    events::record(tx.conn(), NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data, at: caller.now() })
        .await?;
    Watching { app: caller.app(), tenant: caller.tenant(), now: caller.now() }.look(tx.conn()).await?;
    let view = CapView::from(store::cap(&mut tx, id).await?.ok_or(ApiError::NotFound)?);
    view.refuse_to_stop_at_once()?;
    let created = Created::new(format!("/v1/caps/{id}"), view.version(), view);
    idempotent.keep(tx.conn(), caller.place(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
