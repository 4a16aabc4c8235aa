//! How the log is written: JSON lines for machines or text for people, always on stderr, so that stdout is a command's answer.

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};

impl LogSettings {
    pub(super) fn start(&self) {
        let filter = EnvFilter::try_new(&self.log).unwrap_or_else(|_| EnvFilter::new("info"));
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        match self.log_format {
            LogFormat::Json => log.json().flatten_event(true).with_current_span(false).with_span_list(true).init(),
            LogFormat::Text => log.init(),
        }
    }
}
