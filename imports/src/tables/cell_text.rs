//! What stands in one cell of a matrix: a subject, perhaps a teacher, weeks and periods of its own, or several of these.

use super::{
    list::split_names,
    periods::{Run, runs},
    weeks::{Weeks, mark_in_title, weeks},
};
use crate::{ask::Bell, text::clean};

/// One lesson of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) teachers: Vec<String>,
    pub(super) weeks: Weeks,
    /// Periods that the cell names itself, instead of those beside which it stands.
    pub(super) run: Option<Run>,
    /// The mark of odd or even weeks in the title.
    pub(super) mark: Option<String>,
    /// What should be a list of weeks and is none.
    pub(super) bad_weeks: Option<String>,
}

/// The lessons of a cell, in its order.
pub(super) fn entries(text: &str, bells: &[Bell]) -> Vec<Entry> {
    let text = rules_apart(text);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let is_rule = |line: &&str| line.len() >= 3 && line.chars().all(|c| matches!(c, '-' | '—' | '=' | '_' | '–'));
    let mut all: Vec<Entry> = Vec::new();
    for block in lines.split(is_rule).filter(|block| !block.is_empty()).map(once) {
        // Each line with a mark of its own is a lesson: two subjects that take turns.
        let marked = block.iter().filter(|line| mark_in_title(line).is_some_and(|(title, ..)| !title.is_empty())).count();
        if marked > 1 {
            all.extend(turns(block, bells));
        } else {
            all.extend(entry(block, bells));
        }
    }
    if let [one] = all.as_slice() {
        all = both_weeks(one).unwrap_or(all);
    }
    // Some systems draw a cell twice, once for the printer.
    let mut kept: Vec<Entry> = Vec::new();
    for entry in all {
        if !kept.contains(&entry) {
            kept.push(entry);
        }
    }
    kept
}

/// Lines of dashes on lines of their own: some systems leave out the break before them.
fn rules_apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let mut rest = line;
        while let Some(at) = rest.find("----") {
            let end = rest[at..].find(|c| c != '-').map_or(rest.len(), |length| at + length);
            out.push_str(&rest[..at]);
            out.push_str("\n----\n");
            rest = &rest[end..];
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

/// A block whose second half repeats the first is drawn twice.
fn once<'a, 'b>(block: &'a [&'b str]) -> &'a [&'b str] {
    let half = block.len() / 2;
    if block.len() >= 4 && block[..half] == block[half..] { &block[..half] } else { block }
}

