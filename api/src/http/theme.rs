//! The theme that a person chose in the portal, which keeps it in a cookie of its own: so every page is right from the first paint on, without a script.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum_extra::extract::cookie::{Cookie, CookieJar};
use http::request::Parts;

const COOKIE: &str = "hr_theme";
/// What stands in the root element of a page for which nothing was chosen.
const UNTHEMED: &str = "data-theme=\"\"";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
    /// Nothing was chosen: the style sheet follows the system.
    System,
}

impl Theme {
    /// A value that is neither of the two is not repeated in any page.
    pub(crate) fn of(cookies: &CookieJar) -> Self {
        match cookies.get(COOKIE).map(Cookie::value) {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// The page, whose root element names no theme, in this one.
    pub(crate) fn put_on(self, html: &str) -> String {
        match self {
            Self::Light => html.replacen(UNTHEMED, "data-theme=\"light\"", 1),
            Self::Dark => html.replacen(UNTHEMED, "data-theme=\"dark\"", 1),
            Self::System => html.to_owned(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Theme {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&CookieJar::from_headers(&parts.headers)))
    }
}
