//! One demo a folder at a time, in the foreground or detached from it.
//!
//! The lock file holds the id of the process that has the lock. A lock that
//! nobody holds means that nothing runs, whatever the file says.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use super::{Options, Site};
use crate::files::write_private;
use crate::real_node::RealNode;

/// Time for rooms to close, leases to be handed over, data to be written out.
const STOP_PATIENCE: Duration = Duration::from_secs(120);

pub(super) struct Lock(#[expect(dead_code, reason = "held, not used: the lock ends with the file")] File);

impl Lock {
    pub(super) fn take(site: &Site) -> Result<Self> {
        let mut file = open(site)?;
        if file.try_lock().is_err() {
            bail!("the demo already runs: see {}, or end it with `make demo-stop`", site.at("demo.json").display());
        }
        file.set_len(0)?;
        write!(file, "{}", std::process::id())?;
        forget_ready(site);
        Ok(Self(file))
    }
}

fn open(site: &Site) -> Result<File> {
    let path = site.at("demo.lock");
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    file.with_context(|| format!("cannot write {}", path.display()))
}

/// Written when everything is Ready, gone when it no longer is.
fn ready_file(site: &Site) -> PathBuf {
    site.at("demo.ready")
}

pub(super) fn tell_ready(site: &Site) -> Result<()> {
    fs::write(ready_file(site), "").context("cannot tell that the demo is ready")
}

pub(super) fn forget_ready(site: &Site) {
    let _ = fs::remove_file(ready_file(site));
}

/// Starts the demo in a session of its own, shows what it says, and
/// returns when everything is Ready.
pub async fn start_detached(options: &Options) -> Result<()> {
    let site = Site::make(options.dir.as_deref())?;
    drop(Lock::take(&site)?);
    let log_path = site.at("demo.log");
    // It shows the log-ins.
    write_private(&log_path, "")?;
    let log = OpenOptions::new().append(true).open(&log_path)?;
    let mut command = Command::new("setsid");
    command.arg(std::env::current_exe()?).args(["demo", "up", "--dir"]).arg(&site.dir).args(options.simulated.then_some("--simulated"));
    let mut child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn().context("cannot run setsid")?;
    let mut shown = File::open(&log_path)?;
    let outcome = tokio::select! {
        outcome = follow(&site, &mut child, &mut shown) => outcome,
        _ = tokio::signal::ctrl_c() => stop(Some(&site.dir)).await.and_then(|()| bail!("interrupted")),
    };
    show(&mut shown)?;
    outcome
}

async fn follow(site: &Site, child: &mut Child, shown: &mut File) -> Result<()> {
    loop {
        show(shown)?;
        if ready_file(site).exists() {
            return Ok(());
        }
        if let Some(status) = child.try_wait()? {
            bail!("the demo ended ({status})");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn show(log: &mut File) -> Result<()> {
    let mut news = Vec::new();
    log.read_to_end(&mut news)?;
    std::io::stderr().write_all(&news).context("cannot show progress")
}

/// Whether a process still runs; one that nobody has waited for has no command line any more.
fn is_there(pid: Pid) -> bool {
    fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).is_ok_and(|line| !line.is_empty())
}

/// Ends the demo that runs, however it was started, and waits until it is gone.
pub async fn stop(dir: Option<&Path>) -> Result<()> {
    let site = Site::make(dir)?;
    let lock = open(&site)?;
    if lock.try_lock().is_ok() {
        // A demo that was killed could not take its pods with it.
        RealNode::remove_leftovers(&site.at("node")).await?;
        eprintln!("no demo runs in {}", site.dir.display());
        return Ok(());
    }
    eprintln!("stopping the demo: rooms close, leases are handed over, data are written out");
    let holder = fs::read_to_string(site.at("demo.lock"))?.trim().parse().ok().and_then(Pid::from_raw);
    let holder = holder.context("the lock names no process")?;
    kill_process(holder, Signal::TERM)?;
    let begun = Instant::now();
    // It gives the lock back a moment before it is gone.
    while lock.try_lock().is_err() || is_there(holder) {
        if begun.elapsed() > STOP_PATIENCE {
            bail!("the demo still runs after {} s: see {}", STOP_PATIENCE.as_secs(), site.at("demo.log").display());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    eprintln!("the demo has ended; its data stay in {}", site.dir.display());
    Ok(())
}
