//! Extractors that are the check: a handler which takes `Caller<CreateOrders>` runs only for who may create orders, and knows for which tenant.
//!
//! Order: 401, then X-Tenant (400, 404, 403), then the role (403). Four sorts, by what an operation is about: `Caller` a tenant's data,
//! `PlaceCaller` the members, keys and events of wherever the caller acts, `PartnerCaller` tenants as such, `PlatformCaller` the platform.

use std::{marker::PhantomData, net::IpAddr, sync::Arc};

use axum::extract::FromRequestParts;
use futures::future::Either;
use homeroom_domain::ids::{MembershipId, TenantId, UserId};
use http::request::Parts;
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;

use super::{
    SystemTx, TenantTx,
    acting::{Acts, ActsFor, act_for, named_tenant},
    identity::{self, Identity, Who},
    permission::{Permission, Permissions, Permit},
    place::{Actor, Place},
    staying::Stay,
};
use crate::{
    app::AppState,
    http::{ApiError, Problem, client_address, stray},
    words::Language,
};

/// What every sort of caller knows.
#[derive(Debug, Clone)]
pub struct Calling {
    app: AppState,
    identity: Identity,
    /// Where the caller belongs.
    home: Place,
    /// Where it acts: its home, or the tenant that it named.
    acts: Place,
    livemode: bool,
    language: Language,
    now: Timestamp,
}

impl Calling {
    /// When the request was taken up.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// Who to name in events.
    pub fn actor(&self) -> Actor {
        self.identity.actor((self.acts != self.home).then_some(self.acts))
    }

    /// Whether calendars, figures and clusters may be shown.
    pub fn sees_platform(&self) -> bool {
        self.home == Place::Platform
    }

    /// Whether the tenant acted for is live; true for the platform and partners.
    pub fn livemode(&self) -> bool {
        self.livemode
    }

    /// Where the caller acts.
    pub fn place(&self) -> Place {
        self.acts
    }

    /// The same caller, acting somewhere else: whoever may manage partners acts for one of them.
    pub(crate) fn acting_at(&self, place: Place) -> Self {
        Self { acts: place, ..self.clone() }
    }

    /// Where the caller belongs.
    pub fn home(&self) -> Place {
        self.home
    }

    pub fn app(&self) -> &AppState {
        &self.app
    }

    pub(crate) fn permissions(&self) -> Permissions {
        self.identity.permissions
    }

    /// When the caller's own key or token expires; `None` where it does not, and for sessions.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        self.identity.expires_at
    }

    /// With which a person acts; `None` for a key.
    pub fn membership(&self) -> Option<MembershipId> {
        self.identity.membership
    }

    /// What has to hold for as long as the caller stays, who came with this permission.
    pub(crate) fn stay(&self, permission: Permission) -> Stay {
        Stay::new(&self.identity, permission)
    }

    /// The person, where it is one.
    pub(crate) fn user(&self) -> Option<UserId> {
        if let Who::User(id) = self.identity.who { Some(id) } else { None }
    }
}

/// Whoever it is, about themselves: needs no role. One-time links are callers here and nowhere else.
#[derive(Debug, Clone)]
pub(crate) struct Myself {
    app: AppState,
    identity: Identity,
    address: IpAddr,
    now: Timestamp,
}

impl Myself {
    pub(crate) fn app(&self) -> &AppState {
        &self.app
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The client's, for counting.
    pub(crate) fn address(&self) -> IpAddr {
        self.address
    }

    pub(crate) async fn begin(&self) -> sqlx::Result<SystemTx> {
        SystemTx::begin(&self.app.pools).await
    }
}

impl Myself {
    async fn recognise(parts: &Parts, app: &AppState) -> Result<Self, ApiError> {
        let identity = identity::authenticate(app, parts).await?;
        app.limits.charge_caller(parts, &identity.counted_as())?;
        let address = client_address(&parts.extensions, &parts.headers, &app.config.trusted_proxies);
        Ok(Self { app: app.clone(), identity, address, now: app.clock.now() })
    }
}

impl FromRequestParts<AppState> for Myself {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let me = Self::recognise(parts, app).await?;
        match (named_tenant(parts), me.identity.place) {
            (Some(_), Some(Place::Tenant(_)) | None) => Err(Problem::ActingForbidden.into()),
            (Some(_), Some(Place::Platform | Place::Partner(_))) => Err(Problem::TenantNotApplicable.into()),
            (None, _) => {
                stray::refuse_without_body(&parts.extensions)?;
                Ok(me)
            }
        }
    }
}

/// Whoever it is, and the tenant that they act for: their own, or the one that a caller of the platform or of a partner named.
#[derive(Debug, Clone)]
pub(crate) struct MyselfActing {
    pub me: Myself,
    pub tenant: Option<TenantId>,
}

impl FromRequestParts<AppState> for MyselfActing {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let me = Myself::recognise(parts, app).await?;
        let acts = match (named_tenant(parts), me.identity.place) {
            (None, place) => place,
            (Some(_), None) => return Err(Problem::ActingForbidden.into()),
            (Some(named), Some(home)) => Some(act_for(app, home, named, Acts::Anywhere).await?.place),
        };
        stray::refuse_without_body(&parts.extensions)?;
        Ok(Self { me, tenant: acts.and_then(Place::tenant) })
    }
}

