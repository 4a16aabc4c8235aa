//! Images of a cluster as they go out.

use homeroom_domain::{
    ids::ClusterId,
    nodes::{
        image::ImageName,
        preload::{PreloadState, Preloaded, PullFailure, Road},
    },
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::{
    store::{self, ImageRecord},
    words,
};
use crate::words::Language;

/// The images of rooms on one cluster.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterImages {
    pub cluster_id: ClusterId,
    /// When a room opened that is open now, or else when the next one opens; null where none does.
    pub needed_at: Option<Timestamp>,
    /// By name. Empty before nodes were looked at.
    pub items: Vec<ClusterImage>,
}

/// One image.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClusterImage {
    /// With its registry, and its digest or tag.
    pub image: String,
    /// Null where rooms name it by a tag.
    pub digest: Option<String>,
    pub state: PreloadState,
    /// Nodes that rooms may be put on.
    pub nodes_wanted: usize,
    /// Those that have it.
    pub nodes_holding: usize,
    /// The first fifty of those that lack it, by name.
    pub lacking: Vec<String>,
    /// How it is pulled; null where nothing had to be.
    pub road: Option<Road>,
    pub failure: Option<PullFailureView>,
    /// When all nodes had it for the first time.
    pub completed_at: Option<Timestamp>,
    /// When rooms began to start from it; null while it is brought to nodes in place of another.
    pub taken_at: Option<Timestamp>,
    /// In this state since.
    pub since: Timestamp,
}

/// Why it does not come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PullFailureView {
    /// `node_cannot_pull`, `rights_missing` or `refused`.
    pub reason: String,
    #[schema(value_type = Object)]
    pub params: Value,
    /// The reason as a sentence in the language asked for.
    pub message: String,
}

/// What is known of a cluster's images.
pub(crate) async fn report(conn: &mut PgConnection, cluster: ClusterId, language: Language, now: Timestamp) -> sqlx::Result<ClusterImages> {
    let items = store::of_cluster(conn, cluster).await?;
    let needed_at = store::needed_at(conn, cluster, now).await?;
    Ok(ClusterImages {
        cluster_id: cluster,
        needed_at,
        items: items.into_iter().map(|record| ClusterImage::new(record, language)).collect(),
    })
}

impl ClusterImage {
    fn new(record: ImageRecord, language: Language) -> Self {
        let ImageRecord { image, found, road, completed_at, taken_at, since } = record;
        let Preloaded { state, wanted, holding, lacking, failure } = found;
        Self {
            digest: ImageName::of(&image).digest().map(str::to_owned),
            image,
            state,
            nodes_wanted: wanted,
            nodes_holding: holding,
            lacking,
            road,
            failure: failure.map(|failure| PullFailureView::new(&failure, language)),
            completed_at,
            taken_at,
            since,
        }
    }
}

impl PullFailureView {
    fn new(failure: &PullFailure, language: Language) -> Self {
        let mut said = serde_json::to_value(failure).unwrap_or_default();
        let params = said["params"].take();
        Self { message: words::failure(failure, &params, language), reason: said["reason"].as_str().unwrap_or_default().to_owned(), params }
    }
}
