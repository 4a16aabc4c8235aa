//! Encryption at rest: AES-256-GCM, envelope. A fresh data key seals each value, the master key seals the data key.
//!
//! The context ("clusters.kubeconfig/<uuid>") is authenticated with both, so a value that is moved to another row or column does not open.
//! Changing the master key wraps the data keys again (`rewrap`) and leaves the values as they are. Layout: version (1 byte), master key's id (8),
//! nonce (12), wrapped data key (48), nonce (12), value and tag.

use std::sync::Arc;

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use futures::future::BoxFuture;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const KEY_ID: usize = 8;
const NONCE: usize = 12;
const WRAPPED: usize = 32 + 16;
const HEAD: usize = 1 + KEY_ID + NONCE + WRAPPED;

/// Why a value did not open. It says nothing about the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("a sealed value was made with a master key that is not configured")]
    UnknownKey,
    #[error("a sealed value is damaged, or belongs to another row")]
    Damaged,
}

/// Values of a sealed column with the keys of their rows.
pub type SealedValues = Vec<(String, Vec<u8>)>;

/// Puts one sealed value in the place of another, in the row of this key, if that is still what is there.
type Replace = for<'a> fn(&'a mut PgConnection, &'a str, &'a [u8], &'a [u8]) -> BoxFuture<'a, sqlx::Result<bool>>;

/// A column that holds sealed values, as the store that owns it offers it to whoever changes the master key.
#[derive(Debug, Clone, Copy)]
pub struct SealedColumn {
    /// `<table>.<column>`; with the row's key it is the context of a value.
    pub place: &'static str,
    /// At most so many values, by key, after this one: key and value.
    pub read: for<'a> fn(&'a mut PgConnection, Option<&'a str>, i64) -> BoxFuture<'a, sqlx::Result<SealedValues>>,
    /// Replaces the value of a row if it is still the one that was read, in the order key, read, new; says whether it was.
    pub replace: Replace,
}

/// A key of a sealed column's row as a UUID.
pub(crate) fn uuid_key(key: &str) -> sqlx::Result<Uuid> {
    key.parse().map_err(|error: uuid::Error| sqlx::Error::Encode(error.into()))
}

/// The master key, and those before it that may still be met. Clones share the keys.
#[derive(Clone)]
pub struct Seal {
    current: Arc<Master>,
    previous: Arc<[Master]>,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(..)")
    }
}

struct Master {
    id: [u8; KEY_ID],
    cipher: Box<Aes256Gcm>,
    fingerprints: Zeroizing<[u8; 32]>,
}

impl Master {
    fn new(key: &[u8; 32]) -> Self {
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&derived(key, b"homeroom master key id")[..KEY_ID]);
        Self { id, cipher: Box::new(cipher(key)), fingerprints: Zeroizing::new(derived(key, b"homeroom body fingerprints")) }
    }

    fn fingerprint(&self, digest: &[u8; 32]) -> [u8; 32] {
        derived(&self.fingerprints, digest)
    }
}

/// HMAC-SHA256, which takes keys of any length.
fn derived(key: &[u8; 32], label: &[u8]) -> [u8; 32] {
    // The inner hash is what Hmac itself would do; `new` on a key of block size cannot fail, `new_from_slice` could by its type only.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    <Hmac<Sha256> as Mac>::new(&block.into()).chain_update(label).finalize().into_bytes().into()
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}

impl Seal {
    pub fn new(current: &[u8; 32], previous: &[[u8; 32]]) -> Self {
        Self { current: Arc::new(Master::new(current)), previous: previous.iter().map(Master::new).collect() }
    }

