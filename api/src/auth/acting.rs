//! X-Tenant: for which institution a caller of the platform or of a partner acts.

use homeroom_domain::ids::{PartnerId, TenantId};
use http::request::Parts;
use uuid::Uuid;

use super::{place::Place, store};
use crate::{
    app::AppState,
    http::{ApiError, Problem},
};

const X_TENANT: &str = "x-tenant";

/// What an operation makes of X-Tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acts {
    /// Callers of the platform and of partners must name a tenant.
    OneTenant,
    /// They may; otherwise they act for themselves.
    Anywhere,
    /// There is no tenant to act for.
    AtHome,
}

/// The text of the header; bytes that are no text name nothing.
pub(super) fn named_tenant(parts: &Parts) -> Option<&str> {
    parts.headers.get(X_TENANT).map(|value| value.to_str().unwrap_or_default())
}

/// Where a caller acts.
pub(super) struct ActsFor {
    pub(super) place: Place,
    pub(super) livemode: bool,
    /// Its data was removed.
    pub(super) is_purged: bool,
}

pub(super) async fn act_for(app: &AppState, home: Place, named: &str, acts: Acts) -> Result<ActsFor, ApiError> {
    if home.tenant().is_some() {
        return Err(Problem::ActingForbidden.into());
    }
    if acts == Acts::AtHome {
        return Err(Problem::TenantNotApplicable.into());
    }
    let id = named.parse::<TenantId>().unwrap_or(TenantId::new(Uuid::nil()));
    let row = store::tenant(&mut *app.pools.worker.acquire().await?, id).await?;
    let own = row.filter(|row| home == Place::Platform || row.partner_id == home.partner().map(PartnerId::uuid));
    let acts = own.map(|row| ActsFor { place: Place::Tenant(id), livemode: row.livemode, is_purged: row.is_purged });
    acts.ok_or(ApiError::NotFound)
}
