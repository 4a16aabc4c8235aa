//! What Stripe calls us with: whether it is Stripe's own, and what it names. What it tells beyond that is not believed but asked for.
//!
//! `Stripe-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256(secret, "<t>.<body>")>` over the raw bytes of the body (docs.stripe.com/webhooks,
//! "Verify manually"). There are several `v1` while a secret is being replaced, and other schemes, which are not looked at.

use hmac::{Hmac, Mac};
use serde::Deserialize;
use sha2::Sha256;

use super::{Id, WebhookSecret};

/// How old a signature may be, and how far ahead of our clock.
const TOLERANCE_SECONDS: i64 = 300;
/// Signatures that are looked at.
const MOST_SIGNATURES: usize = 16;
const DIGEST_BYTES: usize = 32;

/// Why a body is not Stripe's, or not of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    #[error("the signature has another form")]
    Form,
    #[error("it was signed with none of the secrets")]
    Signature,
    #[error("it was signed more than {TOLERANCE_SECONDS} s from now")]
    Time,
}

/// Checks the header against the raw body; `now` in Unix seconds. Several secrets: one is being replaced.
///
/// # Errors
/// When the body is not to be looked at.
pub fn verify(body: &[u8], header: &str, secrets: &[WebhookSecret], now: i64) -> Result<(), SignatureFault> {
    let (at, signatures) = parts(header).ok_or(SignatureFault::Form)?;
    let signed = secrets.iter().any(|secret| signatures.iter().any(|signature| is_signed(body, at, secret, signature)));
    if !signed {
        return Err(SignatureFault::Signature);
    }
    // Signed by whoever has the secret, so the time in it is Stripe's.
    let time: i64 = at.parse().map_err(|_| SignatureFault::Form)?;
    if now.abs_diff(time) > TOLERANCE_SECONDS.unsigned_abs() { Err(SignatureFault::Time) } else { Ok(()) }
}

/// The time as it is written, and all signatures of the first scheme.
fn parts(header: &str) -> Option<(&str, Vec<[u8; DIGEST_BYTES]>)> {
    let (mut at, mut signatures) = (None, Vec::new());
    for (name, value) in header.split(',').filter_map(|part| part.trim().split_once('=')) {
        match name {
            "t" if at.is_none() => at = Some(value),
            // Two times: one was put there by somebody else.
            "t" => return None,
            "v1" if signatures.len() < MOST_SIGNATURES => signatures.extend(digest(value)),
            _ => {}
        }
    }
    at.filter(|at| !at.is_empty() && at.len() <= 15 && at.bytes().all(|byte| byte.is_ascii_digit())).map(|at| (at, signatures))
}

