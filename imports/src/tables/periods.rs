//! Periods of a day, as `1-2节`, `第3-4节`, `7,8节`, `0708`, `3-4节，6-7节`, and their times by the bells.

use jiff::civil::Time;

use super::numerals::{narrow, number};
use crate::ask::Bell;

/// A lesson over one period or several that follow each other, by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) first: String,
    pub(crate) last: String,
}

impl Run {
    pub(crate) fn one(name: &str) -> Self {
        Self { first: name.to_owned(), last: name.to_owned() }
    }

    /// When it is held; the name of a period that has no times otherwise.
    pub(crate) fn times(&self, bells: &[Bell]) -> Result<(Time, Time), String> {
        let start = find(bells, &self.first).ok_or_else(|| self.first.clone())?.start;
        let end = find(bells, &self.last).ok_or_else(|| self.last.clone())?.end;
        Ok((start, end))
    }
}

pub(crate) fn find<'a>(bells: &'a [Bell], period: &str) -> Option<&'a Bell> {
    bells.iter().find(|bell| bell.period == period).or_else(|| {
        let wanted = plain_number(period)?;
        bells.iter().find(|bell| plain_number(&bell.period) == Some(wanted))
    })
}

/// The number of a period that is named by one, however it is written: `1`, `01`, `第一节`, `Period 1`.
fn plain_number(name: &str) -> Option<u32> {
    if name.len() > NUMBER_BYTES {
        return None;
    }
    let numbers = numbers(&narrow(name).to_lowercase())?;
    match numbers.as_slice() {
        [(from, to)] if from == to => Some(*from),
        _ => None,
    }
}

/// A longer name of a period is more than a number.
const NUMBER_BYTES: usize = 60;

/// What follows a number that ends a lesson of several periods.
const UNIT: [&str; 3] = ["节", "節", "小节"];

/// Lessons over periods. Those that follow each other are one; None where the text names no periods.
pub(crate) fn runs(text: &str, bells: &[Bell]) -> Option<Vec<Run>> {
    let text = text.trim();
    if bells.iter().any(|bell| bell.period == text) {
        return Some(vec![Run::one(text)]);
    }
    let narrow = narrow(text).to_lowercase();
    if let Some(compact) = compact(&narrow) {
        return Some(compact);
    }
    let runs = joined(numbers(&narrow)?);
    (!runs.is_empty() && runs.iter().all(|(from, to)| from <= to)).then(|| runs.into_iter().map(run).collect())
}

fn run((from, to): (u32, u32)) -> Run {
    Run { first: from.to_string(), last: to.to_string() }
}

/// `0708`, `010203`: two digits a period.
fn compact(text: &str) -> Option<Vec<Run>> {
    if text.len() < 4 || !text.len().is_multiple_of(2) || text.len() > 24 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let pairs: Vec<(u32, u32)> = (0..text.len() / 2).filter_map(|at| text[at * 2..at * 2 + 2].parse().ok()).map(|n| (n, n)).collect();
    pairs.windows(2).all(|pair| pair[0].0 < pair[1].0).then(|| joined(pairs).into_iter().map(run).collect())
}

fn numbers(text: &str) -> Option<Vec<(u32, u32)>> {
    let mut all: Vec<(u32, u32)> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if let Some((from, after)) = number(rest) {
            let (to, after) = end_of_run(after).unwrap_or((from, after));
            let (run, after) = match after.strip_prefix("大节") {
                // A big period is two.
                Some(after) => ((from.checked_mul(2)?.checked_sub(1)?, to.checked_mul(2)?), after),
                None => ((from, to), after),
            };
            all.push(run);
            rest = after;
        } else if let Some(after) = filler(rest) {
            rest = after;
        } else {
            return None;
        }
    }
    (!all.is_empty() && all.len() <= 24).then_some(all)
}

