//! How Stripe refuses: its errors, in the form in which clients meet them.

use serde_json::{Value, json};

/// An answer that is none of 200.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) status: u16,
    error: Value,
    /// Whether the key of the call answers with this from now on. What was refused before it began does not.
    pub(super) kept: bool,
}

impl Failure {
    fn new(status: u16, kind: &str, message: impl Into<String>) -> Self {
        Self { status, error: json!({"type": kind, "message": message.into()}), kept: false }
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.error[name] = value.into();
        self
    }

    /// A parameter is wrong.
    pub(super) fn request(message: impl Into<String>, param: Option<&str>) -> Self {
        let failure = Self::new(400, "invalid_request_error", message);
        match param {
            Some(param) => failure.with("param", param),
            None => failure,
        }
    }

    pub(super) fn missing(param: &str) -> Self {
        Self::request(format!("Missing required param: {param}."), Some(param)).with("code", "parameter_missing")
    }

    /// The object is in no state for this.
    pub(super) fn state(code: &str, message: impl Into<String>) -> Self {
        Self { kept: true, ..Self::request(message, None).with("code", code) }
    }

    pub(super) fn no_such(what: &str, id: &str) -> Self {
        Self { status: 404, ..Self::request(format!("No such {what}: '{id}'"), Some("id")).with("code", "resource_missing") }
    }

    pub(super) fn no_route(method: &str, path: &str) -> Self {
        Self { status: 404, ..Self::request(format!("Unrecognized request URL ({method}: {path})."), None) }
    }

    pub(super) fn key(message: &str) -> Self {
        Self::new(401, "invalid_request_error", message)
    }

    /// The card or its bank said no.
    pub(super) fn card(code: &str, decline_code: Option<&str>, message: &str, intent: Option<&Value>) -> Self {
        let mut failure = Self { kept: true, ..Self::new(402, "card_error", message).with("code", code) };
        if let Some(decline_code) = decline_code {
            failure = failure.with("decline_code", decline_code);
        }
        if let Some(intent) = intent {
            failure = failure.with("payment_intent", intent.clone()).with("charge", intent["latest_charge"].clone());
        }
        failure
    }

    pub(super) fn other_body() -> Self {
        let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
        Self::new(400, "idempotency_error", message)
    }

    pub(super) fn key_in_use() -> Self {
        let message = "There is currently another in-progress request using this Idempotent Key.";
        Self::new(409, "idempotency_error", message).with("code", "idempotency_key_in_use")
    }

    pub(super) fn locked() -> Self {
        Self::new(409, "invalid_request_error", "This object cannot be accessed right now.").with("code", "lock_timeout")
    }

    pub(super) fn busy() -> Self {
        Self::new(429, "invalid_request_error", "Request rate limit exceeded.").with("code", "rate_limit")
    }

    pub(super) fn internal() -> Self {
        Self { kept: true, ..Self::new(500, "api_error", "An unknown error occurred.") }
    }

    pub(super) fn body(&self) -> Value {
        json!({"error": self.error})
    }
}
