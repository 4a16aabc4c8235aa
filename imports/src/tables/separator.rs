//! Which character separates the fields of a text: told by the file, or the one that gives headings, or rows of one length.

use std::collections::HashMap;

use super::{
    columns::meaning_of,
    records::{records, told_separator},
};
use crate::ask::Ask;

const CANDIDATES: [char; 5] = [',', ';', '\t', '|', '，'];
/// So much of a file is looked at.
const HEAD_BYTES: usize = 64 << 10;

pub(crate) fn separator(text: &str, ask: &Ask) -> char {
    ask.separator.or_else(|| told_separator(text)).unwrap_or_else(|| guess(text))
}

fn guess(text: &str) -> char {
    let mut end = text.len().min(HEAD_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let best = CANDIDATES.iter().copied().max_by_key(|candidate| (score(head, *candidate), std::cmp::Reverse(*candidate == '，')));
    best.unwrap_or(',')
}

/// Headings that mean something count first, then how many rows have the same number of fields, then how many fields these have.
fn score(head: &str, separator: char) -> (usize, usize, usize) {
    let Ok(records) = records(head, separator) else { return (0, 0, 0) };
    let headings = records.iter().take(10).map(|record| record.fields.iter().filter(|field| meaning_of(field).is_some()).count()).max();
    let mut lengths: HashMap<usize, usize> = HashMap::new();
    for record in records.iter().take(200).filter(|record| record.fields.len() > 1) {
        *lengths.entry(record.fields.len()).or_default() += 1;
    }
    let (fields, rows) = lengths.into_iter().max_by_key(|(fields, rows)| (*rows, *fields)).unwrap_or((0, 0));
    (headings.unwrap_or(0).min(12), rows, fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_that_gives_headings_or_even_rows() {
        for (text, wanted) in [
            ("class;subject;day\n7-1;\"Maths, Art\";Mon\n", ';'),
            ("class\tsubject\tday\n7,1\tMaths, Art, PE\tMon, Tue\n", '\t'),
            ("课程名称,星期,节次\n数学,1,1\n", ','),
            ("1;Mon, Wed, Fri;a, b\n2;Tue, Thu;c\n3;Fri;d, e, f\n", ';'),
            ("sep=|\na|b\n1,2,3|4\n", '|'),
            ("班级，科目，星期\n七1，数学，一\n", '，'),
        ] {
            assert_eq!(separator(text, &Ask::default()), wanted, "{text}");
        }
        assert_eq!(separator("a,b", &Ask { separator: Some('|'), ..Ask::default() }), '|');
    }
}
