//! Untis, `GPU001.TXT`: a row for each class and period, without a heading. Lesson number, class, teacher, subject, room, day, period.
//!
//! Separator, quotation marks and encoding are chosen at the export. Rows of one lesson, class and slot are team teaching; rows of one lesson and
//! slot with other classes are classes taught together. Two periods that follow each other stay two lessons, as Untis has them.

use std::collections::HashMap;

use jiff::civil::{Time, Weekday};

use super::{Place, ask_bells, columns::Columns, empty, term};
use crate::{
    ask::{Ask, Format, Meaning, RoomFrom},
    bounds::{ROOMS, TEACHERS, Tally, keep_name},
    item::{Held, Item, Read},
    report::{Finding, Refusal, RowStatus},
    tables::{
        list::{Fault, error},
        periods::Run,
        records::{Record, records},
        separator::separator,
        times::bell_slot,
    },
    text::{clean, clip, decode},
};

/// What Untis calls its columns, and what they mean.
const COLUMNS: [(&str, Option<Meaning>); 7] = [
    ("lesson", None),
    ("class", Some(Meaning::Room)),
    ("teacher", Some(Meaning::Teacher)),
    ("subject", Some(Meaning::Title)),
    ("room", None),
    ("day", Some(Meaning::Weekday)),
    ("period", Some(Meaning::Period)),
];

pub(crate) fn read(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let (text, encoding) = decode(bytes, ask, None);
    let separator = separator(&text, ask);
    let mut read = empty(Format::UntisGpu001, encoding, Some(separator), ask);
    let named = |name: &str| COLUMNS.iter().position(|(known, _)| name.eq_ignore_ascii_case(known));
    let columns = Columns::of(COLUMNS.iter().map(|(_, meaning)| *meaning).collect(), named, ask);
    read.columns = columns.told(|_| None);
    let mut tally = Tally::default();
    let (mut known, mut unknown_periods) = (HashMap::new(), Vec::new());
    for record in records(&text, separator)? {
        tally.look()?;
        read.items_read += 1;
        let place = Place::of(&record);
        match lesson(&record, &columns, ask, &place, &mut unknown_periods) {
            Ok((slot, item)) => {
                tally.keep(&item)?;
                add(&mut read.items, &mut known, slot, item);
            }
            Err(fault) => read.rows.push(place.row(fault)),
        }
    }
    ask_bells(&mut read, unknown_periods);
    Ok(read)
}

/// What makes rows one lesson: its number, subject, day and period.
type Slot = (String, Option<String>, Weekday, Time);

fn add(items: &mut Vec<Item>, known: &mut HashMap<Slot, usize>, slot: Slot, item: Item) {
    let Some(index) = known.get(&slot) else {
        known.insert(slot, items.len());
        items.push(item);
        return;
    };
    let first = &mut items[*index];
    item.rooms.into_iter().for_each(|room| keep_name(&mut first.rooms, room, ROOMS));
    item.teachers.into_iter().for_each(|name| keep_name(&mut first.teachers, name, TEACHERS));
}

