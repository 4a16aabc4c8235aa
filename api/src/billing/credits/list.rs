//! `GET /v1/credits`: what a tenant has good.

use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use super::{store, view::CreditView};
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, Problems},
};

const CREDITS_MAX: i64 = 200;

/// What a tenant has good.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Credits {
    /// The newest first, at most 200.
    pub items: Vec<CreditView>,
}

/// List credits
#[utoipa::path(get, path = "/v1/credits", tag = "billing", responses((status = 200, description = "What there is good", body = Credits), Problems))]
pub(crate) async fn list_credits(caller: Caller<ReadBilling>) -> Result<Answer<Credits>, ApiError> {
    let mut tx = caller.begin().await?;
    let rows = store::list(tx.conn(), caller.tenant(), CREDITS_MAX).await?;
    Ok(Answer(Credits { items: rows.into_iter().map(CreditView::from).collect() }))
}
