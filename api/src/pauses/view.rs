//! A pause as it comes in and goes out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::{ApiError, Checks};

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PauseRequest {
    /// What the event tells, 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    pub why: String,
}

impl PauseRequest {
    pub(super) fn check(&self) -> Result<(), ApiError> {
        Checks::default().text("/why", &self.why, 1..=500).done()
    }
}

/// Whether something is paused.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PauseView {
    /// Of the order or the cluster.
    pub id: String,
    /// Null while nothing is paused.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub paused_at: Option<Timestamp>,
    pub why: Option<String>,
}

impl PauseView {
    pub(super) fn of(id: &impl ToString, pause: Option<(Timestamp, String)>) -> Self {
        let (paused_at, why) = pause.unzip();
        Self { id: id.to_string(), paused_at, why }
    }
}
