//! Flags and environment, read once. Nobody else reads the environment.

/// How this process was told to run.
#[derive(Debug, Clone)]
pub struct Config {
    /// Marks our namespaces in a cluster that several installations share.
    pub installation: String,
}
