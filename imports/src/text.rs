//! From bytes to text: which encoding a file is in.
//!
//! A mark at the beginning decides, then strict UTF-8, then what the file declares or a person chose, and only then statistics: almost every
//! sequence of bytes is valid GB18030, so that trying it first would turn other encodings into nonsense without an error.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::ask::Ask;

/// The text without a byte order mark, and the name of the encoding that it was read in. `declared` is what the file says of itself.
pub(crate) fn decode<'a>(bytes: &'a [u8], ask: &Ask, declared: Option<&str>) -> (Cow<'a, str>, &'static str) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return read(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return read(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), UTF_8.name());
    }
    let named = [ask.encoding.as_deref(), declared].into_iter().flatten().find_map(|label| Encoding::for_label(label.as_bytes()));
    read(named.unwrap_or_else(|| guess(bytes, ask)), bytes)
}

fn read<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> (Cow<'a, str>, &'static str) {
    // GB18030 is GBK with more characters, and systems that say GBK write them.
    let encoding = if encoding == GBK { GB18030 } else { encoding };
    (encoding.decode_without_bom_handling(bytes).0, encoding.name())
}

/// UTF-16 that some programs write without a mark: every other byte of ASCII text is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match half > 4 {
        true if even == 0 && odd * 4 > half => Some(UTF_16LE),
        true if odd == 0 && even * 4 > half => Some(UTF_16BE),
        _ => None,
    }
}

fn guess(bytes: &[u8], ask: &Ask) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(country(ask), Utf8Detection::Deny)
}

/// Short texts in two encodings look alike, and where the school is tells them apart.
fn country(ask: &Ask) -> Option<&'static [u8]> {
    match ask.time_zone.as_ref()?.iana_name()? {
        "Asia/Shanghai" | "Asia/Urumqi" | "Asia/Chongqing" | "Asia/Harbin" | "PRC" => Some(b"cn"),
        "Asia/Taipei" => Some(b"tw"),
        "Asia/Hong_Kong" => Some(b"hk"),
        "Asia/Tokyo" => Some(b"jp"),
        "Asia/Seoul" => Some(b"kr"),
        "Europe/Moscow" => Some(b"ru"),
        "Europe/Athens" => Some(b"gr"),
        "Europe/Warsaw" => Some(b"pl"),
        "Europe/Prague" | "Europe/Bratislava" => Some(b"cz"),
        "Europe/Budapest" => Some(b"hu"),
        "Europe/Bucharest" => Some(b"ro"),
        "Europe/Istanbul" => Some(b"tr"),
        _ => None,
    }
}

/// A text as it is kept: one line, blanks once, nothing that hides.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if !homeroom_domain::text::is_plain(&out) {
        out.retain(|c| homeroom_domain::text::is_plain(c.encode_utf8(&mut [0; 4])));
    }
    homeroom_domain::text::composed(out.trim().to_owned())
}

/// The beginning of a text for a message.
pub(crate) fn clip(text: &str) -> String {
    // What a message shows is cut before it is cleaned, so that a field of a megabyte costs nothing.
    let head: String = text.chars().take(crate::report::TEXT_CHARS * 4).collect();
    clean(&head).chars().take(crate::report::TEXT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_that_schools_send_is_told_apart() {
        let shanghai = Ask { time_zone: jiff::tz::TimeZone::get("Asia/Shanghai").ok(), ..Ask::default() };
        let chosen = |label: &str| Ask { encoding: Some(label.to_owned()), ..Ask::default() };
        let utf16le: Vec<u8> = "\u{feff}课程,星期".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bare: Vec<u8> = "class,day,start".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let gb = GB18030.encode("课程名称,教学班,𠮷语文选").0.into_owned();
        type Case<'a> = (&'a [u8], Ask, Option<&'a str>, &'a str, &'a str);
        let cases: [Case<'_>; 8] = [
            (b"\xef\xbb\xbfclass", Ask::default(), None, "class", "UTF-8"),
            ("课程".as_bytes(), chosen("gbk"), None, "课程", "UTF-8"),
            (&utf16le, Ask::default(), None, "课程,星期", "UTF-16LE"),
            (&bare, Ask::default(), None, "class,day,start", "UTF-16LE"),
            (&gb, shanghai, None, "课程名称,教学班,𠮷语文选", "gb18030"),
            (&gb, chosen("GB2312"), None, "课程名称,教学班,𠮷语文选", "gb18030"),
            (b"Math\xe9matiques", Ask::default(), Some("windows-1252"), "Mathématiques", "windows-1252"),
            (b"Franz\xf6sisch;Fr\xe4nkisch", Ask::default(), None, "Französisch;Fränkisch", "windows-1252"),
        ];
        for (bytes, ask, declared, text, encoding) in cases {
            assert_eq!(decode(bytes, &ask, declared), (Cow::Borrowed(text), encoding));
        }
    }

    #[test]
    fn a_text_is_one_line_without_what_hides() {
        for (raw, kept) in
            [("Science;\n lab", "Science; lab"), ("\tT02", "T02"), ("Maths\r\n", "Maths"), ("a\u{202e}b", "ab"), ("＝1", "＝1")]
        {
            assert_eq!(clean(raw), kept);
        }
        assert_eq!(clip(&"x".repeat(1 << 20)).chars().count(), 80);
    }
}
