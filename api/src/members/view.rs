//! A member as it goes out. The person's own id stays out: it would tell when, and so whether, they were known before.

use homeroom_domain::ids::MembershipId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::MemberRow;
use crate::{
    auth::Role,
    http::{
        ApiError,
        csv::{Cell, Row},
    },
};

/// Somebody with a role here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberView {
    pub id: MembershipId,
    pub email: String,
    /// How others are shown the member; set by the place or by the member.
    pub name: Option<String>,
    pub role: Role,
    /// The names under which timetables list this teacher.
    pub teaches_as: Vec<String>,
    pub status: MemberStatus,
    pub created_at: Timestamp,
}

/// Whether a member has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberStatus {
    /// No password was set for the role yet.
    Invited,
    Active,
}

/// Somebody who was just added.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AddedMember {
    #[serde(flatten)]
    pub member: MemberView,
    #[serde(flatten)]
    pub invitation: Invitation,
}

/// With what a member takes up the role.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(crate) struct Invitation {
    /// A one-time credential with which the person sets a first password for this role (`Authorization: Bearer <link>` on `PUT /v1/me/password`, or
    /// in a browser at `/invitation#<link>`). Given where no password was and mail is not set up, shown once, and good for seven days. It opens
    /// nothing that the person has elsewhere.
    pub link: Option<String>,
    /// The address that the link is mailed to, where mail is set up; then `link` is null.
    pub link_sent_to: Option<String>,
}

impl TryFrom<MemberRow> for MemberView {
    type Error = ApiError;

    fn try_from(row: MemberRow) -> Result<Self, ApiError> {
        let role = row.role.parse().map_err(|_| anyhow::anyhow!("a membership has the unknown role {}", row.role))?;
        Ok(Self {
            id: row.id.into(),
            email: row.email,
            name: row.name,
            role,
            teaches_as: row.teaches_as,
            status: if row.taken_up { MemberStatus::Active } else { MemberStatus::Invited },
            created_at: row.created_at.to_jiff(),
        })
    }
}

impl Row for MemberView {
    const HEADING: &'static [&'static str] = &["email", "name", "role", "status", "teaches_as", "created_at", "id"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::text(&self.email),
            Cell::text_of(self.name.as_ref()),
            Cell::word(self.role),
            Cell::word(self.status),
            Cell::texts(&self.teaches_as),
            Cell::own(self.created_at),
            Cell::own(self.id),
        ]
    }
}
