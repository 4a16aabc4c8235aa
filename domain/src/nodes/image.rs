//! Names of images, as they are asked for and as nodes tell of them.
//!
//! A node tells of some fifty images under two names each, and a cluster has thousands of nodes: what is kept of a name is its fingerprint.

use std::{collections::BTreeSet, fmt};

use sha2::{Digest, Sha256};

/// Kubelets tell of so many images at most, unless they are told otherwise (`--node-status-max-images`).
pub const TOLD_AT_MOST: usize = 50;
const FINGERPRINT_BYTES: usize = 8;
/// Hex digits by which an image is told from others in names of objects and labels.
const SHORT_DIGITS: usize = 12;
const DEFAULT_REGISTRY: &str = "docker.io";

/// An image in the one spelling in which kubelets tell of it: with its registry, and with its digest or else its tag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageName(String);

impl ImageName {
    /// Of a reference as people write it: `livekit/livekit-server:v1` is `docker.io/livekit/livekit-server:v1`. Of a tag and a digest the digest counts.
    pub fn of(reference: &str) -> Self {
        let (rest, digest) = reference.trim().split_once('@').map_or((reference.trim(), None), |(rest, digest)| (rest, Some(digest)));
        let tag_at = rest.rfind(':').filter(|at| !rest[*at..].contains('/'));
        let (name, tag) = tag_at.map_or((rest, "latest"), |at| (&rest[..at], &rest[at + 1..]));
        let repository = repository(name);
        Self(digest.map_or_else(|| format!("{repository}:{tag}"), |digest| format!("{repository}@{digest}")))
    }

    /// Whether a text is a reference with a tag or a digest, as registries take it.
    pub fn is_reference(text: &str) -> bool {
        let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, digest)| (rest, Some(digest)));
        let tag_at = rest.rfind(':').filter(|at| !rest[*at..].contains('/'));
        let (name, tag) = tag_at.map_or((rest, None), |at| (&rest[..at], Some(&rest[at + 1..])));
        let is_hex = |hex: &str| hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
        let is_word = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
        let is_part = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphanumeric()) && is_word(part) && part.ends_with(|c: char| c.is_ascii_alphanumeric())
        };
        // A registry may have a port.
        let (host, path) =
            name.split_once('/').filter(|(host, _)| host.contains(['.', ':'])).map_or((None, name), |(host, path)| (Some(host), path));
        let is_host = |host: &str| {
            let (host, port) = host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
            is_part(host) && port.is_none_or(|port| (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit()))
        };
        text.len() <= 255
            && host.is_none_or(is_host)
            && path.split('/').all(|part| is_part(part) && !part.contains(|c: char| c.is_ascii_uppercase()))
            && tag.is_none_or(|tag| (1..=128).contains(&tag.len()) && is_word(tag) && !tag.starts_with(['.', '-']))
            && digest.is_none_or(|digest| digest.strip_prefix("sha256:").is_some_and(is_hex))
            && (tag.is_some() || digest.is_some())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `sha256:...`; `None` where the reference names a tag, which somebody may move.
    pub fn digest(&self) -> Option<&str> {
        self.0.split_once('@').map(|(_, digest)| digest)
    }

    /// What stands for it in names of objects and of labels.
    pub fn short(&self) -> String {
        short(&self.0)
    }

    fn fingerprint(&self) -> u64 {
        Sha256::digest(&self.0).iter().take(FINGERPRINT_BYTES).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first hex digits of a hash.
pub(crate) fn short(text: &str) -> String {
    Sha256::digest(text).iter().take(SHORT_DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}

fn repository(name: &str) -> String {
    match name.split_once('/') {
        Some((registry, rest)) if registry.contains(['.', ':']) || registry == "localhost" => match registry {
            "index.docker.io" => of_default(rest),
            registry => format!("{registry}/{rest}"),
        },
        _ => of_default(name),
    }
}

fn of_default(path: &str) -> String {
    if path.contains('/') { format!("{DEFAULT_REGISTRY}/{path}") } else { format!("{DEFAULT_REGISTRY}/library/{path}") }
}

/// The images that a node's kubelet tells of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeImages {
    fingerprints: BTreeSet<u64>,
    told: usize,
}

impl NodeImages {
    /// The names of each image.
    pub fn of<'a, N: IntoIterator<Item = &'a str>>(images: impl IntoIterator<Item = N>) -> Self {
        let mut of = Self::default();
        for names in images {
            of.told += 1;
            of.fingerprints.extend(names.into_iter().map(|name| ImageName::of(name).fingerprint()));
        }
        of
    }

    /// What it says of one image.
    pub fn tell_of(&self, image: &ImageName) -> Told {
        match self.told {
            0 => Told::Nothing,
            _ if self.fingerprints.contains(&image.fingerprint()) => Told::Here,
            TOLD_AT_MOST.. => Told::NotAmongMany,
            _ => Told::NotHere,
        }
    }
}

/// What a node says of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Here,
    NotHere,
    /// It is not among those that the node tells of, which are as many as it may: it may be there.
    NotAmongMany,
    /// The node tells of no image at all, as simulated ones do.
    Nothing,
}
