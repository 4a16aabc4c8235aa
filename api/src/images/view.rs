//! Images of a cluster as they go out.

use homeroom_domain::{
    ids::ClusterId,
    nodes::{
        image::ImageName,
        preload::{Preloaded, PullFailure},
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
    pub state: ImageState,
    /// Nodes that rooms may be put on.
    pub nodes_wanted: usize,
    /// Those that have it.
    pub nodes_holding: usize,
    /// The first fifty of those that lack it, by name.
    pub lacking: Vec<String>,
    /// How it is pulled; null where nothing had to be.
    pub road: Option<PullRoad>,
    pub failure: Option<PullFailureView>,
    /// When all nodes had it for the first time.
    pub completed_at: Option<Timestamp>,
    /// When rooms began to start from it; null while it is brought to nodes in place of another.
    pub taken_at: Option<Timestamp>,
    /// In this state since.
    pub since: Timestamp,
}

/// How an image stands. `unknown`: the nodes tell of no images, as simulated ones do. `waiting`: nodes lack it that had it, and no room needs it within a
/// day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImageState {
    Unknown,
    Preloaded,
    Waiting,
    Pulling,
    Failing,
}

/// OpenKruise's job, or pods of the image on the nodes that lack it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PullRoad {
    ImagePullJob,
    DaemonSet,
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
            state: state.into(),
            nodes_wanted: wanted,
            nodes_holding: holding,
            lacking,
            road: road.map(PullRoad::from),
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

impl From<homeroom_domain::nodes::preload::PreloadState> for ImageState {
    fn from(state: homeroom_domain::nodes::preload::PreloadState) -> Self {
        use homeroom_domain::nodes::preload::PreloadState;
        match state {
            PreloadState::Unknown => Self::Unknown,
            PreloadState::Preloaded => Self::Preloaded,
            PreloadState::Waiting => Self::Waiting,
            PreloadState::Pulling => Self::Pulling,
            PreloadState::Failing => Self::Failing,
        }
    }
}

impl From<homeroom_domain::nodes::preload::Road> for PullRoad {
    fn from(road: homeroom_domain::nodes::preload::Road) -> Self {
        use homeroom_domain::nodes::preload::Road;
        match road {
            Road::ImagePullJob => Self::ImagePullJob,
            Road::DaemonSet => Self::DaemonSet,
        }
    }
}
