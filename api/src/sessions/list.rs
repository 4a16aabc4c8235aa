//! `GET /v1/sessions`: where I am logged in.

use homeroom_domain::ids::SessionId;
use http::Uri;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    me::Membership,
    seated,
    store::{self, MembershipRow, Which},
};
use crate::{
    auth::Myself,
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// A browser in which I am logged in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SessionView {
    id: SessionId,
    /// What it acts with.
    membership: Membership,
    created_at: Timestamp,
    /// To within five minutes.
    last_seen_at: Timestamp,
    /// When it ends at the latest; it ends after twelve hours without a request, too.
    expires_at: Timestamp,
    /// What the browser called itself at the log-in, shortened to 300 characters.
    user_agent: Option<String>,
    /// The one that this was asked with.
    current: bool,
}

/// Which part of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionFilter {
    /// Sessions on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List my sessions
///
/// With a session: the sessions of the roles that its password opens, the newest first.
#[utoipa::path(get, path = "/v1/sessions", tag = "access", params(SessionFilter),
    responses((status = 200, description = "A page of sessions", body = Page<SessionView>), Problems))]
pub(crate) async fn list_sessions(me: Myself, Query(filter): Query<SessionFilter>, uri: Uri) -> Result<Page<SessionView>, ApiError> {
    let limit = Limit::of(filter.limit)?;
    let seated = seated(&me)?;
    let mut tx = me.begin().await?;
    let memberships = store::memberships(tx.conn(), seated.user, Which::Beside(seated.membership)).await?;
    let ids: Vec<Uuid> = memberships.iter().map(|membership| membership.id).collect();
    let rows = store::list(tx.conn(), &ids, me.now(), filter.cursor.as_ref(), limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row| Cursor::new(row.created_at.to_jiff(), row.id));
    page.try_map(|row| view(row, &memberships, seated.session))
}

fn view(row: store::SessionRow, memberships: &[MembershipRow], current: Uuid) -> Result<SessionView, ApiError> {
    let membership = memberships.iter().find(|membership| membership.id == row.membership_id);
    Ok(SessionView {
        id: row.id.into(),
        membership: membership.cloned().ok_or_else(|| anyhow::anyhow!("a session of no membership that was asked for"))?.try_into()?,
        created_at: row.created_at.to_jiff(),
        last_seen_at: row.last_seen_at.to_jiff(),
        expires_at: row.expires_at.to_jiff(),
        user_agent: row.user_agent,
        current: row.id == current,
    })
}