fn turns(block: &[&str], bells: &[Bell]) -> Vec<Entry> {
    let mut starts: Vec<usize> = (0..block.len()).filter(|at| mark_in_title(block[*at]).is_some()).collect();
    starts[0] = 0;
    let ends = starts.iter().skip(1).copied().chain([block.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| entry(&block[*start..end], bells)).collect()
}

/// `美术(单)/音乐(双)` on one line.
fn both_weeks(one: &Entry) -> Option<Vec<Entry>> {
    let (first, second) = one.title.split_once(['/', '／'])?;
    let (first, odd, mark) = mark_in_title(first)?;
    let (second, even) = match mark_in_title(second) {
        Some((title, weeks, _)) => (title, weeks),
        None if one.weeks != Weeks::All => (second.trim().to_owned(), one.weeks.clone()),
        None => return None,
    };
    let with = |title: String, weeks| Entry { title: clean(&title), weeks, mark: Some(mark.clone()), ..one.clone() };
    Some(vec![with(first, odd), with(second, even)])
}

fn entry(lines: &[&str], bells: &[Bell]) -> Option<Entry> {
    let (first, rest) = lines.split_first()?;
    let (title, mut weeks, mark) = match mark_in_title(first) {
        Some((title, weeks, mark)) if !title.is_empty() => (title, weeks, Some(mark)),
        _ => ((*first).to_owned(), Weeks::All, None),
    };
    let (mut teachers, mut run, mut bad_weeks) = (Vec::new(), None, None);
    for line in rest {
        match weeks_and_periods(line, bells) {
            Some((Some(own), own_run)) => {
                weeks = weeks.and(own);
                run = own_run.or(run);
            }
            Some((None, own_run)) if own_run.is_some() && !counts_the_year(line) => run = own_run,
            Some((None, _)) => bad_weeks = Some((*line).to_owned()),
            None if teachers.is_empty() && !is_place(line) => teachers = split_names(line),
            None => {}
        }
    }
    Some(Entry { title: clean(&title), teachers, weeks, run, mark, bad_weeks })
}

/// Places have numbers; people have not.
fn is_place(line: &str) -> bool {
    line.chars().filter(char::is_ascii_digit).count() >= 2
}

/// `1,3-12(周)[01-02节]`: the weeks, none where they cannot be read, and the periods. None where the line is about something else.
fn weeks_and_periods(line: &str, bells: &[Bell]) -> Option<(Option<Weeks>, Option<Run>)> {
    let narrow = super::numerals::narrow(line);
    let (outer, run) = match narrow.find('[').zip(narrow.rfind(']')).filter(|(open, close)| open < close) {
        Some((open, close)) if narrow[open..close].contains('节') => {
            let run = runs(&narrow[open + 1..close], bells).and_then(|runs| runs.into_iter().next());
            (format!("{}{}", &narrow[..open], &narrow[close + 1..]), run)
        }
        _ => (narrow.clone(), None),
    };
    let says_weeks = outer.contains('周') || outer.to_lowercase().contains("week");
    let has_number = outer.chars().any(|c| c.is_ascii_digit());
    if has_number && counts_the_year(&outer) {
        return Some((None, run));
    }
    match (says_weeks && (has_number || weeks(&outer).is_some()), run) {
        (true, run) => Some((weeks(&outer), run)),
        (false, Some(run)) => Some((None, Some(run))),
        (false, None) => weeks(&outer).filter(|_| has_number && !outer.contains(char::is_alphabetic)).map(|weeks| (Some(weeks), None)),
    }
}

/// `KW 36-40`, weeks of the year: which of the term they are is not said, and without them the lesson would be held in all. `KW 101` is a teacher's room.
fn counts_the_year(text: &str) -> bool {
    let word: String = text.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().take_while(|c| c.is_alphabetic()).collect();
    let is_week = |number: &str| number.is_empty() || number.parse::<u8>().is_ok_and(|week| week <= 53);
    word.eq_ignore_ascii_case("kw") && text.split(|c: char| !c.is_ascii_digit()).all(is_week)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_lesson_or_several() {
        let these = |weeks: &[u32]| Weeks::These(weeks.iter().copied().collect());
        let seen = |text: &str| -> Vec<(String, Vec<String>, Weeks, Option<String>)> {
            let run = |run: Run| format!("{}-{}", run.first, run.last);
            entries(text, &[]).into_iter().map(|entry| (entry.title, entry.teachers, entry.weeks, entry.run.map(run))).collect()
        };
        let one = |title: &str, teacher: &str, weeks: Weeks, run: Option<&str>| {
            let teachers = if teacher.is_empty() { vec![] } else { vec![teacher.to_owned()] };
            (title.to_owned(), teachers, weeks, run.map(str::to_owned))
        };
        assert_eq!(seen("语文\n教师甲"), [one("语文", "教师甲", Weeks::All, None)]);
        assert_eq!(seen("实验(双周)\n教师丁"), [one("实验", "教师丁", Weeks::Even, None)]);
        assert_eq!(seen("美术(单)\n音乐(双)"), [one("美术", "", Weeks::Odd, None), one("音乐", "", Weeks::Even, None)]);
        assert_eq!(
            seen("美术(单)\n教师甲\n音乐(双)\n教师乙"),
            [one("美术", "教师甲", Weeks::Odd, None), one("音乐", "教师乙", Weeks::Even, None)]
        );
        assert_eq!(seen("美术(单)/音乐(双)"), [one("美术", "", Weeks::Odd, None), one("音乐", "", Weeks::Even, None)]);
        assert_eq!(
            seen("高等数学\n教师甲\n1,3-5(周)[01-02节]\n教一101\n--------\n体育\n教师乙\n1-5单周\n操场"),
            [one("高等数学", "教师甲", these(&[1, 3, 4, 5]), Some("1-2")), one("体育", "教师乙", these(&[1, 3, 5]), None)]
        );
        let maths = [one("高等数学", "教师甲", these(&[1, 2]), None)];
        let two = [maths[0].clone(), one("体育", "教师乙", these(&[1, 3]), None)];
        assert_eq!(seen("高等数学\n教师甲\n1-2周\n教一101----------体育\n教师乙\n1-3单周"), two);
        assert_eq!(seen("高等数学\n教师甲\n1-2周\n----\n体育\n教师乙\n1-3单周\n-----------"), two);
        assert_eq!(seen("高等数学\n教师甲\n1-2周\n教一101\n高等数学\n教师甲\n1-2周\n教一101"), maths);
        assert_eq!(seen("高等数学\n教师甲\n1-2周\n---------\n高等数学\n教师甲\n1-2周"), maths);
        assert_eq!(entries("高等数学\n教师甲\n9-3周", &[])[0].bad_weeks.as_deref(), Some("9-3周"));
        assert_eq!(entries("Mathe\nKRU\nKW 36-40", &[])[0].bad_weeks.as_deref(), Some("KW 36-40"));
        assert_eq!(entries("Mathe\nKW 101", &[])[0].bad_weeks, None);
        assert_eq!(seen("Mathe\nKwasniewski 2"), [one("Mathe", "Kwasniewski 2", Weeks::All, None)]);
        assert_eq!(seen("  \n "), []);
    }
}
