//! Lists of weeks, as `1-16周(单)`, `2,4-8周(双),10-16周`, `3、6、9`, `odd`.
//!
//! A mark binds to its own part of the list, and without a mark every week of the part is meant, whatever the parity of its ends.

use std::collections::BTreeSet;

use super::numerals::{narrow, number};
use crate::text::clip;

/// No school counts to more weeks; a larger number is something else.
const WEEK_MAX: u32 = 400;
/// A longer text is no list of weeks.
const BYTES_MAX: usize = 1_000;

/// Weeks of a term, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Weeks {
    All,
    Odd,
    Even,
    These(BTreeSet<u32>),
}

impl Weeks {
    pub(crate) fn has(&self, week: u32) -> bool {
        match self {
            Self::All => true,
            Self::Odd => week % 2 == 1,
            Self::Even => week.is_multiple_of(2),
            Self::These(weeks) => weeks.contains(&week),
        }
    }

    /// How many of the weeks lie beyond a term of so many.
    pub(crate) fn beyond(&self, weeks: u32) -> u32 {
        match self {
            Self::These(these) => u32::try_from(these.range(weeks + 1..).count()).unwrap_or(u32::MAX),
            Self::All | Self::Odd | Self::Even => 0,
        }
    }

    /// What is in both.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, weeks) | (weeks, Self::All) => weeks,
            (Self::These(weeks), other) | (other, Self::These(weeks)) => Self::These(weeks.into_iter().filter(|n| other.has(*n)).collect()),
            (Self::Odd, Self::Odd) => Self::Odd,
            (Self::Even, Self::Even) => Self::Even,
            (Self::Odd, Self::Even) | (Self::Even, Self::Odd) => Self::These(BTreeSet::new()),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parity {
    All,
    Odd,
    Even,
}

/// A run of weeks with its mark; without numbers it is all of the term.
#[derive(Debug, Clone, Copy)]
struct Part {
    run: Option<(u32, u32)>,
    parity: Parity,
}

/// The weeks that a text names; None where it is no list of weeks, or names week 0, or runs backwards.
pub(crate) fn weeks(text: &str) -> Option<Weeks> {
    if text.len() > BYTES_MAX {
        return None;
    }
    let narrow = narrow(text).to_lowercase();
    let text = narrow.trim();
    if text.is_empty() {
        return Some(Weeks::All);
    }
    if let Some(mask) = mask(text) {
        return mask;
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = text;
    // A mark that stands before the numbers is theirs: 单周1-15.
    let mut mark_first: Option<Parity> = None;
    while let Some(c) = rest.chars().next() {
        if let Some((from, after)) = number(rest) {
            let (to, after) = run_end(after).map_or((from, after), |(to, after)| (to, after));
            parts.push(Part { run: Some((from, to)), parity: mark_first.take().unwrap_or(Parity::All) });
            rest = after;
        } else if let Some((parity, after)) = mark(rest) {
            match parts.last_mut().filter(|part| part.run.is_some() && part.parity == Parity::All) {
                Some(part) => part.parity = parity,
                None if names_numbers(after) => mark_first = Some(parity),
                None => parts.push(Part { run: None, parity }),
            }
            rest = after;
        } else if let Some(after) = filler(rest) {
            rest = after;
        } else if c == ',' || c == ';' || c == '|' || c == '/' || c == '.' {
            rest = &rest[1..];
        } else {
            return None;
        }
    }
    joined(&parts)
}

/// `1111000011110000`: a mark a week.
fn mask(text: &str) -> Option<Option<Weeks>> {
    let is_mask = text.len() >= 10 && text.bytes().all(|byte| matches!(byte, b'0' | b'1'));
    let weeks =
        || (1..).zip(text.bytes()).filter(|(_, byte)| *byte == b'1').map(|(week, _)| week).take(WEEK_MAX as usize).collect::<BTreeSet<_>>();
    is_mask.then(|| Some(Weeks::These(weeks())).filter(|weeks| *weeks != Weeks::These(BTreeSet::new())))
}

/// `-16` after a number, with words between.
fn run_end(mut rest: &str) -> Option<(u32, &str)> {
    while let Some(after) = filler(rest).filter(|_| !rest.starts_with(['(', ')', '[', ']'])) {
        rest = after;
    }
    let mut rest = rest.strip_prefix(['-', '~'])?;
    while let Some(after) = filler(rest).or_else(|| rest.strip_prefix(['-', '~'])) {
        rest = after;
    }
    number(rest)
}

/// Words and brackets that mean nothing by themselves.
fn filler(rest: &str) -> Option<&str> {
    // Not `KW`, which counts the weeks of the year and not those of the term.
    const WORDS: [&str; 13] = ["周次", "周", "週", "第", "weeks", "week", "wks", "wk", "semaines", "semaine", "woche", "wo", "w"];
    let word = WORDS.iter().find_map(|word| rest.strip_prefix(word));
    word.or_else(|| rest.strip_prefix(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ':')))
}

fn mark(rest: &str) -> Option<(Parity, &str)> {
    const MARKS: [(&str, Parity); 17] = [
        ("单双", Parity::All),
        ("单", Parity::Odd),
        ("單", Parity::Odd),
        ("双", Parity::Even),
        ("雙", Parity::Even),
        ("odd", Parity::Odd),
        ("even", Parity::Even),
        ("ungerade", Parity::Odd),
        ("gerade", Parity::Even),
        ("impaires", Parity::Odd),
        ("impaire", Parity::Odd),
        ("paires", Parity::Even),
        ("paire", Parity::Even),
        ("every", Parity::All),
        ("all", Parity::All),
        ("每", Parity::All),
        ("全", Parity::All),
    ];
    MARKS.iter().find_map(|(word, parity)| rest.strip_prefix(word).map(|after| (*parity, after)))
}

/// Whether numbers follow before the next part begins.
fn names_numbers(mut rest: &str) -> bool {
    while let Some(after) = filler(rest) {
        rest = after;
    }
    number(rest).is_some()
}

fn joined(parts: &[Part]) -> Option<Weeks> {
    if let [Part { run: None, parity }] = parts {
        return Some(match parity {
            Parity::All => Weeks::All,
            Parity::Odd => Weeks::Odd,
            Parity::Even => Weeks::Even,
        });
    }
    let mut all = BTreeSet::new();
    for part in parts {
        let (from, to) = part.run?;
        if from == 0 || to < from || to > WEEK_MAX {
            return None;
        }
        all.extend((from..=to).filter(|week| match part.parity {
            Parity::All => true,
            Parity::Odd => week % 2 == 1,
            Parity::Even => week.is_multiple_of(2),
        }));
    }
    (!all.is_empty()).then_some(Weeks::These(all))
}

/// A mark of every other week in a title, such as `实验(双周)` or `Lab (Odd)`: the title without it, the weeks, and the mark.
pub(crate) fn mark_in_title(title: &str) -> Option<(String, Weeks, String)> {
    let narrow = narrow(title);
    for (open, close) in [('(', ')'), ('[', ']')] {
        let Some(start) = narrow.rfind(open) else { continue };
        let Some(length) = narrow[start..].find(close) else { continue };
        let inner = &narrow[start + 1..start + length];
        let parity = whole_mark(inner);
        if let Some(weeks) = parity {
            let title =
                format!("{}{}", &title[..same_place(title, &narrow, start)], &title[same_place(title, &narrow, start + length + 1)..]);
            return Some((title.trim().to_owned(), weeks, clip(inner)));
        }
    }
    ["单周", "双周"].into_iter().find_map(|word| {
        let title = title.trim();
        let rest = title.strip_suffix(word).or_else(|| title.strip_prefix(word))?;
        let rest = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '-' | '—' | '–' | '/' | '／'));
        Some((rest.to_owned(), whole_mark(word)?, word.to_owned()))
    })
}

