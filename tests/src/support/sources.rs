//! The service's own source, for laws that are about text.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of the service.
pub struct Source {
    /// From `api/src` on.
    pub path: PathBuf,
    pub text: String,
}

impl Source {
    /// The first step of its path: whose it is.
    pub fn room(&self) -> String {
        self.path.components().next().unwrap().as_os_str().to_string_lossy().into_owned()
    }
}

/// All of them.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src");
    let mut found = Vec::new();
    below(&root, &root, &mut found);
    found
}

fn below(root: &Path, dir: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(root, &path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(Source { path: path.strip_prefix(root).unwrap().to_owned(), text: fs::read_to_string(&path).unwrap() });
        }
    }
}
