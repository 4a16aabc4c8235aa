//! Puts schemathesis into a folder of its own, once a version.

use std::{io::Write as _, path::PathBuf};

use tokio::process::Command;

const VERSION: &str = "4.32.5";

/// The program, or `None` where it cannot be had.
pub(super) async fn ensure() -> Option<PathBuf> {
    let folder = homeroom_local::cache_dir().join(format!("schemathesis-{VERSION}"));
    let program = folder.join("bin/schemathesis");
    if program.exists() {
        return Some(program);
    }
    let _ = writeln!(std::io::stderr(), "installing schemathesis {VERSION} into {}", folder.display());
    let pip = folder.join("bin/pip");
    succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder)).await?;
    succeeds(Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", &format!("schemathesis=={VERSION}")])).await?;
    Some(program)
}

async fn succeeds(command: &mut Command) -> Option<()> {
    command.status().await.ok()?.success().then_some(())
}
