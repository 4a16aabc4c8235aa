//! What is left when a process is killed.

mod acknowledged;
mod frozen;
mod graceful;
