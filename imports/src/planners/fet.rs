//! FET, `*_timetable.csv`: a row for each hour of an activity, so that rows of one activity are one lesson. Days and hours have the school's own
//! names.

use std::collections::HashMap;

use jiff::civil::Time;

use super::{Place, ask_bells, columns::Columns, empty, term};
use crate::{
    ask::{Ask, Format, Meaning, RoomFrom},
    bounds::{Counter, ITEMS, ROOMS, Tally, keep_asked, keep_name},
    item::{Held, Item, Read},
    report::{Bound, Finding, Question, Refusal, RowStatus},
    tables::{
        dates::{clock_text, weekday},
        list::{Fault, error},
        periods::Run,
        records::{Record, records},
        separator::separator,
        times::{bell_slot, minutes_of, slot},
    },
    text::{clean, clip, decode},
};

/// The headings, which are written in English whatever the language, in the order that a file without them has too.
const HEADINGS: [(&str, Option<Meaning>); 9] = [
    ("activity id", None),
    ("day", Some(Meaning::Weekday)),
    ("hour", Some(Meaning::Period)),
    ("students sets", Some(Meaning::Room)),
    ("subject", Some(Meaning::Title)),
    ("teachers", Some(Meaning::Teacher)),
    ("activity tags", None),
    ("room", None),
    ("comments", None),
];

/// The place of the activity's number and of the room among the headings.
const ID: usize = 0;
const ROOM: usize = 7;

/// Which field of a record each heading is, and what the fields mean.
struct Fields {
    at: [usize; 9],
    columns: Columns,
}

impl Fields {
    fn get<'a>(&self, record: &'a Record<'_>, meaning: Meaning) -> &'a str {
        self.columns.get(record, meaning)
    }
}

/// The rows of one activity.
struct Activity<'a> {
    place: Place,
    rows: Vec<Record<'a>>,
}

pub(crate) fn read(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let (text, encoding) = decode(bytes, ask, None);
    let separator = separator(&text, ask);
    let mut read = empty(Format::FetCsv, encoding, Some(separator), ask);
    let records = records(&text, separator)?;
    let heading = records.first().filter(|record| clean(record.get(0)).eq_ignore_ascii_case("activity id"));
    let fields = fields(heading, ask);
    read.columns = fields.columns.told(|at| heading.map(|record| clip(record.get(at))));
    let skipped = usize::from(heading.is_some());
    let activities = activities(records.into_iter().skip(skipped), &fields)?;
    read.items_read = u32::try_from(activities.len()).unwrap_or(u32::MAX);
    let mut tally = Tally::default();
    let (mut unknown_days, mut unknown_periods) = (Vec::new(), Vec::new());
    for activity in &activities {
        match lesson(activity, &fields, ask) {
            Ok(item) => {
                tally.keep(&item)?;
                read.items.push(item);
            }
            Err(fault) => {
                match &fault.1 {
                    Finding::UnknownDay { value } => keep_asked(&mut unknown_days, value),
                    Finding::UnknownPeriod { value } => unknown_periods.push(value.clone()),
                    _ => {}
                }
                read.rows.push(activity.place.row(fault));
            }
        }
    }
    if !unknown_days.is_empty() {
        read.questions.push(Question::DayNamesNeeded { names: unknown_days });
    }
    ask_bells(&mut read, unknown_periods);
    Ok(read)
}

fn fields(heading: Option<&Record<'_>>, ask: &Ask) -> Fields {
    let at =
        |index: usize, record: &Record<'_>| record.fields.iter().position(|field| clean(field).eq_ignore_ascii_case(HEADINGS[index].0));
    // What is not there is beyond every record, and so empty.
    let at: [usize; 9] = std::array::from_fn(|index| heading.map_or(index, |record| at(index, record).unwrap_or(usize::MAX)));
    let mut meanings = vec![None; heading.map_or(HEADINGS.len(), |record| record.fields.len())];
    for (at, (_, meaning)) in at.into_iter().zip(HEADINGS) {
        if let Some(known) = meanings.get_mut(at) {
            *known = meaning;
        }
    }
    let named = |name: &str| HEADINGS.iter().position(|(known, _)| name.eq_ignore_ascii_case(known)).map(|index| at[index]);
    Fields { at, columns: Columns::of(meanings, named, ask) }
}

