//! `GET /v1/regions`: the regions of the clusters that take orders of the tenant's sort.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    auth::{Caller, ReadKinds},
    clusters::store as clusters,
    http::{ApiError, Problems},
};

/// What an order may name as its region.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Regions {
    /// By name.
    pub items: Vec<RegionView>,
}

/// A region.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegionView {
    pub region: String,
}

/// List regions
///
/// What an order of the tenant may name. Whether there is room is told by a quote.
#[utoipa::path(get, path = "/v1/regions", tag = "orders", responses((status = 200, description = "The regions", body = Regions), Problems))]
pub(crate) async fn list_regions(caller: Caller<ReadKinds>) -> Result<Json<Regions>, ApiError> {
    let mut tx = caller.begin().await?;
    let regions = clusters::regions(tx.conn(), !caller.livemode()).await?;
    Ok(Json(Regions { items: regions.into_iter().map(|region| RegionView { region }).collect() }))
}
