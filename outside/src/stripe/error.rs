//! How a call to Stripe can end badly, named by what the caller can do about it.

use std::{fmt, time::Duration};

use http::StatusCode;
use serde::Deserialize;

use super::{AmountFault, Id};
use crate::{Answer, Error as Outer, Trouble, client::retry_after};

/// A word that Stripe says for machines, such as `insufficient_funds` or `lines[0][amount]`: letters, digits and few signs, and short. What is none
/// is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    const LONGEST: usize = 100;

    pub(super) fn new(text: &str) -> Option<Self> {
        let fits = (1..=Self::LONGEST).contains(&text.len());
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-[]".contains(&byte));
        (fits && plain).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a card was not charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decline {
    /// Stripe's word, such as `card_declined`, `expired_card` or `authentication_required`.
    pub code: Option<Code>,
    /// The bank's, such as `insufficient_funds`.
    pub reason: Option<Code>,
    /// The payment intent that was tried.
    pub payment: Option<Id>,
}

impl Decline {
    /// Whether the holder can pay all the same, by confirming on a page.
    #[must_use]
    pub fn wants_the_holder(&self) -> bool {
        [&self.code, &self.reason].into_iter().flatten().any(|code| code.as_str() == "authentication_required")
    }
}

impl fmt::Display for Decline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason.as_ref().or(self.code.as_ref()) {
            Some(reason) => f.write_str(reason.as_str()),
            None => f.write_str("no reason given"),
        }
    }
}

/// A call that did not do what was asked. Of what the other side wrote it holds codes and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Try again with the same key, not before `after` where Stripe said so. What was asked may have been done.
    #[error("{trouble}")]
    TryLater { trouble: Trouble, after: Option<Duration> },
    /// The key was used up by a failure, and would answer with it again for 24 hours. Look up what was done; what was not, ask with a new key.
    #[error("it answered {0} to an earlier try, and answers the same to its key from now on")]
    KeySpent(StatusCode),
    /// The card or its bank said no. The key answers with this from now on: another try is another key.
    #[error("the card was declined: {0}")]
    Declined(Decline),
    /// There is no such object, or it was deleted.
    #[error("there is no such object")]
    Gone,
    /// The object is in no state for this, or the request is wrong. Look at the object; if it is not as it should be, this is a defect of ours.
    #[error("it answered {status}: {}", said(code.as_ref(), param.as_ref()))]
    Refused { status: StatusCode, code: Option<Code>, param: Option<Code> },
    /// Whoever configured the key must look at it.
    #[error("it answered {0}: the key is not accepted")]
    Credentials(StatusCode),
    /// The answer to something that was done cannot be understood: look it up.
    #[error("the answer cannot be read")]
    Unreadable,
    /// Nothing was sent.
    #[error("{0}")]
    Amount(#[from] AmountFault),
}

fn said(code: Option<&Code>, param: Option<&Code>) -> String {
    let code = code.map_or("no code", Code::as_str);
    param.map_or_else(|| code.to_owned(), |param| format!("{code} at {param}"))
}

impl Error {
    pub(super) fn of_the_way(error: &Outer) -> Self {
        match *error {
            Outer::TryLater { trouble, after } => Self::TryLater { trouble, after },
            Outer::TooLong => Self::Unreadable,
            Outer::Credentials(status) => Self::Credentials(status),
            Outer::Refused(status) => Self::Refused { status, code: None, param: None },
            Outer::Address(_) | Outer::Malformed => Self::Refused { status: StatusCode::BAD_REQUEST, code: None, param: None },
        }
    }

    /// What an answer that is none of success means.
    pub(super) fn of_the_answer(answer: &Answer) -> Self {
        let status = answer.status;
        let said = serde_json::from_slice::<Envelope>(&answer.body).map(|envelope| envelope.error).unwrap_or_default();
        let code = said.code.as_deref().or(said.kind.as_deref()).and_then(Code::new);
        let param = said.param.as_deref().and_then(Code::new);
        let missing = code.as_ref().is_some_and(|code| code.as_str() == "resource_missing");
        match status.as_u16() {
            401 | 403 | 407 => Self::Credentials(status),
            402 => {
                let reason = said.decline_code.as_deref().and_then(Code::new);
                Self::Declined(Decline { code, reason, payment: said.payment_intent })
            }
            404 => Self::Gone,
            // A parameter names what is not there.
            400 if missing && param.is_some() => Self::Gone,
            // 409: another call works on the same object, or with the same key. 424: something that Stripe needs is away.
            408 | 409 | 424 | 425 | 429 | 500.. => {
                if status.is_server_error() && answer.headers.get("idempotent-replayed").is_some_and(|value| value == "true") {
                    return Self::KeySpent(status);
                }
                Self::TryLater { trouble: Trouble::Status(status), after: retry_after(&answer.headers) }
            }
            _ => Self::Refused { status, code, param },
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    error: Said,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    decline_code: Option<String>,
    param: Option<String>,
    payment_intent: Option<Id>,
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn of(status: u16, body: &str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        Error::of_the_answer(&Answer { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() })
    }

    #[test]
    fn what_stripe_wrote_for_people_is_not_kept() {
        let body = r#"{"error": {"type": "invalid_request_error", "message": "No such thing: sk_live_secret", "code": "<script>", "param": "a b"}}"#;
        let error = of(400, body);
        let bad_request = StatusCode::BAD_REQUEST;
        assert_eq!(error, Error::Refused { status: bad_request, code: None, param: None });
        assert!(!format!("{error} {error:?}").contains("secret"));
        let kind = of(400, r#"{"error": {"type": "idempotency_error", "message": "x"}}"#);
        assert_eq!(kind, Error::Refused { status: bad_request, code: Code::new("idempotency_error"), param: None });
    }

    #[test]
    fn a_failure_that_is_no_json_is_known_by_its_status() {
        let later = |status: u16| Error::TryLater { trouble: Trouble::Status(StatusCode::from_u16(status).unwrap()), after: None };
        for status in [409, 424, 429, 500, 502, 503] {
            assert_eq!(of(status, "<html>"), later(status));
        }
        assert_eq!(of(404, ""), Error::Gone);
        assert_eq!(of(402, "{}"), Error::Declined(Decline { code: None, reason: None, payment: None }));
    }
}
