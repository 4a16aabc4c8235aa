//! Every operation, as nobody, as each role, as keys of each scope, and for what belongs to somebody else.

mod dropped;
pub(crate) mod expectations;
mod money;
pub(crate) mod operations;
mod roles;
mod scopes;
mod strangers;
pub(crate) mod world;
mod x_tenant;
