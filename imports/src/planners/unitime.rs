//! UniTime, course timetable XML: classes with ranges of dates, days such as `TTh` and times such as `0830`. Years stand at the root only.
//!
//! Classes may stand within classes. The file names the place of its document type, which is never looked up.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{
    Place, empty, term,
    xml::{Element, Node, nodes},
};
use crate::{
    ask::{Ask, Format, RoomFrom},
    bounds::{Counter, RULE_DAYS, Tally},
    item::{Held, Item, Read},
    report::{Bound, Finding, Refusal, RowStatus},
    tables::{
        dates::clock_text,
        list::{Fault, error},
        times::slot,
    },
    text::{clean, clip},
    within::Within,
};

/// Longer ranges are no terms.
const RANGE_DAYS: i32 = 420;
/// Times or ranges of dates that one class may have.
const PARTS_MAX: usize = 100;

#[derive(Default)]
struct Class {
    number: usize,
    name: String,
    seats: Option<u32>,
    dates: Vec<(String, String)>,
    times: Vec<(String, String, String)>,
    places: Vec<String>,
    teachers: Vec<String>,
    /// More dates or times than are read.
    too_many: bool,
}

impl Class {
    fn of(element: &Element, number: usize) -> Self {
        let parts = ["subject", "coursenbr", "type", "suffix"].map(|part| element.get(part));
        let name = clean(&parts.join(" "));
        let name = if name.is_empty() { clean(element.get("name")) } else { name };
        let limit = [element.get("classlimit"), element.get("limit")].into_iter().find_map(|limit| limit.parse().ok());
        Self { number, name, seats: limit.filter(|seats| *seats > 0), ..Self::default() }
    }

    fn take(&mut self, element: &Element) {
        let own = |name: &str| element.get(name).to_owned();
        let full = |many: usize| many >= PARTS_MAX;
        self.too_many |= [self.dates.len(), self.times.len()].into_iter().any(full) && matches!(element.name.as_str(), "date" | "time");
        match element.name.as_str() {
            "date" if self.dates.len() < PARTS_MAX => self.dates.push((own("startdate"), own("enddate"))),
            "time" if self.times.len() < PARTS_MAX => self.times.push((own("days"), own("starttime"), own("endtime"))),
            "room" if self.places.len() < PARTS_MAX => {
                self.places.push(clean(&format!("{} {}", element.get("building"), element.get("roomnbr"))));
            }
            "location" if self.places.len() < PARTS_MAX => self.places.push(clean(element.get("name"))),
            "instructor" if self.teachers.len() < PARTS_MAX => {
                let name = clean(&[element.get("fname"), element.get("mname"), element.get("lname")].join(" "));
                self.teachers.push(if name.is_empty() { clean(element.get("id")) } else { name });
            }
            _ => {}
        }
    }
}

pub(crate) fn read(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    // Classes that are open, the innermost last, and those that ended.
    let (mut open, mut classes, mut year) = (Vec::<Class>::new(), Vec::<Class>::new(), None);
    let mut tally = Tally::default();
    let mut number = 0;
    let encoding = nodes(bytes, ask, |node| {
        match node {
            Node::Open(element) if element.name == "class" => {
                tally.look()?;
                number += 1;
                open.push(Class::of(&element, number));
            }
            Node::Open(element) if element.name == "timetable" => year = element.get("year").parse::<i16>().ok(),
            Node::Open(element) => {
                if let Some(class) = open.last_mut() {
                    class.take(&element);
                }
            }
            Node::Close(name) if name == "class" => classes.extend(open.pop()),
            Node::Close(_) => {}
        }
        Ok(())
    })?;
    if classes.is_empty() {
        return Err(Refusal::NotATimetable { seen: "xml".to_owned() });
    }
    classes.sort_by_key(|class| class.number);
    let mut read = empty(Format::UnitimeXml, encoding, None, ask);
    read.items_read = u32::try_from(classes.len()).unwrap_or(u32::MAX);
    let mut days = Counter::new(Bound::Lessons, RULE_DAYS);
    for class in &classes {
        let place = Place { at: class.number.to_string(), text: class.name.clone() };
        let dates = match days_of(class, year, ask) {
            Ok(dates) => dates,
            Err(fault) => {
                read.rows.push(place.row(fault));
                continue;
            }
        };
        days.take((dates.len() * class.times.len()) as u64)?;
        match lesson(class, &dates, &place, ask) {
            Ok(item) => {
                tally.keep(&item)?;
                read.items.push(item);
            }
            Err(fault) => read.rows.push(place.row(fault)),
        }
    }
    Ok(read)
}

