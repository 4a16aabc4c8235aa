//! A draft as it goes out. The body is put into the answer as the text that is stored.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::{ApiKeyId, DraftId, MembershipId, OrderId};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    fields::{Attempt, Base, DraftKind, DraftVerdict},
    store::{DraftRow, Owner},
};
use crate::{
    auth::Actor,
    http::{ApiError, Version},
};

/// Whose a draft is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DraftOwner {
    /// `mem_...`, a person's membership, or `key_...`, an API key.
    id: String,
    /// Absent for somebody who does not belong to the tenant, or not any more, and for callers who may not read members.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// What became of a draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DraftMade {
    /// The order that was made of it, or amended by it.
    order_id: OrderId,
    at: Timestamp,
    /// Who said so.
    #[schema(value_type = Actor)]
    by: Value,
}

/// A draft without its body.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DraftSummary {
    pub id: DraftId,
    pub kind: DraftKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub base: Option<Base>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub step: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub attempt: Option<Attempt>,
    /// What the last quote said of it as it was saved; absent where that was not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub verdict: Option<DraftVerdict>,
    /// Absent as long as nothing was ordered of it. Thirty days after `made.at` the draft is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub made: Option<DraftMade>,
    pub shared: bool,
    /// Whether it is the caller's own.
    pub mine: bool,
    pub owner: DraftOwner,
    pub created_at: Timestamp,
    /// The last change, a new `verdict` alone being none. Ninety days after it the draft is deleted.
    pub updated_at: Timestamp,
    #[serde(skip)]
    pub version: Version,
}

/// A draft: the shape of what `respond` writes, for the document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftView {
    #[serde(flatten)]
    summary: DraftSummary,
    /// As it was sent.
    body: Map<String, Value>,
}

impl DraftSummary {
    pub(super) fn new(row: DraftRow, caller: Owner) -> Result<Self, ApiError> {
        let owner =
            if row.owner_kind == "user" { MembershipId::new(row.owner_id).to_string() } else { ApiKeyId::new(row.owner_id).to_string() };
        let made = row.made_order_id.zip(row.made_at).zip(row.made_by);
        Ok(Self {
            id: DraftId::new(row.id),
            kind: serde_json::from_value(row.kind.into())?,
            base: row.base_order_id.zip(row.base_etag).map(|(id, etag)| Base { order_id: OrderId::new(id), etag }),
            name: row.name,
            step: row.step,
            attempt: row.attempt.map(serde_json::from_value).transpose()?,
            verdict: row.verdict.and_then(|verdict| serde_json::from_value(verdict.into()).ok()),
            made: made.map(|((id, at), by)| DraftMade { order_id: OrderId::new(id), at: at.to_jiff(), by }),
            shared: row.shared,
            mine: row.owner_id == caller.id,
            owner: DraftOwner { id: owner, name: row.owner_name.filter(|_| row.owner_id == caller.id || caller.sees_names) },
            created_at: row.created_at.to_jiff(),
            updated_at: row.updated_at.to_jiff(),
            version: Version { edit: row.edit, revision: row.revision },
        })
    }
}

/// The whole draft, with its ETag.
pub(super) fn respond(status: StatusCode, summary: &DraftSummary, body: &str) -> Result<Response, ApiError> {
    let mut text = serde_json::to_string(summary)?;
    // An object with fields: the body goes in before its end.
    text.pop();
    text.push_str(",\"body\":");
    text.push_str(body);
    text.push('}');
    let mut response = (status, text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::ETAG, summary.version.header());
    Ok(response)
}
