//! Which kind of file it is, by what it begins with. Its name is not believed: schools send web pages named .xls.

use crate::{
    archive::{self, Archive},
    ask::{Ask, Format},
    report::Refusal,
    tables::{
        COMPOUND,
        columns::meaning_of,
        records::{Record, records},
        separator::separator,
    },
    text::decode,
};

/// So much of a text is looked at.
const HEAD_BYTES: usize = 8 << 10;

const OTHER_KINDS: [(&[u8], &str); 15] = [
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"{\\rtf", "word-document"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"BZh", "archive"),
    (b"SQLite format 3", "database"),
    (b"\0\x01\0\0Standard", "database"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
];

pub(crate) fn sniff(bytes: &[u8], ask: &Ask) -> Result<Format, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    if let Some((_, seen)) = OTHER_KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(other(seen));
    }
    if is_picture(bytes) {
        return Err(other("image"));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return of_zip(bytes);
    }
    if bytes.starts_with(COMPOUND) {
        return of_compound(bytes, ask);
    }
    match ask.format {
        // What was said of the kind is about a spreadsheet, which may be XML.
        Some(told @ (Format::Xls | Format::Ods)) if of_text(bytes, ask) == Ok(told) => Ok(told),
        Some(format @ (Format::Xlsx | Format::Xls | Format::Ods | Format::Oneroster)) => {
            Err(other(if format == Format::Oneroster { "no-zip" } else { "no-workbook" }))
        }
        Some(format) => Ok(format),
        None => of_text(bytes, ask),
    }
}

/// An archive that is none of the kinds which are read.
pub(crate) const ARCHIVE: &str = "archive";

/// Pictures that say what they are behind their first bytes.
fn is_picture(bytes: &[u8]) -> bool {
    let at = |place: usize, word: &[u8]| bytes.get(place..place + word.len()) == Some(word);
    at(4, b"ftyp") || (at(0, b"RIFF") && at(8, b"WEBP")) || (at(0, b"BM") && at(6, &[0; 4]))
}

fn other(seen: &str) -> Refusal {
    Refusal::NotATimetable { seen: seen.to_owned() }
}

fn of_zip(bytes: &[u8]) -> Result<Format, Refusal> {
    let archive = archive::open(bytes)?;
    let names: Vec<String> = archive::names(&archive).map(|name| name.to_ascii_lowercase()).collect();
    let has = |part: &str| names.iter().any(|name| name == part);
    let under = |part: &str| names.iter().any(|name| name.starts_with(part));
    if has("xl/workbook.xml") {
        return Ok(Format::Xlsx);
    }
    let is_roster = ["classes.csv", "enrollments.csv", "academicsessions.csv"].iter().any(|name| names.iter().any(|n| base(n) == *name));
    if is_roster {
        return Ok(Format::Oneroster);
    }
    Err(other(match () {
        () if has("xl/workbook.bin") => "binary-workbook",
        () if under("word/") => "word-document",
        () if under("ppt/") => "presentation",
        () if has("index/document.iwa") || has("index.zip") || has("index.apxl") => "apple-numbers",
        () if has("mimetype") && has("content.xml") => return open_document(archive),
        () => ARCHIVE,
    }))
}

/// The last part of a path.
pub(crate) fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn open_document(mut archive: Archive<'_>) -> Result<Format, Refusal> {
    let kind = archive::text_of(&mut archive, "mimetype", 200).unwrap_or_default();
    match () {
        () if kind.contains("spreadsheet") => Ok(Format::Ods),
        () if kind.contains("presentation") => Err(other("presentation")),
        () => Err(other("word-document")),
    }
}

/// Compound files: an old workbook, or one behind a password. The names of their streams stand in them as UTF-16.
fn of_compound(bytes: &[u8], ask: &Ask) -> Result<Format, Refusal> {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if has("EncryptedPackage") {
        return Err(other("encrypted-workbook"));
    }
    if has("Workbook") || has("Book\0") {
        return Ok(Format::Xls);
    }
    Err(other(if has("WordDocument") {
        "word-document"
    } else if has("PowerPoint Document") {
        "presentation"
    } else {
        binary(ask)
    }))
}

/// Documents of planners have no mark of their own, so that their name has to do.
fn binary(ask: &Ask) -> &'static str {
    let name = ask.file_name.as_deref().unwrap_or_default().to_ascii_lowercase();
    match name.rsplit('.').next() {
        Some("roz") => "asc-document",
        Some("gpn" | "gpf") => "untis-document",
        _ => "binary",
    }
}