fn digest(hex: &str) -> Option<[u8; DIGEST_BYTES]> {
    let mut digest = [0; DIGEST_BYTES];
    if hex.len() != 2 * DIGEST_BYTES {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(hex.as_bytes().chunks(2)) {
        let nibble = |letter: u8| char::from(letter).to_digit(16).and_then(|value| u8::try_from(value).ok());
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(digest)
}

/// Compared in constant time.
fn is_signed(body: &[u8], at: &str, secret: &WebhookSecret, signature: &[u8; DIGEST_BYTES]) -> bool {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal()) else { return false };
    mac.update(at.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.verify_slice(signature).is_ok()
}

/// That something happened, and to what. `created` in Unix seconds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Wire")]
pub struct Notice {
    pub id: Id,
    /// Such as `invoice.paid`.
    pub kind: String,
    pub created: i64,
    /// What it happened to; a few have no id.
    pub object: Option<Id>,
    pub livemode: bool,
}

impl Notice {
    /// From a body whose signature is right. Fields that are not ours may be missing, new, or of any form.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

#[derive(Deserialize)]
struct Wire {
    id: Id,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    #[serde(default)]
    data: Option<Data>,
    #[serde(default)]
    livemode: bool,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    object: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: Option<String>,
}

impl TryFrom<Wire> for Notice {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, &'static str> {
        let plain =
            (1..=100).contains(&wire.kind.len()) && wire.kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
        if !plain {
            return Err("an event has a type");
        }
        let object = wire.data.and_then(|data| data.object).and_then(|object| object.id).and_then(|id| id.parse().ok());
        Ok(Self { id: wire.id, kind: wire.kind, created: wire.created, object, livemode: wire.livemode })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id": "evt_1", "type": "invoice.paid", "created": 1700000000, "data": {"object": {"id": "in_1"}}}"#;
    const NOW: i64 = 1_700_000_000;
    /// HMAC-SHA256 of "1700000000." and the body with `whsec_homeroom`, worked out by another program.
    const BY_ANOTHER: &str = "20bc0e65b3a3ab410267f359dc297f363e7646e1a9e976e085b7d1cd8c87279a";

    fn secret(text: &str) -> WebhookSecret {
        text.parse().unwrap()
    }

    fn signed(at: i64, body: &[u8], with: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(with.as_bytes()).unwrap();
        mac.update(format!("{at}.").as_bytes());
        mac.update(body);
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn check(header: &str) -> Result<(), SignatureFault> {
        verify(BODY, header, &[secret("whsec_homeroom")], NOW)
    }

    #[test]
    fn what_another_program_signed_is_right() {
        assert_eq!(check(&format!("t={NOW},v1={BY_ANOTHER}")), Ok(()));
        assert_eq!(signed(NOW, BODY, "whsec_homeroom"), BY_ANOTHER);
    }

    #[test]
    fn one_of_several_signatures_and_of_several_secrets_is_enough() {
        let (old, new) = (signed(NOW, BODY, "whsec_old"), signed(NOW, BODY, "whsec_new"));
        let header = format!("t={NOW}, v1={old}, v0=abc, v1={new}, v2");
        for secrets in [vec![secret("whsec_new")], vec![secret("whsec_old")], vec![secret("whsec_other"), secret("whsec_new")]] {
            assert_eq!(verify(BODY, &header, &secrets, NOW), Ok(()));
        }
        assert_eq!(verify(BODY, &header, &[secret("whsec_other")], NOW), Err(SignatureFault::Signature));
        assert_eq!(verify(BODY, &header, &[], NOW), Err(SignatureFault::Signature));
    }

    #[test]
    fn another_body_time_or_secret_is_not_signed() {
        let right = signed(NOW, BODY, "whsec_homeroom");
        for header in [
            format!("t={},v1={right}", NOW + 1),
            format!("t={NOW},v1={}", signed(NOW, BODY, "whsec_other")),
            format!("t={NOW},v1={}", signed(NOW, b"{}", "whsec_homeroom")),
            format!("t={NOW},v1={}", &right[..62]),
            format!("t={NOW},v0={right}"),
            format!("t={NOW}"),
        ] {
            assert_eq!(check(&header), Err(SignatureFault::Signature), "{header}");
        }
    }

    #[test]
    fn a_body_is_good_for_five_minutes() {
        for (at, expected) in
            [(NOW - 300, Ok(())), (NOW + 300, Ok(())), (NOW - 301, Err(SignatureFault::Time)), (NOW + 301, Err(SignatureFault::Time))]
        {
            assert_eq!(check(&format!("t={at},v1={}", signed(at, BODY, "whsec_homeroom"))), expected, "{at}");
        }
    }

    #[test]
    fn a_header_of_another_form_is_none() {
        let right = signed(NOW, BODY, "whsec_homeroom");
        for header in
            ["", "v1=ab", "t=,v1=ab", "t=-1,v1=ab", "t=1e9,v1=ab", "t=99999999999999999999,v1=ab", &format!("t={NOW},t={NOW},v1={right}")]
        {
            assert_eq!(check(header), Err(SignatureFault::Form), "{header}");
        }
    }

    #[test]
    fn a_notice_is_read_whatever_else_there_is_or_is_not() {
        let notice = Notice::read(BODY).unwrap();
        assert_eq!((notice.id.as_str(), notice.kind.as_str(), notice.created, notice.livemode), ("evt_1", "invoice.paid", NOW, false));
        assert_eq!(notice.object.unwrap().as_str(), "in_1");
        let odd = br#"{"id": "evt_2", "type": "a.b", "created": 1, "livemode": true, "data": {"object": {"object": "balance"}, "new": []}, "x": 1}"#;
        let odd = Notice::read(odd).unwrap();
        assert!(odd.object.is_none() && odd.livemode);
        for wrong in ["", "[]", "{}", r#"{"id": "../x", "type": "a", "created": 1}"#, r#"{"id": "evt_1", "type": "a b", "created": 1}"#] {
            assert_eq!(Notice::read(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
