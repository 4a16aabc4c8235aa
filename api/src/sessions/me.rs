//! `GET /v1/me`: who I am here, and where else.

use homeroom_domain::ids::MembershipId;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, MembershipRow, Which};
use crate::{
    auth::{ActorType, Myself, Place, Role, identity::Who},
    http::{ApiError, Problems},
};

/// A role somewhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Membership {
    id: MembershipId,
    role: Role,
    /// `platform`, `par_...` or `ten_...`.
    #[schema(value_type = String)]
    place: Place,
    /// Of the partner or the tenant.
    name: Option<String>,
}

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    #[serde(rename = "type")]
    kind: ActorType,
    /// `usr_...` or `key_...`.
    id: String,
    email: Option<String>,
    /// Where the caller belongs: `platform`, `par_...` or `ten_...`; null for a person without any role.
    #[schema(value_type = Option<String>)]
    place: Option<Place>,
    /// Of that place, where it has one.
    name: Option<String>,
    role: Option<Role>,
    livemode: bool,
    permissions: Vec<String>,
    /// Of a person: this role, and the others that the same password opens.
    memberships: Vec<Membership>,
}

impl TryFrom<MembershipRow> for Membership {
    type Error = ApiError;

    fn try_from(row: MembershipRow) -> Result<Self, ApiError> {
        let role = row.role.parse().map_err(|_| anyhow::anyhow!("a membership has the unknown role {}", row.role))?;
        Ok(Self { id: row.id.into(), role, place: Place::from_columns(row.tenant_id, row.partner_id), name: row.place_name })
    }
}

/// Get my account
///
/// The caller, what it may do, and, for a person, every place that their password opens.
#[utoipa::path(get, path = "/v1/me", tag = "access", responses((status = 200, description = "The caller", body = Me), Problems))]
pub(crate) async fn get_me(me: Myself) -> Result<axum::Json<Me>, ApiError> {
    let identity = me.identity();
    let mut tx = me.begin().await?;
    let email = match identity.who {
        Who::User(id) => store::person(tx.conn(), id).await?.map(|person| person.email),
        Who::Key(_) => None,
    };
    let memberships = match (identity.who, identity.membership) {
        (Who::User(id), Some(membership)) => store::memberships(tx.conn(), id, Which::Beside(membership)).await?,
        _ => Vec::new(),
    };
    let name = match identity.place {
        Some(Place::Tenant(id)) => store::tenant_name(tx.conn(), id).await?,
        _ => None,
    };
    let view = Me {
        kind: identity.kind(),
        id: identity.who.to_string(),
        email,
        place: identity.place,
        name,
        role: identity.role,
        livemode: identity.livemode,
        permissions: identity.permissions.names(),
        memberships: memberships.into_iter().map(Membership::try_from).collect::<Result<_, _>>()?,
    };
    Ok(axum::Json(view))
}
