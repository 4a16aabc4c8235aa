//! Files that schools have, over HTTP: what they become, what is said of them, and what they may cost.

mod answer;
mod refused;
mod samples;
mod templates;

use std::path::PathBuf;

use crate::support::{Answer, School};

pub(crate) fn sample(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/timetables").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

async fn import(school: &School<'_>, query: &str, file: Vec<u8>) -> Answer {
    school.post(&format!("/v1/timetables/import?{query}")).header("content-type", "application/octet-stream").raw(file).send().await
}
