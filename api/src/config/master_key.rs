//! The key that seals secrets in the database.

use std::path::Path;

use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// The key that seals what must not be read from the database alone. Never printed.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// # Errors
    /// When it is not 32 bytes in base64; the text itself is never quoted.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let decoded = Zeroizing::new(STANDARD.decode(text.trim()).ok().context("the master key is not base64")?);
        let bytes: [u8; 32] =
            decoded.as_slice().try_into().ok().context("the master key is not 32 bytes long: make one with `openssl rand -base64 32`")?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).map(Zeroizing::new).with_context(|| format!("{} cannot be read", path.display()))?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_master_key_is_32_bytes_and_never_printed() {
        let key = MasterKey::parse("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n").unwrap();
        assert_eq!(key.bytes(), &[1; 32]);
        assert_eq!(format!("{key:?}"), "MasterKey(..)");
        let error = MasterKey::parse("c2hvcnQ=").unwrap_err().to_string();
        assert!(error.contains("32 bytes") && !error.contains("c2hvcnQ"), "{error}");
    }
}
