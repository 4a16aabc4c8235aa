//! What a tenant is told of its money, each thing once: a row with a key derived of what it is about, in the transaction of the change, and letters that
//! follow by durable jobs.
//!
//! Written to is the address of the billing profile, or else the tenant's owners. A letter that is sent again, because the process ended before it could
//! note it, carries the same Message-ID. Where mail is not set up, a notice is shown in the portal alone.

mod letter;
mod list;
mod standing;
mod store;
mod tell;
mod view;

pub(crate) use letter::SendNotice;
pub(super) use letter::queue_left;
pub(super) use list::{__path_list_notices, list_notices};
pub(super) use standing::tell_standing;
pub(crate) use standing::{forget_last, send_last, write_last};
pub(crate) use store::PURGED;
pub(super) use tell::{NewNotice, tell};
pub(super) use view::NoticeFacts;
