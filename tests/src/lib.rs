//! Tests of the service through its real router on a real Postgres, at the mirror of the room that they test.
//!
//! One binary, because linking dominates. `support` speaks the product's language; a feature has a module, a verb has a file.

#[expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop where it fails")]
pub mod support;

#[cfg(test)]
mod academic_calendars;
#[cfg(test)]
mod api_keys;
#[cfg(test)]
mod authz;
#[cfg(test)]
mod billing;
#[cfg(test)]
mod calendars;
#[cfg(test)]
mod capacity;
#[cfg(test)]
mod classrooms;
#[cfg(test)]
mod clusters;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod events;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod http;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod kubernetes;
#[cfg(test)]
mod lessons;
#[cfg(test)]
mod links;
#[cfg(test)]
mod local;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod manners;
#[cfg(test)]
mod members;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod moves;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod overruns;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod pauses;
#[cfg(test)]
mod pins;
#[cfg(test)]
mod platform;
#[cfg(test)]
mod portal;
#[cfg(test)]
mod prices;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod purges;
#[cfg(test)]
mod regions;
#[cfg(test)]
mod seal;
#[cfg(test)]
mod search;
#[cfg(test)]
mod service;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod subscriptions;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod timetables;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod usage;
