//! One server process: its folder, its settings, its readiness.
//!
//! A server of the run before may still be writing out its memory, and another may have
//! its port: it waits for the first and goes around the second.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::roles::Passwords;
use super::{Options, binaries};
use crate::files::write_private;
use crate::ports;
use crate::process::{self, Program, Running};
use crate::progress::Progress;

const PATIENCE: Duration = Duration::from_secs(60);
/// The kernel's limit for a socket's path, less the file's own name.
const LONGEST_SOCKET_DIR: usize = 80;

#[derive(Serialize, Deserialize)]
struct Remembered {
    port: u16,
    passwords: Passwords,
}

/// A server that can be started: its data exist and no other process has them.
pub(super) struct Server {
    dir: PathBuf,
    bin: PathBuf,
    user: Option<(u32, u32)>,
    durable: bool,
    remembered: Remembered,
}

impl Server {
    pub(super) async fn prepare(options: &Options) -> Result<Self> {
        let dir = options.dir.clone();
        let (made_by, progress) = (made_by(&dir), Progress::clone(&options.progress));
        let bin = tokio::task::spawn_blocking(move || binaries::find(made_by, &progress)).await??;
        fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        let secrets = dir.join("server.json");
        let remembered = match fs::read(&secrets) {
            Ok(text) => serde_json::from_slice(&text).with_context(|| format!("{} is damaged", secrets.display()))?,
            Err(_) => Remembered { port: 0, passwords: Passwords::random() },
        };
        write_private(&secrets, &serde_json::to_string_pretty(&remembered)?)?;
        let server = Self { dir, bin, user: binaries::unprivileged_user(), durable: options.durable, remembered };
        let server = tokio::task::spawn_blocking(move || server.make_data().map(|()| server)).await??;
        server.wait_for_predecessor().await?;
        Ok(server)
    }

    pub(super) fn bin(&self) -> &Path {
        &self.bin
    }

    pub(super) fn passwords(&self) -> &Passwords {
        &self.remembered.passwords
    }

    pub(super) fn admin_url(&self, port: u16) -> Result<String> {
        Ok(format!("postgres://postgres:{}@127.0.0.1:{port}/postgres", self.passwords().admin))
    }

    /// Starts on the port of the run before if that is free.
    pub(super) async fn start(&self) -> Result<(Running, u16)> {
        let [fresh] = ports::free()?;
        let kept = self.remembered.port;
        let port = if kept != 0 && ports::is_free(kept) { kept } else { fresh };
        let path = self.bin.join("postgres");
        let program = Program {
            name: "postgres",
            path: &path,
            args: self.args(port),
            env: Vec::new(),
            log: self.dir.join("postgres.log"),
            user: self.user,
            // A fast shutdown: what was committed is written out.
            when_orphaned: "INT",
        };
        let mut running = program.start()?;
        self.wait_until_ready(&mut running).await?;
        let remembered = Remembered { port, passwords: self.passwords().clone() };
        write_private(&self.dir.join("server.json"), &serde_json::to_string_pretty(&remembered)?)?;
        Ok((running, port))
    }

    fn args(&self, port: u16) -> Vec<String> {
        let socket = self.socket_dir().map(|dir| dir.display().to_string()).unwrap_or_default();
        let mut settings = vec![
            format!("port={port}"),
            "listen_addresses=127.0.0.1".to_owned(),
            format!("unix_socket_directories={socket}"),
            "max_connections=300".to_owned(),
            "shared_buffers=128MB".to_owned(),
        ];
        if !self.durable {
            settings
                .extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off"].map(str::to_owned));
        }
        let data = self.data().display().to_string();
        ["-D".to_owned(), data].into_iter().chain(settings.into_iter().flat_map(|setting| ["-c".to_owned(), setting])).collect()
    }

    fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    fn socket_dir(&self) -> Option<PathBuf> {
        let dir = self.dir.join("socket");
        (dir.as_os_str().len() <= LONGEST_SOCKET_DIR).then_some(dir)
    }

