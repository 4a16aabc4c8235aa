//! Text with separators (RFC 4180 and what people make of it) as records that know their line.
//!
//! Lines are counted here, whatever ends them. A quote that is never closed would swallow the rest of the file: it is kept as a character of its
//! field, and from there on quoted fields end with their line at the latest, so that reading stays linear.

use std::borrow::Cow;

use crate::{
    bounds::{CELLS, Counter, ROWS},
    report::{Bound, Refusal},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record<'a> {
    /// The line on which it begins, from 1.
    pub(crate) line: u32,
    pub(crate) fields: Vec<Cow<'a, str>>,
    /// A quote was opened in it and never closed.
    pub(crate) open_quote: bool,
}

impl Record<'_> {
    /// A field, trimmed; empty where the record is too short.
    pub(crate) fn get(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", |field| field.trim())
    }

    /// All of it, for messages.
    pub(crate) fn text(&self) -> String {
        self.fields.join(" ")
    }
}

/// All records but empty ones. A first line `sep=;` is left out.
pub(crate) fn records(text: &str, separator: char) -> Result<Vec<Record<'_>>, Refusal> {
    let mut reader = Reader { rest: text, separator, line: 1, quotes_may_span: true };
    let (mut rows, mut cells) = (Counter::new(Bound::Rows, ROWS), Counter::new(Bound::Cells, CELLS));
    let mut all = Vec::new();
    if told_separator(text).is_some() {
        reader.skip_line();
    }
    while !reader.rest.is_empty() {
        let record = reader.record(&mut cells)?;
        if record.fields.iter().any(|field| !field.trim().is_empty()) {
            rows.take(1)?;
            all.push(record);
        }
    }
    Ok(all)
}

/// The separator that the first line tells a spreadsheet program.
pub(crate) fn told_separator(text: &str) -> Option<char> {
    let line = text.lines().next()?.trim_end();
    let mut rest = line.get(..4).filter(|head| head.eq_ignore_ascii_case("sep=")).map(|_| line[4..].chars())?;
    rest.next().filter(|_| rest.next().is_none())
}

struct Reader<'a> {
    rest: &'a str,
    separator: char,
    line: u32,
    quotes_may_span: bool,
}

/// What stands after a field.
enum After {
    Field,
    Record,
}

impl<'a> Reader<'a> {
    fn skip_line(&mut self) {
        let end = self.rest.find(['\r', '\n']).unwrap_or(self.rest.len());
        self.rest = &self.rest[end..];
        self.end_of_record();
    }

    fn record(&mut self, cells: &mut Counter) -> Result<Record<'a>, Refusal> {
        let mut record = Record { line: self.line, fields: Vec::new(), open_quote: false };
        loop {
            cells.take(1)?;
            // Looking for the end of each of many open quotes would go through the same line again and again.
            let quoted = !record.open_quote && self.rest.trim_start_matches(' ').starts_with('"');
            let field = if quoted { self.quoted(&mut record.open_quote) } else { self.plain() };
            record.fields.push(field);
            if matches!(self.after_field(), After::Record) {
                return Ok(record);
            }
        }
    }

    fn after_field(&mut self) -> After {
        match self.rest.strip_prefix(self.separator) {
            Some(rest) => {
                self.rest = rest;
                After::Field
            }
            None => {
                self.end_of_record();
                After::Record
            }
        }
    }

    fn end_of_record(&mut self) {
        self.rest = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix(['\r', '\n'])).unwrap_or(self.rest);
        self.line += 1;
    }

    fn plain(&mut self) -> Cow<'a, str> {
        let separator = self.separator;
        let end = self.rest.find([separator, '\r', '\n']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        self.rest = rest;
        Cow::Borrowed(field)
    }

    fn quoted(&mut self, open_quote: &mut bool) -> Cow<'a, str> {
        let before = self.rest;
        let inner = &self.rest.trim_start_matches(' ')[1..];
        match closing_quote(inner, self.separator, self.quotes_may_span) {
            Some(close) => {
                let (field, rest) = (&inner[..close], inner[close + 1..].trim_start_matches(' '));
                self.rest = rest;
                self.line += lines_in(field);
                if field.contains('"') { Cow::Owned(field.replace("\"\"", "\"")) } else { Cow::Borrowed(field) }
            }
            None => {
                *open_quote = true;
                self.quotes_may_span = false;
                self.rest = before;
                self.plain()
            }
        }
    }
}

