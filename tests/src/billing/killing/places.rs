//! The points as the source has them: each commit in the rooms where money is moved, and each call of Stripe wherever it stands.

use std::{fmt, fs, path::Path};

use crate::support::sources;

/// Where a commit counts: what is charged, paid, given back, granted, measured and decided about money, the jobs that do it, and the end of what is not kept.
const ROOMS: [&str; 5] = ["billing/", "prices/", "purges/", "standing/", "jobs/queue/work.rs"];

/// A commit or a call.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Under `api/src`.
    file: String,
    /// Of its beginning, and of the end of the statement that waits for it.
    lines: (usize, usize),
    /// `commit`, or the name of what is called.
    pub(super) what: String,
}

impl Place {
    /// Whether it is where the innermost step of a point stands.
    pub(super) fn is_met_by(&self, point: &str) -> bool {
        let step = point.split_once(" @ ").and_then(|(_, way)| way.split(' ').next()?.rsplit_once(':'));
        step.is_some_and(|(file, line)| {
            file == self.file && line.parse().is_ok_and(|line: usize| (self.lines.0..=self.lines.1).contains(&line))
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "api/src/{}:{} {}", self.file, self.lines.0, self.what)
    }
}

/// The one line of a file that says this, as a step of a point's way is written.
pub(super) fn step(file: &str, says: &str) -> String {
    let source = sources().into_iter().find(|source| source.path == Path::new(file)).unwrap_or_else(|| panic!("no {file}"));
    let lines: Vec<usize> = source.text.lines().enumerate().filter(|(_, line)| line.contains(says)).map(|(number, _)| number + 1).collect();
    let [line] = lines[..] else { panic!("{file} says {says:?} in the lines {lines:?}") };
    format!("{file}:{line} ")
}

/// All of them.
pub(super) fn places() -> Vec<Place> {
    let (calls, mut found) = (calls(), Vec::new());
    for source in sources() {
        let file = source.path.display().to_string();
        let mut line = 0;
        for (number, text) in source.text.split_inclusive('\n').enumerate() {
            let rest = &source.text[line..];
            line += text.len();
            if text.trim_start().starts_with("//") {
                continue;
            }
            let waits = rest.find(".await").map_or(0, |end| rest[..end].matches('\n').count());
            for (what, arguments) in called(text) {
                let is_commit = what == "commit" && arguments.is_empty() && ROOMS.iter().any(|room| file.starts_with(room));
                let is_call = !arguments.is_empty() && source.text.contains("stripe") && calls.iter().any(|call| call == what);
                if is_commit || is_call {
                    found.push(Place { file: file.clone(), lines: (number + 1, number + 1 + waits), what: what.to_owned() });
                }
            }
        }
    }
    found
}

/// The methods that a line calls, each with what follows its opening bracket up to the next closing one.
fn called(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.match_indices('.').filter_map(|(dot, _)| {
        let (name, rest) = line[dot + 1..].split_once('(')?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_name.then(|| (name, rest.split(')').next().unwrap_or_default()))
    })
}

/// What our client of Stripe can be asked.
fn calls() -> Vec<String> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("../outside/src/stripe");
    let mut calls = Vec::new();
    for file in fs::read_dir(room).expect("the client") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("its text");
        let names = text.split("pub async fn ").skip(1).filter_map(|rest| rest.split_once("(&self"));
        calls.extend(names.map(|(name, _)| name.to_owned()).filter(|name| !name.contains(char::is_whitespace)));
    }
    calls
}
