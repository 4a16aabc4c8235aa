//! `homeroom openapi`: prints the document that is committed as `openapi/openapi.json` and served at `/openapi.json`.

use std::io::Write;

pub(super) fn run() -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(&crate::router::document())?;
    text.push('\n');
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}
