//! Files and folders that nobody else may read: keys, tokens, passwords.
//!
//! A file is written beside its place and moved there whole: what it holds may be
//! the only copy, and a run that is killed must not leave half of it.

use std::fs::DirBuilder;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

/// A file that only its owner may read.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<()> {
    let write = || -> Result<()> {
        let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// A folder that only its owner may enter.
pub(crate) fn make_private_dir(path: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).with_context(|| format!("cannot make {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_private_file_is_private_whatever_was_there() {
        let scratch = Scratch::new("files-test").expect("a folder");
        let path = scratch.path().join("secret");
        fs::write(&path, "public").expect("it can be written");
        write_private(&path, "secret").expect("it can be replaced");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "secret");
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(scratch.path()).expect("a folder").count(), 1, "nothing else is left");
    }
}
