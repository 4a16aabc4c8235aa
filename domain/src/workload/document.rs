//! The order's document, kept in its own cluster: what a lost database can be rebuilt from.
//!
//! Canonical JSON, gzipped, in a ConfigMap's `binaryData`. Kubernetes holds at most 1 MiB there, so what is larger is refused when it is ordered.

use std::io::{Read, Write};

use flate2::{Compression, GzBuilder, read::GzDecoder};
use serde_json::Value;

use super::canonical;

/// Most bytes of a gzipped document.
pub const DOCUMENT_BYTES_MAX: usize = 900 * 1024;
/// More than gzip adds to a text of that length that cannot be compressed.
const GZIP_ADDS_MAX: usize = 1024;

/// The document cannot be kept in a ConfigMap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the document takes {bytes} bytes when compressed, of at most {limit}")]
pub struct DocumentTooLarge {
    pub bytes: usize,
    pub limit: usize,
}

/// Asked when an order is created or amended, with what [`super::OrderFacts::document`] would be.
pub fn document_too_large(document: &Value) -> Option<DocumentTooLarge> {
    let text = canonical::text(document);
    if text.len() <= DOCUMENT_BYTES_MAX - GZIP_ADDS_MAX {
        return None;
    }
    let bytes = gzip(&text).len();
    (bytes > DOCUMENT_BYTES_MAX).then_some(DocumentTooLarge { bytes, limit: DOCUMENT_BYTES_MAX })
}

/// The way back, for rebuilding. `None` when the bytes are not such a document.
pub fn read_document(packed: &[u8]) -> Option<Value> {
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// The same document gives the same bytes: no time and no file name in the header.
pub(super) fn pack(document: &Value) -> Vec<u8> {
    gzip(&canonical::text(document))
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).expect("a vector takes every byte");
    packed.finish().expect("a vector takes every byte")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn a_document_comes_back_as_it_was() {
        let document = json!({"name": "七年级", "rooms": [{"key": "7-1"}]});
        assert_eq!(read_document(&pack(&document)), Some(document));
        assert_eq!(read_document(b"no gzip"), None);
    }

    #[test]
    fn what_a_config_map_cannot_hold_is_refused_by_its_compressed_size() {
        let dull: String = "a".repeat(4 << 20);
        assert_eq!(document_too_large(&json!({ "metadata": dull })), None);
        let noise: String = (0..40_000_u32).map(|n| format!("{:x}", Sha256::digest(n.to_le_bytes()))).collect();
        let refused = document_too_large(&json!({ "metadata": noise })).unwrap();
        assert!(refused.bytes > refused.limit && refused.limit == 921_600);
        // Where no text can be too large, it is not compressed to know that.
        let random: Vec<u8> =
            (0..30_000_u32).flat_map(|n| Sha256::digest(n.to_le_bytes())).take(DOCUMENT_BYTES_MAX - GZIP_ADDS_MAX).collect();
        let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
        packed.write_all(&random).unwrap();
        assert!(packed.finish().unwrap().len() <= DOCUMENT_BYTES_MAX);
    }
}
