//! aSc TimeTables and EduPage, XML of 2012 (and of 2008): lessons say who and what, cards say when.
//!
//! Days and weeks are masks by position: `01000` is Tuesday, `10` the first week of two. A lesson of several periods has one card, on its first
//! period.

use std::collections::{HashMap, HashSet};

use jiff::civil::{Time, Weekday};

use super::{
    Place, ask_bells, empty, term,
    xml::{Element, Node, nodes},
};
use crate::{
    ask::{Ask, Bell, Format, RoomFrom},
    bounds::{Counter, ITEMS, TEACHERS},
    item::{Held, Item, Read},
    report::{Bound, Finding, Refusal, Row, RowStatus},
    tables::{
        dates::clock_text,
        list::{Fault, error},
        periods::Run,
        times::{bell_slot, wall},
        weeks::{Weeks, mark_in_title},
    },
    text::{clean, clip},
};

/// Periods that one card may last.
const PERIODS_MAX: usize = 24;
/// Most periods that are known; a school has a dozen.
const BELLS: usize = 200;

/// What the file names by an id.
#[derive(Default)]
struct Lists {
    /// Of subjects, teachers, classes, rooms and groups, by the element's name and the id.
    named: HashMap<(String, String), Element>,
    lessons: HashMap<String, Element>,
    /// Ids of lessons in the order of the file.
    order: Vec<String>,
    cards: Vec<Element>,
    bells: Vec<Bell>,
    /// Days without a mask are numbered from 1.
    days_from_one: bool,
}

impl Lists {
    fn take(&mut self, element: Element) {
        match element.name.as_str() {
            "timetable" => self.days_from_one = element.get("options").contains("daynumbering1"),
            "period" if self.bells.len() < BELLS => self.bells.extend(bell(&element)),
            "lesson" => {
                self.order.push(element.get("id").to_owned());
                self.lessons.insert(element.get("id").to_owned(), element);
            }
            "card" => self.cards.push(element),
            "subject" | "teacher" | "class" | "classroom" | "group" | "weeksdef" => {
                self.named.insert((element.name.clone(), element.get("id").to_owned()), element);
            }
            _ => {}
        }
    }

    fn named(&self, kind: &str, id: &str) -> Option<&Element> {
        self.named.get(&(kind.to_owned(), id.to_owned()))
    }

    fn name(&self, kind: &str, id: &str) -> Option<String> {
        let element = self.named(kind, id)?;
        [element.get("name"), element.get("short")].into_iter().map(clean).find(|name| !name.is_empty())
    }
}

fn bell(element: &Element) -> Option<Bell> {
    let time = |name: &str| wall(clock_text(element.get(name))?.0);
    let period = [element.get("period"), element.get("name"), element.get("short")].into_iter().find(|name| !name.is_empty())?;
    Some(Bell { period: clean(period), start: time("starttime")?, end: time("endtime")? })
}

pub(crate) fn read(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let mut lists = Lists::default();
    let encoding = nodes(bytes, ask, |node| {
        if let Node::Open(element) = node {
            lists.take(element);
        }
        Ok(())
    })?;
    if lists.lessons.is_empty() && lists.cards.is_empty() {
        return Err(Refusal::NotATimetable { seen: "xml".to_owned() });
    }
    let mut read = empty(Format::Asc2012, encoding, None, ask);
    if ask.bells.is_empty() {
        read.bells = std::mem::take(&mut lists.bells);
    }
    let mut counter = Counter::new(Bound::Items, ITEMS);
    let (mut placed, mut unknown_periods) = (HashSet::new(), Vec::new());
    for (index, card) in lists.cards.iter().enumerate() {
        counter.take(1)?;
        read.items_read += 1;
        let subject = lists.lessons.get(card.get("lessonid")).and_then(|lesson| lists.name("subject", lesson.get("subjectid")));
        let place = Place { at: (index + 1).to_string(), text: subject.unwrap_or_else(|| card.get("lessonid").to_owned()) };
        placed.insert(card.get("lessonid"));
        let reader = Card { lists: &lists, bells: &read.bells, ask, card };
        match reader.lesson(&place) {
            Ok((item, mark)) => {
                read.rows.extend(mark.map(|mark| place.row((RowStatus::Warning, Finding::WeekMarkInTitle { mark }))));
                read.items.push(item);
            }
            Err(fault) => {
                if let Finding::UnknownPeriod { value } = &fault.1 {
                    unknown_periods.push(value.clone());
                }
                read.rows.push(place.row(fault));
            }
        }
    }
    for id in lists.order.iter().filter(|id| !placed.contains(id.as_str())) {
        let text = lists.lessons.get(id).and_then(|lesson| lists.name("subject", lesson.get("subjectid"))).unwrap_or_default();
        read.rows.push(Row {
            at: format!("lesson {}", clip(id)),
            status: RowStatus::Skipped,
            what: Finding::NotPlaced {},
            text: clip(&text),
        });
    }
    ask_bells(&mut read, unknown_periods);
    Ok(read)
}