fn lesson(
    record: &Record<'_>,
    columns: &Columns,
    ask: &Ask,
    place: &Place,
    unknown_periods: &mut Vec<String>,
) -> Result<(Slot, Item), Fault> {
    if record.open_quote {
        return Err(error(Finding::OpenQuote {}));
    }
    // A question mark stands for what was not decided.
    let field = |meaning: Meaning| Some(clean(columns.get(record, meaning))).filter(|text| !text.is_empty() && text != "?");
    let room = match &ask.room_from {
        Some(RoomFrom::Fixed(room)) => Some(room.clone()),
        Some(RoomFrom::Field(_) | RoomFrom::SheetName) | None => field(Meaning::Room),
    };
    let room = room.ok_or((RowStatus::Skipped, Finding::NoClass {}))?;
    let (Some(day), Some(period)) = (field(Meaning::Weekday), field(Meaning::Period)) else {
        return Err((RowStatus::Skipped, Finding::NotPlaced {}));
    };
    let weekday = day.parse::<i8>().ok().and_then(|day| Weekday::from_monday_one_offset(day).ok());
    let weekday = weekday.ok_or_else(|| error(Finding::UnknownDay { value: clip(&day) }))?;
    let (start, minutes) = bell_slot(&Run::one(&period), &ask.bells).map_err(|value| {
        unknown_periods.push(value.clone());
        error(Finding::UnknownPeriod { value: clip(&value) })
    })?;
    let dates = term(ask)?.dates(weekday, |_| true);
    let title = field(Meaning::Title);
    let item = Item {
        rooms: vec![room],
        title: title.clone(),
        teachers: field(Meaning::Teacher).into_iter().collect(),
        held: vec![Held::on(dates, start, minutes)],
        ..place.item()
    };
    Ok(((clean(record.get(0)), title, weekday, start), item))
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;
    use crate::{
        ask::{Bell, ColumnAs},
        report::Question,
    };

    fn ask() -> Ask {
        let bell = |period: &str, hour: i8| Bell { period: period.to_owned(), start: time(hour, 0, 0, 0), end: time(hour, 45, 0, 0) };
        Ask {
            first_day: Some("2026-09-07".parse().unwrap()),
            last_day: Some("2026-09-20".parse().unwrap()),
            bells: vec![bell("1", 8), bell("2", 9)],
            ..Ask::default()
        }
    }

    #[test]
    fn rows_of_one_lesson_are_one_and_holes_are_told() {
        let file = "1;5A;KRU;D;102;1;1;;\n1;5A;BEN;D;101;1;1;;\n1;5B;KRU;D;102;1;1;;\n2;?;KRU;M;;1;2;;\n3;5A;KRU;M;;;;;\n4;5A;KRU;M;;8;1;;\n\
            5;5A;?;M;;1;2;;\n";
        let read = read(file.as_bytes(), &ask()).unwrap();
        let items: Vec<_> = read
            .items
            .iter()
            .map(|item| (item.at.as_str(), item.rooms.join("+"), item.teachers.join("+"), item.held[0].dates.len()))
            .collect();
        assert_eq!(items, [("1", "5A+5B".to_owned(), "KRU+BEN".to_owned(), 2), ("7", "5A".to_owned(), String::new(), 2)]);
        let said: Vec<_> = read.rows.iter().map(|row| (row.at.as_str(), row.what.clone())).collect();
        assert_eq!(said, [("4", Finding::NoClass {}), ("5", Finding::NotPlaced {}), ("6", Finding::UnknownDay { value: "8".into() })]);
        let without = super::read(b"1;5A;KRU;D;102;1;3;;\n", &Ask { bells: Vec::new(), ..ask() }).unwrap();
        assert_eq!(without.questions, [Question::BellsNeeded { periods: vec!["3".into()] }]);
    }

    #[test]
    fn a_column_means_what_a_person_says_of_it() {
        let file = b"1;5A;KRU;D-1;Deutsch;1;1;;x\n";
        let of = |columns: &[(&str, Meaning)], room_from: Option<&str>| {
            let columns = columns.iter().map(|(at, meaning)| ColumnAs { at: (*at).to_owned(), meaning: *meaning }).collect();
            let room_from = room_from.map(|field| RoomFrom::Field(field.to_owned()));
            let read = read(file, &Ask { columns, room_from, ..ask() }).unwrap();
            let told: Vec<_> = read.columns.iter().filter_map(|column| Some((column.at.clone(), column.meaning?))).collect();
            let item = read.items.first();
            let held =
                item.map(|item| format!("{} {} {}", item.rooms.join("+"), item.title.as_deref().unwrap_or("-"), item.teachers.join("+")));
            (held.unwrap_or_default(), told.iter().map(|(at, meaning)| format!("{at}:{meaning:?}")).collect::<Vec<_>>().join(" "))
        };
        use Meaning::{Ignored, Room, Teacher, Title, Weeks};
        let usual = "B:Room C:Teacher D:Title F:Weekday G:Period";
        let cases = [
            (of(&[], None), ("5A D-1 KRU", usual)),
            (of(&[("e", Title)], None), ("5A Deutsch KRU", "B:Room C:Teacher E:Title F:Weekday G:Period")),
            (of(&[("D", Room), ("E", Title)], None), ("D-1 Deutsch KRU", "C:Teacher D:Room E:Title F:Weekday G:Period")),
            (of(&[("C", Ignored)], None), ("5A D-1 ", "B:Room C:Ignored D:Title F:Weekday G:Period")),
            (of(&[("I", Teacher)], None), ("5A D-1 x", "B:Room D:Title F:Weekday G:Period I:Teacher")),
            (of(&[], Some("room")), ("Deutsch D-1 KRU", "C:Teacher D:Title E:Room F:Weekday G:Period")),
            (of(&[], Some("class")), ("5A D-1 KRU", usual)),
            (of(&[("E", Weeks), ("ZZZ", Title)], None), ("5A D-1 KRU", usual)),
        ];
        for ((held, told), wanted) in cases {
            assert_eq!((held.as_str(), told.as_str()), wanted);
        }
    }
}
