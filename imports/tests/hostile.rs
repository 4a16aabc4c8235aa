//! What files cost that were made to cost much: each is read in a process of its own, of which memory and time on the processor are taken.
//!
//! The bounds that hold are counted (bytes, cells, components, lessons) and tested beside the readers. This is their measure, by
//! `cargo test --release -p homeroom-imports --test hostile -- --ignored --nocapture`.

#![expect(clippy::unwrap_used, reason = "all of this is a test")]

use std::{fmt::Write as _, io::Write as _, path::Path, process::Command};

use homeroom_imports::{
    Ask, Refusal,
    ask::{Bell, RoomFrom},
    read,
};
use jiff::{
    civil::{date, time},
    tz::TimeZone,
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// The most that one file may take, with the file itself.
const MEMORY_MIB_MAX: u64 = 128;
const SECONDS_MAX: f64 = 5.0;
const MIB: usize = 1 << 20;

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of sheets that all are the one part, with whatever else is told.
fn workbook(sheets: usize, sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{DOCUMENT}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let names: String = (1..=sheets).map(|n| format!("<sheet name=\"S{n}\" sheetId=\"{n}\" r:id=\"r1\"/>")).collect();
    let book = format!("<workbook {MAIN} xmlns:r=\"{DOCUMENT}\"><sheets>{names}</sheets></workbook>");
    let sheet = format!("<worksheet {MAIN}>{sheet}</worksheet>");
    let (root, of_book) = (relation("officeDocument", "xl/workbook.xml"), relation("worksheet", "worksheets/sheet1.xml"));
    let mut parts = vec![
        ("_rels/.rels", root.as_str()),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &of_book),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    parts.extend(more);
    zipped(&parts)
}

fn calendar(events: &str) -> Vec<u8> {
    format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n").into_bytes()
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\n{lines}\r\nDURATION:PT45M\r\nSUMMARY:M\r\nLOCATION:7A\r\nEND:VEVENT\r\n")
}

fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn calendars() -> Vec<(&'static str, Vec<u8>)> {
    let old = event("DTSTART:19700105T100000\r\nRRULE:FREQ=DAILY;COUNT=25000");
    let never = event("DTSTART:20260907T100000\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30");
    let single = |n: usize| {
        format!(
            "BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:202610{:02}T0{}0000Z\r\nDURATION:PT45M\r\nSUMMARY:M\r\nLOCATION:C{}\r\nEND:VEVENT\r\n",
            n % 28 + 1,
            n / 28 % 9,
            n / 252
        )
    };
    let daily = event("UID:a\r\nDTSTART:20260907T000000Z\r\nRRULE:FREQ=DAILY");
    let moved =
        |n: usize| event(&format!("UID:a\r\nRECURRENCE-ID:202609{:02}T0000{:02}Z\r\nDTSTART:20260907T010000Z", n % 20 + 8, n / 20 % 60));
    let following = |n: usize| {
        let range = if n.is_multiple_of(2) { "RRULE:FREQ=WEEKLY" } else { "RECURRENCE-ID;RANGE=THISANDFUTURE:20260914T080000" };
        event(&format!("UID:none\r\nSEQUENCE:{n}\r\nDTSTART:2026090{}T0800{:02}\r\n{range}", n % 9 + 1, n / 18 % 60))
    };
    let rooms = many(3_000, |n| format!("room {n},"));
    let folded = many(5 * MIB, |_| "\r\n x".to_owned());
    vec![
        ("ics rules since 1970", calendar(&old.repeat(40_000))),
        ("ics rules that give nothing", calendar(&never.repeat(40_000))),
        ("ics rules in a term", calendar(&daily.repeat(40_000))),
        ("ics 48,000 events", calendar(&many(48_000, single))),
        ("ics 50,000 events", calendar(&many(50_000, single))),
        ("ics 40,000 changes of one event", calendar(&format!("{daily}{}", many(40_000, moved)))),
        ("ics 40,000 changes of all that follows", calendar(&many(40_000, following))),
        ("ics a line of 15 MiB", calendar(&event(&format!("DTSTART:20260907T100000\r\nUID:{}", "y".repeat(15 * MIB))))),
        ("ics a line of 5 million folds", calendar(&event(&format!("DTSTART:20260907T100000\r\nDESCRIPTION:{folded}")))),
        ("ics nested", "BEGIN:VEVENT\r\n".repeat(MIB).into_bytes()),
        ("ics alarms", calendar(&"BEGIN:VEVENT\r\nBEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT\r\n".repeat(200_000))),
        (
            "ics 5,000 dates each",
            calendar(&event(&format!("DTSTART:20260907T100000\r\nRDATE:{}", "20260908T000000Z,".repeat(4_900))).repeat(180)),
        ),
        ("ics many rooms each", calendar(&event(&format!("DTSTART:20260907T100000\r\nCATEGORIES:{rooms}")).repeat(350))),
        (
            "ics zones",
            calendar(&many(60_000, |n| {
                format!(
                    "BEGIN:VTIMEZONE\r\nTZID:Z{n}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETTO:+0100\r\nTZOFFSETFROM:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
                )
            })),
        ),
    ]
}

fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let head = "class,subject,day,start,end\n";
    let list = |rows: String| format!("{head}{rows}").into_bytes();
    let gb = || {
        let mut file = encoding_rs::GB18030.encode("班级,课程,星期,开始时间,结束时间\n").0.into_owned();
        file.extend([0x81, 0x30, 0x81].repeat(5 * MIB));
        file
    };
    let rooms = many(200, |n| format!("C{n};"));
    vec![
        ("csv 15 MiB of commas", ",".repeat(15 * MIB).into_bytes()),
        (
            "csv 60,000 rows",
            list(many(60_000, |n| format!("C{},Maths {n},{},{:02}:00,{:02}:45\n", n % 190, n % 7 + 1, n / 7 % 24, n / 7 % 24))),
        ),
        ("csv quotes that never close", "\"a\n".repeat(5 * MIB).into_bytes()),
        ("csv one quote that never closes", format!("{head}\"{}", "a,b\n".repeat(50_000)).into_bytes()),
        ("csv a field of 15 MiB", list(format!("7A,{},Mon,08:00,08:45\n", "x".repeat(15 * MIB)))),
        ("csv 200 classes a row", list(many(15_000, |n| format!("\"{rooms}\",M{n},{},08:00,08:45\n", n % 7 + 1)))),
        ("csv a GB18030 tail", gb()),
        ("csv UTF-16 without a mark", "class,day\n".repeat(500_000).encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("csv 16,384 columns", format!("{}\n{}", "class,".repeat(16_000), "x\n".repeat(20)).into_bytes()),
        ("csv weeks", list(many(50_000, |n| format!("C{},M,Mon,08:00,08:45,{}\n", n % 190, "1-60,".repeat(20))))),
        ("untis one lesson of 60,000 classes", many(60_000, |n| format!("1,C{n},T{n},M,R,1,1\n")).into_bytes()),
        (
            "fet one set of 100,000",
            format!("Activity Id,Day,Hour,Students Sets,Subject\n1,Mon,08:00-08:45,{},M\n", many(100_000, |n| format!("S{n}+")))
                .into_bytes(),
        ),
    ]
}

fn markup() -> Vec<(&'static str, Vec<u8>)> {
    let classes = many(20_000, |n| format!("<class id='c{n}' short='C{n}'/>"));
    let all = many(20_000, |n| format!("c{n},"));
    let bells = "<periods><period period='1' starttime='8:00' endtime='8:45'/></periods><subjects><subject id='m' name='M'/></subjects>";
    let asc = |lessons: &str, cards: &str| {
        format!("<timetable>{bells}<classes>{classes}</classes><lessons>{lessons}</lessons><cards>{cards}</cards></timetable>").into_bytes()
    };
    let card = "<card lessonid='L' period='1' days='10000'/>";
    let dates = many(90, |n| format!("<date startDate='01/01/{0}' endDate='02/20/{1}'/>", 2000 + n, 2001 + n));
    let unitime =
        format!("<class subject='A'>{dates}{}</class>", "<time days='MTWThFSSu' startTime='0830' endTime='0920'/>".repeat(90)).repeat(500);
    vec![
        ("asc 20,000 classes x 50,000 cards", asc(&format!("<lesson id='L' subjectid='m' classids='{all}'/>"), &card.repeat(50_000))),
        ("asc 100,000 lessons", asc(&many(100_000, |n| format!("<lesson id='L{n}' subjectid='m' classids='c{n}'/>")), card)),
        ("asc attributes", format!("<timetable><lessons {}/></timetable>", many(MIB, |n| format!("a{n}='1' "))).into_bytes()),
        ("xml nested", "<a>".repeat(5 * MIB).into_bytes()),
        ("xml timetable nested", format!("<timetable><lessons>{}", "<a>".repeat(5 * MIB)).into_bytes()),
        (
            "xml entities",
            format!(
                "<!DOCTYPE timetable [{}]><timetable><lessons/></timetable>",
                many(30, |n| format!("<!ENTITY e{} '{}'>", n + 1, format!("&e{n};").repeat(10)))
            )
            .into_bytes(),
        ),
        ("unitime ranges x times x classes", format!("<timetable campus='x' year='2026'>{unitime}</timetable>").into_bytes()),
        ("unitime nested", format!("<timetable campus='x'>{}", "<class subject='a'>".repeat(300_000)).into_bytes()),
        ("html spans of 10^9", "<table><tr><td colspan=1000000000 rowspan=1000000000>x".repeat(200_000).into_bytes()),
        ("html tables within tables", "<table><tr><td>x".repeat(900_000).into_bytes()),
        ("html rows and wide spans", format!("<table><tr>{}{}", "<td colspan=1000>x".repeat(16), "<tr><td>y".repeat(59_000)).into_bytes()),
        ("html quotes that never close", "<td a=\"".repeat(2 * MIB).into_bytes()),
        ("html 15 MiB in a cell", format!("<table><tr><td>x<td>{}<tr><td>a<td>b</table>", "&amp;".repeat(3 * MIB)).into_bytes()),
        ("html hidden within hidden", format!("<table><tr><td>{}", "<div style='display:none'>".repeat(500_000)).into_bytes()),
        (
            "ods rows without end",
            zipped(&[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                (
                    "content.xml",
                    "<office:spreadsheet><table:table><table:table-row table:number-rows-repeated='4000000000'><table:table-cell table:number-columns-repeated='4000000000'><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>",
                ),
            ]),
        ),
        (
            "ods 45 MiB",
            zipped(&[
                ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                (
                    "content.xml",
                    &format!(
                        "<office:spreadsheet><table:table>{}</table:table></office:spreadsheet>",
                        "<table:table-row><table:table-cell><text:p>some text</text:p></table:table-cell></table:table-row>"
                            .repeat(390_000)
                    ),
                ),
            ]),
        ),
    ]
}

fn workbooks() -> Vec<(&'static str, Vec<u8>)> {
    let cell = |n: usize| format!("<c r=\"A{n}\" t=\"inlineStr\"><is><t>text {n}</t></is></c>");
    let rows =
        |count: usize| format!("<sheetData>{}</sheetData>", many(count, |n| format!("<row r=\"{0}\">{1}</row>", n + 1, cell(n + 1))));
    let shared = format!("<sst count=\"9\" uniqueCount=\"390000\">{}</sst>", many(390_000, |n| format!("<si><t>shared text {n}</t></si>")));
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let blanks = format!("<sheetData>{}</sheetData>", " ".repeat(40 * MIB));
    let merges = format!("{}<mergeCells>{}</mergeCells>", rows(10), "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(1_000_000));
    let small_merges = format!("{}<mergeCells>{}</mergeCells>", rows(10), "<mergeCell ref=\"F5:XFD1048576\"/>".repeat(1_000_000));
    let inner = workbook(1, &blanks, &[]);
    let nested = String::from_utf8_lossy(&inner).into_owned();
    let entries: Vec<(String, String)> = (0..1_990).map(|n| (format!("xl/x{n}.xml"), "x".repeat(20_000))).collect();
    let entries: Vec<(&str, &str)> = entries.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let formulas =
        format!("<sheetData>{}</sheetData>", many(50_000, |n| format!("<row r=\"{0}\"><c r=\"A{0}\"><f>A{0}+1</f></c></row>", n + 1)));
    vec![
        ("xlsx 40 MiB of blanks", workbook(1, &blanks, &[])),
        ("xlsx 20,000 sheets of one part", workbook(20_000, &"<row/>".repeat(4_000_000), &[])),
        ("xlsx 600,000 names of sheets", workbook(600_000, "", &[])),
        (
            "xlsx a workbook in itself",
            zipped(&[("xl/workbook.xml", "<workbook/>"), ("[Content_Types].xml", types), ("xl/embeddings/a.xlsx", &nested)]),
        ),
        ("xlsx a bomb of 200 MiB", zipped(&[("xl/workbook.xml", "<workbook/>"), ("xl/a.xml", &" ".repeat(200 * MIB))])),
        ("xlsx 1,990 entries", workbook(1, &rows(10), &entries)),
        ("xlsx 59,000 rows", workbook(1, &rows(59_000), &[])),
        (
            "xlsx two far corners",
            workbook(
                1,
                "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>",
                &[],
            ),
        ),
        ("xlsx a million merges over all", workbook(1, &merges, &[])),
        ("xlsx a million merges beside", workbook(1, &small_merges, &[])),
        ("xlsx 390,000 shared texts", workbook(1, &rows(10), &[("xl/sharedStrings.xml", &shared)])),
        ("xlsx formulas without values", workbook(1, &formulas, &[])),
        (
            "xlsx a text of 40 MiB",
            workbook(
                1,
                &format!(
                    "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData>",
                    "y".repeat(40 * MIB)
                ),
                &[],
            ),
        ),
        ("xlsx nested", workbook(1, &"<a>".repeat(MIB), &[])),
        ("zip a list within", zipped(&[("a.csv", &" ".repeat(200 * MIB))])),
        (
            "oneroster 400,000 enrolments",
            zipped(&[
                ("classes.csv", "sourcedId,title\n1,A\n"),
                ("enrollments.csv", &format!("classSourcedId,userSourcedId,role\n{}", "1,2,student\n".repeat(400_000))),
            ]),
        ),
    ]
}

fn compound_files() -> Vec<(&'static str, Vec<u8>)> {
    let damaged = |at: usize, value: u32| {
        let mut file = include_bytes!("../src/tests/data/list.xls").to_vec();
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
        file
    };
    let mut long = include_bytes!("../src/tests/data/list.xls").to_vec();
    long.resize(15 * MIB, 0xff);
    vec![
        ("xls directory elsewhere", damaged(48, 1)),
        ("xls chains in circles", damaged(512, 0)),
        ("xls a cutoff of 4 GiB", damaged(56, u32::MAX)),
        ("xls a tail of 15 MiB", long),
    ]
}

fn ask() -> Ask {
    let bell = |period: i8| Bell { period: period.to_string(), start: time(7 + period, 0, 0, 0), end: time(7 + period, 45, 0, 0) };
    Ask {
        time_zone: TimeZone::get("Asia/Shanghai").ok(),
        first_day: Some(date(2026, 9, 7)),
        last_day: Some(date(2027, 10, 1)),
        default_seats: Some(40),
        bells: (1..=8).map(bell).collect(),
        room_from: None,
        ..Ask::default()
    }
}

#[test]
fn sheets_that_share_a_part_are_not_unpacked_for_each_of_them() {
    let refused = read(&workbook(5_000, &"<row/>".repeat(100_000), &[]), &ask()).err();
    assert!(matches!(refused, Some(Refusal::Broken { .. })), "{refused:?}");
}

const FILE: &str = "HOSTILE_FILE";

/// What the process took: the most memory at any time in MiB, and seconds on a processor.
fn taken() -> (u64, f64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    (peak.unwrap_or(0) / 1024, ticks as f64 / 100.0)
}

/// Reads the file that the parent made.
fn child(path: &str) {
    let file = std::fs::read(path).unwrap();
    let room = if path.contains("ics-many-rooms") { "CATEGORIES" } else { "LOCATION" };
    let ask = if path.contains("/ics") { Ask { room_from: Some(RoomFrom::Field(room.into())), ..ask() } } else { ask() };
    let said = match read(&file, &ask) {
        Ok(outcome) => format!("{} lessons, {} rows told", outcome.lessons_total, outcome.rows.len()),
        Err(refusal) => refusal.to_string(),
    };
    let (memory, seconds) = taken();
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nTOOK {memory} {seconds} {said}").unwrap();
}

/// Which file a process is told to read.
#[expect(clippy::disallowed_methods, reason = "which file is told to the process that reads it")]
fn told() -> Option<String> {
    std::env::var(FILE).ok()
}

/// What a process of its own takes for a file, and what it says of it.
fn measured(test: &str, path: &Path) -> (u64, f64, String) {
    let arguments = ["--include-ignored", "--exact", "--nocapture", test];
    let output = Command::new(std::env::current_exe().unwrap()).args(arguments).env(FILE, path).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut took = text.lines().find_map(|line| line.strip_prefix("TOOK ")).unwrap_or("999 999 ended the process").splitn(3, ' ');
    let (memory, seconds) = (took.next().unwrap().parse().unwrap(), took.next().unwrap().parse().unwrap());
    (memory, seconds, took.next().unwrap().to_owned())
}

#[test]
fn samples_that_unpack_to_much_take_no_more_memory_than_their_index_says() {
    if let Some(path) = told() {
        return child(&path);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/timetables");
    let index: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut files = 0;
    for file in index["files"].as_array().unwrap() {
        for most in file["asks"].as_array().unwrap().iter().filter_map(|case| case["want"]["memory_mib_at_most"].as_u64()) {
            let name = file["file"].as_str().unwrap();
            let test = "samples_that_unpack_to_much_take_no_more_memory_than_their_index_says";
            let (memory, _, said) = measured(test, &folder.join(name));
            assert!(memory <= most, "{name}: {memory} MiB of {most}, {said}");
            files += 1;
        }
    }
    assert_eq!(files, 2);
}

#[test]
#[ignore = "takes a minute; a measure, of which the bounds are tested elsewhere"]
fn a_hostile_file_costs_seconds_and_megabytes() {
    if let Some(path) = told() {
        return child(&path);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (mut told, mut wrong) = (String::new(), Vec::new());
    for (name, bytes) in [calendars(), texts(), markup(), workbooks(), compound_files()].into_iter().flatten() {
        let path = folder.join(name.replace([' ', ',', '^'], "-"));
        std::fs::write(&path, &bytes).unwrap();
        let (memory, seconds, said) = measured("a_hostile_file_costs_seconds_and_megabytes", &path);
        writeln!(told, "{memory:>4} MiB {seconds:>5.2} s  {name} ({} KiB): {said}", bytes.len() / 1024).unwrap();
        if memory > MEMORY_MIB_MAX || seconds > SECONDS_MAX {
            wrong.push(name);
        }
        std::fs::remove_file(&path).unwrap();
    }
    std::io::stdout().write_all(told.as_bytes()).unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
}
