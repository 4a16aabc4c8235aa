//! What a caller accepts, element by element of `Accept`.

use http::{HeaderMap, header};

/// The elements, in the order in which they are sent.
pub(crate) fn elements(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(','))
}

/// Whether an element names the type, and does not refuse it by `q=0`.
pub(crate) fn names(element: &str, media: &str) -> bool {
    let mut parts = element.split(';').map(str::trim);
    let named = parts.next().is_some_and(|named| named.eq_ignore_ascii_case(media));
    let quality = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    named && quality.is_none_or(|(_, quality)| quality.trim().parse::<f64>().is_ok_and(|quality| quality > 0.0))
}
