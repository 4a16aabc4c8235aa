//! Texts by strangers, made fit to stand in a line of a document.

use std::borrow::Cow;

/// One line of what was written: ends of lines and tabs are spaces, and characters that show nothing but change what stands beside them (controls,
/// changes of direction) are left out.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_whitespace() && c != ' ' || is_dropped(c)) {
        return Cow::Borrowed(text.trim());
    }
    let kept = text.chars().map(|c| if c.is_whitespace() && !keeps_its_width(c) { ' ' } else { c }).filter(|c| !is_dropped(*c));
    Cow::Owned(kept.collect::<String>().trim().to_owned())
}

/// Spaces that are not to be broken at, and the one as wide as a Chinese character.
const fn keeps_its_width(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{3000}')
}

fn is_dropped(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_as_it_was_written() {
        for name in ["Qinghe No. 2 Middle School", "清河二中　东校区", "7-1 班", "𠮷田", "a\u{a0}b"] {
            assert_eq!(line(name), name);
        }
    }

    #[test]
    fn nothing_breaks_out_of_its_line_or_turns_its_neighbours_round() {
        assert_eq!(line(" a\r\nb\tc\u{85}d\u{2028}e "), "a  b c d e");
        assert_eq!(line("00.1\u{202e}9\u{202c}\u{0}\u{7}\u{feff}"), "00.19");
    }
}