    /// Says which folder is in the way, where the server would only say no.
    fn check_reachable(&self) -> Result<()> {
        if self.user.is_none() {
            return Ok(());
        }
        for dir in self.dir.ancestors().chain(self.bin.ancestors()) {
            let mode = fs::metadata(dir).map(|found| found.permissions().mode()).unwrap_or(0o755);
            if mode & 0o001 == 0 {
                bail!("PostgreSQL cannot run as root, and another user cannot enter {}: choose another folder", dir.display());
            }
        }
        Ok(())
    }

    fn make_data(&self) -> Result<()> {
        self.check_reachable()?;
        if self.data().join("PG_VERSION").exists() {
            return self.check_version();
        }
        for dir in [Some(self.data()), self.socket_dir()].into_iter().flatten() {
            let _ = fs::remove_dir_all(&dir);
            fs::create_dir(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
            self.give_away(&dir)?;
        }
        let password_file = self.dir.join("initdb.password");
        write_private(&password_file, &self.passwords().admin)?;
        self.give_away(&password_file)?;
        let made = process::output(&mut self.initdb(&password_file));
        let _ = fs::remove_file(&password_file);
        made.map(|_| ()).context("cannot make a database")
    }

    fn initdb(&self, password_file: &Path) -> Command {
        let mut command = Command::new("setpriv");
        if let Some((user, group)) = self.user {
            command.args(["--reuid", &user.to_string(), "--regid", &group.to_string(), "--clear-groups"]);
        }
        command.arg("--").arg(self.bin.join("initdb")).arg("-D").arg(self.data());
        command.args(["-U", "postgres", "-A", self.authentication(), "-E", "UTF8", "--locale=C.UTF-8"]);
        command.arg(format!("--pwfile={}", password_file.display())).current_dir("/");
        if !self.durable {
            command.arg("--no-sync");
        }
        command
    }

    /// Tests connect some thousand times, and SCRAM hashes a password four thousand times for each: their servers take what costs next to nothing.
    fn authentication(&self) -> &'static str {
        if self.durable { "scram-sha-256" } else { "md5" }
    }

    /// Data of one major version cannot be opened by another.
    fn check_version(&self) -> Result<()> {
        let data = fs::read_to_string(self.data().join("PG_VERSION"))?;
        let program = process::output(Command::new(self.bin.join("postgres")).arg("--version"))?;
        let version = program.split_whitespace().nth(2).unwrap_or_default();
        if version.split('.').next() != Some(data.trim()) {
            bail!("{} was made by PostgreSQL {}, found is {version}: dump and restore, or remove it", self.data().display(), data.trim());
        }
        Ok(())
    }

    fn give_away(&self, path: &Path) -> Result<()> {
        let Some((user, group)) = self.user else {
            return Ok(());
        };
        chown(path, Some(user), Some(group)).with_context(|| format!("cannot give {} to another user", path.display()))
    }

    /// The server of a run before may still be writing out its memory.
    async fn wait_for_predecessor(&self) -> Result<()> {
        let begun = Instant::now();
        while let Some(pid) = self.pid_file().first().and_then(|line| line.parse::<u32>().ok()) {
            let alive = fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.trim() == "postgres");
            if !alive {
                break;
            }
            if begun.elapsed() > Duration::from_secs(20) {
                bail!("a PostgreSQL server (process {pid}) already runs in {}", self.dir.display());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Ready is what the eighth line of the server's own file says, as `pg_ctl`
    /// reads it; the first tells that it is this server's.
    async fn wait_until_ready(&self, running: &mut Running) -> Result<()> {
        let begun = Instant::now();
        loop {
            running.check()?;
            let lines = self.pid_file();
            let ours = lines.first().is_some_and(|pid| *pid == running.id().to_string());
            if ours && lines.get(7).is_some_and(|status| status.trim() == "ready") {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                bail!("PostgreSQL is not ready after {} s: see {}", PATIENCE.as_secs(), self.dir.join("postgres.log").display());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn pid_file(&self) -> Vec<String> {
        let text = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        text.lines().map(|line| line.trim().to_owned()).collect()
    }
}

/// The major version that made the data in `dir`, if there are any.
fn made_by(dir: &Path) -> Option<u32> {
    fs::read_to_string(dir.join("data/PG_VERSION")).ok()?.trim().parse().ok()
}
