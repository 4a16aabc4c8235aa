//! How the log is written: JSON lines for machines or text for people, always on stderr, so that stdout is a command's answer.

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};

/// Calls that fail are told by whoever made them: a silent cluster is asked twice a second, and is told once. Whoever wants them names them.
const TOLD_ELSEWHERE: &str = "kube_client::client::builder=off";

impl LogSettings {
    pub(super) fn start(&self) {
        let wanted = |log: &str| EnvFilter::try_new(format!("{TOLD_ELSEWHERE},{log}"));
        let filter = wanted(&self.log).unwrap_or_else(|_| EnvFilter::new("info"));
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        match self.log_format {
            LogFormat::Json => log.json().flatten_event(true).with_current_span(false).with_span_list(true).init(),
            LogFormat::Text => log.init(),
        }
    }
}