/// All days of its ranges of dates, each once, in order.
fn days_of(class: &Class, year: Option<i16>, ask: &Ask) -> Result<Vec<Date>, Fault> {
    if class.times.is_empty() {
        return Err((RowStatus::Skipped, Finding::NoTime {}));
    }
    if class.too_many {
        return Err(error(Finding::TextTooLong { max: PARTS_MAX as u32 }));
    }
    let mut days = BTreeSet::new();
    for (first, last) in ranges(class, year, ask)? {
        let mut day = first;
        while day <= last {
            days.insert(day);
            day = day.saturating_add(1.day());
        }
    }
    Ok(days.into_iter().collect())
}

fn lesson(class: &Class, days_of: &[Date], place: &Place, ask: &Ask) -> Result<Item, Fault> {
    let mut all: Vec<Held> = Vec::new();
    for (days, start, end) in &class.times {
        let days = weekdays(days).ok_or_else(|| error(Finding::UnknownDay { value: clip(days) }))?;
        let clock = |text: &str| minutes(text).ok_or_else(|| error(Finding::BadTime { value: clip(text) }));
        let (start, minutes) = slot(clock(start)?, clock(end)?)?;
        let dates = days_of.iter().copied().filter(|day| days.contains(&day.weekday())).collect();
        all.push(Held::on(dates, start, minutes));
    }
    let rooms = match &ask.room_from {
        Some(RoomFrom::Fixed(room)) => vec![room.clone()],
        Some(RoomFrom::Field(field)) if field.eq_ignore_ascii_case("room") => class.places.clone(),
        _ => vec![class.name.clone()],
    };
    let rooms: Vec<String> = rooms.into_iter().filter(|room| !room.is_empty()).collect();
    let title = Some(class.name.clone()).filter(|name| !name.is_empty());
    Ok(Item { rooms, title, seats: class.seats, teachers: class.teachers.clone(), held: all, ..place.item() })
}

/// The ranges of dates of a class, else the whole term.
fn ranges(class: &Class, year: Option<i16>, ask: &Ask) -> Result<Vec<(Date, Date)>, Fault> {
    if class.dates.is_empty() {
        let within = term(ask)?;
        return Ok(vec![(within.first, within.last)]);
    }
    let mut ranges = Vec::new();
    for (from, to) in &class.dates {
        let bad = |text: &str| error(Finding::BadDate { value: clip(text) });
        let year = year.or_else(|| ask.first_day.map(Date::year));
        let first = date(from, year).ok_or_else(|| bad(from))?;
        let mut last = if to.is_empty() { first } else { date(to, year).ok_or_else(|| bad(to))? };
        if last < first {
            // A term over the turn of the year.
            last = last.checked_add(1.year()).map_err(|_| bad(to))?;
        }
        if first.saturating_add(RANGE_DAYS.days()) < last {
            return Err(bad(to));
        }
        ranges.push(in_term(first, last, ask));
    }
    Ok(ranges)
}

/// The range as far as it lies in the term. The year of the file is that in which its term begins: a range that would lie before it is of the next year.
fn in_term(first: Date, last: Date, ask: &Ask) -> (Date, Date) {
    let Some(within) = Within::of(ask) else { return (first, last) };
    let later = |day: Date| day.saturating_add(1.year());
    let (first, last) = if last < within.first && later(first) <= within.last { (later(first), later(last)) } else { (first, last) };
    (first.max(within.first), last.min(within.last))
}

