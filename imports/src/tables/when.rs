//! Weekday, periods and weeks in one cell, as `星期二第3-4节{1-15周}` or `周一 1-2节 1-16周(单); 周三 3-4节`.

use jiff::civil::Weekday;

use super::{
    dates::{clock_text, weekday},
    numerals::narrow,
    periods::{Run, runs},
    weeks::{Weeks, weeks},
};
use crate::ask::{Ask, Bell};

/// One of the times that a cell names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) weekday: Weekday,
    pub(crate) time: TimeOfDay,
    pub(crate) weeks: Weeks,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TimeOfDay {
    Periods(Vec<Run>),
    Clock(u32, u32),
}

/// None where a part of the cell names no weekday, or neither periods nor times.
pub(crate) fn whens(text: &str, ask: &Ask, bells: &[Bell]) -> Option<Vec<When>> {
    let parts = text.split([';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let all = parts.map(|part| when(part, ask, bells)).collect::<Option<Vec<_>>>()?;
    (!all.is_empty()).then_some(all)
}

fn when(text: &str, ask: &Ask, bells: &[Bell]) -> Option<When> {
    let narrow = narrow(text);
    let (weekday, rest) = leading_weekday(narrow.trim(), ask)?;
    let (weeks, rest) = split_weeks(&rest)?;
    let rest = rest.trim().trim_matches([',', ' ']);
    let time = match clock_text(rest) {
        Some((start, Some(end))) => TimeOfDay::Clock(start, end),
        _ => TimeOfDay::Periods(runs(rest, bells)?),
    };
    Some(When { weekday, time, weeks })
}

fn leading_weekday(text: &str, ask: &Ask) -> Option<(Weekday, String)> {
    for prefix in ["星期", "礼拜", "周"] {
        if let Some(rest) = text.strip_prefix(prefix) {
            let name = rest.chars().next()?;
            let day = weekday(&format!("{prefix}{name}"), &ask.days)?;
            return Some((day, rest[name.len_utf8()..].to_owned()));
        }
    }
    let (name, rest) = text.split_once([' ', ','])?;
    Some((weekday(name, &ask.days)?, rest.to_owned()))
}

/// The weeks of a part, in braces or as numbers with 周, and the rest of it.
pub(crate) fn split_weeks(text: &str) -> Option<(Weeks, String)> {
    let marked = |at: &str| at.contains('周') || at.contains('週') || at.to_lowercase().contains("week");
    for (open, close) in [('{', '}'), ('[', ']'), ('(', ')')] {
        if let Some((start, end)) = text.find(open).zip(text.rfind(close)).filter(|(start, end)| start < end)
            && marked(&text[start..end])
            && let Some(weeks) = weeks(&text[start + 1..end])
        {
            return Some((weeks, format!("{} {}", &text[..start], &text[end + 1..])));
        }
    }
    let words: Vec<&str> = text.split([' ', '/']).filter(|word| !word.is_empty()).collect();
    let Some(index) = words.iter().position(|word| marked(word)) else { return Some((Weeks::All, text.to_owned())) };
    let others: Vec<&str> = words.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, word)| *word).collect();
    Some((weeks(words[index])?, others.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cell_says_the_day_the_periods_and_the_weeks() {
        let run = |first: &str, last: &str| TimeOfDay::Periods(vec![Run { first: first.into(), last: last.into() }]);
        let these = |weeks: &[u32]| Weeks::These(weeks.iter().copied().collect());
        let read = |text: &str| whens(text, &Ask::default(), &[]);
        let tuesday = |weeks| vec![When { weekday: Weekday::Tuesday, time: run("3", "4"), weeks }];
        assert_eq!(read("星期二第3-4节{1-3周}"), Some(tuesday(these(&[1, 2, 3]))));
        assert_eq!(read("周二第3,4节{第1-3周}"), Some(tuesday(these(&[1, 2, 3]))));
        assert_eq!(read("星期二 3-4节 1-4周(双)"), Some(tuesday(these(&[2, 4]))));
        assert_eq!(read("周二(3-4节)"), Some(tuesday(Weeks::All)));
        assert_eq!(read("Tue 08:00-08:45").unwrap()[0].time, TimeOfDay::Clock(480, 525));
        assert_eq!(read("周一第1-2节{1-16周};周三第3-4节{1-16周}").map(|all| all.len()), Some(2));
        for text in ["", "星期八第1节", "第3-4节", "星期二", "星期二第3-4节{9-1周}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
