//! Numbers of a service process on a durable Postgres: `cargo run --release -p homeroom-tests --example bench`.
//!
//! With a word behind it (`-- admission`, `memory`, `ready`, `real`) only that part. README.md here says what each measures and what it gave.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for a person at a terminal")]

mod admission;
mod bench;
mod memory;
mod ready;

use homeroom_tests::support::become_homeroom;

fn main() {
    become_homeroom();
    let only = std::env::args().nth(1);
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        if wanted("admission") {
            admission::measure().await;
        }
        if wanted("ready") {
            ready::simulated().await;
        }
        if wanted("real") {
            ready::real().await;
        }
        if wanted("memory") {
            memory::measure().await;
        }
    });
}
