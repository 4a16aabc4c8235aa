//! What a tenant has good besides its payments: granted by the platform, taken back while it is whole, and lost when its time is over.
//!
//! Invoices use credits when they are issued; those that notes and months give are written there.

mod expire;
mod grant;
mod revoke;
mod store;
mod view;

pub(crate) use expire::expire_credits;
pub(super) use grant::{__path_grant_credit, grant_credit};
pub(super) use revoke::{__path_revoke_credit, revoke_credit};
pub(super) use store::CreditRow;
pub(super) use view::CreditView;