struct Card<'a> {
    lists: &'a Lists,
    bells: &'a [Bell],
    ask: &'a Ask,
    card: &'a Element,
}

impl Card<'_> {
    /// The lesson, and a mark of weeks that was found in its title.
    fn lesson(&self, place: &Place) -> Result<(Item, Option<String>), Fault> {
        let id = self.card.get("lessonid");
        let lesson = self.lists.lessons.get(id).ok_or_else(|| error(Finding::UnknownLesson { value: clip(id) }))?;
        // Some programs write all that a lesson has on its cards.
        let either = |name: &str| if self.card.get(name).is_empty() { lesson.get(name) } else { self.card.get(name) };
        let period = self.card.get("period");
        let day = self.day()?;
        if period.is_empty() || day.is_none() {
            return Err((RowStatus::Skipped, Finding::NotPlaced {}));
        }
        let rooms = self.rooms(lesson);
        if rooms.is_empty() {
            return Err((RowStatus::Skipped, Finding::NoClass {}));
        }
        let many = lesson.get("periodspercard").parse::<f32>().ok().filter(|many| *many >= 1.0).map_or(1, |many| many as usize);
        let (start, minutes) = self.time(period, many)?;
        let title = self.lists.name("subject", either("subjectid"));
        let (title, weeks, mark) = weeks_of(title, self.weeks(lesson)?);
        let within = term(self.ask)?;
        let dates = day.map(|day| within.dates(day, |week| weeks.has(week))).unwrap_or_default();
        let teachers = either("teacherids").split(',').filter_map(|id| self.lists.name("teacher", id.trim())).take(TEACHERS).collect();
        let group = self.group(lesson);
        Ok((Item { rooms, title, teachers, group, held: vec![Held::on(dates, start, minutes)], ..place.item() }, mark))
    }

    fn day(&self) -> Result<Option<Weekday>, Fault> {
        let (mask, number) = (self.card.get("days"), self.card.get("day"));
        let unknown = |value: &str| error(Finding::UnknownDay { value: clip(value) });
        if !mask.is_empty() {
            let is_mask = mask.len() <= 7 && mask.bytes().all(|byte| matches!(byte, b'0' | b'1')) && mask.matches('1').count() == 1;
            let day = mask.find('1').filter(|_| is_mask).and_then(|at| Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok());
            return day.map(Some).ok_or_else(|| unknown(mask));
        }
        if number.is_empty() {
            return Ok(None);
        }
        let from = i8::from(self.lists.days_from_one);
        let day = number.parse::<i8>().ok().and_then(|day| Weekday::from_monday_zero_offset(day.checked_sub(from)?).ok());
        day.map(Some).ok_or_else(|| unknown(number))
    }

    /// The weeks of a card, else of its lesson. A list of masks leaves the choice open, and the first is as good as any.
    fn weeks(&self, lesson: &Element) -> Result<Mask, Fault> {
        let defined = self.lists.named("weeksdef", lesson.get("weeksdefid")).map(|definition| definition.get("weeks"));
        let mask = [self.card.get("weeks"), lesson.get("weeks"), defined.unwrap_or_default()].into_iter().find(|mask| !mask.is_empty());
        let mask = mask.unwrap_or("1").split(',').next().unwrap_or("1").trim();
        if mask.len() > 60 || !mask.contains('1') || !mask.bytes().all(|byte| matches!(byte, b'0' | b'1')) {
            return Err(error(Finding::BadWeekList { value: clip(mask) }));
        }
        Ok(Mask(mask.bytes().map(|byte| byte == b'1').collect()))
    }

    fn rooms(&self, lesson: &Element) -> Vec<String> {
        let full = matches!(&self.ask.room_from, Some(RoomFrom::Field(field)) if field.eq_ignore_ascii_case("class name"));
        if let Some(RoomFrom::Fixed(room)) = &self.ask.room_from {
            return vec![room.clone()];
        }
        let name = |id: &str| {
            let class = self.lists.named("class", id)?;
            let names = if full { ["name", "short"] } else { ["short", "name"] };
            names.into_iter().map(|name| clean(class.get(name))).find(|name| !name.is_empty())
        };
        let own = lesson.list("classids");
        let own = if own.is_empty() { lesson.list("classid") } else { own };
        let of_groups: Vec<&str> =
            lesson.list("groupids").iter().filter_map(|id| Some(self.lists.named("group", id)?.get("classid"))).collect();
        let mut rooms: Vec<String> = Vec::new();
        for room in if own.is_empty() { of_groups } else { own }.into_iter().filter_map(name) {
            if !rooms.contains(&room) {
                rooms.push(room);
            }
        }
        rooms
    }

    /// The group of a class that the lesson is for, if it is not for the whole class.
    fn group(&self, lesson: &Element) -> Option<String> {
        let groups = lesson.list("groupids");
        let part = groups.iter().filter_map(|id| self.lists.named("group", id)).find(|group| group.get("entireclass") != "1")?;
        Some(clean(part.get("name"))).filter(|name| !name.is_empty())
    }

    /// From the beginning of its period to the end of the last one.
    fn time(&self, period: &str, many: usize) -> Result<(Time, u32), Fault> {
        let unknown = |value: String| error(Finding::UnknownPeriod { value: clip(&value) });
        if many == 1 {
            return bell_slot(&Run::one(period), self.bells).map_err(unknown);
        }
        let mut bells: Vec<&Bell> = self.bells.iter().collect();
        bells.sort_by_key(|bell| bell.start);
        let first = bells.iter().position(|bell| bell.period == period).ok_or_else(|| unknown(period.to_owned()))?;
        let last = bells.get(first + many.min(PERIODS_MAX) - 1).ok_or_else(|| unknown(format!("{period}+{}", many - 1)))?;
        bell_slot(&Run { first: period.to_owned(), last: last.period.clone() }, self.bells).map_err(unknown)
    }
}

