//! Passwords: argon2id, off the request threads and a few at a time, in equal time whether the account exists or not.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use serde::{Deserialize, Deserializer};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// One hash takes a core for some 65 ms and 19 MiB; more at once would let log-ins starve everything else.
static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1))));

/// What is compared where there is no account or no password, so that both take the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now(&super::api_key::random(32)).unwrap_or_default());

/// Fewest and most characters of a password.
pub(crate) const LENGTH: std::ops::RangeInclusive<usize> = 10..=256;

/// A password as it came in: never printed, and wiped when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Length in characters.
    pub(crate) fn length(&self) -> usize {
        self.0.chars().count()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The PHC string to store.
pub(crate) async fn hash(password: Secret) -> anyhow::Result<String> {
    let _turn = AT_ONCE.acquire().await?;
    tokio::task::spawn_blocking(move || hash_now(&password.0)).await?
}

/// Whether the password is the one that was hashed; never, where there is none.
pub(crate) async fn verify(password: Secret, stored: Option<String>) -> anyhow::Result<bool> {
    let _turn = AT_ONCE.acquire().await?;
    Ok(tokio::task::spawn_blocking(move || verify_now(&password.0, stored.as_deref())).await?)
}

fn hash_now(password: &str) -> anyhow::Result<String> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|error| anyhow::anyhow!("argon2: {error}"))
}

fn verify_now(password: &str, stored: Option<&str>) -> bool {
    // Made by whoever comes first, known or not.
    let nobody = LazyLock::force(&NOBODY);
    let phc = stored.unwrap_or(nobody);
    let matches = PasswordHash::new(phc).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
    matches && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(password: &str) -> Secret {
        Secret::new(password.to_owned())
    }

    #[tokio::test]
    async fn only_the_right_password_passes_and_nobody_has_none() {
        let stored = hash(text("correct horse")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(verify(text("correct horse"), Some(stored.clone())).await.unwrap());
        assert!(!verify(text("battery staple"), Some(stored)).await.unwrap());
        assert!(!verify(text("battery staple"), None).await.unwrap());
    }
}
