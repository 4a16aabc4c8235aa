//! A person in a room: a process of its own that runs `deploy/demo/join.py`, the client that people are given to try a room with.
//!
//! It knows nothing of Homeroom but an address and a token. What it says of itself every second is all that a test learns.

use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// The library is fetched on a machine's first run, and everything is slow on a busy one.
const PATIENCE: Duration = Duration::from_secs(120);
/// Nobody is forgotten in a room for longer.
const STAY_SECONDS: &str = "300";

/// Killed when dropped.
pub(super) struct Visitor {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// The newest.
    pub(super) report: Value,
}

impl Visitor {
    /// Sets out for a room. `shows` is whether it tries to send sound and picture, allowed or not.
    pub(super) fn enter(joined: &Value, shows: bool) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/demo/join.py");
        let (url, token) = (joined["url"].as_str().unwrap(), joined["token"].as_str().unwrap());
        let role = if shows { "pupil" } else { "observer" };
        let mut child = Command::new("python3")
            .arg(program)
            .args(["--steered", "--seconds", STAY_SECONDS, "--role", role, "--url", url, "--token", token])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("python3 starts");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, report: json!({}) }
    }

    /// Reads reports until one is as awaited.
    #[track_caller]
    pub(super) fn until<'a>(&'a mut self, what: &'a str, enough: impl Fn(&Value) -> bool + 'a) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let begun = Instant::now();
            while !enough(&self.report) {
                let line = timeout(PATIENCE.saturating_sub(begun.elapsed()), self.lines.next_line()).await;
                let Ok(Ok(Some(line))) = line else { panic!("{caller}: {what} did not happen: {:#}", self.report) };
                self.hear(&line);
            }
        }
    }

    /// Waits for so many further reports.
    pub(super) async fn reports(&mut self, count: usize) {
        for _ in 0..count {
            self.report = json!({});
            self.until("a report", |report| report["people"].is_array()).await;
        }
    }

    /// Goes, and says what it saw.
    pub(super) async fn leave(mut self) -> Value {
        drop(self.child.stdin.take());
        while let Ok(Ok(Some(line))) = timeout(PATIENCE, self.lines.next_line()).await {
            self.hear(&line);
        }
        timeout(PATIENCE, self.child.wait()).await.expect("the client ends").unwrap();
        self.report
    }

    /// Other lines are for people.
    fn hear(&mut self, line: &str) {
        if let Ok(report) = serde_json::from_str::<Value>(line) {
            self.report = report;
        }
    }
}

/// Whether sound and picture of somebody else arrived.
pub(super) fn hears_and_sees(report: &Value) -> bool {
    report["audio_frames"].as_u64() > Some(0) && report["video_frames"].as_u64() > Some(0)
}
