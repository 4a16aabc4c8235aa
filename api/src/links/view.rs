//! A link as it goes out.

use homeroom_domain::ids::{ClassroomId, LinkId};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::LinkRow;

/// A way into a classroom that is handed on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LinkView {
    pub id: LinkId,
    pub classroom_id: ClassroomId,
    /// `teacher` or `pupil`.
    role: String,
    /// `lesson`, `day` or `term`.
    valid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    has_passcode: bool,
    pub expires_at: Timestamp,
    /// How often somebody entered with it.
    uses: i64,
    pub created_at: Timestamp,
    revoked_at: Option<Timestamp>,
}

/// A link that was just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CreatedLink {
    #[serde(flatten)]
    pub view: LinkView,
    /// Where it leads, with the secret in its fragment: shown once, and null when the request is replayed.
    pub address: Option<String>,
}

impl LinkView {
    pub(super) fn new(row: LinkRow, room: ClassroomId) -> Self {
        Self {
            id: LinkId::new(row.id),
            classroom_id: room,
            role: row.role,
            valid: row.valid,
            name: row.name,
            has_passcode: row.has_passcode,
            expires_at: row.expires_at.to_jiff(),
            uses: row.uses,
            created_at: row.created_at.to_jiff(),
            revoked_at: row.revoked_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}
