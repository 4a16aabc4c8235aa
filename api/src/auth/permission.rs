//! What may be done: one permission an operation or a few that belong together. Also the scopes of API keys, under the same names.
//!
//! Each permission has a marker type of its name, so that `Caller<CreateOrders>` in a handler's signature is the check.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! permissions {
    ($($name:ident $text:literal)*) => {
        /// Something that a role or a key allows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($name,)* }

        impl Permission {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The scope's name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }

        /// A type per permission, for `Caller<P>`.
        pub(super) mod marker {
            $(
                #[doc = concat!("`", $text, "`")]
                #[derive(Debug, Clone, Copy)]
                pub struct $name;
                impl super::Permit for $name {
                    const PERMISSION: super::Permission = super::Permission::$name;
                }
            )*
        }
    };
}

permissions! {
    AmendOrders "orders:amend"
    AmendTenants "tenants:amend"
    CancelOrders "orders:cancel"
    CreateOrders "orders:create"
    CreateTenants "tenants:create"
    ExportData "data:export"
    JoinClassrooms "classrooms:join"
    ManageApiKeys "api_keys:manage"
    ManageBilling "billing:manage"
    ManageClusters "clusters:manage"
    ManageMembers "members:manage"
    ManageOwners "owners:manage"
    ManagePartners "partners:manage"
    ManagePlans "plans:manage"
    QuoteOrders "orders:quote"
    ReadApiKeys "api_keys:read"
    ReadBilling "billing:read"
    ReadClassrooms "classrooms:read"
    ReadClusters "clusters:read"
    ReadEvents "events:read"
    ReadJobs "jobs:read"
    ReadKinds "kinds:read"
    ReadLessons "lessons:read"
    ReadMembers "members:read"
    ReadOrders "orders:read"
    ReadPartners "partners:read"
    ReadPlans "plans:read"
    ReadPlatformOrders "platform_orders:read"
    ReadQuota "quota:read"
    ReadReceivables "receivables:read"
    ReadTenants "tenants:read"
    ReadUsage "usage:read"
    RunJobs "jobs:run"
    SettleInvoices "invoices:settle"
    SetQuota "quota:set"
    SubscribeLessons "lessons:subscribe"
    SuspendTenants "tenants:suspend"
}

/// A marker type of a permission.
pub trait Permit: Send + Sync + 'static {
    const PERMISSION: Permission;
}

/// The text names no permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such permission")]
pub struct UnknownPermission;

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.iter().copied().find(|permission| permission.name() == text).ok_or(UnknownPermission)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u64);

impl Permissions {
    pub const NONE: Self = Self(0);

    pub const fn of(list: &[Permission]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < list.len() {
            bits |= 1 << list[i] as u64;
            i += 1;
        }
        Self(bits)
    }

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without those.
    pub const fn except(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u64) != 0
    }

    /// What both have.
    pub const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What of `other` is not here.
    pub fn lacks(self, other: Self) -> impl Iterator<Item = Permission> {
        other.iter().filter(move |permission| !self.has(*permission))
    }

    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.has(*permission))
    }

    /// Names as they are stored; a name that this build does not know gives nothing.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        names.into_iter().filter_map(|name| name.parse().ok()).collect()
    }

    pub fn names(self) -> Vec<String> {
        self.iter().map(|permission| permission.name().to_owned()).collect()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::NONE, |set, permission| set.and(Self::of(&[permission])))
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer).map_err(de::Error::custom)?;
        Ok(Self::from_names(names.iter().map(String::as_str)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_name_of_its_own_and_a_place_in_the_set() {
        for permission in Permission::ALL {
            assert_eq!(permission.name().parse(), Ok(*permission));
            assert_eq!(Permissions::of(&[*permission]).iter().collect::<Vec<_>>(), [*permission]);
        }
    }
}
