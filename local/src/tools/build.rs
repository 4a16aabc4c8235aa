//! One `go build` a tool, under a lock, into the cache.
//!
//! One at a time: each takes all cores and a gigabyte.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::Tool;
use crate::config;
use crate::process;
use crate::progress::{Progress, took};

const PAUSE: Duration = Duration::from_millis(200);
const TELL_EVERY: Duration = Duration::from_secs(15);
const FLAGS: [&str; 3] = ["-trimpath", "-buildvcs=false", "-mod=readonly"];

pub(super) async fn ensure(wanted: &[Tool], progress: &Progress) -> Result<BTreeMap<Tool, PathBuf>> {
    let go_version = process::output(Command::new("go").args(["env", "GOVERSION"]).current_dir(config::modules_dir()))
        .context("the local control plane is built with Go: install it (1.26 or later) and put it on the PATH")?;
    let mut paths = BTreeMap::new();
    for &tool in wanted {
        paths.insert(tool, ensure_one(tool, go_version.trim(), progress).await?);
    }
    Ok(paths)
}

async fn ensure_one(tool: Tool, go_version: &str, progress: &Progress) -> Result<PathBuf> {
    let module = config::modules_dir().join(tool.module());
    let key = key(&module, go_version)?;
    let shelf = config::cache_dir().join("tools");
    let path = shelf.join(format!("{}-{key}", tool.module())).join("bin").join(tool.file_name());
    if path.exists() {
        return Ok(path);
    }
    fs::create_dir_all(path.parent().unwrap_or(&shelf)).with_context(|| format!("cannot make {}", shelf.display()))?;
    let lock = File::create(shelf.join("build.lock"))?;
    if lock.try_lock().is_err() {
        progress(&format!("waiting for another process that builds {}", tool.file_name()));
        while lock.try_lock().is_err() {
            tokio::time::sleep(PAUSE).await;
        }
    }
    if !path.exists() {
        build(tool, &module, &path, progress).await?;
    }
    Ok(path)
}

/// Built beside its place and moved there whole: what exists is complete. Whoever
/// stops waiting stops the build.
async fn build(tool: Tool, module: &Path, path: &Path, progress: &Progress) -> Result<()> {
    let begun = Instant::now();
    let unfinished = path.with_extension("unfinished");
    let log_path = path.with_extension("log");
    let log = File::create(&log_path)?;
    let mut go = tokio::process::Command::new("go");
    go.arg("build").args(FLAGS).arg("-ldflags").arg(linker_flags(module)?).arg("-o").arg(&unfinished).arg(tool.package());
    go.current_dir(module).env("CGO_ENABLED", "0").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
    progress(&format!("building {}", tool.file_name()));
    let mut child = go.spawn().context("cannot run go")?;
    let status = loop {
        match tokio::time::timeout(TELL_EVERY, child.wait()).await {
            Ok(status) => break status?,
            Err(_) => progress(&format!("building {} ({} so far)", tool.file_name(), took(begun.elapsed()))),
        }
    };
    if !status.success() {
        bail!("building {} failed ({status}):\n{}", tool.file_name(), process::tail(&log_path, 30));
    }
    fs::rename(&unfinished, path)?;
    progress(&format!("built {} in {}", tool.file_name(), took(begun.elapsed())));
    Ok(())
}

/// Kubernetes learns its own version from the linker, and clients choose by it.
fn linker_flags(module: &Path) -> Result<String> {
    let mut flags = "-s -w".to_owned();
    let pinned = fs::read_to_string(module.join("go.mod"))?;
    let version = pinned.split_whitespace().skip_while(|word| *word != "k8s.io/kubernetes").nth(1);
    if let Some(version) = version {
        let mut numbers = version.trim_start_matches('v').split('.');
        let (major, minor) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
        for (name, value) in [("gitVersion", version), ("gitMajor", major), ("gitMinor", minor)] {
            flags.push_str(&format!(" -X k8s.io/component-base/version.{name}={value}"));
        }
    }
    Ok(flags)
}

/// Everything that decides what a build of this module contains.
fn key(module: &Path, go_version: &str) -> Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(module)
        .with_context(|| format!("cannot read {}", module.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| matches!(path.extension().and_then(|end| end.to_str()), Some("go" | "mod" | "sum")))
        .collect();
    files.sort();
    let mut hash = Sha256::new();
    hash.update(format!("{go_version}\n{FLAGS:?}\n"));
    for file in files {
        hash.update(fs::read(&file)?);
        hash.update([0]);
    }
    Ok(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}
