//! What tests are written in: an app of their own, institutions, orders, answers.

mod answer;
mod app;
mod client;
mod cluster;
mod postgres;

pub use answer::Answer;
pub use app::{TestApp, at};
pub use client::Call;
pub use cluster::{ClusterSpec, nodes};
pub use postgres::Database;
