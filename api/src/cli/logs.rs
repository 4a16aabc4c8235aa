//! How the log is written: JSON lines for machines or text for people, always on stderr, so that stdout is a command's answer.

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

#[derive(Debug, Args)]
pub(super) struct LogOptions {
    /// The form of the log on stderr.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Json, global = true, help_heading = "Log")]
    log_format: LogFormat,
    /// What is logged: levels, by module where wanted, such as `info,homeroom=debug`.
    #[arg(long, env = "LOG", default_value = "info,sqlx=warn,kube=warn,hyper=warn", global = true, help_heading = "Log")]
    log: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Json,
    Text,
}

impl LogOptions {
    pub(super) fn start(&self) {
        let filter = EnvFilter::try_new(&self.log).unwrap_or_else(|_| EnvFilter::new("info"));
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        match self.log_format {
            LogFormat::Json => log.json().flatten_event(true).with_current_span(true).with_span_list(false).init(),
            LogFormat::Text => log.init(),
        }
    }
}
