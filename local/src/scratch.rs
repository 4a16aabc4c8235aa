//! Folders that live as long as the process that made them.
//!
//! A test process ends without dropping its statics, so a folder may stay
//! behind: each carries its maker's process id in its name, and whoever makes
//! the next one removes those whose maker is gone. What is large has somebody
//! who waits for the end of the process.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;

use anyhow::{Context, Result};
use rand::Rng;

const PREFIX: &str = "homeroom-scratch-";

/// A folder under the system's temporary folder, removed when dropped.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// `name` only helps people who look at the folder.
    pub fn new(name: &str) -> Result<Self> {
        static SWEEP: Once = Once::new();
        SWEEP.call_once(remove_orphans);
        let unique: u32 = rand::rng().random();
        let path = std::env::temp_dir().join(format!("{PREFIX}{}-{name}-{unique:08x}", std::process::id()));
        fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    /// Has it removed when this process is gone, too, however it ends. Whoever still writes there is waited for.
    pub(crate) fn remove_at_the_end(&self) -> Result<()> {
        let script = r#"tail --pid="$0" --follow /dev/null; until rm -rf "$1"; do sleep 1; done"#;
        let mut remover = Command::new("sh");
        remover.args(["-c", script, &std::process::id().to_string()]).arg(&self.0);
        // Out of reach of what ends the process group.
        remover.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        remover.spawn().map(drop).context("cannot start what removes a folder")
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn remove_orphans() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let maker = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|rest| rest.split('-').next());
        if maker.is_some_and(|pid| pid.parse::<u32>().is_ok() && !Path::new("/proc").join(pid).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
