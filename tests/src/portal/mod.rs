//! The portal as the service gives it to browsers. What it looks like and does is tried in web/e2e, by a browser.
//!
//! The files are those of web/dist: `make web` makes them, and `make test` before these tests.

mod assets;
mod documents;
mod rooms;

use crate::support::{Call, TestApp};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// As a browser asks for a page.
fn visit(app: &TestApp, path: &str) -> Call {
    assert!(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist/documents")).exists(), "web/dist is missing: make web");
    app.get(path).header("accept", BROWSER)
}
