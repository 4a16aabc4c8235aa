//! Passwords: argon2id, off the request threads and a few at a time, in equal time whether the account exists or not.
//!
//! A person may have a password for each of their memberships. All of them are hashed by the person's recipe, so that a log-in computes once and
//! compares with each: its time tells neither whether there is such a person nor how many memberships there are.
//!
//! Text is normalised to NFC before it is hashed (NIST SP 800-63B, RFC 8265): the same key may come composed from one keyboard and decomposed from
//! another. What was stored before that opens as well, because a log-in tries the text in each form that it may have been stored in.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{PasswordHash, Salt},
};
use serde::{Deserialize, Deserializer};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::http::{ApiError, Problem};

/// One hash takes a core for some 65 ms and 19 MiB; more at once would let passwords starve everything else.
static SLOTS: LazyLock<Slots> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Slots::new((cores / 2).max(1), (cores / 4).max(1), Duration::from_secs(5))
});
/// When to come again where every slot was taken for too long.
const RETRY_AFTER: u64 = 5;

/// What a password is hashed for. Each has slots of its own, so that nobody who hands passwords out keeps others from logging in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    LogIn,
    Setting,
}

/// How many passwords are hashed at once, and for how long one waits to be.
#[derive(Debug)]
struct Slots {
    log_in: Arc<Semaphore>,
    setting: Arc<Semaphore>,
    patience: Duration,
}

impl Slots {
    fn new(log_in: usize, setting: usize, patience: Duration) -> Self {
        Self { log_in: Arc::new(Semaphore::new(log_in)), setting: Arc::new(Semaphore::new(setting)), patience }
    }

    async fn take(&self, purpose: Purpose) -> Result<OwnedSemaphorePermit, ApiError> {
        let slots = match purpose {
            Purpose::LogIn => self.log_in.clone(),
            Purpose::Setting => self.setting.clone(),
        };
        let busy = |_| ApiError::RetryAfter { problem: Problem::Busy, seconds: RETRY_AFTER };
        timeout(self.patience, slots.acquire_owned()).await.map_err(busy)?.map_err(|error| ApiError::Internal(error.into()))
    }
}

/// Fewest and most characters of a password.
pub(crate) const LENGTH: std::ops::RangeInclusive<usize> = 10..=256;

/// A password as it came in: never printed, and wiped when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for what is not a password: it must go nowhere but into a digest.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Length in characters, as it is stored.
    pub(crate) fn length(&self) -> usize {
        self.0.nfc().count()
    }

    /// As it is stored.
    fn normal(&self) -> Self {
        Self::new(self.0.nfc().collect())
    }

    /// The forms in which it may have been stored: normalised, as it was typed, and as another keyboard would have typed it.
    fn forms(&self) -> Vec<Self> {
        let mut forms = vec![self.normal()];
        for form in [self.clone(), Self::new(self.0.nfd().collect())] {
            if forms.iter().all(|known| *known.0 != *form.0) {
                forms.push(form);
            }
        }
        forms
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

/// The hash to store.
///
/// # Errors
/// 503 `busy` when no slot became free in time.
pub(crate) async fn hash(password: &Secret, recipe: Recipe) -> Result<Vec<u8>, ApiError> {
    let mut hashed = compute(vec![password.normal()], recipe, SLOTS.take(Purpose::Setting).await?).await?;
    hashed.pop().ok_or_else(|| anyhow::anyhow!("a hash was lost").into())
}

/// The hashes of which one may be stored: as many as the text has forms, so that the time it takes depends on the text alone.
///
/// # Errors
/// 503 `busy` when no slot became free in time.
pub(crate) async fn candidates(password: &Secret, recipe: Recipe, purpose: Purpose) -> Result<Vec<Vec<u8>>, ApiError> {
    compute(password.forms(), recipe, SLOTS.take(purpose).await?).await
}

/// The slot is taken until the thread is done, whoever still waits for it.
async fn compute(passwords: Vec<Secret>, recipe: Recipe, slot: OwnedSemaphorePermit) -> Result<Vec<Vec<u8>>, ApiError> {
    let work = move || {
        let _slot = slot;
        passwords.iter().map(|password| hash_now(&password.0, &recipe)).collect::<anyhow::Result<Vec<_>>>()
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)??)
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
        let stored = hash(&text("correct horse"), recipe.clone()).await.unwrap();
        assert_eq!(hash(&text("correct horse"), recipe.clone()).await.unwrap(), stored);
        assert_ne!(hash(&text("battery staple"), recipe).await.unwrap(), stored);
        assert_ne!(hash(&text("correct horse"), Recipe::fresh()).await.unwrap(), stored);
    }

    #[tokio::test]
    async fn a_hash_is_what_others_make_of_its_recipe() {
        use argon2::password_hash::PasswordVerifier;
        use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
        let recipe = Recipe::fresh();
        let hash = hash(&text("correct horse"), recipe.clone()).await.unwrap();
        let whole = format!("{}${}", recipe.as_str(), STANDARD_NO_PAD.encode(hash));
        assert!(Argon2::default().verify_password(b"correct horse", &PasswordHash::new(&whole).unwrap()).is_ok());
    }

    #[tokio::test]
    async fn who_hands_passwords_out_keeps_nobody_from_logging_in() {
        let slots = Slots::new(1, 1, Duration::from_millis(20));
        let _setting = slots.take(Purpose::Setting).await.unwrap();
        let refused = slots.take(Purpose::Setting).await.unwrap_err();
        assert!(matches!(refused, ApiError::RetryAfter { problem: Problem::Busy, .. }), "{refused:?}");
        drop(slots.take(Purpose::LogIn).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_opens_in_whichever_form_its_keyboard_sends_it() {
        let (composed, decomposed) = (text("caf\u{e9} au lait"), text("cafe\u{301} au lait"));
        let recipe = Recipe::fresh();
        let stored = hash(&composed, recipe.clone()).await.unwrap();
        assert_eq!(hash(&decomposed, recipe.clone()).await.unwrap(), stored);
        // Stored as it was typed, before passwords were normalised.
        let of_before = hash_now("cafe\u{301} au lait", &recipe).unwrap();
        for typed in [&composed, &decomposed] {
            let tried = candidates(typed, recipe.clone(), Purpose::LogIn).await.unwrap();
            assert!(tried.contains(&stored) && tried.contains(&of_before));
        }
        assert_eq!(candidates(&text("correct horse"), recipe, Purpose::LogIn).await.unwrap().len(), 1, "plain text has one form");
        assert_eq!((composed.length(), decomposed.length()), (12, 12));
    }
}