fn end_of_run(rest: &str) -> Option<(u32, &str)> {
    let mut rest = UNIT.iter().find_map(|unit| rest.strip_prefix(unit)).unwrap_or(rest).trim_start();
    rest = rest.strip_prefix(['-', '~'])?.trim_start();
    number(rest.strip_prefix('第').unwrap_or(rest))
}

fn filler(rest: &str) -> Option<&str> {
    const WORDS: [&str; 16] =
        ["小节", "课节", "节次", "节", "節", "第", "periods", "period", "lessons", "lesson", "stunde", "hour", "std", "p", "上午", "下午"];
    let word = WORDS.iter().find_map(|word| rest.strip_prefix(word));
    word.or_else(|| {
        rest.strip_prefix(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '(' | ')' | '[' | ']' | '.' | ':' | '+' | '&'))
    })
}

/// Runs that follow each other are one lesson.
fn joined(all: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (from, to) in all {
        match runs.last_mut().filter(|last| last.1.checked_add(1) == Some(from)) {
            Some(last) => last.1 = to,
            None => runs.push((from, to)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_periods_is_understood() {
        let cases: [(&str, &[(&str, &str)]); 30] = [
            ("1-2节", &[("1", "2")]),
            ("1-2", &[("1", "2")]),
            ("3", &[("3", "3")]),
            ("第3-4节", &[("3", "4")]),
            ("第3节-第4节", &[("3", "4")]),
            ("第一节", &[("1", "1")]),
            ("第三四节", &[("3", "4")]),
            ("第十一、十二节", &[("11", "12")]),
            ("第1、2节", &[("1", "2")]),
            ("7,8节", &[("7", "8")]),
            ("7，8 节", &[("7", "8")]),
            ("0708", &[("7", "8")]),
            ("010203", &[("1", "3")]),
            ("01020506", &[("1", "2"), ("5", "6")]),
            ("01-02", &[("1", "2")]),
            ("[01-02节]", &[("1", "2")]),
            ("10-11节", &[("10", "11")]),
            ("1-4节", &[("1", "4")]),
            ("1~2", &[("1", "2")]),
            ("１－２节", &[("1", "2")]),
            ("3-4节，6-7节", &[("3", "4"), ("6", "7")]),
            ("1,3", &[("1", "1"), ("3", "3")]),
            ("第一大节", &[("1", "2")]),
            ("第3大节", &[("5", "6")]),
            ("第1-2小节", &[("1", "2")]),
            ("P1", &[("1", "1")]),
            ("Period 4", &[("4", "4")]),
            ("1.", &[("1", "1")]),
            ("0", &[("0", "0")]),
            ("早读", &[("早读", "早读")]),
        ];
        let time = Time::midnight();
        let bells = [Bell { period: "早读".to_owned(), start: time, end: time }];
        for (text, wanted) in cases {
            let wanted: Vec<Run> = wanted.iter().map(|(a, b)| Run { first: (*a).to_owned(), last: (*b).to_owned() }).collect();
            assert_eq!(runs(text, &bells), Some(wanted), "{text}");
        }
        let last = |text: &str| runs(text, &bells).map(|runs| runs.len());
        assert_eq!((last("4294967295,1"), last("4294967295-4294967295,1")), (Some(2), Some(2)));
        for text in ["", "午休", "4-3", "Maths", "上午", "08:00-08:45x", "-"] {
            assert_eq!(runs(text, &bells), None, "{text}");
        }
    }

    #[test]
    fn a_period_has_the_times_of_its_bell() {
        let bell = |period: &str, hour: i8| Bell {
            period: period.to_owned(),
            start: Time::constant(hour, 0, 0, 0),
            end: Time::constant(hour, 45, 0, 0),
        };
        let bells = [bell("第一节", 8), bell("2", 9), bell("P3", 10)];
        let run = |text: &str| runs(text, &bells).unwrap().remove(0);
        assert_eq!(run("1-3节").times(&bells), Ok((bells[0].start, bells[2].end)));
        assert_eq!(run("13").times(&bells), Err("13".to_owned()));
    }
}
