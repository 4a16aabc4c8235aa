//! Dates, times of day and weekdays as people write them.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{grid::Cell, numerals::narrow, times::minutes_of};
use crate::ask::DateOrder;

const DAY_MINUTES: u32 = 1440;

/// Numbers of a date, and which orders they may be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Known(Date),
    Numbers { a: i16, b: i16, year: i16 },
}

/// A date in the order that all of a column is in.
pub(crate) fn date(cell: &Cell, order: Option<DateOrder>) -> Option<Date> {
    match written(cell)? {
        Written::Known(date) => Some(date),
        Written::Numbers { a, b, year } => match order {
            Some(DateOrder::Mdy) => ymd(year, a, b),
            _ => ymd(year, b, a),
        },
    }
}

/// The order that fits every date of a column. Where both do, or none, it must be asked: the error holds a date to ask about, one that reads either
/// way where there is such a one.
pub(crate) fn order<'a>(cells: impl Iterator<Item = &'a Cell>, told: Option<DateOrder>) -> Result<Option<DateOrder>, String> {
    if told.is_some() {
        return Ok(told);
    }
    let (mut dmy, mut mdy) = (true, true);
    let (mut either, mut any) = (None, None);
    for cell in cells {
        let Some(Written::Numbers { a, b, year }) = written(cell) else { continue };
        let (as_dmy, as_mdy) = (ymd(year, b, a), ymd(year, a, b));
        if as_dmy.is_none() && as_mdy.is_none() {
            continue;
        }
        dmy &= as_dmy.is_some();
        mdy &= as_mdy.is_some();
        if as_dmy != as_mdy {
            let example = if as_dmy.is_some() && as_mdy.is_some() { &mut either } else { &mut any };
            example.get_or_insert_with(|| crate::text::clip(&cell.text()));
        }
    }
    match (dmy, mdy, either.or(any)) {
        (true, true, Some(example)) | (false, false, Some(example)) => Err(example),
        (false, true, _) => Ok(Some(DateOrder::Mdy)),
        (true, false, _) => Ok(Some(DateOrder::Dmy)),
        (true, true, None) | (false, false, None) => Ok(None),
    }
}

fn ymd(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn written(cell: &Cell) -> Option<Written> {
    match cell {
        Cell::Moment(at) => Some(Written::Known(at.date())),
        Cell::Number(number) if (20_000_101.0..21_000_101.0).contains(number) => of_text(&format!("{number:.0}")),
        // A day of this century as spreadsheets count them, in a cell that is not formatted as a date.
        Cell::Number(number) if number.fract() == 0.0 && (36_526.0..73_051.0).contains(number) => {
            let days = (*number as i64).days();
            jiff::civil::date(1899, 12, 30).checked_add(days).ok().map(Written::Known)
        }
        Cell::Text(text) => of_text(text),
        Cell::Number(_) | Cell::Empty | Cell::Clock(_) | Cell::Formula => None,
    }
}

fn of_text(text: &str) -> Option<Written> {
    if text.len() > 60 {
        return None;
    }
    let narrow = narrow(text).to_lowercase();
    let text = narrow.trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = |at: std::ops::Range<usize>| text[at].parse().ok();
        return ymd(number(0..4)?, number(4..6)?, number(6..8)?).map(Written::Known);
    }
    let month =
        MONTHS.iter().position(|name| text.split(|c: char| !c.is_alphabetic()).any(|word| word.len() >= 3 && word.starts_with(name)));
    let groups: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    if let Some(month) = month {
        let (day, year) = (groups.first()?, groups.get(1)?);
        return ymd(full_year(year)?, i16::try_from(month).ok()? + 1, day.parse().ok()?).map(Written::Known);
    }
    let [first, second, third] = [groups.first()?, groups.get(1)?, groups.get(2)?];
    let number = |group: &str| group.parse::<i16>().ok();
    if first.len() == 4 {
        return ymd(number(first)?, number(second)?, number(third)?).map(Written::Known);
    }
    let (a, b, year) = (number(first)?, number(second)?, full_year(third)?);
    // Nobody writes the month first and dots after it.
    let dotted = text.starts_with(&format!("{first}."));
    if dotted { ymd(year, b, a).map(Written::Known) } else { Some(Written::Numbers { a, b, year }) }
}

