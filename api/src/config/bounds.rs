//! How long things may take, and how many there may be: no settings, but smaller in tests.

use std::time::Duration;

/// How long a client may take over what, and how many may come at once. Tests make shorter and smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// Without a byte of a body that is on its way, or of an answer being taken. A body has as long for each mebibyte that it may have, too.
    pub stall: Duration,
    /// Without a request; longer than proxies keep a connection that they may use again.
    pub idle: Duration,
    /// The service's own work on a request.
    pub work: Duration,
    /// Connections, but for those that are answered late by intention.
    pub connections: usize,
    /// Answers that are late by intention.
    pub streams: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { head: seconds(10), stall: seconds(30), idle: seconds(90), work: seconds(15), connections: 4_096, streams: 8_192 }
    }
}

/// How a cluster is looked at by whoever decides whether anything is known of it. Tests wait for a shorter silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// From one look to the next.
    pub every: Duration,
    /// A look that takes longer has failed.
    pub deadline: Duration,
    /// Looks have to fail for so long until nothing is known any more.
    pub silence: Duration,
}

impl Default for Looks {
    fn default() -> Self {
        Self { every: Duration::from_secs(10), deadline: Duration::from_secs(15), silence: Duration::from_secs(60) }
    }
}

/// How news is brought to those who follow it. Tests make shorter and smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follows {
    /// From one look for all of them to the next, where nothing is told to have happened.
    pub beat: Duration,
    /// From one look to the next where something is: what happens meanwhile is told together.
    pub breath: Duration,
    /// From one look at whether they may still follow to the next: a caller who was revoked hears nothing after it.
    pub check: Duration,
    /// Silence, after which a comment keeps the connection from looking dead.
    pub ping: Duration,
    /// Answers of one caller at the same time, in this process.
    pub per_caller: usize,
    /// News that a connection may be behind; who takes it more slowly is let go.
    pub behind: usize,
}

impl Default for Follows {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        let milliseconds = Duration::from_millis;
        Self { beat: milliseconds(500), breath: milliseconds(150), check: seconds(5), ping: seconds(15), per_caller: 20, behind: 256 }
    }
}

/// What a refusal spends on alternatives; past either end it goes out with those that were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Searches {
    /// Until there is a permit for it.
    pub wait: Duration,
    /// Looking.
    pub search: Duration,
}

impl Default for Searches {
    fn default() -> Self {
        Self { wait: Duration::from_secs(1), search: Duration::from_secs(2) }
    }
}
