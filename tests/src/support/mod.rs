//! What tests are written in: an app of their own, institutions, orders, answers.

mod answer;
mod app;
mod client;
mod cluster;
#[cfg(test)]
mod controlled;
mod credentials;
mod dice;
#[cfg(test)]
mod kill_points;
mod listener;
mod mail;
mod news;
mod order;
mod postgres;
mod process;
pub mod python;
mod registry;
mod relay;
mod sources;
mod tenant;

pub use answer::Answer;
pub use app::{TestApp, at};
pub use client::Call;
pub use cluster::{ClusterSpec, give_seminars_interfaces, nodes, record_classes, storage_pool};
#[cfg(test)]
pub use controlled::Controlled;
pub use credentials::{Home, SCOPES, store_key, uuid_of};
pub use dice::Dice;
#[cfg(test)]
pub use kill_points::{Death, Plan, Side};
pub use listener::Listening;
pub use mail::{MailServer, Received};
pub use news::{News, Told};
pub use order::{OrderSpec, class_of};
pub use postgres::{Database, written_columns};
pub use process::{Service, become_homeroom, http_client};
pub use registry::Registry;
pub use relay::Relay;
pub use sources::sources;
pub use tenant::{Rooms, School, Seats, TenantSpec, rooms, seats};
