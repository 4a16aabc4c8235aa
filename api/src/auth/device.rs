//! Browsers that somebody has logged in with: a cookie that says so, sealed by this service.
//!
//! Guesses at a person from all over the world would, once there are enough of them, keep the person out as well. A browser with such a cookie is
//! counted by itself instead. The cookie opens nothing, and holds neither the person nor their address.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::api_key;
use crate::seal::Seal;

const NAME: &str = "hr-device";
/// How long a browser is known after the last log-in.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 180);

/// A browser that this person has logged in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    id: String,
}

impl Device {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The device that the cookie of these headers names, if it is one of this person's.
    pub(crate) fn of(headers: &HeaderMap, seal: &Seal, email: &str, now: Timestamp) -> Option<Self> {
        let jar = axum_extra::extract::CookieJar::from_headers(headers);
        let value = jar.get(NAME)?.value().to_owned();
        let [id, until, proof] = value.split('.').collect::<Vec<_>>().try_into().ok()?;
        let proof = URL_SAFE_NO_PAD.decode(proof).ok()?;
        let lives = until.parse::<i64>().is_ok_and(|until| now.as_second() < until);
        (lives && seal.is_fingerprint(&digest(email, id, until), &proof)).then(|| Self { id: id.to_owned() })
    }

    /// `Set-Cookie` for a log-in that was right; a browser keeps its id.
    pub(crate) fn cookie(known: Option<Self>, seal: &Seal, email: &str, now: Timestamp, https: bool) -> String {
        let id = known.map_or_else(|| api_key::random(22), |device| device.id);
        let until = (now + KNOWN_FOR).as_second().to_string();
        let proof = URL_SAFE_NO_PAD.encode(seal.fingerprint(&digest(email, &id, &until)));
        let secure = if https { "; Secure" } else { "" };
        format!("{NAME}={id}.{until}.{proof}; Path=/v1/sessions; Max-Age={}; HttpOnly{secure}; SameSite=Strict", KNOWN_FOR.as_secs())
    }
}

fn digest(email: &str, id: &str, until: &str) -> [u8; 32] {
    Sha256::digest(format!("device of {email}: {id} until {until}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_as_one_persons_until_its_time_is_over() {
        let seal = Seal::new(&[1; 32], &[]);
        let now: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
        let set = Device::cookie(None, &seal, "a@example.org", now, true);
        assert!(set.contains("; HttpOnly; Secure; SameSite=Strict") && !set.contains("example"), "{set}");
        let pair = set.split(';').next().unwrap();
        let device = |pair: &str, email: &str, at: Timestamp| {
            let headers = HeaderMap::from_iter([(http::header::COOKIE, pair.parse().unwrap())]);
            Device::of(&headers, &seal, email, at)
        };
        let known = device(pair, "a@example.org", now).unwrap();
        assert_eq!(device(pair, "b@example.org", now), None);
        assert_eq!(device(pair, "a@example.org", now + KNOWN_FOR), None);
        assert_eq!(device(&pair.replacen(known.id(), "another", 1), "a@example.org", now), None);
        let again = Device::cookie(Some(known.clone()), &seal, "a@example.org", now, true);
        assert_eq!(device(again.split(';').next().unwrap(), "a@example.org", now), Some(known), "it stays the same browser");
    }
}
