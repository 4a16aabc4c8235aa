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
    bounds::{ROOMS, TEACHERS, Tally, keep_name},
    item::{Held, Item, Read},
    report::{Finding, Refusal, Row, RowStatus},
    tables::{
        dates::clock_text,
        list::{Fault, error},
        periods::Run,
        times::{bell_slot, wall},
        weeks::{Weeks, mark_in_title},
    },
    text::{clean, clip},
};

/// Ids of one list that are looked up; a lesson is for fewer classes than an order has rooms.
const IDS_MAX: usize = 2 * ROOMS;
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

    /// Some programs write all that a lesson has on its cards, and no lessons.
    fn lesson_of<'a>(&'a self, card: &'a Element) -> Option<&'a Element> {
        let id = card.get("lessonid");
        let says_itself = || ["classids", "classid", "groupids"].iter().any(|name| !card.get(name).is_empty());
        self.lessons.get(id).or_else(|| (id.is_empty() && says_itself()).then_some(card))
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
    let mut tally = Tally::default();
    let (mut placed, mut unknown_periods) = (HashSet::new(), Vec::new());
    for (index, card) in lists.cards.iter().enumerate() {
        tally.look()?;
        read.items_read += 1;
        let reader = Card { lists: &lists, bells: &read.bells, ask, card, lesson: lists.lesson_of(card) };
        let subject = lists.name("subject", reader.either("subjectid"));
        let place = Place { at: (index + 1).to_string(), text: subject.unwrap_or_else(|| card.get("lessonid").to_owned()) };
        placed.insert(card.get("lessonid"));
        match reader.item(&place) {
            Ok((item, mark)) => {
                tally.keep(&item)?;
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
    lesson: Option<&'a Element>,
}

impl<'a> Card<'a> {
    /// What the card says, else its lesson.
    fn either(&self, name: &str) -> &'a str {
        let own = self.card.get(name);
        if own.is_empty() { self.lesson.map_or("", |lesson| lesson.get(name)) } else { own }
    }

    /// The same for ids of several, which older files name by the one that there is.
    fn ids(&self, many: &str, one: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let ids = self.either(many);
        let ids = if ids.is_empty() { self.either(one) } else { ids };
        ids.split(',').map(str::trim).filter(|id| !id.is_empty())
    }

    /// The item, and a mark of weeks that was found in its title.
    fn item(&self, place: &Place) -> Result<(Item, Option<String>), Fault> {
        if self.lesson.is_none() {
            return Err(error(Finding::UnknownLesson { value: clip(self.card.get("lessonid")) }));
        }
        let period = self.card.get("period");
        let day = self.day()?;
        if period.is_empty() || day.is_none() {
            return Err((RowStatus::Skipped, Finding::NotPlaced {}));
        }
        let rooms = self.rooms();
        if rooms.is_empty() {
            return Err((RowStatus::Skipped, Finding::NoClass {}));
        }
        let many = self.either("periodspercard").parse::<f32>().ok().filter(|many| *many >= 1.0).map_or(1, |many| many as usize);
        let (start, minutes) = self.time(period, many)?;
        let title = self.lists.name("subject", self.either("subjectid"));
        let (title, weeks, mark) = weeks_of(title, self.weeks()?);
        let within = term(self.ask)?;
        let dates = day.map(|day| within.dates(day, |week| weeks.has(week))).unwrap_or_default();
        let mut teachers = Vec::new();
        for name in self.ids("teacherids", "teacherid").filter_map(|id| self.lists.name("teacher", id)) {
            keep_name(&mut teachers, name, TEACHERS);
        }
        Ok((Item { rooms, title, teachers, group: self.group(), held: vec![Held::on(dates, start, minutes)], ..place.item() }, mark))
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
    fn weeks(&self) -> Result<Mask, Fault> {
        let defined = self.lists.named("weeksdef", self.either("weeksdefid")).map(|definition| definition.get("weeks"));
        let mask = [self.either("weeks"), defined.unwrap_or_default()].into_iter().find(|mask| !mask.is_empty());
        let mask = mask.unwrap_or("1").split(',').next().unwrap_or("1").trim();
        if mask.len() > 60 || !mask.contains('1') || !mask.bytes().all(|byte| matches!(byte, b'0' | b'1')) {
            return Err(error(Finding::BadWeekList { value: clip(mask) }));
        }
        Ok(Mask(mask.bytes().map(|byte| byte == b'1').collect()))
    }

    fn rooms(&self) -> Vec<String> {
        let full = matches!(&self.ask.room_from, Some(RoomFrom::Field(field)) if field.eq_ignore_ascii_case("class name"));
        if let Some(RoomFrom::Fixed(room)) = &self.ask.room_from {
            return vec![room.clone()];
        }
        let name = |id: &str| {
            let class = self.lists.named("class", id)?;
            let names = if full { ["name", "short"] } else { ["short", "name"] };
            names.into_iter().map(|name| clean(class.get(name))).find(|name| !name.is_empty())
        };
        let mut rooms: Vec<String> = Vec::new();
        self.ids("classids", "classid").take(IDS_MAX).filter_map(name).for_each(|room| keep_name(&mut rooms, room, ROOMS));
        if rooms.is_empty() {
            let groups = self.ids("groupids", "groupid").take(IDS_MAX).filter_map(|id| self.lists.named("group", id));
            groups.filter_map(|group| name(group.get("classid"))).for_each(|room| keep_name(&mut rooms, room, ROOMS));
        }
        rooms
    }

    /// The group of a class that the lesson is for, if it is not for the whole class.
    fn group(&self) -> Option<String> {
        let mut groups = self.ids("groupids", "groupid").take(IDS_MAX).filter_map(|id| self.lists.named("group", id));
        let part = groups.find(|group| group.get("entireclass") != "1")?;
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
mod tests;
