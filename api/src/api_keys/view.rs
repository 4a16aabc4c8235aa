//! A key as it goes out: everything but its secret part.

use homeroom_domain::ids::ApiKeyId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::KeyRow;

/// A program's credential.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApiKeyView {
    pub id: ApiKeyId,
    pub name: String,
    /// How the key begins, to recognise it by.
    pub prefix: String,
    pub scopes: Vec<String>,
    pub expires_at: Option<Timestamp>,
    /// To the hour.
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A key that was just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CreatedApiKey {
    #[serde(flatten)]
    pub view: ApiKeyView,
    /// The key itself, shown once; null when the request is replayed.
    pub key: Option<String>,
}

impl ApiKeyView {
    pub(super) fn new(row: KeyRow, livemode: bool) -> Self {
        Self {
            id: row.id.into(),
            name: row.name,
            prefix: format!("hr_{}_{}", if livemode { "live" } else { "test" }, row.public_id),
            scopes: row.scopes,
            expires_at: row.expires_at.map(jiff_sqlx::Timestamp::to_jiff),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
            revoked_at: row.revoked_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: row.created_at.to_jiff(),
        }
    }
}
