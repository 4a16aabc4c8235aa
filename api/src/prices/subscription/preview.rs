//! `POST /v1/subscription/preview`.

use axum::Json as Answer;

use super::{
    moving::{Move, Moving},
    view::PreviewView,
};
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, Json, Problems},
};

/// Quote a move to another plan
///
/// What the fixed prices of this month and the next come to as things stand, and with the move. Orders keep the versions that they were bought by. Changes
/// nothing.
#[utoipa::path(
    post, path = "/v1/subscription/preview", tag = "billing", request_body = Move,
    responses((status = 200, description = "What it comes to", body = PreviewView), Problems)
)]
pub(crate) async fn preview_subscription(caller: Caller<ReadBilling>, Json(asked): Json<Move>) -> Result<Answer<PreviewView>, ApiError> {
    let mut tx = caller.begin().await?;
    let moving = Moving::read(&mut tx, &caller, &asked).await?;
    Ok(Answer(moving.preview(&mut tx).await?))
}