/// Where a byte of the narrowed text is in the text itself, of which each character was replaced by one.
fn same_place(text: &str, narrow: &str, byte: usize) -> usize {
    text.char_indices().nth(narrow[..byte].chars().count()).map_or(text.len(), |(at, _)| at)
}

fn whole_mark(text: &str) -> Option<Weeks> {
    let text = text.trim().to_lowercase();
    let (parity, rest) = mark(&text)?;
    let rest = rest.trim().trim_start_matches('周').trim_start_matches("weeks").trim_start_matches("week");
    match parity {
        Parity::Odd if rest.is_empty() => Some(Weeks::Odd),
        Parity::Even if rest.is_empty() => Some(Weeks::Even),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_week_list_is_understood() {
        let every = |from: u32, to: u32| (from..=to).collect::<Vec<_>>();
        let other = |from: u32, to: u32| (from..=to).step_by(2).collect::<Vec<_>>();
        let cases: Vec<(&str, Vec<u32>)> = vec![
            ("1-16周", every(1, 16)),
            ("1-16", every(1, 16)),
            ("第1-16周", every(1, 16)),
            ("第1周-第16周", every(1, 16)),
            ("1～16周", every(1, 16)),
            ("１－１６周", every(1, 16)),
            ("1—16", every(1, 16)),
            ("1至16周", every(1, 16)),
            ("Weeks 1-16", every(1, 16)),
            ("{1-15周}", every(1, 15)),
            ("1-16周(单)", other(1, 15)),
            ("1-16周（双）", other(2, 16)),
            ("1-16周[单]", other(1, 15)),
            ("1-15单", other(1, 15)),
            ("2-16双", other(2, 16)),
            ("1-15单周", other(1, 15)),
            ("1-16周 单周", other(1, 15)),
            ("1-16(单周)", other(1, 15)),
            ("1-17周|单周", other(1, 17)),
            ("单周1-15", other(1, 15)),
            ("1-16 (odd)", other(1, 15)),
            ("even weeks 2-8", other(2, 8)),
            ("3-17周", every(3, 17)),
            ("12周", vec![12]),
            ("第五周", vec![5]),
            ("一至三周", vec![1, 2, 3]),
            ("十二-十四周", vec![12, 13, 14]),
            ("3、6、9", vec![3, 6, 9]),
            ("3周6周9周", vec![3, 6, 9]),
            ("3、5、7-9", vec![3, 5, 7, 8, 9]),
            ("1 3 5", vec![1, 3, 5]),
            ("5单,7,9", vec![5, 7, 9]),
            ("1,3,5-9双", vec![1, 3, 6, 8]),
            ("1-4周,6-8周", vec![1, 2, 3, 4, 6, 7, 8]),
            ("1-3，8-10周", vec![1, 2, 3, 8, 9, 10]),
            ("1-4、6-12单、14-16双", vec![1, 2, 3, 4, 7, 9, 11, 14, 16]),
            ("2,4-8周(双),10-16周", [vec![2, 4, 6, 8], every(10, 16)].concat()),
            ("2-9周(单),11-15周(双),17周", vec![3, 5, 7, 9, 12, 14, 17]),
            ("1,3-12(周)", [vec![1], every(3, 12)].concat()),
            ("1010100000", vec![1, 3, 5]),
        ];
        for (text, wanted) in cases {
            assert_eq!(weeks(text), Some(Weeks::These(wanted.into_iter().collect())), "{text}");
        }
        for (text, wanted) in [
            ("", Weeks::All),
            ("每周", Weeks::All),
            ("全周", Weeks::All),
            ("单双周", Weeks::All),
            ("all", Weeks::All),
            ("every week", Weeks::All),
            ("单", Weeks::Odd),
            ("单周", Weeks::Odd),
            ("(单)", Weeks::Odd),
            ("odd", Weeks::Odd),
            ("Odd weeks", Weeks::Odd),
            ("ungerade", Weeks::Odd),
            ("双", Weeks::Even),
            ("雙週", Weeks::Even),
            ("EVEN", Weeks::Even),
        ] {
            assert_eq!(weeks(text), Some(wanted), "{text}");
        }
        for text in [
            "20-10周",
            "0-0周",
            "0",
            "0-5",
            "4单",
            "1-9999",
            "soon",
            "1-16周x",
            "单,2-4",
            "-",
            "周",
            "1-",
            "0000000000",
            "99999999999",
            "KW 36",
            "KW 36-40",
        ] {
            assert_eq!(weeks(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_of_weeks_is_short() {
        assert_eq!(weeks(&"1-400,".repeat(1_000_000)), None);
        assert_eq!(weeks(&"1-16,".repeat(100)).map(|weeks| weeks.beyond(0)), Some(16));
    }

    #[test]
    fn a_mark_in_a_title_counts_and_a_word_does_not() {
        for (title, bare, weeks) in [
            ("实验(双周)", "实验", Weeks::Even),
            ("美术（单）", "美术", Weeks::Odd),
            ("Lab [Odd]", "Lab", Weeks::Odd),
            ("Art (even weeks)", "Art", Weeks::Even),
            ("(单)物理", "物理", Weeks::Odd),
            ("化学双周", "化学", Weeks::Even),
            ("单周 化学", "化学", Weeks::Odd),
            ("冬至活动(单周)", "冬至活动", Weeks::Odd),
            ("数学（上）、到家【双】", "数学（上）、到家", Weeks::Even),
            ("冬至：单周", "冬至", Weeks::Odd),
        ] {
            let seen = mark_in_title(title).map(|(title, weeks, _)| (title, weeks));
            assert_eq!(seen, Some((bare.to_owned(), weeks)), "{title}");
        }
        for title in ["双语阅读", "单词", "Oddities", "Maths (A)", "双人舞(一)", "体育"] {
            assert_eq!(mark_in_title(title), None, "{title}");
        }
    }
}
