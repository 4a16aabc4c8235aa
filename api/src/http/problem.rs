//! The one door from failure to status code: RFC 9457 problems.
//!
//! A handler returns an `ApiError`; `IntoResponse` only attaches it to an empty answer, and `render` (the outermost layer but one) writes the body,
//! because only there the request's id, address and language are known. Whatever else fails (404, 405, panics) passes there too.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use homeroom_domain::order::FieldError;
use http::{HeaderName, HeaderValue, header};
use serde_json::{Map, Value, json};

use super::{fault::Fault, form::Needed, problems::Problem, shape::Shape};
use crate::{
    db::trouble,
    words::{self, Language},
};

/// What Postgres says of a transaction that lost to others and may be tried again: could not serialise, deadlock, waited too long for a lock,
/// took longer than a statement may.
const OVERTAKEN: [&str; 4] = ["40001", "40P01", "55P03", "57014"];

/// Everything that can go wrong with a request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// Not there, or not yours: the two are never told apart.
    #[error("not found")]
    NotFound,
    /// The order's document means something impossible.
    #[error("the request has {} invalid fields", .0.len())]
    Invalid(Vec<FieldError>),
    /// Fields of the wrong shape.
    #[error("the request has {} fields of the wrong shape", .0.len())]
    Shape(Vec<Fault>),
    /// A case of the table without facts of its own.
    #[error("{}", .0.slug())]
    Plain(Problem),
    /// A case of the table, with the parameters of its sentence (a JSON object).
    #[error("{}", .0.slug())]
    With(Problem, Value),
    /// The caller is known, but not by such a credential.
    #[error("not with this credential")]
    Unsuitable { needed: Needed },
    /// An admission that was refused: every violation, and what would be admitted instead.
    #[error("{}", .problem.slug())]
    Refused { problem: Problem, violations: Vec<Value>, alternatives: Vec<Value>, alternatives_complete: bool },
    /// Try again later: 429 or 503.
    #[error("{} for {seconds} s", .problem.slug())]
    RetryAfter { problem: Problem, seconds: u64 },
    /// Anything else. Logged once with the request's id, never shown.
    #[error("internal error")]
    Internal(#[source] anyhow::Error),
}

impl ApiError {
    /// One field of the wrong shape.
    pub fn field(pointer: impl Into<String>, shape: Shape) -> Self {
        Self::Shape(vec![Fault::new(pointer, shape)])
    }

    /// Some header cannot be used.
    pub fn header(problem: Problem, name: &HeaderName) -> Self {
        // The usual spelling helps the reader; names are ASCII.
        Self::With(problem, json!({ "header": title_case(name.as_str()) }))
    }

    pub const fn problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::NotFound,
            Self::Invalid(_) | Self::Shape(_) => Problem::Invalid,
            Self::Plain(problem) | Self::With(problem, _) | Self::Refused { problem, .. } | Self::RetryAfter { problem, .. } => *problem,
            Self::Unsuitable { .. } => Problem::CredentialUnsuitable,
            Self::Internal(_) => Problem::Internal,
        }
    }

    /// The problem's members, but for those that belong to the request.
    pub(super) fn body(&self, language: Language) -> Map<String, Value> {
        let problem = self.problem();
        let mut body = Map::new();
        body.insert("type".into(), format!("/problems/{}", problem.slug()).into());
        body.insert("title".into(), problem.title(language).into());
        body.insert("status".into(), problem.status().as_u16().into());
        body.insert("detail".into(), words::fill(problem.about(language), &self.words(language)).into());
        body.insert("code".into(), problem.slug().replace('-', "_").into());
        match self {
            Self::Invalid(errors) => {
                let errors = errors.iter().map(|error| Fault::from(error.clone()).render(language));
                body.insert("errors".into(), errors.collect());
            }
            Self::Shape(faults) => {
                body.insert("errors".into(), faults.iter().map(|fault| fault.render(language)).collect());
            }
            Self::Refused { violations, alternatives, alternatives_complete, problem: _ } => {
                body.insert("violations".into(), violations.clone().into());
                body.insert("alternatives".into(), alternatives.clone().into());
                body.insert("alternatives_complete".into(), (*alternatives_complete).into());
            }
            Self::With(_, params) => {
                body.insert("params".into(), params.clone());
            }
            Self::Unsuitable { needed } => {
                body.insert("params".into(), json!({ "needed": needed }));
            }
            Self::NotFound | Self::Plain(_) | Self::RetryAfter { .. } | Self::Internal(_) => {}
        }
        body
    }

    /// The failure as entries of `errors`, for an operation that answers part by part; `base` is where the part stands in the body.
    pub(crate) fn entries(&self, base: &str, language: Language) -> Vec<Value> {
        let mut body = self.body(language);
        let Some(Value::Array(mut entries)) = body.remove("errors") else {
            let [code, params, detail] = ["code", "params", "detail"].map(|member| body.remove(member).unwrap_or_else(|| json!({})));
            return vec![json!({ "pointer": base, "code": code, "params": params, "detail": detail })];
        };
        for entry in &mut entries {
            entry["pointer"] = format!("{base}{}", entry["pointer"].as_str().unwrap_or_default()).into();
        }
        entries
    }

    /// What the sentence is filled with.
    fn words(&self, language: Language) -> Value {
        match self {
            Self::Unsuitable { needed } => json!({ "needed": needed.words(language) }),
            Self::With(_, params) => params.clone(),
            Self::RetryAfter { seconds, .. } => json!({ "retry_after_seconds": seconds }),
            _ => Value::Null,
        }
    }
}

fn title_case(name: &str) -> String {
    let capitalised = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    name.split('-').map(capitalised).collect::<Vec<_>>().join("-")
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.problem().status().into_response();
        if let Self::RetryAfter { seconds, .. } = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        if matches!(self, Self::Plain(Problem::Unauthenticated)) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::Plain(problem)
    }
}

impl From<Vec<FieldError>> for ApiError {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Invalid(errors)
    }
}

impl From<Vec<Fault>> for ApiError {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Shape(faults)
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => {
                trouble::note();
                Self::RetryAfter { problem: Problem::Unavailable, seconds: 2 }
            }
            sqlx::Error::Database(error) if error.code().is_some_and(|code| OVERTAKEN.contains(&code.as_ref())) => {
                Self::RetryAfter { problem: Problem::Unavailable, seconds: 1 }
            }
            lost if is_lost(&lost) => {
                trouble::note();
                tracing::warn!(error = %lost, "the connection to the database went away");
                Self::RetryAfter { problem: Problem::Unavailable, seconds: 2 }
            }
            other => Self::Internal(other.into()),
        }
    }
}

/// Whether the connection broke or the server ended it (classes 08 and 57P of SQLSTATE): on another one the same may work.
fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P")),
        _ => false,
    }
}

/// The problem that a violated constraint means; any other error stays what it is.
pub fn violates(error: sqlx::Error, constraint: &str, problem: Problem) -> ApiError {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some(violated) if violated == constraint => problem.into(),
        _ => error.into(),
    }
}