/// Where the field ends: at a quote before a separator or the end of a line. A single quote elsewhere is a character, unless the field has line
/// breaks: there it means that the field began with a quote of its own.
fn closing_quote(inner: &str, separator: char, may_span: bool) -> Option<usize> {
    let mut broken = false;
    let mut rest = inner;
    let place = |rest: &str| inner.len() - rest.len();
    loop {
        let next = rest.find(['"', '\r', '\n'])?;
        let at = place(rest) + next;
        rest = &inner[at + 1..];
        if !inner[at..].starts_with('"') {
            broken = true;
            if !may_span {
                return None;
            }
        } else if let Some(after) = rest.strip_prefix('"') {
            rest = after;
        } else {
            let after = rest.trim_start_matches(' ');
            if after.is_empty() || after.starts_with(separator) || after.starts_with(['\r', '\n']) {
                return Some(at);
            }
            if broken {
                return None;
            }
        }
    }
}

fn lines_in(field: &str) -> u32 {
    let breaks = field.bytes().filter(|byte| *byte == b'\n').count() + field.bytes().filter(|byte| *byte == b'\r').count();
    u32::try_from(breaks - field.matches("\r\n").count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, separator: char) -> Vec<(u32, Vec<String>)> {
        let all = records(text, separator).unwrap();
        all.into_iter().map(|record| (record.line, record.fields.iter().map(ToString::to_string).collect())).collect()
    }

    fn row(line: u32, fields: &[&str]) -> (u32, Vec<String>) {
        (line, fields.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn records_know_their_line_whatever_ends_it() {
        let text = "a;b\r\n\"x;\ny\";2\n\r\n \"q \"\"r\"\"\" ;3\rlast;\"4\"";
        assert_eq!(read(text, ';'), [row(1, &["a", "b"]), row(2, &["x;\ny", "2"]), row(5, &["q \"r\"", "3"]), row(6, &["last", "4"])]);
        assert_eq!(read("sep=|\r\na|b\r\n", '|'), [row(2, &["a", "b"])]);
        assert_eq!(read("a,\n;,\n,,,\n", ','), [row(1, &["a", ""]), row(2, &[";", ""])]);
        assert_eq!(read("", ','), []);
    }

    #[test]
    fn an_open_quote_costs_its_own_row() {
        let all = records("a,b\n\"5,x\nc,\"d\"\ne,\"f\ng\",1\n", ',').unwrap();
        let seen: Vec<_> = all.iter().map(|record| (record.line, record.get(0), record.get(1), record.open_quote)).collect();
        assert_eq!(
            seen,
            [(1, "a", "b", false), (2, "\"5", "x", true), (3, "c", "d", false), (4, "e", "\"f", true), (5, "g\"", "1", false)]
        );
        assert_eq!(read("say \"hi\",\"5\" pipe\",2\n", ','), [row(1, &["say \"hi\"", "5\" pipe", "2"])]);
    }

    #[test]
    fn what_a_file_costs_is_bounded_by_cells() {
        let refused = records(&",".repeat(500_000), ',').unwrap_err();
        assert_eq!(refused, Refusal::TooLarge { what: Bound::Cells, max: CELLS });
        let quotes = "\"a\n".repeat(50_000);
        assert_eq!(records(&quotes, ',').unwrap().len(), 50_000);
        assert_eq!(records(&"\"a,".repeat(300_000), ',').unwrap()[0].fields.len(), 300_001);
    }
}
