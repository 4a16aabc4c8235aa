//! Where somebody belongs or acts, and who it was: places and actors.

use homeroom_domain::ids::{PartnerId, TenantId};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::idempotency::Scope;

/// The platform, a partner or a tenant. Also the scope of idempotency keys and the owner of an event feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    Platform,
    Partner(PartnerId),
    Tenant(TenantId),
}

impl Place {
    /// The place of columns `tenant_id` and `partner_id`, of which at most one is set.
    pub fn from_columns(tenant: Option<Uuid>, partner: Option<Uuid>) -> Self {
        match (tenant, partner) {
            (Some(tenant), _) => Self::Tenant(tenant.into()),
            (None, Some(partner)) => Self::Partner(partner.into()),
            (None, None) => Self::Platform,
        }
    }

    /// The nil UUID for the platform.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Platform => Uuid::nil(),
            Self::Partner(id) => id.uuid(),
            Self::Tenant(id) => id.uuid(),
        }
    }

    pub const fn tenant(self) -> Option<TenantId> {
        if let Self::Tenant(id) = self { Some(id) } else { None }
    }

    pub const fn partner(self) -> Option<PartnerId> {
        if let Self::Partner(id) = self { Some(id) } else { None }
    }

    /// Columns `tenant_id` and `partner_id`.
    pub fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        (self.tenant().map(TenantId::uuid), self.partner().map(PartnerId::uuid))
    }
}

impl From<Place> for Scope {
    fn from(place: Place) -> Self {
        Self(place.uuid())
    }
}

impl From<TenantId> for Place {
    fn from(id: TenantId) -> Self {
        Self::Tenant(id)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Platform => f.write_str("platform"),
            Self::Partner(id) => id.fmt(f),
            Self::Tenant(id) => id.fmt(f),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What sort of actor it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorType {
    User,
    ApiKey,
    /// Homeroom itself: time passed, or a cluster changed.
    System,
    /// Somebody at the command line of the service.
    Operator,
}

/// Who did something, and for whom. Part of every event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    #[serde(rename = "type")]
    pub kind: ActorType,
    /// `mem_...`, a person's membership in `of`, or `key_...`; absent for the system and operators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is called now, for whoever may read the people or keys of its place; kept with no event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where the actor belongs: `platform`, `par_...` or `ten_...`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The tenant that a caller of the platform or a partner acted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

impl Actor {
    pub const fn system() -> Self {
        Self { kind: ActorType::System, id: None, name: None, of: None, on_behalf_of: None }
    }

    pub const fn operator() -> Self {
        Self { kind: ActorType::Operator, id: None, name: None, of: None, on_behalf_of: None }
    }
}
