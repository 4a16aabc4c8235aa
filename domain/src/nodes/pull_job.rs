//! When a job that pulls an image is made, left alone and taken away: one at a time for an image, for the nodes that lacked it when it was made.

use std::time::Duration;

/// Nodes in one job; the others are the next one's.
pub const NODES_AT_MOST: usize = 500;
/// A job that does not know of a node that lacks the image gives way to another after so long.
const GIVES_WAY_AFTER: Duration = Duration::from_secs(600);

/// A job as it was seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobSeen {
    pub nodes: Vec<String>,
    pub finished: bool,
    /// Since it was made.
    pub age: Duration,
}

/// What is done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobStep {
    Leave,
    /// For these nodes.
    Make(Vec<String>),
    /// Another is made when it is gone.
    Remove,
}

/// `pull`: the nodes on which the image is to be pulled now.
pub fn next(pull: &[String], job: Option<&JobSeen>) -> JobStep {
    match job {
        None if pull.is_empty() => JobStep::Leave,
        None => JobStep::Make(pull.iter().take(NODES_AT_MOST).cloned().collect()),
        Some(job) if job.finished => JobStep::Remove,
        Some(job) if job.age >= GIVES_WAY_AFTER && pull.iter().any(|node| !job.nodes.contains(node)) => JobStep::Remove,
        Some(_) => JobStep::Leave,
    }
}
