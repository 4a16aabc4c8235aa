//! Child processes that never outlive us, and that are stopped by their own id.
//!
//! The kernel ends a child when the *thread* that started it ends
//! (`PR_SET_PDEATHSIG`, set by `setpriv`), and threads of a runtime come and go:
//! so one thread that lives as long as the process starts all of them.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use rustix::process::{Pid, Signal, kill_process};

/// A program to start and to keep running.
pub(crate) struct Program<'a> {
    pub(crate) name: &'a str,
    pub(crate) path: &'a Path,
    pub(crate) args: Vec<String>,
    /// Added to a clean environment that holds only `PATH` and `HOME`.
    pub(crate) env: Vec<(String, String)>,
    /// Its standard output and error, from the start of this run.
    pub(crate) log: PathBuf,
    /// Numeric user and group to run as, when we are root and it must not be.
    pub(crate) user: Option<(u32, u32)>,
    /// Sent by the kernel when our process ends, however it ends.
    pub(crate) when_orphaned: &'a str,
}

impl Program<'_> {
    pub(crate) fn start(self) -> Result<Running> {
        let log = File::create(&self.log).with_context(|| format!("cannot write {}", self.log.display()))?;
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig").arg(self.when_orphaned);
        if let Some((user, group)) = self.user {
            command.args(["--reuid", &user.to_string(), "--regid", &group.to_string(), "--clear-groups"]);
        }
        command.arg("--").arg(self.path).args(&self.args);
        command.env_clear().env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").env("HOME", "/nonexistent");
        command.envs(self.env).current_dir("/");
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        // Ctrl-C is for us alone: we stop the others, in their order.
        command.process_group(0);
        let child = spawn_from_nursery(command).with_context(|| format!("cannot start {}", self.name))?;
        Ok(Running { name: self.name.to_owned(), log: self.log, child })
    }
}

type Job = (Command, Sender<std::io::Result<Child>>);

fn spawn_from_nursery(command: Command) -> Result<Child> {
    static NURSERY: OnceLock<Sender<Job>> = OnceLock::new();
    let nursery = NURSERY.get_or_init(|| {
        let (jobs, inbox) = channel::<Job>();
        std::thread::spawn(move || {
            for (mut command, reply) in inbox {
                let _ = reply.send(command.spawn());
            }
        });
        jobs
    });
    let (reply, answer) = channel();
    nursery.send((command, reply)).map_err(|_| anyhow!("the thread that starts processes is gone"))?;
    Ok(answer.recv()??)
}

/// A started program. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Running {
    name: String,
    log: PathBuf,
    child: Child,
}

impl Running {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// An error with the end of its log, if it ended already.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => Err(self.ended(status)),
        }
    }

    fn ended(&self, status: ExitStatus) -> anyhow::Error {
        anyhow!("{} ended ({status}). Its last words, from {}:\n{}", self.name, self.log.display(), tail(&self.log, 15))
    }

    /// Asks with `signal`, and kills when `patience` is over.
    pub(crate) async fn stop(&mut self, signal: Signal, patience: Duration) {
        self.send(signal);
        let end = Instant::now() + patience;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub(crate) fn send(&mut self, signal: Signal) {
        // Only while it is not reaped: until then nobody else can have its id.
        if matches!(self.child.try_wait(), Ok(None))
            && let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
        {
            let _ = kill_process(pid, signal);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processes that this one has started and not yet reaped.
pub(crate) fn children(parent: u32) -> Result<Vec<Pid>> {
    // "pid (name) state parent ...": a name may hold anything, but nothing after it holds a bracket.
    let parent_of = |stat: &str| stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()).and_then(Pid::from_raw) else { continue };
        // One that has ended meanwhile is nobody's.
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        if parent_of(&stat) == Some(parent) {
            found.push(pid);
        }
    }
    Ok(found)
}

/// The last `lines` lines of a file, or what could be read of it.
pub(crate) fn tail(path: &Path, lines: usize) -> String {
    let text = String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// Runs a command to its end and returns its standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    // Not its environment: that may hold secrets.
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let shown = words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ");
    let done = command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {shown}"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
        return Err(anyhow!("{shown} failed ({}):\n{}", done.status, said.trim()));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
