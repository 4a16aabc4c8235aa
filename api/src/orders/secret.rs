//! The key pair of a room's media server: made with the room, sealed in its row, opened to plan its objects and to sign a join token.

use homeroom_domain::ids::ClassroomId;
use rand::distr::{Alphanumeric, SampleString as _};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::seal::Seal;

/// Longer than the 32 characters that the media server asks for: 43 of 62 are 256 bits.
const SECRET_CHARS: usize = 43;
const KEY_CHARS: usize = 12;

/// A name and a secret; both are new for every room.
#[derive(Serialize, Deserialize)]
pub struct RoomSecret {
    pub key: String,
    pub secret: String,
}

impl RoomSecret {
    /// Fresh from the system's randomness.
    pub fn make() -> Self {
        let mut rng = rand::rng();
        Self {
            key: format!("HR{}", Alphanumeric.sample_string(&mut rng, KEY_CHARS)),
            secret: Alphanumeric.sample_string(&mut rng, SECRET_CHARS),
        }
    }
}

impl RoomSecret {
    /// Seals it for the row of its room.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which does not happen.
    pub fn seal(&self, seal: &Seal, room: ClassroomId) -> serde_json::Result<Vec<u8>> {
        let plain = Zeroizing::new(serde_json::to_vec(self)?);
        Ok(seal.seal(&context(room), &plain))
    }

    /// Opens what was sealed for that room.
    ///
    /// # Errors
    /// When the value belongs to another row or the master key is another.
    pub fn open(seal: &Seal, room: ClassroomId, sealed: &[u8]) -> anyhow::Result<Self> {
        Ok(serde_json::from_slice(&seal.open(&context(room), sealed)?)?)
    }
}

fn context(room: ClassroomId) -> String {
    format!("classrooms.secret/{}", room.uuid())
}

impl Drop for RoomSecret {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl std::fmt::Debug for RoomSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RoomSecret").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rooms_never_share_a_secret_and_it_is_never_printed() {
        let (one, other) = (RoomSecret::make(), RoomSecret::make());
        assert!(one.secret.len() >= 32 && one.key != other.key && one.secret != other.secret);
        assert!(!format!("{one:?}").contains(&one.secret));
    }
}
