//! What keeps an item out of the order.

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{
    Taken, in_term, is_together,
    occupied::{Occupied, Span, meets_itself},
    rooms::Rooms,
    row,
};
use crate::{
    ask::{Ask, Groups},
    bounds::{Counter, ROOMS, SEATS, TEACHERS, TEXT_CHARS},
    item::Item,
    report::{Finding, Refusal, Row, RowStatus},
    within::Within,
};

const LESSON_MINUTES_MAX: u32 = 1440;

pub(super) struct Checks<'a> {
    pub(super) ask: &'a Ask,
    pub(super) within: Option<Within>,
    pub(super) zone: TimeZone,
    pub(super) rows: Vec<Row>,
    pub(super) occupied: Occupied,
}

impl Checks<'_> {
    /// The item if it can be held; else a row says why not.
    pub(super) fn take(&mut self, mut item: Item, rooms: &mut Rooms, lessons: &mut Counter) -> Result<Option<Taken>, Refusal> {
        // What has dates needs no term to be told, but must fit into one.
        if self.within.is_none() && !item.held.is_empty() {
            self.rows.push(row(&item, RowStatus::Error, Finding::TermTooLong {}));
            return Ok(None);
        }
        item.keep_within(|date| in_term(self.within, date));
        if item.held.is_empty() {
            self.rows.push(row(&item, RowStatus::Skipped, Finding::YieldsNothing {}));
            return Ok(None);
        }
        match self.check(&item, rooms) {
            Ok((held_in, spans)) => {
                lessons.take((spans.len() * held_in.len()) as u64)?;
                held_in.iter().for_each(|room| self.occupied.take(*room, &spans, &item.at));
                if item.rooms.len() > 1 && !is_together(self.ask, &item) {
                    self.rows.push(row(&item, RowStatus::Warning, Finding::TaughtTogether { rooms: item.rooms.clone() }));
                }
                Ok(Some(Taken { item, rooms: held_in }))
            }
            Err(finding) => {
                self.rows.push(row(&item, RowStatus::Error, *finding));
                Ok(None)
            }
        }
    }

    fn check(&self, item: &Item, rooms: &mut Rooms) -> Result<(Vec<usize>, Vec<Span>), Box<Finding>> {
        check_texts(item)?;
        check_minutes(item)?;
        check_seats(item.seats)?;
        let held_in = rooms.of(item, self.ask).ok_or(Finding::NoRoom {})?;
        if let Some(room) = held_in.iter().find(|room| rooms.seats(**room).is_none()) {
            return Err(Box::new(Finding::NoSeats { room: rooms.key(*room).to_owned() }));
        }
        held_in.iter().try_for_each(|room| check_seats(rooms.seats(*room)))?;
        let smallest = held_in.iter().filter_map(|room| rooms.seats(*room)).min().unwrap_or(0);
        if let Some(expected) = item.expected.filter(|expected| *expected > smallest) {
            return Err(Box::new(Finding::ExpectedAboveSeats { expected, seats: smallest }));
        }
        let spans = self.spans(item)?;
        let on = |index: usize| item.occurrences().nth(index).map_or(Date::MIN, |lesson| lesson.0);
        if let Some(index) = meets_itself(&spans) {
            let room = rooms.key(held_in[0]).to_owned();
            return Err(Box::new(Finding::Overlap { other: item.at.clone(), room, on: on(index) }));
        }
        let mut free = Vec::new();
        for room in held_in {
            let Some((other, index)) = self.occupied.by(room, &spans) else {
                free.push(room);
                continue;
            };
            let own = (self.ask.groups == Groups::Room).then(|| rooms.of_group(room, item)).flatten();
            match own.filter(|own| self.occupied.by(*own, &spans).is_none()) {
                Some(own) => free.push(own),
                None => return Err(Box::new(Finding::Overlap { other, room: rooms.key(room).to_owned(), on: on(index) })),
            }
        }
        Ok((free, spans))
    }

    fn spans(&self, item: &Item) -> Result<Vec<Span>, Box<Finding>> {
        item.occurrences().map(|(date, start, minutes)| self.span(date, start, minutes)).collect()
    }

    fn span(&self, date: Date, start: Time, minutes: u32) -> Result<Span, Box<Finding>> {
        let at = self.zone.to_ambiguous_timestamp(date.to_datetime(start));
        match at.unambiguous() {
            Ok(at) => {
                let start = at.as_second().div_euclid(60);
                Ok(Span { start, end: start + i64::from(minutes) })
            }
            Err(_) => Err(Box::new(Finding::WallTimeAmbiguous { on: date, start })),
        }
    }
}

fn check_texts(item: &Item) -> Result<(), Box<Finding>> {
    let texts = item.rooms.iter().chain(&item.title).chain(&item.teachers);
    let too_long = |text: &String| text.chars().nth(TEXT_CHARS).is_some();
    if texts.into_iter().any(too_long) || item.teachers.len() > TEACHERS || item.rooms.len() > ROOMS {
        return Err(Box::new(Finding::TextTooLong { max: TEXT_CHARS as u32 }));
    }
    Ok(())
}

fn check_seats(seats: Option<u32>) -> Result<(), Box<Finding>> {
    match seats.filter(|seats| !SEATS.contains(seats)) {
        Some(seats) => Err(Box::new(Finding::BadNumber { value: seats.to_string() })),
        None => Ok(()),
    }
}

fn check_minutes(item: &Item) -> Result<(), Box<Finding>> {
    match item.held.iter().find(|held| held.minutes == 0 || held.minutes > LESSON_MINUTES_MAX) {
        Some(held) => Err(Box::new(Finding::BadTime { value: format!("{} min", held.minutes) })),
        None => Ok(()),
    }
}
