//! Which server the page of a room may talk to beside this service: that of its own room, and only for who may enter it.
//!
//! Who that is decides the API when the page asks for the way in; here the same people are named the server, so that the page of anybody else reaches none.

use axum::extract::FromRequestParts;
use homeroom_domain::ids::ClassroomId;
use http::{HeaderName, HeaderValue, Uri, request::Parts};

use crate::{
    app::AppState,
    auth::{Caller, JoinClassrooms, guest::Guest},
    classrooms, links,
};

const X_TENANT: HeaderName = HeaderName::from_static("x-tenant");

/// A room's server.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Media {
    secure: bool,
    /// With the port where one is named: letters, digits, and `-.:`, so that it can end neither a policy nor an attribute.
    host: String,
}

impl Media {
    /// Of the room that this address names. `None` for whoever may not enter it, and while its address is not known.
    pub(super) async fn of(app: &AppState, parts: &Parts) -> Option<Self> {
        let room = parts.uri.path().strip_prefix("/enter/")?.parse().ok()?;
        let url = match of_member(app, parts, room).await {
            Some(url) => url,
            None => of_guest(app, parts, room).await?,
        };
        Self::parse(&url)
    }

    fn parse(url: &str) -> Option<Self> {
        let uri = url.parse::<Uri>().ok()?;
        let secure = match uri.scheme_str()? {
            "wss" => true,
            "ws" => false,
            _ => return None,
        };
        let host = uri.host()?.to_ascii_lowercase();
        let plain = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
        let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
        plain.then(|| Self { secure, host: host + &port })
    }

    /// As the page compares it with the way in that it gets.
    pub(super) fn origin(&self) -> String {
        format!("{}://{}", if self.secure { "wss" } else { "ws" }, self.host)
    }

    /// For `connect-src`. A client whose socket was refused asks the same server over HTTP why.
    pub(super) fn sources(&self) -> String {
        format!("{} {}://{}", self.origin(), if self.secure { "https" } else { "http" }, self.host)
    }
}

/// A document is asked for without headers: whom somebody acts for stands in the address.
async fn of_member(app: &AppState, parts: &Parts, room: ClassroomId) -> Option<String> {
    let mut parts = parts.clone();
    let query = parts.uri.query().unwrap_or_default();
    if let Some(tenant) = query.split('&').find_map(|pair| pair.strip_prefix("as=")) {
        let tenant = HeaderValue::from_str(tenant).ok()?;
        parts.headers.insert(X_TENANT, tenant);
    }
    let caller = Caller::<JoinClassrooms>::from_request_parts(&mut parts, app).await.ok()?;
    classrooms::media_url(&mut caller.begin().await.ok()?, room).await.ok()?
}

async fn of_guest(app: &AppState, parts: &Parts, room: ClassroomId) -> Option<String> {
    let guest = Guest::from_request_parts(&mut parts.clone(), app).await.ok()?;
    let (mut tx, shown) = links::shown_room(&guest).await.ok()?;
    if shown == room { classrooms::media_url(&mut tx, room).await.ok()? } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_for_its_socket_and_for_what_is_asked_when_that_is_refused() {
        let sources = |url| Media::parse(url).map(|media| media.sources());
        let named = |text: &str| Some(text.to_owned());
        assert_eq!(sources("wss://R-1.Rooms.example.org"), named("wss://r-1.rooms.example.org https://r-1.rooms.example.org"));
        assert_eq!(sources("ws://10.0.0.7:7880/rtc"), named("ws://10.0.0.7:7880 http://10.0.0.7:7880"));
        for odd in ["https://rooms.example.org", "wss://a_b.example.org", "wss://rooms.example.org'*", "ws://[::1]:7880", "rooms", ""] {
            assert_eq!(sources(odd), None, "{odd}");
        }
    }
}