pub(super) const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn full_year(group: &str) -> Option<i16> {
    let year: i16 = group.parse().ok()?;
    match group.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

/// Minutes of the day; a range gives its end too. 24:00 is the end of the day.
pub(crate) fn clock(cell: &Cell) -> Option<(u32, Option<u32>)> {
    match cell {
        Cell::Clock(minutes) => Some((*minutes, None)),
        Cell::Moment(at) => Some((minutes_of(at.time()), None)),
        // A fraction of the day in a cell that is not formatted as a time.
        Cell::Number(number) if (0.0..1.0).contains(number) => Some(((number * 1440.0).round() as u32, None)),
        Cell::Number(number) if number.fract() == 0.0 && (100.0..=2400.0).contains(number) => {
            point(&format!("{number:.0}")).map(|p| (p, None))
        }
        Cell::Text(text) => clock_text(text),
        Cell::Number(_) | Cell::Empty | Cell::Formula => None,
    }
}

pub(crate) fn clock_text(text: &str) -> Option<(u32, Option<u32>)> {
    if text.len() > 60 {
        return None;
    }
    let narrow = narrow(text).to_lowercase();
    let text = narrow.trim();
    match text.split_once(['-', '~']).or_else(|| text.split_once(" to ")) {
        // The day and the half of it are said once: 8:00-8:45 pm.
        Some((from, to)) => {
            let to_at = point(to)?;
            let from_at = point(from)?;
            let half_said_once = to.contains("pm") && !from.contains("am") && !from.contains("pm") && from_at + 720 <= to_at;
            Some((if half_said_once { from_at + 720 } else { from_at }, Some(to_at)))
        }
        None => Some((point(text)?, None)),
    }
}

fn point(text: &str) -> Option<u32> {
    let afternoon = ["pm", "p.m.", "下午", "晚上", "晚", "傍晚"].iter().any(|word| text.contains(word));
    let morning = ["am", "a.m.", "上午", "早上", "凌晨"].iter().any(|word| text.contains(word));
    let mut rest = text;
    for word in ["p.m.", "a.m.", "pm", "am", "下午", "晚上", "傍晚", "上午", "早上", "凌晨", "中午", "晚", "uhr", "o'clock"]
    {
        rest = rest.trim().trim_start_matches(word).trim_end_matches(word);
    }
    let (hour, minute) = hour_and_minute(rest.trim())?;
    let hour = match hour {
        12 if morning => 0,
        1..=11 if afternoon => hour + 12,
        hour => hour,
    };
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= DAY_MINUTES).then_some(minutes)
}

fn hour_and_minute(text: &str) -> Option<(u32, u32)> {
    let groups: Vec<&str> = text.split([':', '.', 'h', '点', '时', '分']).collect();
    let number =
        |group: &str| (group.len() <= 2 && group.bytes().all(|byte| byte.is_ascii_digit())).then(|| group.parse::<u32>().ok()).flatten();
    match groups.as_slice() {
        [digits] if (3..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let (hour, minute) = digits.split_at(digits.len() - 2);
            Some((hour.parse().ok()?, minute.parse().ok()?))
        }
        [hour, ""] => Some((number(hour)?, 0)),
        [hour, minute] | [hour, minute, ""] if minute.len() == 2 => Some((number(hour)?, number(minute)?)),
        [hour, minute, seconds] if number(seconds).is_some_and(|seconds| seconds < 60) => Some((number(hour)?, number(minute)?)),
        _ => None,
    }
}

const DAY_NAMES: [&[&str]; 7] = [
    &["一", "monday", "mon", "mo", "montag", "lundi", "lun", "lunes", "lunedi", "segunda", "maandag", "poniedziałek"],
    &["二", "tuesday", "tues", "tue", "tu", "dienstag", "di", "mardi", "mar", "martes", "martedi", "terca", "dinsdag", "wtorek"],
    &["三", "wednesday", "wed", "we", "mittwoch", "mi", "mercredi", "mer", "miercoles", "mie", "mercoledi", "quarta", "woensdag", "sroda"],
    &[
        "四",
        "thursday",
        "thurs",
        "thur",
        "thu",
        "th",
        "donnerstag",
        "do",
        "jeudi",
        "jeu",
        "jueves",
        "jue",
        "giovedi",
        "quinta",
        "donderdag",
        "czwartek",
    ],
    &["五", "friday", "fri", "fr", "freitag", "vendredi", "ven", "viernes", "vie", "venerdi", "sexta", "vrijdag", "piatek"],
    &["六", "saturday", "sat", "sa", "samstag", "samedi", "sam", "sabado", "sabato", "zaterdag", "sobota"],
    &["日", "天", "sunday", "sun", "su", "sonntag", "so", "dimanche", "dim", "domingo", "domenica", "zondag", "niedziela"],
];