fn activities<'a>(records: impl Iterator<Item = Record<'a>>, fields: &Fields) -> Result<Vec<Activity<'a>>, Refusal> {
    let mut counter = Counter::new(Bound::Items, ITEMS);
    let mut by_id: HashMap<(String, String), usize> = HashMap::new();
    let mut activities: Vec<Activity<'a>> = Vec::new();
    for record in records {
        counter.take(1)?;
        let key = (clean(record.get(fields.at[ID])), clean(fields.get(&record, Meaning::Weekday)));
        match by_id.get(&key).filter(|_| !key.0.is_empty()) {
            Some(index) => activities[*index].rows.push(record),
            None => {
                by_id.insert(key, activities.len());
                activities.push(Activity { place: Place::of(&record), rows: vec![record] });
            }
        }
    }
    Ok(activities)
}

fn lesson(activity: &Activity<'_>, fields: &Fields, ask: &Ask) -> Result<Item, Fault> {
    let record = &activity.rows[0];
    if activity.rows.iter().any(|record| record.open_quote) {
        return Err(error(Finding::OpenQuote {}));
    }
    let (day, hour) = (fields.get(record, Meaning::Weekday), fields.get(record, Meaning::Period));
    if day.is_empty() || hour.is_empty() {
        return Err((RowStatus::Skipped, Finding::NotPlaced {}));
    }
    let rooms = match &ask.room_from {
        Some(RoomFrom::Fixed(room)) => vec![room.clone()],
        _ if fields.columns.find(Meaning::Room) == Some(fields.at[ROOM]) => real_rooms(fields.get(record, Meaning::Room)),
        _ => joined(fields.get(record, Meaning::Room)),
    };
    if rooms.is_empty() {
        return Err((RowStatus::Skipped, Finding::NoClass {}));
    }
    let day = weekday(day, &ask.days).ok_or_else(|| error(Finding::UnknownDay { value: clip(day) }))?;
    let (start, minutes) = time(activity, fields, ask)?;
    let title = Some(clean(fields.get(record, Meaning::Title))).filter(|title| !title.is_empty());
    let dates = term(ask)?.dates(day, |_| true);
    Ok(Item {
        rooms,
        title,
        teachers: joined(fields.get(record, Meaning::Teacher)),
        held: vec![Held::on(dates, start, minutes)],
        ..activity.place.item()
    })
}

/// From the beginning of its first hour to the end of its last. Hours are named by their times, or by periods of the bells.
fn time(activity: &Activity<'_>, fields: &Fields, ask: &Ask) -> Result<(Time, u32), Fault> {
    let mut ends: Option<(u32, u32)> = None;
    for record in &activity.rows {
        let name = clean(fields.get(record, Meaning::Period));
        let (from, to) = hour(&name, ask)?;
        ends = Some(ends.map_or((from, to), |(first, last)| (first.min(from), last.max(to))));
    }
    let (from, to) = ends.ok_or((RowStatus::Skipped, Finding::NotPlaced {}))?;
    slot(from, to)
}

fn hour(name: &str, ask: &Ask) -> Result<(u32, u32), Fault> {
    if let Ok((start, minutes)) = bell_slot(&Run::one(name), &ask.bells) {
        let from = minutes_of(start);
        return Ok((from, from + minutes));
    }
    match clock_text(name) {
        Some((from, Some(to))) => Ok((from, to)),
        _ => Err(error(Finding::UnknownPeriod { value: clip(name) })),
    }
}

