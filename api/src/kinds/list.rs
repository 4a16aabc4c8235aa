//! `GET /v1/kinds`: what may be ordered, and what a room of so many pupils takes.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{store, view::KindView};
use crate::{
    auth::{Caller, ReadKinds},
    http::{ApiError, Problems, Query, Shape},
};

/// Of any kind.
const SEATS_MAX: u32 = 3_000;

/// What to show.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
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

/// List kinds
///
/// What may be ordered.
/// Each kind in words that a school understands, with what one room of `seats` pupils takes while it is open.
#[utoipa::path(get, path = "/v1/kinds", tag = "orders", params(KindsQuery), responses((status = 200, description = "The catalogue", body = Kinds), Problems))]
pub(crate) async fn list_kinds(caller: Caller<ReadKinds>, Query(query): Query<KindsQuery>) -> Result<Json<Kinds>, ApiError> {
    if query.seats.is_some_and(|seats| !(1..=SEATS_MAX).contains(&seats)) {
        return Err(ApiError::field("?seats", Shape::OutOfRange { min: 1, max: SEATS_MAX.into() }));
    }
    let mut tx = caller.begin().await?;
    let kinds = store::all(tx.conn()).await?;
    let items = kinds.into_iter().map(|kind| KindView::new(kind, query.seats, caller.language())).collect();
    Ok(Json(Kinds { items }))
}