    /// Seals a value for one place.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let data_key = Zeroizing::new(rand::random::<[u8; 32]>());
        let mut sealed = self.wrap(context, &data_key);
        sealed.extend(encrypt(&cipher(&data_key), context, plain));
        sealed
    }

    /// # Errors
    /// When it was sealed with an unknown key or for another place, or is damaged.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (head, body) = sealed.split_at_checked(HEAD).ok_or(SealError::Damaged)?;
        let data_key = self.unwrap(context, head)?;
        decrypt(&cipher(&data_key), context, body)
    }

    /// The same value under the current master key; `None` when it is already.
    ///
    /// # Errors
    /// As `open`.
    pub fn rewrap(&self, context: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, SealError> {
        let (head, body) = sealed.split_at_checked(HEAD).ok_or(SealError::Damaged)?;
        let data_key = self.unwrap(context, head)?;
        if head[1..=KEY_ID] == self.current.id {
            return Ok(None);
        }
        let mut fresh = self.wrap(context, &data_key);
        fresh.extend(body);
        Ok(Some(fresh))
    }

    /// A keyed hash of a digest: stored, it does not let anyone test guesses of the body.
    pub fn fingerprint(&self, digest: &[u8; 32]) -> Vec<u8> {
        self.current.fingerprint(digest).to_vec()
    }

    /// Whether a fingerprint, made with the current key or one before, is of this digest.
    pub fn is_fingerprint(&self, digest: &[u8; 32], stored: &[u8]) -> bool {
        self.masters().any(|master| bool::from(master.fingerprint(digest).ct_eq(stored)))
    }

    fn masters(&self) -> impl Iterator<Item = &Master> {
        std::iter::once(&*self.current).chain(self.previous.iter())
    }

    fn wrap(&self, context: &str, data_key: &[u8; 32]) -> Vec<u8> {
        let mut head = vec![VERSION];
        head.extend(self.current.id);
        head.extend(encrypt(&self.current.cipher, context, data_key));
        head
    }

    fn unwrap(&self, context: &str, head: &[u8]) -> Result<Zeroizing<[u8; 32]>, SealError> {
        let (version_and_id, wrapped) = head.split_at_checked(1 + KEY_ID).ok_or(SealError::Damaged)?;
        if version_and_id[0] != VERSION {
            return Err(SealError::Damaged);
        }
        let master = self.masters().find(|master| master.id == version_and_id[1..]).ok_or(SealError::UnknownKey)?;
        let key = decrypt(&master.cipher, context, wrapped)?;
        key.as_slice().try_into().map(Zeroizing::new).map_err(|_| SealError::Damaged)
    }
}

/// Nonce, then ciphertext and tag.
fn encrypt(cipher: &Aes256Gcm, context: &str, plain: &[u8]) -> Vec<u8> {
    let nonce = rand::random::<[u8; NONCE]>();
    let payload = Payload { msg: plain, aad: context.as_bytes() };
    // AES-GCM fails only on inputs of 64 GiB and more; an empty value would then simply not open.
    let sealed = cipher.encrypt((&nonce).into(), payload).unwrap_or_default();
    [nonce.as_slice(), &sealed].concat()
}

fn decrypt(cipher: &Aes256Gcm, context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (nonce, body) = sealed.split_at_checked(NONCE).ok_or(SealError::Damaged)?;
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Damaged)?;
    let payload = Payload { msg: body, aad: context.as_bytes() };
    cipher.decrypt((&nonce).into(), payload).map(Zeroizing::new).map_err(|_| SealError::Damaged)
}

/// SHA-256, for secrets that are random enough to need no salt.
pub fn sha256(text: &str) -> Vec<u8> {
    Sha256::digest(text).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [u8; 32] = [1; 32];
    const NEW: [u8; 32] = [2; 32];

    #[test]
    fn a_value_opens_in_its_own_place_only() {
        let seal = Seal::new(&OLD, &[]);
        let sealed = seal.seal("clusters.kubeconfig/a", b"secret");
        assert_eq!(seal.open("clusters.kubeconfig/a", &sealed).unwrap().as_slice(), b"secret");
        assert_eq!(seal.open("clusters.kubeconfig/b", &sealed), Err(SealError::Damaged));
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(seal.open("clusters.kubeconfig/a", &damaged).is_err(), "byte {at}");
            assert!(seal.open("clusters.kubeconfig/a", &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_new_master_key_takes_over_and_the_old_one_can_go() {
        let sealed = Seal::new(&OLD, &[]).seal("x", b"secret");
        assert_eq!(Seal::new(&NEW, &[]).open("x", &sealed), Err(SealError::UnknownKey));
        let both = Seal::new(&NEW, &[OLD]);
        assert_eq!(both.open("x", &sealed).unwrap().as_slice(), b"secret");
        let again = both.rewrap("x", &sealed).unwrap().unwrap();
        assert_eq!(both.rewrap("x", &again).unwrap(), None);
        assert_eq!(Seal::new(&NEW, &[]).open("x", &again).unwrap().as_slice(), b"secret");
        assert!(Seal::new(&OLD, &[]).open("x", &again).is_err());
    }

    #[test]
    fn a_fingerprint_survives_a_change_of_the_master_key() {
        let stored = Seal::new(&OLD, &[]).fingerprint(&[7; 32]);
        let both = Seal::new(&NEW, &[OLD]);
        assert!(both.is_fingerprint(&[7; 32], &stored));
        assert!(!both.is_fingerprint(&[8; 32], &stored));
        assert!(!Seal::new(&NEW, &[]).is_fingerprint(&[7; 32], &stored));
    }
}
