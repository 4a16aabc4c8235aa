//! OneRoster 1.1 and 1.2: classes become rooms, enrolments their seats, sessions the terms to choose from. It never says when lessons are.
//!
//! The status is empty in bulk exports; of others `active` counts and nothing else.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use jiff::civil::Date;

use crate::{
    archive::{self, Archive},
    ask::{Ask, Format},
    bounds::{Counter, ITEMS},
    item::{Read, ReadRoom},
    report::{Bound, Finding, NamedTerm, Refusal, Row, RowStatus},
    sniff::base,
    tables::records::{Record, records},
    text::{clean, clip, decode},
};

/// The largest of the files that are read.
const PART_BYTES: u64 = 12 << 20;

pub(crate) fn read(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let mut archive = archive::open(bytes)?;
    let users = Part::of(&mut archive, "users.csv", ask)?.map(|part| part.statuses()).transpose()?;
    let mut classes = Classes::of(&mut archive, ask)?;
    let mut read = Read { terms: terms(&mut archive, ask)?, ..Read::new(Format::Oneroster) };
    if let Some(part) = Part::of(&mut archive, "enrollments.csv", ask)? {
        enrol(&part, users.as_ref(), &mut classes, &mut read)?;
    }
    read.rooms = classes.rooms();
    if read.rooms.is_empty() && read.items_read == 0 {
        return Err(Refusal::NotATimetable { seen: "headings-only".to_owned() });
    }
    Ok(read)
}

/// One file of the archive, decoded.
struct Part {
    text: String,
}

impl Part {
    fn of(archive: &mut Archive<'_>, name: &str, ask: &Ask) -> Result<Option<Self>, Refusal> {
        let path = archive::names(archive).find(|path| base(path).eq_ignore_ascii_case(name)).map(Cow::into_owned);
        let Some(path) = path else { return Ok(None) };
        let bytes = archive::bytes_of(archive, &path, PART_BYTES)?;
        Ok(Some(Self { text: decode(&bytes, ask, None).0.into_owned() }))
    }

    fn table(&self) -> Result<Table<'_>, Refusal> {
        let mut all = records(&self.text, ',')?;
        let headings =
            if all.is_empty() { Vec::new() } else { all.remove(0).fields.iter().map(|field| field.trim().to_ascii_lowercase()).collect() };
        Ok(Table { headings, records: all })
    }

    /// Whether each of its records is active, by id.
    fn statuses(&self) -> Result<HashMap<String, bool>, Refusal> {
        let table = self.table()?;
        Ok(table.records.iter().map(|record| (table.get(record, "sourcedid").to_owned(), table.is_active(record))).collect())
    }
}

struct Table<'a> {
    headings: Vec<String>,
    records: Vec<Record<'a>>,
}

impl Table<'_> {
    fn get<'r>(&self, record: &'r Record<'_>, heading: &str) -> &'r str {
        self.headings.iter().position(|known| known == heading).map_or("", |index| record.get(index))
    }

    fn is_active(&self, record: &Record<'_>) -> bool {
        let status = self.get(record, "status");
        status.is_empty() || status.eq_ignore_ascii_case("active")
    }
}

struct Class {
    id: String,
    name: String,
    active: bool,
    pupils: HashSet<String>,
}

struct Classes {
    all: Vec<Class>,
    by_id: HashMap<String, usize>,
}

impl Classes {
    fn of(archive: &mut Archive<'_>, ask: &Ask) -> Result<Self, Refusal> {
        let mut classes = Self { all: Vec::new(), by_id: HashMap::new() };
        let Some(part) = Part::of(archive, "classes.csv", ask)? else { return Ok(classes) };
        let table = part.table()?;
        let mut names = HashSet::new();
        for record in &table.records {
            let id = table.get(record, "sourcedid").to_owned();
            let active = table.is_active(record);
            let said = ["classcode", "title"].into_iter().map(|heading| clean(table.get(record, heading))).find(|name| !name.is_empty());
            let mut name = said.unwrap_or_else(|| clean(&id));
            // Schools repeat codes over terms; the id is what tells such classes apart.
            if active && !names.insert(name.clone()) {
                name = format!("{name} ({})", clean(&id));
            }
            classes.by_id.entry(id.clone()).or_insert(classes.all.len());
            classes.all.push(Class { id, name, active, pupils: HashSet::new() });
        }
        Ok(classes)
    }

    fn rooms(self) -> Vec<ReadRoom> {
        let seats = |pupils: usize| u32::try_from(pupils).ok().filter(|pupils| *pupils > 0);
        let rooms = self.all.into_iter().filter(|class| class.active && !class.id.is_empty());
        rooms.map(|class| ReadRoom { name: class.name, seats: seats(class.pupils.len()) }).collect()
    }
}

fn enrol(part: &Part, users: Option<&HashMap<String, bool>>, classes: &mut Classes, read: &mut Read) -> Result<(), Refusal> {
    let table = part.table()?;
    let mut items = Counter::new(Bound::Items, ITEMS);
    for record in &table.records {
        items.take(1)?;
        read.items_read += 1;
        if let Err((status, what)) = enrolment(&table, record, users, classes) {
            read.rows.push(Row { at: record.line.to_string(), status, what, text: clip(&record.text()) });
        }
    }
    Ok(())
}

fn enrolment(
    table: &Table<'_>,
    record: &Record<'_>,
    users: Option<&HashMap<String, bool>>,
    classes: &mut Classes,
) -> Result<(), (RowStatus, Finding)> {
    let inactive = || Err((RowStatus::Skipped, Finding::Inactive {}));
    let (class, user) = (table.get(record, "classsourcedid"), table.get(record, "usersourcedid"));
    if !table.is_active(record) {
        return inactive();
    }
    let unknown_class = || (RowStatus::Error, Finding::UnknownClass { value: clip(class) });
    let class = classes.by_id.get(class).map(|index| &mut classes.all[*index]).ok_or_else(unknown_class)?;
    let known = users.map_or(Some(true), |users| users.get(user).copied());
    let active = known.ok_or_else(|| (RowStatus::Error, Finding::UnknownUser { value: clip(user) }))?;
    if !active || !class.active {
        return inactive();
    }
    if table.get(record, "role").eq_ignore_ascii_case("student") {
        class.pupils.insert(user.to_owned());
    }
    Ok(())
}

/// Terms and semesters; whole years where there is nothing shorter.
fn terms(archive: &mut Archive<'_>, ask: &Ask) -> Result<Vec<NamedTerm>, Refusal> {
    let Some(part) = Part::of(archive, "academicSessions.csv", ask)? else { return Ok(Vec::new()) };
    let table = part.table()?;
    let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<NamedTerm> {
        let records =
            table.records.iter().filter(|record| table.is_active(record) && wanted(&table.get(record, "type").to_ascii_lowercase()));
        records.filter_map(|record| term(&table, record)).collect()
    };
    let terms = of(&|kind| !matches!(kind, "schoolyear" | "gradingperiod"));
    Ok(if terms.is_empty() { of(&|kind| kind == "schoolyear") } else { terms })
}

fn term(table: &Table<'_>, record: &Record<'_>) -> Option<NamedTerm> {
    let date = |heading: &str| table.get(record, heading).get(..10).and_then(|date| date.parse::<Date>().ok());
    let (first_day, last_day) = (date("startdate")?, date("enddate")?);
    (first_day <= last_day).then(|| NamedTerm { name: clip(table.get(record, "title")), first_day, last_day })
}
