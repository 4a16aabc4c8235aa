//! What this crate reads from its surroundings: the environment, the user, the
//! place of the project. Nothing else here reads the environment.

use std::path::{Path, PathBuf};

/// Where built tools and downloaded programs are kept between runs.
///
/// `HOMEROOM_CACHE`, else `$XDG_CACHE_HOME/homeroom`, else `~/.cache/homeroom`.
pub fn cache_dir() -> PathBuf {
    let under = |name: &str, rest: &str| read(name).map(|dir| PathBuf::from(dir).join(rest));
    under("HOMEROOM_CACHE", "")
        .or_else(|| under("XDG_CACHE_HOME", "homeroom"))
        .or_else(|| under("HOME", ".cache/homeroom"))
        .unwrap_or_else(|| PathBuf::from("/var/tmp/homeroom-cache"))
}

/// The root of the project's checkout.
pub(crate) fn project_dir() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The Go modules of the local control plane.
pub(crate) fn modules_dir() -> PathBuf {
    project_dir().join("deploy/local-control-plane")
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[expect(clippy::disallowed_methods, reason = "this file is where the environment is read")]
pub(crate) fn read(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
