//! Container images made here: one static program in one layer, and for some what
//! a small Linux offers beside it. Those that a node starts with need no registry:
//! an OCI archive of each is imported under the name that pods ask for.
//!
//! Everything in it is fixed (times, owners, order), so the same program always
//! has the same digest.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::ctr;
use crate::process;

/// Never dialled: pods ask with `IfNotPresent`, and the image is present.
const REGISTRY: &str = "registry.homeroom.local";
/// What the program is called as that stands for a small Linux.
const BASE: [&str; 3] = ["nc", "sleep", "timeout"];
/// The user that classroom pods run as; others may still be asked for.
const USER: &str = "65532:65532";

/// An image that was made here.
#[derive(Debug)]
pub struct Image {
    name: &'static str,
    /// Of its manifest: by this it is asked for.
    digest: String,
    /// Of its configuration: a container runtime knows it by this too.
    id: String,
    /// As it is imported.
    reference: String,
    archive: PathBuf,
    blobs: PathBuf,
}

impl Image {
    /// Makes the archive in `dir` from a static program; `base`: with the programs of a small Linux beside it.
    pub(super) async fn make(name: &'static str, program: &Path, base: Option<&Path>, dir: &Path) -> Result<Self> {
        let (program, base, root) = (program.to_path_buf(), base.map(Path::to_path_buf), dir.join("images").join(name));
        tokio::task::spawn_blocking(move || Self::make_in(&root, name, &program, base.as_deref())).await?
    }

    fn make_in(root: &Path, name: &'static str, program: &Path, base: Option<&Path>) -> Result<Self> {
        let layout = root.join("layout");
        let blobs = layout.join("blobs/sha256");
        fs::create_dir_all(&blobs)?;
        fs::create_dir_all(root.join("layer"))?;
        copy(program, &root.join("layer").join(name))?;
        if let Some(base) = base {
            add_base(base, &root.join("layer/bin"))?;
        }
        let layer_path = root.join("layer.tar");
        tar(&root.join("layer"), &layer_path)?;

        let layer = put(&blobs, &fs::read(&layer_path)?, "application/vnd.oci.image.layer.v1.tar")?;
        let config = json!({
            "architecture": architecture(), "os": "linux",
            "config": {"Entrypoint": [format!("/{name}")], "Env": ["PATH=/bin"], "User": USER},
            "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]},
        });
        let config = put(&blobs, config.to_string().as_bytes(), "application/vnd.oci.image.config.v1+json")?;
        let media_type = "application/vnd.oci.image.manifest.v1+json";
        let manifest = json!({"schemaVersion": 2, "mediaType": media_type, "config": config, "layers": [layer]});
        let mut manifest = put(&blobs, manifest.to_string().as_bytes(), media_type)?;

        let (digest, id) = (digest(&manifest), digest(&config));
        let reference = reference(REGISTRY, name, &digest);
        manifest["annotations"] = json!({"io.containerd.image.name": reference});
        fs::write(layout.join("index.json"), json!({"schemaVersion": 2, "manifests": [manifest]}).to_string())?;
        fs::write(layout.join("oci-layout"), r#"{"imageLayoutVersion": "1.0.0"}"#)?;
        let archive = root.join("image.tar");
        tar(&layout, &archive)?;
        Ok(Self { name, digest, id, reference, archive, blobs })
    }

    /// As pods ask for it where `registry`, a host and a port, serves it.
    #[must_use]
    pub fn reference_in(&self, registry: &str) -> String {
        reference(registry, self.name, &self.digest)
    }

    /// The folder of its manifest, its configuration and its layer, each a file
    /// that is named after the SHA-256 of what is in it, in hex.
    #[must_use]
    pub fn blobs(&self) -> &Path {
        &self.blobs
    }

    /// Of its configuration, `sha256:digest`.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// As it is imported, `registry/name@sha256:digest`.
    pub(super) fn reference(&self) -> &str {
        &self.reference
    }

    pub(super) fn import(&self) -> Result<()> {
        let imported = process::output(ctr().args(["images", "import"]).arg(&self.archive));
        imported.map(|_| ()).with_context(|| format!("cannot import {}", self.reference))
    }
}

fn reference(registry: &str, name: &str, digest: &str) -> String {
    format!("{registry}/{name}@{digest}")
}

/// Of what a descriptor describes.
fn digest(descriptor: &Value) -> String {
    descriptor["digest"].as_str().unwrap_or_default().to_owned()
}

fn add_base(base: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    copy(base, &folder.join("base"))?;
    BASE.into_iter().try_for_each(|name| symlink("base", folder.join(name)).with_context(|| format!("cannot name {name}")))
}

fn copy(program: &Path, to: &Path) -> Result<()> {
    fs::copy(program, to).map(|_| ()).with_context(|| format!("cannot copy {}", program.display()))
}

fn tar(folder: &Path, archive: &Path) -> Result<()> {
    let mut tar = Command::new("tar");
    tar.args(["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--mode=a+rX", "-cf"]).arg(archive);
    process::output(tar.arg("-C").arg(folder).arg(".")).map(|_| ())
}

/// Stores a blob under its digest and returns its descriptor.
fn put(blobs: &Path, content: &[u8], media_type: &str) -> Result<Value> {
    let digest: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(blobs.join(&digest), content)?;
    Ok(json!({"mediaType": media_type, "digest": format!("sha256:{digest}"), "size": content.len()}))
}

/// Go's and OCI's name of what this was built for.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