/// One weekday: by a name of the school's own, a usual one, or 1 to 7 from Monday on.
pub(crate) fn weekday(text: &str, own: &[String]) -> Option<Weekday> {
    if text.len() > 60 {
        return None;
    }
    let folded = homeroom_domain::text::folded(text.trim());
    let text = folded.trim().trim_end_matches('.');
    let at = |index: usize| Weekday::from_monday_zero_offset(i8::try_from(index).ok()?).ok();
    if let Some(index) = own.iter().position(|name| homeroom_domain::text::folded(name.trim()) == text).filter(|_| !text.is_empty()) {
        return at(index);
    }
    let name = ["星期", "礼拜", "周", "週", "禮拜"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim();
    if let Ok(number) = name.parse::<usize>() {
        return at(number.checked_sub(1)?);
    }
    DAY_NAMES.iter().position(|names| names.contains(&name)).and_then(at)
}

/// Several weekdays in one cell; a name that is none of them is the error.
pub(crate) fn weekdays(text: &str, own: &[String]) -> Result<Vec<Weekday>, String> {
    if let Some(day) = weekday(text, own) {
        return Ok(vec![day]);
    }
    let narrow = narrow(text);
    let mut days = Vec::new();
    for name in narrow.split([',', ';', '/', '+', '&', '\n', ' ', '|']).map(str::trim).filter(|name| !name.is_empty()) {
        let day = weekday(name, own).ok_or_else(|| crate::text::clip(text))?;
        if !days.contains(&day) {
            days.push(day);
        }
    }
    if days.is_empty() { Err(crate::text::clip(text)) } else { Ok(days) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn dates_are_read_in_the_one_order_that_fits_all() {
        let wanted = jiff::civil::date(2026, 9, 7);
        for written in [
            "2026-09-07",
            "2026/9/7",
            "2026.9.7",
            "2026年9月7日",
            "20260907",
            "7.9.2026",
            "07.09.26",
            "7 Sep 2026",
            "Sept 7, 2026",
            "2026-09-07 08:00",
        ] {
            assert_eq!(date(&text(written), None), Some(wanted), "{written}");
        }
        let both = [text("07/09/2026"), text("2026-09-11")];
        assert_eq!(order(both.iter(), None), Err("07/09/2026".to_owned()));
        assert_eq!(order(both.iter(), Some(DateOrder::Mdy)), Ok(Some(DateOrder::Mdy)));
        assert_eq!(order([text("07/09/2026"), text("14/09/2026")].iter(), None), Ok(Some(DateOrder::Dmy)));
        assert_eq!(order([text("9/7/2026"), text("9/14/2026")].iter(), None), Ok(Some(DateOrder::Mdy)));
        let neither = ["14/09/2026", "09/15/2026", "03/04/2026"].map(text);
        assert_eq!(order(neither.iter(), None), Err("03/04/2026".to_owned()), "no order fits all, so that none is guessed");
        assert_eq!(order(neither[..2].iter(), None), Err("14/09/2026".to_owned()));
        assert_eq!(date(&text("9/7/2026"), Some(DateOrder::Mdy)), Some(wanted));
        assert_eq!(date(&Cell::Moment(wanted.at(8, 0, 0, 0)), None), Some(wanted));
        for bad in ["", "soon", "2026-13-01", "31.02.2026", "1/2", "99999999"] {
            assert_eq!(date(&text(bad), None), None, "{bad}");
        }
    }

    #[test]
    fn times_are_read_in_every_way_of_writing_them() {
        let cases = [
            ("8:00", 480, None),
            ("08:00", 480, None),
            ("08:00:00", 480, None),
            ("8：00", 480, None),
            ("0800", 480, None),
            ("8.05", 485, None),
            ("8h30", 510, None),
            ("8h", 480, None),
            ("8点30分", 510, None),
            ("8:00 AM", 480, None),
            ("2:30 pm", 870, None),
            ("12:00 AM", 0, None),
            ("12:15 pm", 735, None),
            ("下午2:30", 870, None),
            ("14:15 Uhr", 855, None),
            ("24:00", 1440, None),
            ("08:00-08:45", 480, Some(525)),
            ("8:00 ~ 8:45", 480, Some(525)),
            ("1:00-1:45 pm", 780, Some(825)),
        ];
        for (written, start, end) in cases {
            assert_eq!(clock(&text(written)), Some((start, end)), "{written}");
        }
        assert_eq!(clock(&Cell::Number(0.4201388888888889)), Some((605, None)));
        for bad in ["25:00", "8:60", "", "8", "1-2", "noon", "1-2节"] {
            assert_eq!(clock(&text(bad)), None, "{bad}");
        }
    }

    #[test]
    fn weekdays_are_read_in_the_usual_names_and_the_schools_own() {
        use Weekday::{Friday, Monday, Sunday, Thursday, Tuesday, Wednesday};
        let cases: [(&str, &[Weekday]); 17] = [
            ("星期一", &[Monday]),
            ("周四", &[Thursday]),
            ("礼拜天", &[Sunday]),
            ("星期日", &[Sunday]),
            ("三", &[Wednesday]),
            ("7", &[Sunday]),
            ("Mon", &[Monday]),
            ("MONDAY", &[Monday]),
            ("Th.", &[Thursday]),
            ("Dienstag", &[Tuesday]),
            ("Mi", &[Wednesday]),
            ("miércoles", &[Wednesday]),
            ("vendredi", &[Friday]),
            ("周1", &[Monday]),
            ("Mon, Wed", &[Monday, Wednesday]),
            ("周一、周三", &[Monday, Wednesday]),
            ("Mon/Fri", &[Monday, Friday]),
        ];
        for (name, wanted) in cases {
            assert_eq!(weekdays(name, &[]), Ok(wanted.to_vec()), "{name}");
        }
        for bad in ["0", "8", "星期八", "X", "", "someday"] {
            assert_eq!(weekdays(bad, &[]), Err(bad.to_owned()));
        }
        let own: Vec<String> = ["L", "M", "X", "J", "V"].map(str::to_owned).to_vec();
        assert_eq!(weekdays("x", &own), Ok(vec![Wednesday]));
    }
}
