//! What Postgres does alone: pgbench, with a script that lies beside this file, on the database that the service uses.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use homeroom_local::{postgres::Postgres, scratch::Scratch};
use tokio::process::Command;

/// Transactions a second of one script. `url` says in which role; `options` say how many clients there are, and for how long or how often.
pub(crate) async fn pgbench(postgres: &Postgres, url: &str, script: &str, options: &[String]) -> Result<f64> {
    let said = run(postgres, url, script, options).await?;
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split(' ').next());
    tps.and_then(|tps| tps.parse().ok()).with_context(|| format!("pgbench gave no figure: {said}"))
}

/// Milliseconds of each of so many transactions of one script, by one client.
pub(crate) async fn pgbench_times(postgres: &Postgres, url: &str, script: &str, transactions: u32) -> Result<Vec<f64>> {
    let dir = Scratch::new("pgbench")?;
    let prefix = dir.path().join("times").display().to_string();
    let options = ["--client=1".to_owned(), format!("--transactions={transactions}"), "--log".to_owned(), format!("--log-prefix={prefix}")];
    run(postgres, url, script, &options).await?;
    let mut times = Vec::new();
    for file in std::fs::read_dir(dir.path())? {
        for line in std::fs::read_to_string(file?.path())?.lines() {
            // Client, transaction, microseconds, and more.
            let time = line.split(' ').nth(2).and_then(|time| time.parse::<f64>().ok()).with_context(|| format!("no time in {line}"))?;
            times.push(time / 1000.0);
        }
    }
    ensure!(times.len() == usize::try_from(transactions)?, "pgbench noted {} of {transactions} transactions", times.len());
    Ok(times)
}

async fn run(postgres: &Postgres, url: &str, script: &str, options: &[String]) -> Result<String> {
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
    Ok(said.into_owned())
}
