//! Texts that another person is shown: one rule for all of them, whoever writes them and wherever they are read.
//!
//! Two texts that look alike are one text (Unicode's composed form, NFC), and nothing is in a text that hides, or that turns the text around it. How long
//! a text may be is said where it is read.

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, char::is_combining_mark, is_nfc_quick};

/// The text in the form in which it is kept and looked for: NFC, in which an accented letter is one character.
pub fn composed(text: String) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() }
}

/// The text as people look for it: without case, accents and width, so that "ZOE" finds "Zoë" and "７" finds "7".
pub fn folded(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// A text by which names are sorted as people sort them: numbers by their value, so that 7-2 comes before 7-10.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Natural(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// How many digits, and these, without zeros in front.
    Number(usize, String),
    Text(String),
}

impl Natural {
    pub fn of(text: &str) -> Self {
        let folded = folded(text);
        let mut parts = Vec::new();
        let mut rest = folded.as_str();
        while let Some(first) = rest.chars().next() {
            let is_number = first.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            let digits = part.trim_start_matches('0');
            parts.push(if is_number { Part::Number(digits.len(), digits.to_owned()) } else { Part::Text(part.to_owned()) });
            rest = after;
        }
        Self(parts)
    }
}

/// Whether a text is a name: something of it is seen, nothing of it hides, and no blank is at either end.
pub fn is_visible(text: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || is_blank(c);
    !text.is_empty() && is_plain(text) && !text.starts_with(ends) && !text.ends_with(ends) && text.chars().any(|c| !shapes(c))
}

/// Whether nothing in a text hides or turns what is beside it; it may be empty or blank.
pub fn is_plain(text: &str) -> bool {
    !text.contains(is_unseen) && shapes_something(text)
}

/// Control characters, line and paragraph separators, marks of annotations, and what has no form of its own (`Default_Ignorable_Code_Point` of
/// Unicode 17, `DerivedCoreProperties.txt`) but shapes nothing: with them two names look the same, or one reads backwards.
fn is_unseen(c: char) -> bool {
    let separates = matches!(c, '\u{2028}' | '\u{2029}');
    let annotates = matches!(c, '\u{fff9}'..='\u{fffb}');
    c.is_control() || separates || annotates || (is_ignorable(c) && !shapes(c))
}

fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Joiners and variation selectors: some languages, names and emoji cannot be written without.
fn shapes(c: char) -> bool {
    joins(c) || varies(c)
}

fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn varies(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// It has a form, but an empty one.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{1d159}')
}

/// A joiner stands between two characters that it can join, a selector after one that has variants. No letter of ASCII is either: there both would only
/// hide.
fn shapes_something(text: &str) -> bool {
    let joinable = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace() && !joins(c));
    let variable = |c: Option<char>| c.is_some_and(|c| !c.is_ascii_alphabetic() && !c.is_whitespace() && !shapes(c));
    let (mut before, mut rest) = (None, text.chars());
    while let Some(c) = rest.next() {
        let after = rest.clone().next();
        if (joins(c) && !(joinable(before) && joinable(after))) || (varies(c) && !variable(before)) {
            return false;
        }
        before = Some(c);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_or_turns_text_is_no_part_of_a_name() {
        let hidden = [
            "",
            " ",
            " a",
            "a\u{3000}",
            "a\nb",
            "a\u{7f}",
            "a\u{ad}b",
            "a\u{34f}b",
            "\u{115f}",
            "\u{1160}",
            "\u{3164}",
            "a\u{ffa0}",
            "\u{2800}",
            "a\u{2800}",
            "\u{200b}",
            "a\u{200b}b",
            "\u{feff}a",
            "a\u{2060}b",
            "a\u{202e}b",
            "\u{2066}x",
            "a\u{200f}",
            "a\u{61c}b",
            "a\u{2028}b",
            "a\u{fff9}b",
            "a\u{e0041}",
            "a\u{17b5}",
            "\u{200d}",
            "a\u{200d}b",
            "a\u{200c}",
            "\u{fe0f}",
            "a\u{fe0f}",
            "七\u{fe0f}\u{fe0f}",
        ];
        for text in hidden {
            assert!(!is_visible(text), "{}", text.escape_unicode());
        }
    }

    #[test]
    fn every_script_is_a_name_and_so_are_emoji() {
        for text in [
            "Room 7-1",
            "七年级一班",
            "Zoë",
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "ᠮᠣᠩᠭᠣᠯ",
            "葛\u{e0100}城",
            "👩\u{200d}🏫",
            "❤\u{fe0f}\u{200d}🔥",
            "1\u{fe0f}\u{20e3}",
            "שלום",
            "a \u{2800} b",
        ] {
            assert!(is_visible(text), "{}", text.escape_unicode());
        }
        assert!(is_plain("") && is_plain(" ") && !is_plain("a\u{202e}"));
    }

    #[test]
    fn people_find_a_name_without_its_accents_and_sort_numbers_by_value() {
        for (name, asked) in [("Zoë", "ZOE"), ("７-１ 班", "7-1"), ("七年级1班", "年级"), ("Ｌｉ Ｗｅｉ", "li w")] {
            assert!(folded(name).contains(&folded(asked)), "{asked} finds {name}");
        }
        assert!(!folded("七年级").contains(&folded("八")));
        let mut names = ["Zoo", "7-10", "10-1", "7-2", "七年级10班", "７-１", "七年级9班", "art", "007-3"];
        names.sort_by_key(|name| Natural::of(name));
        assert_eq!(names, ["７-１", "7-2", "007-3", "7-10", "10-1", "art", "Zoo", "七年级9班", "七年级10班"]);
    }

    #[test]
    fn what_looks_alike_is_one_text() {
        assert_eq!(composed("e\u{301}cole".into()), "\u{e9}cole");
        assert_eq!(composed("\u{e9}cole 七".into()), "\u{e9}cole 七");
        assert_eq!(composed("\u{1112}\u{1161}\u{11ab}".into()), "\u{d55c}");
    }
}
