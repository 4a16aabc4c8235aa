//! Guests: people without an account who hold a link into a classroom. A cookie, sealed by this service, says which link was shown and which browser it is;
//! it holds neither the secret nor a name.
//!
//! A guest begins transactions of the link's tenant and of no other. What the link still opens is looked up at each request. The cookie goes with pages
//! too: the page of a room is allowed that room's server for who may enter it.

use axum::extract::FromRequestParts;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use homeroom_domain::ids::{LinkId, TenantId};
use http::{HeaderMap, request::Parts};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{TenantTx, api_key, origin};
use crate::{
    app::AppState,
    http::{ApiError, Problem, is_safe, stray},
    seal::Seal,
};

const NAME: &str = "hr_link";
/// The longest that a browser is known by one showing of a link.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(12);
/// Of a browser's id: 131 bits.
const DEVICE_LENGTH: usize = 22;

/// A link that was shown in a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) link: LinkId,
    pub(crate) tenant: TenantId,
    device: String,
}

impl Shown {
    /// In a browser that is known by the same link already, else in a new one.
    pub(crate) fn anew(link: LinkId, tenant: TenantId, known: Option<&Self>) -> Self {
        let device = known.filter(|known| known.link == link).map(|known| known.device.clone());
        Self { link, tenant, device: device.unwrap_or_else(|| api_key::random(DEVICE_LENGTH)) }
    }

    /// What the cookie of these headers says, if it was sealed here and its time is not over.
    pub(crate) fn of(headers: &HeaderMap, seal: &Seal, now: Timestamp) -> Option<Self> {
        let jar = axum_extra::extract::CookieJar::from_headers(headers);
        let value = jar.get(NAME)?.value().to_owned();
        let [link, tenant, device, until, proof] = value.split('.').collect::<Vec<_>>().try_into().ok()?;
        let shown = Self { link: link.parse().ok()?, tenant: tenant.parse().ok()?, device: device.to_owned() };
        let proof = URL_SAFE_NO_PAD.decode(proof).ok()?;
        let lives = until.parse::<i64>().is_ok_and(|until| now.as_second() < until);
        (lives && seal.is_fingerprint(&shown.digest(until), &proof)).then_some(shown)
    }

    /// `Set-Cookie`, until the browser is closed, and for no longer than the link may be used.
    pub(crate) fn cookie(&self, seal: &Seal, now: Timestamp, expires_at: Timestamp, https: bool) -> String {
        let life = expires_at.duration_since(now).min(KNOWN_FOR);
        let until = (now.as_second() + life.as_secs()).to_string();
        let proof = URL_SAFE_NO_PAD.encode(seal.fingerprint(&self.digest(&until)));
        let (Self { link, tenant, device }, secure) = (self, if https { "; Secure" } else { "" });
        format!("{NAME}={link}.{tenant}.{device}.{until}.{proof}; Path=/; HttpOnly{secure}; SameSite=Lax")
    }

    /// `Set-Cookie` that ends it.
    pub(crate) fn taken_back(https: bool) -> String {
        let secure = if https { "; Secure" } else { "" };
        format!("{NAME}=; Path=/; Max-Age=0; HttpOnly{secure}; SameSite=Lax")
    }

    /// Who this is in the room: the same for the same link and browser, so that a page that is loaded again takes no second seat. Nobody who reads it
    /// learns the cookie.
    pub(crate) fn identity(&self, seal: &Seal) -> String {
        let digest = Sha256::digest(format!("guest of {} in {}", self.link, self.device)).into();
        format!("guest-{}", URL_SAFE_NO_PAD.encode(&seal.fingerprint(&digest)[..16]))
    }

    fn digest(&self, until: &str) -> [u8; 32] {
        Sha256::digest(format!("link {} of {} in {} until {until}", self.link, self.tenant, self.device)).into()
    }
}

/// Whoever calls with such a cookie, or without one. A change must come from a page of ours.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    app: AppState,
    shown: Option<Shown>,
    pub(crate) now: Timestamp,
}

impl Guest {
    pub(crate) fn app(&self) -> &AppState {
        &self.app
    }

    /// # Errors
    /// 422 without a cookie that holds.
    pub(crate) fn shown(&self) -> Result<&Shown, ApiError> {
        self.shown.as_ref().ok_or(Problem::LinkInvalid.into())
    }

    /// A transaction of the tenant whose link was shown.
    pub(crate) async fn begin(&self) -> Result<TenantTx, ApiError> {
        Ok(TenantTx::begin(&self.app.pools, self.shown()?.tenant).await?)
    }
}

impl FromRequestParts<AppState> for Guest {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        if !is_safe(&parts.method) {
            origin::same(&parts.headers, app.config.public_url.origin())?;
        }
        stray::refuse_without_body(&parts.extensions)?;
        let now = app.clock.now();
        let shown = Shown::of(&parts.headers, &app.seal, now);
        Ok(Self { app: app.clone(), shown, now })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn shown(link: u128) -> Shown {
        Shown::anew(LinkId::new(Uuid::from_u128(link)), TenantId::new(Uuid::from_u128(9)), None)
    }

    fn read(cookie: &str, seal: &Seal, now: Timestamp) -> Option<Shown> {
        let pair = cookie.split(';').next().unwrap();
        Shown::of(&HeaderMap::from_iter([(http::header::COOKIE, pair.parse().unwrap())]), seal, now)
    }

    #[test]
    fn a_cookie_is_of_one_link_and_ends_with_it() {
        let (seal, now) = (Seal::new(&[1; 32], &[]), Timestamp::from_second(1_800_000_000).unwrap());
        let (one, expires_at) = (shown(1), now + SignedDuration::from_mins(30));
        let cookie = one.cookie(&seal, now, expires_at, true);
        assert!(cookie.ends_with("; Path=/; HttpOnly; Secure; SameSite=Lax"), "{cookie}");
        assert_eq!(read(&cookie, &seal, now), Some(one.clone()));
        assert_eq!(read(&cookie, &seal, expires_at), None);
        assert_eq!(read(&cookie, &Seal::new(&[2; 32], &[]), now), None);
        let other = cookie.replacen(&one.link.to_string(), &shown(2).link.to_string(), 1);
        assert_eq!(read(&other, &seal, now), None, "a link cannot be put in the place of another");
        let far = one.cookie(&seal, now, now + SignedDuration::from_hours(1_000), false);
        assert!(far.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{far}");
        assert!(
            read(&far, &seal, now + KNOWN_FOR - SignedDuration::from_secs(1)).is_some() && read(&far, &seal, now + KNOWN_FOR).is_none()
        );
    }

    #[test]
    fn a_browser_is_the_same_person_with_the_same_link_alone() {
        let seal = Seal::new(&[1; 32], &[]);
        let (one, two) = (shown(1), shown(2));
        let again = Shown::anew(one.link, one.tenant, Some(&one));
        assert_eq!(one.identity(&seal), again.identity(&seal));
        let other_link = Shown::anew(two.link, two.tenant, Some(&one));
        assert_ne!(one.identity(&seal), other_link.identity(&seal));
        assert_ne!(one.identity(&seal), shown(1).identity(&seal), "another browser");
        assert!(!one.identity(&seal).contains(&one.device));
    }
}
