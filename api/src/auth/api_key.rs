//! The text of an API key: `hr_live_` or `hr_test_`, a public id, `_`, 30 random characters and a checksum of 6.
//!
//! The checksum (CRC-32 in base62 of all before it) lets a mistyped key be refused, and a leaked one be recognised, without asking anyone. Only
//! SHA-256 of the whole is stored: 178 random bits need no slow hash.

use rand::{Rng, distr::Alphanumeric};

use crate::seal::sha256;

const SECRET: usize = 30;
const CHECKSUM: usize = 6;
const PUBLIC_ID: usize = 12;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A key that was just made. Its text is shown once.
pub(crate) struct NewKey {
    pub text: String,
    pub public_id: String,
    pub hash: Vec<u8>,
}

/// The parts of a key that may be right.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ParsedKey<'a> {
    pub livemode: bool,
    pub public_id: &'a str,
}

pub(crate) fn make(livemode: bool) -> NewKey {
    let public_id = random(PUBLIC_ID);
    let mode = if livemode { "live" } else { "test" };
    let head = format!("hr_{mode}_{public_id}_{}", random(SECRET));
    let text = format!("{head}{}", checksum(&head));
    NewKey { hash: sha256(&text), public_id, text }
}

/// `None` when it cannot be a key of ours.
pub(crate) fn parse(text: &str) -> Option<ParsedKey<'_>> {
    let (livemode, rest) = match text.strip_prefix("hr_live_") {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix("hr_test_")?),
    };
    let (public_id, secret) = rest.split_once('_')?;
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if public_id.len() != PUBLIC_ID || secret.len() != SECRET + CHECKSUM || !plain(public_id) || !plain(secret) {
        return None;
    }
    let (head, sum) = text.split_at(text.len() - CHECKSUM);
    (checksum(head) == sum).then_some(ParsedKey { livemode, public_id })
}

fn checksum(head: &str) -> String {
    let mut rest = crc32fast::hash(head.as_bytes()) as usize;
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[rest % 62];
        rest /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

/// Base62 text from the operating system's seeded generator.
pub(crate) fn random(length: usize) -> String {
    rand::rng().sample_iter(Alphanumeric).take(length).map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_recognised_and_a_changed_character_is_not() {
        let key = make(true);
        assert_eq!(parse(&key.text), Some(ParsedKey { livemode: true, public_id: &key.public_id }));
        assert!(!parse(&make(false).text).unwrap().livemode);
        for at in 0..key.text.len() {
            let mut changed = key.text.clone().into_bytes();
            changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
            assert_eq!(parse(std::str::from_utf8(&changed).unwrap()), None, "character {at}");
        }
        assert_eq!(parse("hr_live_é"), None);
        assert_eq!(parse(""), None);
    }
}