async fn calling<P: Permit>(parts: &Parts, app: &AppState, acts: Acts) -> Result<Calling, ApiError> {
    let now = app.clock.now();
    let identity = identity::authenticate(app, parts).await?;
    app.limits.charge_caller(parts, &identity.counted_as())?;
    // Someone without any membership may do nothing but look at themselves.
    let Some(home) = identity.place else { return Err(forbidden::<P>()) };
    let ActsFor { place, livemode, is_purged } = match named_tenant(parts) {
        Some(named) => act_for(app, home, named, acts).await?,
        None if acts == Acts::OneTenant && home.tenant().is_none() => return Err(Problem::TenantRequired.into()),
        None => ActsFor { place: home, livemode: identity.livemode, is_purged: false },
    };
    if !identity.permissions.has(P::PERMISSION) {
        return Err(forbidden::<P>());
    }
    // Of a tenant whose data was removed nothing is made again. Its invoices are kept, and what comes in for one is.
    if is_purged && !parts.method.is_safe() && P::PERMISSION != Permission::SettleInvoices {
        return Err(Problem::TenantPurged.into());
    }
    stray::refuse_without_body(&parts.extensions)?;
    tracing::Span::current().record("tenant", tracing::field::display(place));
    Ok(Calling { app: app.clone(), identity, home, acts: place, livemode, language: Language::of(&parts.headers), now })
}

fn forbidden<P: Permit>() -> ApiError {
    ApiError::With(Problem::Forbidden, json!({ "permission": P::PERMISSION }))
}

macro_rules! callers {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name<P> {
            calling: Arc<Calling>,
            permit: PhantomData<P>,
        }

        impl<P> std::ops::Deref for $name<P> {
            type Target = Calling;

            fn deref(&self) -> &Calling {
                &self.calling
            }
        }

        impl<P> $name<P> {
            fn new(calling: Calling) -> Self {
                Self { calling: Arc::new(calling), permit: PhantomData }
            }
        }
    )*};
}

callers! {
    /// Acts on what the platform, a partner and a tenant each have: members, keys, events.
    PlaceCaller;
    /// The platform or a partner, acting on tenants as such.
    PartnerCaller;
    /// The platform.
    PlatformCaller;
}

/// Acts on one tenant's data.
#[derive(Debug, Clone)]
pub struct Caller<P> {
    calling: Arc<Calling>,
    tenant: TenantId,
    permit: PhantomData<P>,
}

impl<P> std::ops::Deref for Caller<P> {
    type Target = Calling;

    fn deref(&self) -> &Calling {
        &self.calling
    }
}

impl<P: Permit> Caller<P> {
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// A transaction in which only this tenant's rows exist.
    pub async fn begin(&self) -> sqlx::Result<TenantTx> {
        TenantTx::begin(&self.app.pools, self.tenant).await
    }
}

impl<P: Permit> FromRequestParts<AppState> for Caller<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let calling = calling::<P>(parts, app, Acts::OneTenant).await?;
        let tenant = calling.acts.tenant().ok_or(Problem::TenantRequired)?;
        Ok(Self { calling: Arc::new(calling), tenant, permit: PhantomData })
    }
}

/// A transaction of wherever the caller acts.
#[derive(Debug)]
pub enum PlaceTx {
    Tenant(TenantTx),
    System(SystemTx),
}

impl PlaceTx {
    pub fn conn(&mut self) -> &mut PgConnection {
        match self {
            Self::Tenant(tx) => tx.conn(),
            Self::System(tx) => tx.conn(),
        }
    }

    #[track_caller]
    pub fn commit(self) -> impl Future<Output = sqlx::Result<()>> {
        match self {
            Self::Tenant(tx) => Either::Left(tx.commit()),
            Self::System(tx) => Either::Right(tx.commit()),
        }
    }
}

impl<P: Permit> PlaceCaller<P> {
    pub async fn begin(&self) -> sqlx::Result<PlaceTx> {
        match self.acts {
            Place::Tenant(tenant) => TenantTx::begin(&self.app.pools, tenant).await.map(PlaceTx::Tenant),
            Place::Platform | Place::Partner(_) => self.begin_system().await.map(PlaceTx::System),
        }
    }

    /// For work that reaches people, who belong to no tenant. Its queries name their place themselves.
    pub(crate) async fn begin_system(&self) -> sqlx::Result<SystemTx> {
        SystemTx::begin(&self.app.pools).await
    }
}

impl<P: Permit> FromRequestParts<AppState> for PlaceCaller<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        calling::<P>(parts, app, Acts::Anywhere).await.map(Self::new)
    }
}

impl<P: Permit> PartnerCaller<P> {
    pub async fn begin(&self) -> sqlx::Result<SystemTx> {
        SystemTx::begin(&self.app.pools).await
    }
}

impl<P: Permit> FromRequestParts<AppState> for PartnerCaller<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let calling = calling::<P>(parts, app, Acts::AtHome).await?;
        if calling.home.tenant().is_some() { Err(forbidden::<P>()) } else { Ok(Self::new(calling)) }
    }
}

impl<P: Permit> PlatformCaller<P> {
    pub async fn begin(&self) -> sqlx::Result<SystemTx> {
        SystemTx::begin(&self.app.pools).await
    }
}

impl<P: Permit> FromRequestParts<AppState> for PlatformCaller<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let calling = calling::<P>(parts, app, Acts::AtHome).await?;
        if calling.home == Place::Platform { Ok(Self::new(calling)) } else { Err(forbidden::<P>()) }
    }
}
