//! Addresses of calendar programs: a secret in the address that opens one path, for reading, and nothing else.
//!
//! Such programs send no headers. What a log, a problem or a metric says of a request is its path, never its query.

use homeroom_domain::ids::TenantId;
use http::request::Parts;
use jiff::Timestamp;

use super::{
    identity::{Credential, Identity, Who},
    permission::{Permission, Permissions},
    place::Place,
    role::Role,
    store,
};
use crate::{app::App, http::ApiError, seal::sha256};

/// Where alone it is a credential.
const PATH: &str = "/v1/lessons.ics";
const PARAMETER: &str = "subscription";

/// The address of a secret.
pub(crate) fn address(origin: &str, secret: &str) -> String {
    format!("{origin}{PATH}?{PARAMETER}={secret}")
}

/// Whether a request comes by such an address. No other credential counts there.
pub(super) fn is_of(parts: &Parts) -> bool {
    parts.uri.path() == PATH
}

/// The maker of the subscription, with the right to read lessons as long as the maker has it.
///
/// # Errors
/// 404 for a secret that is none, or not any more: a program that is answered 401 would ask for a password.
pub(super) async fn recognise(app: &App, parts: &Parts, now: Timestamp) -> Result<Identity, ApiError> {
    let query = parts.uri.query().unwrap_or_default();
    let secret = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == PARAMETER).map(|(_, secret)| secret);
    let secret = secret.ok_or(ApiError::NotFound)?;
    let mut conn = app.pools.worker.acquire().await?;
    let row = store::subscription_by_secret(&mut conn, &sha256(&secret)).await?.ok_or(ApiError::NotFound)?;
    let of_person = row.role.as_deref().and_then(|role| role.parse::<Role>().ok()).map(Role::permissions);
    let alive = row.key_revoked_at.is_none() && row.key_expires_at.is_none_or(|at| now < at.to_jiff());
    let of_key = row.key_scopes.filter(|_| alive).map(|scopes| Permissions::from_names(scopes.iter().map(String::as_str)));
    let permissions = of_person.or(of_key).unwrap_or(Permissions::NONE).only(Permissions::of(&[Permission::ReadLessons]));
    if !permissions.has(Permission::ReadLessons) {
        return Err(ApiError::NotFound);
    }
    Ok(Identity {
        who: row.user_id.map_or_else(|| Who::Key(row.maker_id.into()), |user| Who::User(user.into())),
        credential: Credential::Subscription,
        membership: row.user_id.map(|_| row.maker_id.into()),
        place: Some(Place::Tenant(TenantId::new(row.tenant_id))),
        role: None,
        permissions,
        livemode: row.livemode,
        expires_at: None,
    })
}
