//! Decoding with the reasons kept: what a body or a query cannot be read as, by its place and as a `Shape`.
//!
//! Serde's errors are English sentences, and its derived code takes a list for an object, field by field. So every decoder and visitor is
//! wrapped here: an error keeps its facts on its way out, an object is read from an object alone, and each value is taken as what it is before it
//! is compared with what it should be.
//!
//! The wire is strict here and nowhere else: a field that its type does not have is refused, and so is a key that an object holds twice. The types
//! themselves pass over what they do not know, because some of them are stored too, and a later version may have written what is stored.

mod access;
mod decoder;
mod expected;
mod refusal;
mod visiting;

use std::cell::Cell;

use homeroom_domain::pointer::escaped;
use serde::{Deserialize, Deserializer, de};

use super::fault::Fault;
use decoder::Decoder;
use refusal::Refusal;

/// What the values are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Json,
    /// All values are texts, numbers too.
    Query,
}

/// Reads a value.
///
/// # Errors
/// The first fault, at its RFC 6901 pointer.
pub(super) fn decode<'de, T: Deserialize<'de>, D: Deserializer<'de>>(decoder: D, source: Source) -> Result<T, Fault> {
    let kept = Cell::default();
    let decoder = Decoder { inner: decoder, shared: Shared { kept: &kept, source } };
    serde_path_to_error::deserialize(decoder).map_err(|error| {
        let (at, name) = (pointer(error.path()), last(error.path()));
        Fault::new(at, error.into_inner().shape(&name))
    })
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", escaped(key))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// The name of the field that a path ends with.
fn last(path: &serde_path_to_error::Path) -> String {
    match path.iter().next_back() {
        Some(serde_path_to_error::Segment::Map { key }) => key.clone(),
        _ => String::new(),
    }
}

/// What all parts of one decoding share. An error of the wrapped decoder has no room for facts, so the facts wait here until it comes out.
#[derive(Clone, Copy)]
struct Shared<'s> {
    kept: &'s Cell<Option<Refusal>>,
    source: Source,
}

impl Shared<'_> {
    /// Into the wrapped decoder.
    fn keep<E: de::Error>(self, refusal: Refusal) -> E {
        self.kept.set(Some(refusal));
        E::custom("refused")
    }

    /// Out of the wrapped decoder; what nobody kept is its own complaint.
    #[expect(clippy::needless_pass_by_value, reason = "for map_err")]
    fn release<E: de::Error>(self, error: E) -> Refusal {
        self.kept.take().unwrap_or_else(|| Refusal::unreadable(&error))
    }
}
