//! What tests are written in: an app of their own, institutions, orders, answers.

mod answer;
mod app;
mod client;
mod cluster;
mod credentials;
mod listener;
mod mail;
mod news;
mod order;
mod postgres;
mod process;
pub mod python;
mod sources;
mod tenant;

pub use answer::Answer;
pub use app::{TestApp, at};
pub use client::Call;
pub use cluster::{ClusterSpec, nodes};
pub use credentials::{Home, SCOPES, store_key, uuid_of};
pub use listener::Listening;
pub use mail::{MailServer, Received};
pub use news::{News, Told};
pub use order::{OrderSpec, class_of};
pub use postgres::{Database, written_columns};
pub use process::{Service, become_homeroom, http_client};
pub use sources::sources;
pub use tenant::{Rooms, School, Seats, TenantSpec, rooms, seats};
