//! How pages are written: where a tag ends, what its attributes say, and which characters entities stand for. What tags mean is `html`'s.

/// The end of a tag; a sign `>` in a quoted attribute is not it.
pub(super) fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in rest.bytes().enumerate().skip(1) {
        match (byte, quote) {
            (b'>', None) => return Some(index),
            (b'"' | b'\'', None) if rest.as_bytes()[index - 1] == b'=' => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed.
    rest.find('>')
}

/// What follows the end of an element whose content is no text of the page.
pub(super) fn skip_to_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let start = from + at;
        if rest[start + 2..].get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name)) {
            return &rest[start..];
        }
        from = start + 2;
    }
    ""
}

/// The value of an attribute in a tag's text, as it stands there.
pub(super) fn attribute<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let lower = body.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower[from..].find(name) {
        let (start, end) = (from + at, from + at + name.len());
        let begins = start > 0 && lower.as_bytes()[start - 1].is_ascii_whitespace();
        if let (true, Some(value)) = (begins, body[end..].trim_start().strip_prefix('=')) {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            return match quote {
                Some(quote) => value[1..].split(quote).next(),
                None => value.split(|c: char| c.is_whitespace() || c == '/').next(),
            };
        }
        from = end;
    }
    None
}

/// Text with the characters that its entities name; what is no entity stays as it is.
pub(super) fn unescaped(text: &str) -> String {
    const NAMED: [(&str, char); 14] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("szlig", 'ß'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("middot", '·'),
        ("ndash", '–'),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let value = end.and_then(|end| {
            let name = &rest[1..end];
            match name.strip_prefix('#') {
                Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok().and_then(char::from_u32),
                Some(number) => number.parse().ok().and_then(char::from_u32),
                None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
            }
        });
        match (value, end) {
            (Some(value), Some(end)) => {
                out.push(value);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}
