//! `GET /v1/tenants/{id}/standing`: how a tenant stands, until when, and how it came to that.

use homeroom_domain::{
    billing::{GRACE, HELD, PurgeWait},
    ids::TenantId,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::store;
use crate::{
    auth::{PartnerCaller, ReadTenants},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
    tenants::{self, TenantStanding, TenantView},
};

/// Changes that are shown.
const CHANGES_MAX: i64 = 200;

/// How a tenant stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantStandingDetail)]
pub(crate) struct StandingView {
    pub standing: TenantStanding,
    /// When its trial ends, and its plan is charged; null where it is in none.
    pub trial_ends_at: Option<Timestamp>,
    pub past_due_since: Option<Timestamp>,
    /// When one that is past due is suspended unless it pays.
    pub suspends_at: Option<Timestamp>,
    /// When one that is suspended for what it owes is cancelled unless it pays.
    pub cancels_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    /// How far the removal of its data is; null where its plan has not ended.
    pub purge: Option<PurgeView>,
    /// Why nothing is chased of it; null where it is.
    pub exempt_reason: Option<String>,
    /// The newest first, at most 200.
    pub changes: Vec<StandingChange>,
}

/// The removal of a tenant's data.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantPurge)]
pub(crate) struct PurgeView {
    /// When it begins at the earliest.
    pub at: Timestamp,
    /// When the tenant was warned, at least seven days before; null while it was not.
    pub told_at: Option<Timestamp>,
    /// Why it is held; null where it is not.
    pub hold: Option<String>,
    /// What it would wait for if its time had come: it begins when there is nothing.
    pub waits_for: Vec<PurgeWait>,
    /// When it began. From then on there is no way back.
    pub began_at: Option<Timestamp>,
    /// When all was removed.
    pub done_at: Option<Timestamp>,
}

/// A change with its cause.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingChange {
    /// By the clock: `begin_trial`, `end_trial`, `schedule_purge`, `close_orders`, `begin_purge`, `end_purge`; by what is owed: `become_past_due`, `suspend`, `settle`, `resume`, `cancel`; by the institution: `end`, `renew`; by a person: `hold`, `release`,
    /// `exempt`, `chase`, `hold_purge`, `release_purge`.
    pub step: String,
    /// The invoices that were overdue, the end of the trial, or the person's reason.
    #[schema(value_type = Object)]
    pub cause: Value,
    pub at: Timestamp,
}

/// Get the standing of a tenant
///
/// With each change of it and what caused it.
#[utoipa::path(get, path = "/v1/tenants/{id}/standing", tag = "tenants", params(("id" = TenantId, Path)),
    responses((status = 200, description = "How it stands", body = StandingView), (status = 304, description = "You have this version"), Problems))]
pub(crate) async fn get_standing(
    caller: PartnerCaller<ReadTenants>,
    Path(id): Path<TenantId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<StandingView>, ApiError> {
    let mut tx = caller.begin().await?;
    let row = tenants::store::find(tx.conn(), id, caller.home().partner()).await?.ok_or(ApiError::NotFound)?;
    let stands = store::find(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    let changes = store::changes(tx.conn(), id, CHANGES_MAX).await?;
    let purge = purge(tx.conn(), id, stands.purge.clone()).await?;
    let edit = row.version().edit;
    let view = TenantView::new(row, caller.now());
    let is_active = stands.suspended_at.is_none();
    let view = StandingView {
        standing: view.standing,
        trial_ends_at: stands.trial.map(|(_, until)| until).filter(|until| *until > caller.now()),
        past_due_since: stands.past_due_since,
        suspends_at: stands.past_due_since.filter(|_| is_active).and_then(|since| since.checked_add(GRACE).ok()),
        cancels_at: stands
            .suspended_at
            .filter(|_| stands.by_billing && stands.cancelled_at.is_none())
            .and_then(|since| since.checked_add(HELD).ok()),
        cancelled_at: stands.cancelled_at,
        purge,
        exempt_reason: view.exempt_reason,
        changes: changes.into_iter().map(|(step, cause, at)| StandingChange { step, cause, at }).collect(),
    };
    let version = Version::of_content(edit, &serde_json::to_vec(&view).unwrap_or_default());
    Ok(Versioned::new(version, view).unless(if_none_match))
}

async fn purge(conn: &mut PgConnection, id: TenantId, row: Option<tenants::store::PurgeRow>) -> sqlx::Result<Option<PurgeView>> {
    let Some(tenants::store::PurgeRow { at, told_at, hold, since, done_at }) = row else { return Ok(None) };
    let waits_for = if since.is_none() { store::purge_waits(conn, id).await?.0 } else { Vec::new() };
    Ok(Some(PurgeView { at, told_at, hold, waits_for, began_at: since, done_at }))
}
