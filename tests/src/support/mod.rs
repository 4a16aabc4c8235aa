//! What tests are written in: an app of their own, institutions, orders, answers.

mod answer;
mod app;
mod client;
mod cluster;
mod credentials;
mod order;
mod postgres;
mod tenant;

pub use answer::Answer;
pub use app::{TestApp, at};
pub use client::Call;
pub use cluster::{ClusterSpec, nodes};
pub use credentials::{Home, SCOPES, uuid_of};
pub use order::{OrderSpec, class_of};
pub use postgres::Database;
pub use tenant::{Rooms, School, Seats, TenantSpec, rooms, seats};
