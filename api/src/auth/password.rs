//! Passwords: argon2id, off the request threads and a few at a time, in equal time whether the account exists or not.
//!
//! A person may have a password for each of their memberships. All of them are hashed by the person's recipe, so that a log-in computes once and
//! compares with each: its time tells neither whether there is such a person nor how many memberships there are.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{PasswordHash, Salt},
};
use serde::{Deserialize, Deserializer};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// One hash takes a core for some 65 ms and 19 MiB; more at once would let log-ins starve everything else.
static AT_ONCE: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1))));

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

/// How one person's passwords are hashed: algorithm, costs and salt, as a PHC string without its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipe(String);

impl Recipe {
    /// For somebody new, and for nobody.
    pub(crate) fn fresh() -> Self {
        let (version, costs) = (u32::from(Version::V0x13), Params::DEFAULT);
        let (m, t, p) = (costs.m_cost(), costs.t_cost(), costs.p_cost());
        Self(format!("$argon2id$v={version}$m={m},t={t},p={p}${}", Salt::generate().to_salt_string()))
    }

    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The hash to store, or to compare with what is stored.
pub(crate) async fn hash(password: Secret, recipe: Recipe) -> anyhow::Result<Vec<u8>> {
    let _turn = AT_ONCE.acquire().await?;
    tokio::task::spawn_blocking(move || hash_now(&password.0, &recipe)).await?
}

fn hash_now(password: &str, Recipe(recipe): &Recipe) -> anyhow::Result<Vec<u8>> {
    let parts = PasswordHash::new(recipe).map_err(|error| anyhow::anyhow!("a password's recipe: {error}"))?;
    let salt = parts.salt.ok_or_else(|| anyhow::anyhow!("a password's recipe has no salt"))?;
    let costs = Params::try_from(&parts).map_err(|error| anyhow::anyhow!("a password's recipe: {error}"))?;
    let mut out = vec![0; Params::DEFAULT_OUTPUT_LEN];
    let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, costs).hash_password_into(password.as_bytes(), &salt, &mut out);
    hashed.map(|()| out).map_err(|error| anyhow::anyhow!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(password: &str) -> Secret {
        Secret::new(password.to_owned())
    }

    #[tokio::test]
    async fn a_password_has_one_hash_by_a_recipe_and_another_by_each_other() {
        let recipe = Recipe::fresh();
        assert!(recipe.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{recipe:?}");
        let stored = hash(text("correct horse"), recipe.clone()).await.unwrap();
        assert_eq!(hash(text("correct horse"), recipe.clone()).await.unwrap(), stored);
        assert_ne!(hash(text("battery staple"), recipe).await.unwrap(), stored);
        assert_ne!(hash(text("correct horse"), Recipe::fresh()).await.unwrap(), stored);
    }

    #[tokio::test]
    async fn a_hash_is_what_others_make_of_its_recipe() {
        use argon2::password_hash::PasswordVerifier;
        use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
        let recipe = Recipe::fresh();
        let hash = hash(text("correct horse"), recipe.clone()).await.unwrap();
        let whole = format!("{}${}", recipe.as_str(), STANDARD_NO_PAD.encode(hash));
        assert!(Argon2::default().verify_password(b"correct horse", &PasswordHash::new(&whole).unwrap()).is_ok());
    }
}
