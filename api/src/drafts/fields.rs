//! A draft as it comes in, to be made or to take the place of what is there.

use homeroom_domain::ids::OrderId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    BODY_BYTES_MAX,
    body::ObjectText,
    store::{Owner, Written},
};
use crate::{
    auth::{Caller, Permission, Permit, TenantTx},
    http::{ApiError, Checks, Shape, Unread, patch, text},
    orders,
};

const STEP_MAX: usize = 40;
const ETAG_MAX: usize = 64;
const KEY_MAX: usize = 255;
const HASH_MAX: usize = 128;
/// Up to so many bytes are decoded at once.
const DECODED_AT_ONCE: usize = 64 << 10;

/// What a draft is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DraftKind {
    /// A new order.
    Order,
    /// A change of the order that `base` names.
    Amendment,
}

impl DraftKind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Amendment => "amendment",
        }
    }
}

/// What a quote of it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DraftVerdict {
    Fits,
    DoesNotFit,
}

impl DraftVerdict {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::DoesNotFit => "does_not_fit",
        }
    }
}

/// From which order it began, and which version of it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Base {
    pub order_id: OrderId,
    /// The order's ETag then.
    #[schema(min_length = 1, max_length = 64)]
    pub etag: String,
}

/// The request that was made of the draft last: sent again with the same key, it makes one order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attempt {
    /// Its Idempotency-Key.
    #[schema(min_length = 1, max_length = 255)]
    pub key: String,
    /// Of the body that was sent with it, in whatever way the client hashes.
    #[schema(min_length = 1, max_length = 128)]
    pub body_hash: String,
}

/// A draft to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDraft {
    pub kind: DraftKind,
    /// Needed for an amendment.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub base: Option<Base>,
    #[serde(default, deserialize_with = "text::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Where its writer is, in the client's words.
    #[schema(min_length = 1, max_length = 40)]
    pub step: String,
    /// Any object of at most 4 MiB without white space. It is kept as it is, and not checked.
    #[schema(value_type = Object)]
    pub body: ObjectText,
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub attempt: Option<Attempt>,
    /// What the last quote said of it as it is now; left out while that is not known. It is kept for lists, and not checked.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub verdict: Option<DraftVerdict>,
    /// The order of the tenant that was made of it, or amended by it: whoever else sees the draft is told. What was said first stays, also where this is left
    /// out later.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    pub made_order_id: Option<OrderId>,
    /// Whether everybody in the tenant who may order sees it and may go on with it.
    #[serde(default)]
    #[schema(default = false)]
    pub shared: bool,
}

impl NewDraft {
    pub(super) fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.text("/step", &self.step, 1..=STEP_MAX);
        if let Some(name) = &self.name {
            checks.name("/name", name);
        }
        if let Some(base) = &self.base {
            checks.text("/base/etag", &base.etag, 1..=ETAG_MAX);
        }
        if let Some(attempt) = &self.attempt {
            checks.text("/attempt/key", &attempt.key, 1..=KEY_MAX).text("/attempt/body_hash", &attempt.body_hash, 1..=HASH_MAX);
        }
        let needs_base = self.kind == DraftKind::Amendment && self.base.is_none();
        checks.that(!needs_base, "", Shape::MissingField { name: "base".to_owned() });
        checks.that(self.body.0.len() <= BODY_BYTES_MAX, "/body", Shape::TooLong { max: BODY_BYTES_MAX as u64 });
        checks.done()
    }
}

/// What is said to have come of a draft is said to everybody who sees it, and stays: it is an order that there is.
pub(super) async fn check_made(tx: &mut TenantTx, draft: &NewDraft) -> Result<(), ApiError> {
    let Some(id) = draft.made_order_id else { return Ok(()) };
    if orders::store::version(tx, id).await?.is_some() {
        return Ok(());
    }
    Err(ApiError::field("/made_order_id", Shape::UnknownValue { value: id.to_string(), allowed: Vec::new() }))
}

/// Reads a draft, where it is large under the same bounds as an order: what a tenant may have in memory at once.
pub(super) async fn receive<P: Permit, const LIMIT: usize>(
    caller: &Caller<P>,
    body: Unread<NewDraft, LIMIT>,
) -> Result<NewDraft, ApiError> {
    let ticket = caller.app().work.ticket(caller.tenant(), body.bytes_at_most())?;
    let undecoded = body.read().await?;
    let draft = if undecoded.bytes() <= DECODED_AT_ONCE { undecoded.decode()? } else { ticket.run(move || undecoded.decode()).await?? };
    draft.check()?;
    Ok(draft)
}

/// Whose drafts are a caller's own.
pub(super) fn owner<P: Permit>(caller: &Caller<P>) -> Result<Owner, ApiError> {
    let sees_names = caller.permissions().has(Permission::ReadMembers);
    Owner::of(&caller.actor(), sees_names).ok_or_else(|| anyhow::anyhow!("a caller has no membership and is no key").into())
}

/// A draft as it is written: by whom is kept where an order came of it.
pub(super) fn written<'d, P: Permit>(caller: &Caller<P>, draft: &'d NewDraft) -> Result<Written<'d>, ApiError> {
    Ok(Written { draft, by: serde_json::to_value(caller.actor())?, at: caller.now() })
}
