//! PostgreSQL, Kubernetes, mail and a played Stripe on one machine, for the demo and the tests.
//!
//! Here belongs whatever starts, watches and stops processes that Homeroom
//! needs around it: a database, control planes with simulated nodes, a real
//! node beside them. What Homeroom itself does belongs in `api/` and `domain/`:
//! the service never links this crate, and this crate never links the service.
//! All parts are real (etcd, kube-apiserver, PostgreSQL); only nodes may be
//! simulated, so that a test that passes here says something about a cluster, and
//! only services of other companies are played.

pub mod access;
pub mod control_plane;
pub mod demo;
pub mod kube_api;
pub mod mailpit;
pub mod postgres;
pub mod progress;
pub mod python;
pub mod real_node;
pub mod scratch;
pub mod stripe;
pub mod tools;

mod config;
mod files;
mod pki;
mod ports;
mod process;

pub use config::cache_dir;
pub use control_plane::{ControlPlane, NodeSpec};
pub use mailpit::Mailpit;
pub use postgres::Postgres;
pub use real_node::RealNode;
pub use stripe::Stripe;
