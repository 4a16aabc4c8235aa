//! Which plan a tenant is on: one version at a time, and at most one that is to follow.
//!
//! Within a month a tenant moves up at once, and down when the month is over: who moved down at once after ordering by the better prices would have them
//! for nothing. A day costs what counts at its end.

mod cancel;
mod get;
mod moving;
mod preview;
mod put;
mod view;

pub(super) use cancel::{__path_cancel_subscription, __path_keep_subscription, cancel_subscription, keep_subscription};
pub(super) use get::{__path_get_subscription, get_subscription};
pub(super) use preview::{__path_preview_subscription, preview_subscription};
pub(super) use put::{__path_put_subscription, put_subscription};
