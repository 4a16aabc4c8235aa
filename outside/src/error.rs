//! How a call can end badly, named by what the caller can do about it.

use std::time::Duration;

use http::StatusCode;

use crate::target::UrlFault;

/// What went wrong on the way. It may be different next time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    #[error("the name could not be resolved")]
    Name,
    #[error("no connection could be made, or its certificate is not valid")]
    Connect,
    #[error("there was no whole answer by the deadline")]
    Deadline,
    #[error("the connection was cut off")]
    Cut,
    #[error("it answered {0}")]
    Status(StatusCode),
}

/// A call that did not do what was asked. No variant holds anything that the other side wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Whoever gave the address must give another.
    #[error("the address cannot be called: {0}")]
    Address(#[from] UrlFault),
    /// Try again, not before `after` where the other side said so. What was asked may have been done.
    #[error("{trouble}")]
    TryLater { trouble: Trouble, after: Option<Duration> },
    /// Whoever gave the credentials must look at them.
    #[error("it answered {0}: the credentials are not accepted")]
    Credentials(StatusCode),
    /// Asking the same again is no use. A redirect is one of these: none is followed.
    #[error("it answered {0}")]
    Refused(StatusCode),
    /// The answer was longer than it may be. What was asked may have been done.
    #[error("the answer is too long")]
    TooLong,
    /// The call itself cannot be sent, such as one with a header that is none: a defect of the caller.
    #[error("the call cannot be sent")]
    Malformed,
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        Self::TryLater { trouble, after: None }
    }
}
