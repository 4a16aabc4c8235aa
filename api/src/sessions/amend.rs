//! `PATCH /v1/me`: how I am called and spoken to.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    me::{self, Me},
    record, seated,
    store::{self, Which},
};
use crate::{
    auth::{MyselfActing, Place},
    events::EventType,
    http::{ApiError, Checks, Json, Problems, patch, text},
    members::{self, OwnWays},
    tenants::check_zone,
    words::Language,
};

/// What to change. A field that is present replaces the whole field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MePatch {
    /// How others are shown me, 1 to 200 characters; null removes it.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    name: Option<Option<String>>,
    /// The language of pages and mails; null leaves it to the browser.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = Option<Language>)]
    language: Option<Option<Language>>,
    /// IANA name; null for that of the tenant.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = Option<String>)]
    time_zone: Option<Option<String>>,
}

impl MePatch {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        if let Some(Some(name)) = &self.name {
            checks.name("/name", name);
        }
        if let Some(Some(zone)) = &self.time_zone {
            check_zone(zone, &mut checks);
        }
        checks.done()
    }
}

/// Amend my account
///
/// With a session. It counts wherever the same password opens a role.
#[utoipa::path(patch, path = "/v1/me", tag = "access", responses((status = 200, description = "The caller", body = Me), Problems))]
pub(crate) async fn amend_me(acting: MyselfActing, Json(change): Json<MePatch>) -> Result<axum::Json<Me>, ApiError> {
    change.check()?;
    let me = &acting.me;
    let seated = seated(me)?;
    let mut tx = me.begin().await?;
    let own = store::memberships(tx.conn(), seated.user, Which::Beside(seated.membership)).await?;
    let ids: Vec<Uuid> = own.iter().map(|membership| membership.id).collect();
    let ways =
        OwnWays { name: change.name, language: change.language.map(|language| language.map(Language::tag)), time_zone: change.time_zone };
    for renamed in members::set_ways(tx.conn(), &ids, &ways).await? {
        record(tx.conn(), EventType::MemberUpdated, renamed.id, Place::from_columns(renamed.tenant_id, renamed.partner_id), me.now())
            .await?;
    }
    let view = me::view(tx.conn(), &acting).await?;
    tx.commit().await?;
    Ok(axum::Json(view))
}
