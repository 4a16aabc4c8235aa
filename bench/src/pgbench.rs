//! What Postgres does alone: pgbench, with a script that lies beside this file, on the database that the service uses.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use homeroom_local::postgres::Postgres;
use tokio::process::Command;

/// Transactions a second of one script. `url` says in which role; `options` say how many clients there are, and for how long or how often.
pub(crate) async fn pgbench(postgres: &Postgres, url: &str, script: &str, options: &[String]) -> Result<f64> {
    let file = format!("--file={}/src/{script}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(postgres.program("pgbench"))
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=1"])
        .args(options)
        .args([file.as_str(), url])
        .stdin(Stdio::null())
        .output()
        .await
        .context("pgbench does not start")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "pgbench failed: {said} {}", String::from_utf8_lossy(&output.stderr));
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split(' ').next());
    tps.and_then(|tps| tps.parse().ok()).with_context(|| format!("pgbench gave no figure: {said}"))
}
