//! Secrets that Stripe gave, which show themselves to nobody.

use std::{fmt, str::FromStr};

use zeroize::Zeroizing;

/// A secret (`sk_`) or restricted (`rk_`) key of the API.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<String>);

/// With which Stripe signs what it sends to one address (`whsec_`).
#[derive(Clone)]
pub struct WebhookSecret(Zeroizing<String>);

/// The text is no such secret. It is not quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must be like {0}")]
pub struct SecretFault(&'static str);

impl SecretKey {
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn livemode(&self) -> bool {
        self.0.contains("_live_")
    }
}

impl WebhookSecret {
    pub(super) fn reveal(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn checked(text: &str, beginnings: &[&str], example: &'static str) -> Result<Zeroizing<String>, SecretFault> {
    let rest = beginnings.iter().find_map(|beginning| text.strip_prefix(beginning)).unwrap_or_default();
    let fits = !rest.is_empty() && text.len() <= 255 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits { Ok(Zeroizing::new(text.to_owned())) } else { Err(SecretFault(example)) }
}

impl FromStr for SecretKey {
    type Err = SecretFault;

    fn from_str(text: &str) -> Result<Self, SecretFault> {
        checked(text, &["sk_live_", "sk_test_", "rk_live_", "rk_test_"], "sk_live_...").map(Self)
    }
}

impl FromStr for WebhookSecret {
    type Err = SecretFault;

    fn from_str(text: &str) -> Result<Self, SecretFault> {
        checked(text, &["whsec_"], "whsec_...").map(Self)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_secret_is_refused_and_not_quoted() {
        for wrong in ["", "sk_test_", "pk_live_abc", "sk_live_a b", "sk_live_abc\n", "whsec_abc"] {
            let fault = wrong.parse::<SecretKey>().unwrap_err();
            assert_eq!(fault.to_string(), "it must be like sk_live_...", "{wrong:?}");
        }
        assert!("rk_live_abc".parse::<SecretKey>().unwrap().livemode());
        assert!("whsec_".parse::<WebhookSecret>().is_err());
        assert_eq!(format!("{:?}", "whsec_abc".parse::<WebhookSecret>().unwrap()), "WebhookSecret");
    }
}
