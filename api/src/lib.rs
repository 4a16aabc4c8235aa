//! The Homeroom service: rooms named after features, each with its endpoints, its SQL and its JSON.
//!
//! An HTTP request or a clock tick becomes a pure decision of `homeroom-domain`, and the decision becomes rows and Kubernetes objects. `main.rs`
//! parses the command line; everything else is here, so that tests can run the real router in their own process.

/// Expansion makes and drops megabytes on many threads, and the C library's allocator keeps what they freed: this one gives it back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod academic_calendars;
pub mod api_keys;
pub mod app;
pub mod auth;
mod billing;
pub mod calendars;
pub mod capacity;
pub mod classrooms;
pub mod cli;
pub mod clock;
pub mod clusters;
pub mod config;
pub mod db;
mod docs;
pub mod drafts;
pub mod events;
mod exports;
mod health;
pub mod http;
mod images;
mod imports;
pub mod jobs;
pub mod kinds;
pub mod lessons;
pub mod links;
mod mail;
pub mod members;
pub mod metrics;
mod moves;
pub mod openapi;
pub mod orders;
mod overruns;
pub mod partners;
mod pauses;
mod pins;
pub mod platform;
#[cfg(feature = "portal")]
mod portal;
mod prices;
mod promises;
pub mod purges;
pub mod reconcile;
pub mod regions;
pub mod router;
pub mod seal;
pub mod search;
pub mod sessions;
pub mod standing;
mod subscriptions;
pub mod tenants;
pub mod timetables;
pub mod tokens;
pub mod usage;
pub mod words;
pub mod work;
pub mod workers;

/// Rooms name the client of clusters as if it were one of them; a wall of its own keeps its libraries out.
use homeroom_kube as kube;
