//! What is kept of a link's passcode: a digest of it, sealed, so that it neither is read from the table nor ends with the master key.
//!
//! Links that were made before hold a fingerprint by the master key in the same column; they are gone a month after the last of them has ended.

use homeroom_domain::{ids::LinkId, text::composed};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::store;
use crate::{
    auth::Secret,
    seal::{Seal, SealError, SealedColumn},
};

const FINGERPRINT: usize = 32;
const PLACE: &str = "links.passcode_hash";

pub(crate) const SEALED: SealedColumn = SealedColumn {
    place: PLACE,
    read: |conn, after, limit| Box::pin(store::sealed(conn, after, limit)),
    replace: |conn, key, old, new| Box::pin(store::reseal(conn, key, old, new)),
};

/// The passcode as the link holds it.
pub(super) fn kept(seal: &Seal, link: LinkId, passcode: &Secret) -> Vec<u8> {
    seal.seal(&context(link), &digest(link, passcode))
}

/// Whether this is the passcode of the link.
///
/// # Errors
/// When what is kept does not open.
pub(super) fn is(seal: &Seal, link: LinkId, given: &Secret, kept: &[u8]) -> Result<bool, SealError> {
    let digest = digest(link, given);
    if kept.len() == FINGERPRINT {
        return Ok(seal.is_fingerprint(&digest, kept));
    }
    Ok(seal.open(&context(link), kept)?.ct_eq(&digest).into())
}

fn context(link: LinkId) -> String {
    format!("{PLACE}/{}", link.uuid())
}

/// Bound to its link, so that equal ones do not look alike.
fn digest(link: LinkId, passcode: &Secret) -> [u8; 32] {
    Sha256::digest(format!("passcode of {link}: {}", composed(passcode.expose().to_owned()))).into()
}