/// `09/07`, and with a year `09/07/2026`.
fn date(text: &str, year: Option<i16>) -> Option<Date> {
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let (month, day, year) = match parts[..] {
        [month, day] => (month, day, year?),
        [month, day, year] => (month, day, year.parse().ok()?),
        _ => return None,
    };
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `0830`, and with a colon.
fn minutes(text: &str) -> Option<u32> {
    if text.contains(':') {
        return clock_text(text).map(|(minutes, _)| minutes);
    }
    let number: u32 = text.parse().ok().filter(|_| (3..=4).contains(&text.len()))?;
    (number % 100 < 60 && number <= 2400).then_some(number / 100 * 60 + number % 100)
}

/// `MWF`, `TTh`, `SSu`. The longer names first, since T begins two of them.
fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    const NAMES: [(&str, Weekday); 12] = [
        ("Th", Weekday::Thursday),
        ("Tu", Weekday::Tuesday),
        ("Su", Weekday::Sunday),
        ("Sa", Weekday::Saturday),
        ("M", Weekday::Monday),
        ("T", Weekday::Tuesday),
        ("W", Weekday::Wednesday),
        ("R", Weekday::Thursday),
        ("H", Weekday::Thursday),
        ("F", Weekday::Friday),
        ("S", Weekday::Saturday),
        ("U", Weekday::Sunday),
    ];
    let (mut rest, mut days) = (text.trim(), Vec::new());
    while !rest.is_empty() {
        let (name, day) = NAMES.iter().find(|(name, _)| rest.starts_with(name))?;
        if days.contains(day) {
            return None;
        }
        days.push(*day);
        rest = rest[name.len()..].trim_start();
    }
    (!days.is_empty()).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_days() {
        use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
        let cases = [
            ("MWF", Some(vec![Monday, Wednesday, Friday])),
            ("TTh", Some(vec![Tuesday, Thursday])),
            ("TR", Some(vec![Tuesday, Thursday])),
            ("SSu", Some(vec![Saturday, Sunday])),
            ("MX", None),
            ("MM", None),
            ("", None),
        ];
        for (text, days) in cases {
            assert_eq!(weekdays(text), days, "{text}");
        }
    }

    #[test]
    fn classes_within_classes_and_terms_over_the_turn_of_the_year() {
        let file = "<timetable year='2026'><class subject='A' courseNbr='1' type='Lec' suffix='1'><date startDate='12/28' endDate='01/05'/>\
                    <time days='M' startTime='0830' endTime='0920'/><class subject='A' courseNbr='1' type='Lab' suffix='1' classLimit='20'>\
                    <date startDate='09/07' endDate='09/07'/><time days='M' startTime='1330' endTime='1315'/></class></class></timetable>";
        let read = read(file.as_bytes(), &Ask::default()).unwrap();
        assert_eq!(read.items[0].held[0].dates, ["2026-12-28", "2027-01-04"].map(|day| day.parse::<Date>().unwrap()));
        assert_eq!((read.items_read, read.rows[0].at.as_str(), &read.rows[0].what), (2, "2", &Finding::EndBeforeStart {}));
    }

    #[test]
    fn ranges_are_cut_to_the_term_and_read_in_the_year_in_which_they_lie_in_it() {
        let class = |dates: &str| {
            format!(
                "<timetable year='2026'><class subject='A'>{dates}<time days='MSu' startTime='0830' endTime='0920'/></class></timetable>"
            )
        };
        let ask = Ask { first_day: Some("2026-11-30".parse().unwrap()), last_day: Some("2027-01-10".parse().unwrap()), ..Ask::default() };
        let days = |file: &str| {
            let read = read(file.as_bytes(), &ask).unwrap();
            read.items[0].held[0].dates.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(days(&class("<date startDate='01/04' endDate='01/10'/>")), ["2027-01-04", "2027-01-10"]);
        assert_eq!(
            days(&class("<date startDate='09/01' endDate='12/01'/><date startDate='12/07' endDate='12/07'/>")),
            ["2026-11-30", "2026-12-07"]
        );
        assert_eq!(days(&class("<date startDate='11/30/2026' endDate='11/30/2026'/>")), ["2026-11-30"]);
    }

    #[test]
    fn ranges_times_times_of_many_classes_are_counted() {
        let dates: String = (0..90).map(|n| format!("<date startDate='01/01/{0}' endDate='02/20/{1}'/>", 2000 + n, 2001 + n)).collect();
        let times = "<time days='MTWThFSSu' startTime='0830' endTime='0920'/>".repeat(90);
        let class = format!("<class subject='A'>{dates}{times}</class>");
        let refused =
            |many: usize| read(format!("<timetable year='2026'>{}</timetable>", class.repeat(many)).as_bytes(), &Ask::default()).err();
        assert!(matches!(refused(400), Some(Refusal::TooLarge { what: Bound::Lessons, .. })));
    }
}
