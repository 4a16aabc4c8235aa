//! Roles, and what each allows. A role belongs to one sort of place: the platform, a partner or a tenant.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    permission::{Permission, Permissions, UnknownPermission},
    place::Place,
};

/// What a person is somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, everywhere.
    PlatformAdmin,
    /// Reads everything, changes nothing.
    PlatformSupport,
    /// Everything in the partner's own tenants.
    PartnerAdmin,
    /// Everything in the tenant.
    Owner,
    /// As the owner, but makes no owners.
    Admin,
    /// Sees what is ordered and used, chooses the plan and pays.
    Billing,
    /// Sees rooms and lessons, and enters them.
    Teacher,
    /// Sees orders, rooms and lessons.
    Viewer,
}

use Permission as P;

const VIEWER: Permissions =
    Permissions::of(&[P::ReadOrders, P::ReadClassrooms, P::ReadLessons, P::SubscribeLessons, P::ReadKinds, P::ReadUsage, P::ReadEvents]);
const TEACHER: Permissions =
    Permissions::of(&[P::ReadOrders, P::ReadClassrooms, P::ReadLessons, P::SubscribeLessons, P::ReadKinds, P::JoinClassrooms]);
const BILLING: Permissions = Permissions::of(&[
    P::ReadOrders,
    P::ReadKinds,
    P::ReadUsage,
    P::ReadEvents,
    P::QuoteOrders,
    P::ReadPlans,
    P::ReadBilling,
    P::ManageBilling,
]);
const ADMIN: Permissions = VIEWER.and(TEACHER).and(BILLING).and(Permissions::of(&[
    P::CreateOrders,
    P::AmendOrders,
    P::CancelOrders,
    P::ExportData,
    P::ReadMembers,
    P::ManageMembers,
    P::ReadApiKeys,
    P::ManageApiKeys,
]));
const OWNER: Permissions = ADMIN.and(Permissions::of(&[P::ManageOwners]));
const PARTNER_ADMIN: Permissions =
    OWNER.and(Permissions::of(&[P::ReadTenants, P::CreateTenants, P::AmendTenants, P::ReadQuota, P::SetQuota, P::SuspendTenants]));
const PLATFORM_ADMIN: Permissions = Permissions::of(Permission::ALL);
const PLATFORM_SUPPORT: Permissions = Permissions::of(&[
    P::QuoteOrders,
    P::ReadApiKeys,
    P::ReadBilling,
    P::ReadClassrooms,
    P::ReadClusters,
    P::ReadEvents,
    P::ReadJobs,
    P::ReadKinds,
    P::ReadLessons,
    P::ReadMembers,
    P::ReadOrders,
    P::ReadPartners,
    P::ReadPlans,
    P::ReadPlatformOrders,
    P::ReadQuota,
    P::ReadReceivables,
    P::ReadTenants,
    P::ReadUsage,
]);

impl Role {
    pub const ALL: &[Self] = &[
        Self::PlatformAdmin,
        Self::PlatformSupport,
        Self::PartnerAdmin,
        Self::Owner,
        Self::Admin,
        Self::Billing,
        Self::Teacher,
        Self::Viewer,
    ];

    pub const fn permissions(self) -> Permissions {
        match self {
            Self::PlatformAdmin => PLATFORM_ADMIN,
            Self::PlatformSupport => PLATFORM_SUPPORT,
            Self::PartnerAdmin => PARTNER_ADMIN,
            Self::Owner => OWNER,
            Self::Admin => ADMIN,
            Self::Billing => BILLING,
            Self::Teacher => TEACHER,
            Self::Viewer => VIEWER,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::PlatformAdmin => "platform_admin",
            Self::PlatformSupport => "platform_support",
            Self::PartnerAdmin => "partner_admin",
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Billing => "billing",
            Self::Teacher => "teacher",
            Self::Viewer => "viewer",
        }
    }

    /// Whether a person can have this role in such a place.
    pub const fn fits(self, place: Place) -> bool {
        match self {
            Self::PlatformAdmin | Self::PlatformSupport => matches!(place, Place::Platform),
            Self::PartnerAdmin => matches!(place, Place::Partner(_)),
            Self::Owner | Self::Admin | Self::Billing | Self::Teacher | Self::Viewer => matches!(place, Place::Tenant(_)),
        }
    }

    /// The role that somebody must always have in such a place.
    pub const fn top_of(place: Place) -> Self {
        match place {
            Place::Platform => Self::PlatformAdmin,
            Place::Partner(_) => Self::PartnerAdmin,
            Place::Tenant(_) => Self::Owner,
        }
    }
}

impl FromStr for Role {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.iter().copied().find(|role| role.name() == text).ok_or(UnknownPermission)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_changes_nothing_and_an_admin_makes_no_owner() {
        let changes = ["create", "amend", "cancel", "manage", "set", "suspend", "join", "run"];
        let is_change = |permission: Permission| changes.iter().any(|verb| permission.name().ends_with(&format!(":{verb}")));
        assert!(!Role::PlatformSupport.permissions().iter().any(is_change));
        assert!(!Role::Viewer.permissions().iter().any(is_change));
        assert_eq!(Role::Admin.permissions().lacks(Role::Owner.permissions()).collect::<Vec<_>>(), [Permission::ManageOwners]);
        assert_eq!(Role::PlatformAdmin.permissions().lacks(Role::PartnerAdmin.permissions()).count(), 0);
    }
}
