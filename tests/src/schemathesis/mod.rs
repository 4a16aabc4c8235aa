//! The served document, tried by a tool that believes it: schemathesis (PyPI), against a listener of this process.
//!
//! The tool is installed once into the cache folder. Where that is not possible the test says so loudly and passes.

mod install;

use std::{path::Path, process::Stdio};

use serde_json::json;
use tokio::process::Command;

use crate::support::{TestApp, class_of, nodes, rooms, seats};

/// Examples an operation where nobody says.
const FEW: &str = "3";

#[tokio::test(flavor = "multi_thread")]
async fn the_service_does_what_its_document_says() {
    let Some(program) = install::ensure().await else {
        eprintln!("SKIPPED: schemathesis is not installed and cannot be; the document was not tried");
        return;
    };
    let app = TestApp::new().await.with_cluster("bj-1", nodes(20)).await;
    let school = app.tenant("Qinghe No. 2").with_quota(rooms(200), seats(20_000)).await;
    let order = school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    let one = async |path: &str| school.get(path).send().await.expect(200)["items"][0]["id"].as_str().unwrap_or_default().to_owned();
    let listening = app.listen().await;
    let fixture = json!({
        "url": listening.url, "key": app.platform_key, "tenant": school.id,
        "ids": {"orders": order, "tenants": school.id, "classrooms": one("/v1/classrooms").await, "lessons": one("/v1/lessons?from=2026-09-01T00:00:00Z&to=2026-10-01T00:00:00Z").await},
    });
    let status = command(&program, &listening.url, &app.platform_key).env("HOMEROOM_FIXTURE", fixture.to_string()).output().await.unwrap();
    assert!(status.status.success(), "{}\n{}", String::from_utf8_lossy(&status.stdout), String::from_utf8_lossy(&status.stderr));
}

#[expect(clippy::disallowed_methods, reason = "how long to try is said by who runs it")]
fn command(program: &Path, url: &str, key: &str) -> Command {
    let examples = std::env::var("SCHEMATHESIS_EXAMPLES").unwrap_or_else(|_| FEW.to_owned());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis");
    let mut command = Command::new(program);
    command
        .args(["--config-file", "schemathesis.toml", "run", "--checks", "all", "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", &examples, "--header", &format!("Authorization:Bearer {key}")])
        .arg(format!("{url}/openapi.json"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}
