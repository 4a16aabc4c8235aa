//! What is done with every file that fuzzing makes, and with each of the corpus that `imports/tests/corpus.rs` replays.
//!
//! A file is read or refused. What comes of it is an order that the service accepts, with as many lessons as were promised; nothing of the file is
//! repeated at length.

use std::{collections::BTreeMap, io::Write};

use homeroom_domain::order::{Catalogue, NewOrder, Timetable, validate};
use homeroom_imports::{
    Ask, Outcome,
    ask::{Bell, Format, Groups, RoomFrom, Together},
    days, read, report,
};
use jiff::{
    Timestamp,
    civil::{Date, date, time},
    tz::TimeZone,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A reader, and how bytes become a file for it.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    formats: &'static [Format],
    wrap: fn(&[u8]) -> Vec<u8>,
}

pub const TARGETS: [Target; 9] = [
    Target { name: "ics", formats: &[Format::Icalendar], wrap: <[u8]>::to_vec },
    Target { name: "csv", formats: &[Format::Csv], wrap: <[u8]>::to_vec },
    Target { name: "html", formats: &[Format::Html], wrap: <[u8]>::to_vec },
    Target { name: "planners", formats: &[Format::Asc2012, Format::UnitimeXml], wrap: <[u8]>::to_vec },
    Target { name: "untis", formats: &[Format::UntisGpu001, Format::FetCsv], wrap: <[u8]>::to_vec },
    Target { name: "xlsx", formats: &[], wrap: workbook },
    Target { name: "ods", formats: &[], wrap: open_document },
    Target { name: "xls", formats: &[], wrap: <[u8]>::to_vec },
    Target { name: "oneroster", formats: &[], wrap: roster },
];

/// Runs a target: the first byte says what is asked of the file, and the rest is the file.
pub fn run(name: &str, data: &[u8]) {
    let Some(target) = TARGETS.iter().find(|target| target.name == name) else { panic!("no target {name}") };
    let Some((&how, rest)) = data.split_first() else { return };
    let file = (target.wrap)(rest);
    let ask = Ask { format: target.formats.get(usize::from(how >> 6) % target.formats.len().max(1)).copied(), ..ask(how) };
    if let Ok(outcome) = read(&file, &ask) {
        check(&outcome);
    }
    if target.name == "ics"
        && let Ok(outcome) = days(&file, &ask)
    {
        check(&outcome);
    }
}

/// What is told with a file: with and without a term, bells and rooms.
fn ask(how: u8) -> Ask {
    let is = |bit: u8| how & bit != 0;
    let day = |at: Date| (!is(1)).then_some(at);
    let bell = |period: i8| Bell { period: period.to_string(), start: time(7 + period, 0, 0, 0), end: time(7 + period, 45, 0, 0) };
    Ask {
        time_zone: TimeZone::get(if is(2) { "Europe/Berlin" } else { "Asia/Shanghai" }).ok(),
        first_day: day(date(2026, 9, 7)),
        last_day: day(date(2027, 1, 15)),
        default_seats: (!is(4)).then_some(40),
        bells: if is(8) { Vec::new() } else { (1..=8).map(bell).collect() },
        room_from: match (is(16), is(32)) {
            (false, false) => None,
            (true, false) => Some(RoomFrom::Field("LOCATION".to_owned())),
            (false, true) => Some(RoomFrom::Fixed("7A".to_owned())),
            (true, true) => Some(RoomFrom::Field("SUMMARY".to_owned())),
        },
        together: if is(32) { Together::Room } else { Together::Line },
        groups: if is(16) { Groups::Room } else { Groups::Error },
        ..Ask::default()
    }
}

fn check(outcome: &Outcome) {
    assert!(outcome.rows.iter().all(|row| row.text.chars().count() <= report::TEXT_CHARS), "a row repeats the file");
    let items = outcome.items;
    assert!(items.taken <= items.read.max(outcome.lines.len() as u32), "more taken than read: {items:?}");
    let (Some(term), Some(time_zone), false) = (outcome.term, outcome.time_zone.clone(), outcome.lines.is_empty()) else { return };
    let order = NewOrder {
        name: "fuzz".into(),
        kind: "class".into(),
        region: "r".into(),
        external_id: None,
        metadata: BTreeMap::new(),
        rooms: outcome.rooms.clone(),
        term,
        timetable: Timetable {
            time_zone,
            availability: None,
            lessons: outcome.lines.clone(),
            academic_calendar: None,
            days: outcome.days.clone(),
            calendar_days: Vec::new(),
            changes: outcome.changes.clone(),
        },
        flexible: None,
        overrun_minutes: None,
        cost_group: None,
        expected_price: None,
        reserved_until: None,
    };
    let kind = serde_json::json!({
        "name": "class", "speakers": 6, "seats_max": 3000, "staff_seats": 3, "packets_per_second": 110, "stream_kbit": 500, "recorded_track_cpu_milli": 0,
        "lead_minutes": 0, "drain_minutes": 0, "grace_seconds": 30, "priority": 1000
    });
    let kinds = serde_json::from_value(kind).into_iter().collect();
    let catalogue = Catalogue { kinds, regions: ["r".to_owned()].into(), ..Catalogue::default() };
    match validate(order, &catalogue, Timestamp::MIN) {
        Ok(valid) => assert_eq!(valid.lessons.len() as u64, outcome.lessons_total, "other lessons than promised"),
        Err(errors) => panic!("an order that is not accepted: {errors:#?}"),
    }
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        if zip.start_file(*name, options).is_ok() {
            zip.write_all(bytes).unwrap_or_default();
        }
    }
    zip.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A file that is a workbook already, or a sheet and its shared texts with a workbook around them: no chance finds the checksums of an archive.
fn workbook(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") {
        return data.to_vec();
    }
    let cut = data.windows(5).position(|window| window == b"<sst ").unwrap_or(data.len());
    let (sheet, shared) = data.split_at(cut);
    let relations = |of: &[(&str, &str)]| {
        let one = |(kind, target): &(&str, &str)| format!("<Relationship Id=\"{kind}\" Type=\"{DOCUMENT}/{kind}\" Target=\"{target}\"/>");
        let all: String = of.iter().map(one).collect();
        format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>")
    };
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOCUMENT}\"><sheets><sheet name=\"7A\" sheetId=\"1\" r:id=\"worksheet\"/></sheets></workbook>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>"
    );
    let of_book = [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")];
    archive(&[
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")]).as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations(&of_book).as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", shared),
        ("xl/worksheets/sheet1.xml", &[format!("<worksheet xmlns=\"{MAIN}\">").as_bytes(), sheet, b"</worksheet>"].concat()),
    ])
}

/// An OpenDocument spreadsheet, or Excel's XML.
fn open_document(data: &[u8]) -> Vec<u8> {
    let is_whole =
        data.starts_with(b"PK") || data.starts_with(b"<?xml") || data.starts_with(b"<Workbook") || data.starts_with(b"<office:document ");
    if is_whole {
        return data.to_vec();
    }
    archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", data)])
}

/// A whole archive, or its files one after the other, parted by lines that begin with `@`.
fn roster(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") {
        return data.to_vec();
    }
    let names = ["classes.csv", "enrollments.csv", "academicSessions.csv", "users.csv"];
    let parts: Vec<(&str, &[u8])> = names.into_iter().zip(data.split(|byte| *byte == b'@')).collect();
    archive(&parts)
}
