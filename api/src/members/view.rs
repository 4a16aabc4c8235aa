//! A member as it goes out. The person's own id stays out: it would tell when, and so whether, they were known before.

use homeroom_domain::ids::MembershipId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::MemberRow;
use crate::{auth::Role, http::ApiError};

/// Somebody with a role here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberView {
    pub id: MembershipId,
    pub email: String,
    pub role: Role,
    pub created_at: Timestamp,
}

/// Somebody who was just added.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AddedMember {
    #[serde(flatten)]
    pub member: MemberView,
    /// A one-time credential with which the person sets a first password for this role (`Authorization: Bearer <link>` on `PUT /v1/me/password`).
    /// Given when no password was, shown once, and good for seven days. It opens nothing that the person has elsewhere.
    pub link: Option<String>,
}

impl TryFrom<MemberRow> for MemberView {
    type Error = ApiError;

    fn try_from(row: MemberRow) -> Result<Self, ApiError> {
        let role = row.role.parse().map_err(|_| anyhow::anyhow!("a membership has the unknown role {}", row.role))?;
        Ok(Self { id: row.id.into(), email: row.email, role, created_at: row.created_at.to_jiff() })
    }
}