/// Weeks of a cycle, by position.
struct Mask(Vec<bool>);

impl Mask {
    fn has(&self, week: u32) -> bool {
        let at = usize::try_from(week.saturating_sub(1)).unwrap_or(0) % self.0.len().max(1);
        self.0.get(at).copied().unwrap_or(false)
    }
}

enum WeeksOf {
    Mask(Mask),
    Marked(Weeks),
}

impl WeeksOf {
    fn has(&self, week: u32) -> bool {
        match self {
            Self::Mask(mask) => mask.has(week),
            Self::Marked(weeks) => weeks.has(week),
        }
    }
}

/// Schools write (Odd) into the name of a subject where the masks say every week.
fn weeks_of(title: Option<String>, mask: Mask) -> (Option<String>, WeeksOf, Option<String>) {
    let every = mask.0.iter().all(|week| *week);
    match title.as_deref().filter(|_| every).and_then(mark_in_title) {
        Some((rest, weeks, mark)) => (Some(rest), WeeksOf::Marked(weeks), Some(mark)),
        None => (title, WeeksOf::Mask(mask), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(rest: &str, cards: &str) -> String {
        format!(
            "<timetable options='daynumbering1'><periods><period period='1' starttime='7:05' endtime='7:50'/>\
                <period period='2' starttime='8:00' endtime='8:45'/></periods>\
             <subjects><subject id='s' name='Lab (Odd)'/><subject id='m' name='Maths'/></subjects><classes>\
                 <class id='c' name='Sixth' short='6'/></classes>\
             <groups><group id='g' name='Girls' classid='c' entireclass='0'/></groups>{rest}<cards>{cards}</cards></timetable>"
        )
    }

    fn of(lesson: &str, card: &str) -> Read {
        let ask = Ask { first_day: Some("2026-09-07".parse().unwrap()), last_day: Some("2026-10-04".parse().unwrap()), ..Ask::default() };
        let file = file(
            &format!("<lessons><lesson id='L' subjectid='m' classids='c' {lesson}/></lessons>"),
            &format!("<card lessonid='L' {card}/>"),
        );
        read(file.as_bytes(), &ask).unwrap()
    }

    fn first(read: &Read) -> String {
        let item = &read.items[0];
        let dates: Vec<String> = item.held[0].dates.iter().map(|date| date.strftime("%d").to_string()).collect();
        let group = item.group.as_deref().unwrap_or("-");
        format!(
            "{} {} {group} {} {} {}",
            item.rooms.join("+"),
            item.title.as_deref().unwrap_or_default(),
            item.held[0].start,
            item.held[0].minutes,
            dates.join(",")
        )
    }

    #[test]
    fn masks_days_and_lengths_in_the_forms_of_2012_and_2008() {
        let cases = [
            ("periodspercard='2'", "period='1' days='01000' weeks='10'", "6 Maths - 07:05:00 100 08,22"),
            ("", "period='1' days='01000' weeks='11'", "6 Maths - 07:05:00 45 08,15,22,29"),
            ("", "period='1' days='10000' weeks='10,01'", "6 Maths - 07:05:00 45 07,21"),
            ("weeks='01'", "period='2' day='1'", "6 Maths - 08:00:00 45 14,28"),
            ("groupids='g'", "period='2' day='5'", "6 Maths Girls 08:00:00 45 11,18,25,02"),
        ];
        for (lesson, card, wanted) in cases {
            assert_eq!(first(&of(lesson, card)), wanted, "{lesson} {card}");
        }
        let marked = of("subjectid2=''", "period='1' days='10000' subjectid='s'");
        assert_eq!(first(&marked), "6 Lab - 07:05:00 45 07,21");
        assert_eq!(marked.rows[0].what, Finding::WeekMarkInTitle { mark: "Odd".into() });
    }

    #[test]
    fn what_is_wrong_with_a_card_is_told() {
        let cases = [
            ("", "period='' days='' weeks=''", Finding::NotPlaced {}),
            ("", "period='9' days='10000'", Finding::UnknownPeriod { value: "9".into() }),
            ("periodspercard='2'", "period='2' days='10000'", Finding::UnknownPeriod { value: "2+1".into() }),
            ("", "period='1' days='11000'", Finding::UnknownDay { value: "11000".into() }),
            ("", "period='1' days='10000' weeks='00'", Finding::BadWeekList { value: "00".into() }),
        ];
        for (lesson, card, wanted) in cases {
            assert_eq!(of(lesson, card).rows.iter().map(|row| &row.what).collect::<Vec<_>>(), [&wanted], "{card}");
        }
        let of_nobody = read(
            file("<lessons><lesson id='L' subjectid='m'/></lessons>", "<card lessonid='L' period='1' days='10000'/>").as_bytes(),
            &Ask::default(),
        );
        assert_eq!(of_nobody.unwrap().rows[0].what, Finding::NoClass {});
    }
}
