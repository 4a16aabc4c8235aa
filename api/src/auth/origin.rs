//! Cross-site requests: with a session cookie, and for logging in, a change must come from this service's own pages.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use http::{HeaderMap, header, request::Parts};

use super::{SystemTx, device::Device, guest::Shown};
use crate::{
    app::AppState,
    http::{ApiError, Problem, client_address},
};

/// Characters of a browser's name for itself that are kept.
const USER_AGENT: usize = 300;

/// # Errors
/// 403 unless `Sec-Fetch-Site` says same-origin, or, without it, `Origin` is ours.
pub(crate) fn same(headers: &HeaderMap, own: &str) -> Result<(), ApiError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN.as_str());
    let same = match text("sec-fetch-site") {
        // A page of ours that is reached under another name than PUBLIC_URL is still not ours.
        Some(site) => site == "same-origin" && origin.is_none_or(|origin| origin.eq_ignore_ascii_case(own)),
        None => origin.is_some_and(|origin| origin.eq_ignore_ascii_case(own)),
    };
    if same { Ok(()) } else { Err(Problem::CrossSite.into()) }
}

/// Somebody who wants to log in: on a page of ours, and not recognised yet.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    app: AppState,
    headers: HeaderMap,
    pub address: IpAddr,
}

impl Visitor {
    pub(crate) fn app(&self) -> &AppState {
        &self.app
    }

    /// The browser, where this person has logged in with it before.
    pub(crate) fn device(&self, email: &str) -> Option<Device> {
        Device::of(&self.headers, &self.app.seal, email, self.app.clock.now())
    }

    /// What the browser calls itself.
    pub(crate) fn user_agent(&self) -> Option<String> {
        let text = self.headers.get(header::USER_AGENT)?.to_str().ok()?;
        Some(text.chars().take(USER_AGENT).collect())
    }

    /// The link that was shown in this browser before, if one was.
    pub(crate) fn shown(&self) -> Option<Shown> {
        Shown::of(&self.headers, &self.app.seal, self.app.clock.now())
    }

    pub(crate) async fn begin(&self) -> sqlx::Result<SystemTx> {
        SystemTx::begin(&self.app.pools).await
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        same(&parts.headers, app.config.public_url.origin())?;
        let address = client_address(&parts.extensions, &parts.headers, &app.config.trusted_proxies);
        Ok(Self { app: app.clone(), headers: parts.headers.clone(), address })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        same(&map, "https://homeroom.example.org").is_ok()
    }

    #[test]
    fn only_our_own_pages_pass() {
        assert!(passes(&[("origin", "https://homeroom.example.org")]));
        assert!(passes(&[("sec-fetch-site", "same-origin")]));
        assert!(passes(&[("sec-fetch-site", "same-origin"), ("origin", "https://homeroom.example.org")]));
        assert!(!passes(&[]));
        assert!(!passes(&[("origin", "null")]));
        assert!(!passes(&[("origin", "https://homeroom.example.org.evil.example")]));
        assert!(!passes(&[("sec-fetch-site", "same-site"), ("origin", "https://homeroom.example.org")]));
        assert!(!passes(&[("sec-fetch-site", "cross-site")]));
        assert!(!passes(&[("sec-fetch-site", "none")]));
    }
}