fn joined(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    text.split('+').for_each(|name| keep_name(&mut names, clean(name), ROOMS));
    names
}

/// A virtual room stands for several: `V (R1+R2)`.
fn real_rooms(text: &str) -> Vec<String> {
    match text.split_once('(').and_then(|(_, rest)| rest.trim_end().strip_suffix(')')) {
        Some(real) if real.contains('+') => joined(real),
        _ => Some(clean(text)).filter(|name| !name.is_empty()).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::ColumnAs;

    #[test]
    fn hours_of_an_activity_are_one_lesson_with_and_without_a_heading() {
        let ask = Ask { first_day: Some("2026-09-07".parse().unwrap()), last_day: Some("2026-09-20".parse().unwrap()), ..Ask::default() };
        let rows = "3;Tue;08:55-09:40;7A+7B;Science;T1+T2;;V (R1+R2);\n3;Tue;09:50-10:35;7A+7B;Science;T1+T2;;V (R1+R2);\n\
            4;Tag 1;08:55-09:40;7A;Art;;;;\n";
        for heading in ["", "Activity Id;Day;Hour;Students Sets;Subject;Teachers;Activity Tags;Room;Comments\n"] {
            let read = read(format!("{heading}{rows}").as_bytes(), &Ask { separator: Some(';'), ..ask.clone() }).unwrap();
            let item = &read.items[0];
            let shown = (
                item.rooms.join("+"),
                item.teachers.join("+"),
                item.held[0].start.to_string(),
                item.held[0].minutes,
                item.held[0].dates.len(),
            );
            assert_eq!(shown, ("7A+7B".into(), "T1+T2".into(), "08:55:00".into(), 100, 2));
            assert_eq!((read.items_read, read.questions), (2, vec![Question::DayNamesNeeded { names: vec!["Tag 1".into()] }]));
        }
        assert_eq!(real_rooms("V (R1+R2)"), ["R1", "R2"]);
    }

    #[test]
    fn a_column_means_what_a_person_says_of_it() {
        let rows = "3;Tue;08:55-09:40;7A+7B;Science;T1;Lab;V (R1+R2);9c\n";
        let told = |heading: &str, columns: &[(&str, Meaning)], room_from: Option<&str>| {
            let columns = columns.iter().map(|(at, meaning)| ColumnAs { at: (*at).to_owned(), meaning: *meaning }).collect();
            let ask = Ask {
                separator: Some(';'),
                first_day: Some("2026-09-07".parse().unwrap()),
                last_day: Some("2026-09-20".parse().unwrap()),
                room_from: room_from.map(|field| RoomFrom::Field(field.to_owned())),
                columns,
                ..Ask::default()
            };
            let read = read(format!("{heading}{rows}").as_bytes(), &ask).unwrap();
            let rooms = read.columns.iter().filter(|column| column.meaning == Some(Meaning::Room)).map(|column| column.at.clone());
            let item = &read.items[0];
            (rooms.collect::<Vec<_>>().concat(), item.rooms.join(" "), item.title.clone().unwrap_or_default())
        };
        let texts = |(at, rooms, title): (&str, &str, &str)| (at.to_owned(), rooms.to_owned(), title.to_owned());
        let headings = "Activity Id;Day;Hour;Students Sets;Subject;Teachers;Activity Tags;Room;Comments\n";
        for heading in ["", headings] {
            let cases = [
                (told(heading, &[], None), ("D", "7A 7B", "Science")),
                (told(heading, &[], Some("room")), ("H", "R1 R2", "Science")),
                (told(heading, &[("H", Meaning::Room)], None), ("H", "R1 R2", "Science")),
                (told(heading, &[("I", Meaning::Room), ("G", Meaning::Title)], None), ("I", "9c", "Lab")),
            ];
            for (is, wanted) in cases {
                assert_eq!(is, texts(wanted));
            }
        }
    }
}
