//! `GET /v1/kinds`: what may be ordered, and what a room of so many pupils takes.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{store, view::KindView};
use crate::{
    auth::{Caller, ReadKinds},
    http::{ApiError, Problems, Query},
};

/// What to show.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KindsQuery {
    /// Pupils of one room; absent means as many as the kind allows.
    #[param(minimum = 1, maximum = 3000)]
    seats: Option<u32>,
}

/// The catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Kinds {
    pub items: Vec<KindView>,
}

/// What may be ordered
///
/// Each kind in words that a school understands, with what one room of `seats` pupils takes while it is open.
#[utoipa::path(get, path = "/v1/kinds", tag = "orders", responses((status = 200, description = "The catalogue", body = Kinds), Problems))]
pub(crate) async fn list_kinds(caller: Caller<ReadKinds>, Query(query): Query<KindsQuery>) -> Result<Json<Kinds>, ApiError> {
    let mut tx = caller.begin().await?;
    let kinds = store::all(tx.conn()).await?;
    let items = kinds.into_iter().map(|kind| KindView::new(kind, query.seats, caller.language())).collect();
    Ok(Json(Kinds { items }))
}
