//! Conditions as they go out: what is true, false or unknown of something, and why, with the sentence of whose feature it is.

use homeroom_domain::phase::FixBy;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Something true, false or unknown, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ConditionView {
    #[serde(rename = "type")]
    pub kind: String,
    /// `true`, `false` or `unknown`.
    pub status: String,
    pub reason: String,
    #[schema(value_type = Object)]
    pub params: Value,
    /// The reason as a sentence in the language asked for.
    pub message: String,
    /// Who can mend it; null where nothing is to be mended.
    pub fix_by: Option<FixBy>,
    pub since: Timestamp,
}

#[derive(Deserialize)]
struct Stored {
    #[serde(rename = "type")]
    kind: String,
    status: String,
    reason: String,
    #[serde(default)]
    params: Value,
    since: Timestamp,
}

impl ConditionView {
    /// Stored conditions, each with the sentence that `says` makes of its reason and params, and with who can mend it.
    pub(crate) fn list(stored: Value, says: impl Fn(&str, &Value) -> (String, Option<FixBy>)) -> Vec<Self> {
        let stored: Vec<Stored> = serde_json::from_value(stored).unwrap_or_default();
        let view = |c: Stored| {
            let (message, fix_by) = says(&c.reason, &c.params);
            Self { message, fix_by, kind: c.kind, status: c.status, reason: c.reason, params: c.params, since: c.since }
        };
        stored.into_iter().map(view).collect()
    }
}
