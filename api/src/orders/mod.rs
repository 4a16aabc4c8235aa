//! Orders: what an institution asks for, from quote to cancelled.
//!
//! Rows of rooms belong here too; `classrooms` and `lessons` read them. What fits is decided in `homeroom_domain::admission`, what runs by the
//! reconciler, which loads an order with `store::load_full`.

pub mod secret;
pub mod store;
