//! Who is calling, for which tenant, and what they may do: callers, permissions, and the two kinds of transaction.
//!
//! `TenantTx` can be made nowhere else, so a query on tenant data without a scope does not compile; neither can a `SystemTx` for a request, so a
//! handler has one only of a caller that may. Endpoints about sessions, keys
//! and tokens are features of their own; this room holds what every request passes through.

mod acting;
pub(crate) mod api_key;
pub(crate) mod attempts;
mod caller;
pub(crate) mod device;
pub(crate) mod guest;
pub(crate) mod identity;
pub(crate) mod keys;
pub(crate) mod origin;
pub(crate) mod password;
pub(crate) mod passwords;
mod permission;
mod place;
mod role;
pub(crate) mod sealed;
mod signed;
mod staying;
mod store;
pub(crate) mod subscription;
pub(crate) mod sweep;
pub(crate) mod token;
mod tx;

pub use caller::{Caller, Calling, PartnerCaller, PlaceCaller, PlaceTx, PlatformCaller};
pub(crate) use caller::{Myself, MyselfActing};
pub use keys::KeyRing;
pub use password::Secret;
pub use permission::{Permission, Permissions, Permit, marker::*};
pub use place::{Actor, ActorType, Place};
pub use role::Role;
pub(crate) use signed::SignedByStripe;
pub(crate) use staying::{Asked, CountedAs, Standing, Stay};
pub use tx::{SystemTx, TenantTx};
