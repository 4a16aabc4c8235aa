//! Programs of others, written in Python, by which ours are tried: each in a folder of its own, once a version.
//!
//! Where one cannot be had the test says so loudly and passes, except on CI.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;

use crate::config;

/// Python with a package, or `None` where it cannot be had.
pub async fn with(package: &str, version: &str) -> Option<PathBuf> {
    let folder = folder(package, version);
    // One installs, the others wait.
    let _lock = lock(&folder).await?;
    if !folder.join("ready").exists() && install(&folder, package, version).await.is_none() {
        skip(package);
        return None;
    }
    Some(folder.join("bin/python"))
}

/// A program of a package, which is named as the package is.
pub async fn program(package: &str, version: &str) -> Option<PathBuf> {
    with(package, version).await.map(|python| python.with_file_name(package))
}

fn folder(package: &str, version: &str) -> PathBuf {
    config::cache_dir().join(format!("{package}-{version}"))
}

/// Held until it is dropped.
async fn lock(folder: &Path) -> Option<File> {
    std::fs::create_dir_all(folder.parent()?).ok()?;
    let lock = File::create(folder.with_file_name(format!("{}.lock", folder.file_name()?.to_str()?))).ok()?;
    while lock.try_lock().is_err() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Some(lock)
}

async fn install(folder: &Path, package: &str, version: &str) -> Option<()> {
    let _ = writeln!(std::io::stderr(), "installing {package} {version} into {}", folder.display());
    succeeds(Command::new("python3").args(["-m", "venv"]).arg(folder)).await?;
    let wanted = format!("{package}=={version}");
    succeeds(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check", &wanted])).await?;
    // Last, so that an installation which was broken off is begun again.
    std::fs::write(folder.join("ready"), []).ok()
}

async fn succeeds(command: &mut Command) -> Option<()> {
    command.status().await.ok()?.success().then_some(())
}

/// Says so even when nobody asked for output, and fails where the proof is what the machine is for.
fn skip(package: &str) {
    let _ = writeln!(std::io::stderr(), "\nSKIPPED: {package} is not installed and cannot be; nothing was tried by it");
    let on_ci = config::read("CI").is_some_and(|ci| ci == "true");
    assert!(!on_ci, "on CI what {package} tells is tried, or the tests fail");
}