fn of_text(bytes: &[u8], ask: &Ask) -> Result<Format, Refusal> {
    let (text, encoding) = decode(&bytes[..bytes.len().min(HEAD_BYTES)], ask, None);
    if text.contains('\0') || (encoding == "UTF-8" && text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count() > 8) {
        return Err(other(binary(ask)));
    }
    let lower = text.trim_start().to_ascii_lowercase();
    if lower.starts_with("begin:vcalendar") {
        return Ok(Format::Icalendar);
    }
    if lower.starts_with("begin:vcard") {
        return Err(other("contacts"));
    }
    if lower.starts_with('<') {
        return of_markup(&lower);
    }
    // A saved web page or a mail, whose parts are packed.
    let is_mail = ["mime-version:", "from:", "content-type:"].iter().any(|head| lower.starts_with(head));
    if is_mail && lower.contains("content-type: multipart/") {
        return Err(other("web-archive"));
    }
    let json = lower.strip_prefix(['{', '[']).map(str::trim_start);
    if json.is_some_and(|rest| rest.starts_with(['"', '{', '[', '}', ']'])) {
        return Err(other("json"));
    }
    of_records(&text, ask)
}

fn of_markup(lower: &str) -> Result<Format, Refusal> {
    let has = |part: &str| lower.contains(part);
    // Both planners have classes below <timetable>; only one has these.
    let has_cards = ["<lessons", "<cards", "<periods"].iter().any(|part| has(part));
    if has("asctt") || (has("<timetable") && has_cards) {
        return Ok(Format::Asc2012);
    }
    if has("<timetable") && (has("unitime") || has("<class") || has("campus=")) {
        return Ok(Format::UnitimeXml);
    }
    if has("<timetable") {
        return Ok(Format::Asc2012);
    }
    if has("<workbook") && has("urn:schemas-microsoft-com:office:spreadsheet") && !has("<html") {
        return Ok(Format::Xls);
    }
    if has("<office:document") && has("opendocument") {
        return if has("spreadsheet") { Ok(Format::Ods) } else { Err(other("word-document")) };
    }
    if ["<fet", "<activities_timetable", "<students_timetable", "<teachers_timetable"].iter().any(|part| has(part)) {
        return Err(other("fet-document"));
    }
    if has("<svg") && !has("<html") {
        return Err(other("image"));
    }
    let is_page = ["<html", "<!doctype html", "<table", "<body", "<head", "<div", "<meta", "<frameset"].iter().any(|part| has(part));
    if is_page { Ok(Format::Html) } else { Err(other("xml")) }
}

/// Exports of planners that have no heading, or always the same.
fn of_records(text: &str, ask: &Ask) -> Result<Format, Refusal> {
    let first = text.lines().next().unwrap_or_default().to_lowercase();
    if first.contains("activity id") && first.contains("students sets") {
        return Ok(Format::FetCsv);
    }
    let Ok(records) = records(text, separator(text, ask)) else { return Ok(Format::Csv) };
    // A list with headings of its own may have numbers in the same places.
    let headings = |record: &Record<'_>| (0..record.fields.len()).filter(|at| meaning_of(record.get(*at)).is_some()).count();
    if records.first().is_some_and(|record| headings(record) >= 2) {
        return Ok(Format::Csv);
    }
    let small = |text: &str, max: u32| text.parse::<u32>().is_ok_and(|number| number <= max);
    let is_lesson = |record: &&Record<'_>| small(record.get(0), 999_999);
    let like_gpu001 = |record: &&Record<'_>| {
        (7..=10).contains(&record.fields.len()) && is_lesson(record) && small(record.get(5), 9) && small(record.get(6), 30)
    };
    let name = ask.file_name.as_deref().map(|name| base(name).to_ascii_lowercase()).unwrap_or_default();
    let shown = records.len().min(20);
    let most = |many: usize| many * 2 > shown;
    let many = records.iter().take(20).filter(like_gpu001).count();
    if most(many) || (name.starts_with("gpu001") && many > 0) {
        return Ok(Format::UntisGpu001);
    }
    // Lessons without times (GPU002, GPP002) have some forty fields; the other files are lists of classes, rooms and the like.
    let wide = records.iter().take(20).filter(|record| record.fields.len() >= 30 && is_lesson(record)).count();
    let is_other = |head: &str| name.strip_prefix(head).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if most(wide) || (!name.starts_with("gpu001") && (is_other("gpu0") || is_other("gpp0"))) {
        return Err(other("untis-other"));
    }
    Ok(Format::Csv)
}
