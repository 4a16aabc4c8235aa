//! `GET /v1/me`: who I am here, and where else.

use homeroom_domain::{
    billing::GRACE,
    ids::{MembershipId, SessionId, TenantId, UserId},
};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::store::{self, MembershipRow, Which};
use crate::{
    auth::{
        ActorType, MyselfActing, Place, Role,
        identity::{Credential, Who},
    },
    http::{ApiError, Problems},
    tenants::TenantStanding,
    words::Language,
};

/// A role somewhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Membership {
    id: MembershipId,
    role: Role,
    /// `platform`, `par_...` or `ten_...`.
    #[schema(value_type = String)]
    place: Place,
    /// Of the partner or the tenant.
    name: Option<String>,
}

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    #[serde(rename = "type")]
    kind: ActorType,
    /// `usr_...` or `key_...`.
    id: String,
    email: Option<String>,
    /// How a person wants to be called.
    user_name: Option<String>,
    /// In which a person wants to read; null where the browser says.
    language: Option<Language>,
    /// The time zone of a person, where it is not that of the tenant. IANA name.
    time_zone: Option<String>,
    /// Where the caller belongs: `platform`, `par_...` or `ten_...`; null for a person without any role.
    #[schema(value_type = Option<String>)]
    place: Option<Place>,
    /// Of that place, where it has one.
    name: Option<String>,
    role: Option<Role>,
    livemode: bool,
    permissions: Vec<String>,
    /// Of a person: this role, and the others that the same password opens.
    memberships: Vec<Membership>,
    /// The tenant of the caller, or the one that it named in `X-Tenant`.
    tenant: Option<MyTenant>,
    /// Of a person in a browser.
    session: Option<MySession>,
}

impl TryFrom<MembershipRow> for Membership {
    type Error = ApiError;

    fn try_from(row: MembershipRow) -> Result<Self, ApiError> {
        let role = row.role.parse().map_err(|_| anyhow::anyhow!("a membership has the unknown role {}", row.role))?;
        Ok(Self { id: row.id.into(), role, place: Place::from_columns(row.tenant_id, row.partner_id), name: row.place_name })
    }
}

/// The tenant that a caller acts for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyTenant {
    id: TenantId,
    name: String,
    /// IANA name.
    time_zone: String,
    /// ISO 4217.
    currency: String,
    livemode: bool,
    standing: TenantStanding,
    /// Of one that is past due: when it is suspended unless it pays.
    suspends_at: Option<Timestamp>,
    /// Of one whose plan has ended: when its data is removed at the earliest; null where it is kept for now.
    purge_at: Option<Timestamp>,
}

/// The session that this was asked with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MySession {
    id: SessionId,
    /// When it ends at the latest.
    expires_at: Timestamp,
}

impl MyTenant {
    fn new(row: store::TenantRow, now: Timestamp) -> Self {
        let past_due = row.past_due_since.filter(|_| !row.suspended);
        let suspends_at = past_due.and_then(|since| since.to_jiff().checked_add(GRACE).ok());
        let standing = TenantStanding::of([row.purged, row.cancelled, row.suspended, suspends_at.is_some()], row.trial_until, now);
        let purge_at = row.purge_at.map(jiff_sqlx::Timestamp::to_jiff);
        let store::TenantRow { id, name, time_zone, currency, livemode, .. } = row;
        Self { id: id.into(), name, time_zone, currency, livemode, standing, suspends_at, purge_at }
    }
}

/// Get my account
///
/// The caller, what it may do, and, for a person, every place that their password opens. Callers of the platform and of partners may name a tenant in
/// `X-Tenant`; then `tenant` is that one.
#[utoipa::path(get, path = "/v1/me", tag = "access",
    params(("X-Tenant" = Option<TenantId>, Header, description = "The tenant that a caller of the platform or of a partner acts for")),
    responses((status = 200, description = "The caller", body = Me), Problems))]
pub(crate) async fn get_me(acting: MyselfActing) -> Result<axum::Json<Me>, ApiError> {
    let mut tx = acting.me.begin().await?;
    Ok(axum::Json(view(tx.conn(), &acting).await?))
}

pub(super) async fn view(conn: &mut PgConnection, acting: &MyselfActing) -> Result<Me, ApiError> {
    let identity = acting.me.identity();
    let (person, memberships) = match identity.who {
        Who::User(id) => (store::person(&mut *conn, id).await?, own(&mut *conn, id, identity.membership).await?),
        Who::Key(_) => (None, Vec::new()),
    };
    let ways = match identity.membership {
        Some(membership) => store::ways(&mut *conn, membership).await?,
        None => None,
    };
    let tenant = match acting.tenant {
        Some(id) => store::tenant(&mut *conn, id).await?.map(|row| MyTenant::new(row, acting.me.now())),
        None => None,
    };
    let session = match identity.credential {
        Credential::Session(id) => store::expires_at(conn, id).await?.map(|expires_at| MySession { id: id.into(), expires_at }),
        _ => None,
    };
    let at_home = tenant.as_ref().filter(|tenant| identity.place == Some(Place::Tenant(tenant.id)));
    Ok(Me {
        kind: identity.kind(),
        id: identity.who.to_string(),
        email: person.map(|person| person.email),
        user_name: ways.as_ref().and_then(|ways| ways.name.clone()),
        language: ways.as_ref().and_then(|ways| Language::of_tag(ways.language.as_deref()?)),
        time_zone: ways.and_then(|ways| ways.time_zone),
        place: identity.place,
        name: at_home.map(|tenant| tenant.name.clone()),
        role: identity.role,
        livemode: identity.livemode,
        permissions: identity.permissions.names(),
        memberships,
        tenant,
        session,
    })
}

async fn own(conn: &mut PgConnection, user: UserId, membership: Option<MembershipId>) -> Result<Vec<Membership>, ApiError> {
    let Some(membership) = membership else { return Ok(Vec::new()) };
    store::memberships(conn, user, Which::Beside(membership)).await?.into_iter().map(Membership::try_from).collect()
}
