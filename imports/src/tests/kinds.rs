//! Kinds of files: workbooks of every age, pages named .xls, and what is no timetable and must say so.

use std::io::Write as _;

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{faults, lines, school};
use crate::{
    Ask, Refusal,
    ask::{ColumnAs, Format, Meaning, RoomFrom},
    read,
    report::{Bound, Question},
    template,
};

/// An archive of these files.
pub(super) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn workbooks_before_2007_are_read_with_their_dates_and_merges() {
    let list = read(include_bytes!("data/list.xls"), &school()).unwrap();
    assert_eq!((list.format, faults(&list).len()), (Format::Xls, 1), "{:?}", list.rows);
    assert_eq!(
        lines(&list),
        [
            "701 数学 10:00 105min BYDAY=TU",
            "701 语文 08:00 105min INTERVAL=2;BYDAY=MO",
            "702 Ünïcode Maths 12:00 45min INTERVAL=2;BYDAY=WE",
        ]
    );
    let dates = read(include_bytes!("data/dates.xls"), &Ask { first_day: None, last_day: None, ..school() }).unwrap();
    assert_eq!(lines(&dates), ["701 Art 10:05 45min 1 dates", "701 Maths 09:00 45min 1 dates"]);
    assert!(faults(&dates).is_empty());
}

#[test]
fn a_web_page_named_xls_is_a_table() {
    let page = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta charset=gb2312></head><body><table>\
        <tr><td>班级</td><td>课程</td><td>星期</td><td>节次</td></tr><tr><td rowspan=2>701</td><td>语文</td><td>周一</td><td>1</td></tr>\
        <tr><td>数学</td><td>周二</td><td>2</td></tr></table></body></html>";
    let bytes = encoding_rs::GB18030.encode(page).0;
    let outcome = read(&bytes, &Ask { file_name: Some("课表.xls".into()), ..school() }).unwrap();
    assert_eq!((outcome.format, outcome.encoding), (Format::Html, Some("gb18030")));
    assert_eq!(lines(&outcome), ["701 数学 09:00 45min BYDAY=TU", "701 语文 08:00 45min BYDAY=MO"]);
}

#[test]
fn what_is_no_timetable_says_what_it_is() {
    let compound = |name: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(512, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let zip = |name: &str| archive(&[(name, "x")]);
    let text = archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")]);
    let manifest = "<manifest:encryption-data/>";
    let locked = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", "\u{1}"),
    ]);
    let gpu002 = format!("1{}\r\n2{}\r\n", ",5A,KRU,D".repeat(12), ",5A,KRU,D".repeat(12));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"%PDF-1.7 ...".to_vec(), "pdf"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "image"),
        (b"\xff\xd8\xff\xe0 jpeg".to_vec(), "image"),
        (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "image"),
        (zip("word/document.xml"), "word-document"),
        (compound("WordDocument"), "word-document"),
        (b"{\\rtf1 x}".to_vec(), "word-document"),
        (zip("ppt/presentation.xml"), "presentation"),
        (text, "word-document"),
        (locked, "encrypted-workbook"),
        (zip("Index/Document.iwa"), "apple-numbers"),
        (zip("xl/workbook.bin"), "binary-workbook"),
        (zip("photos/1.jpg"), "archive"),
        (archive(&[]), "archive"),
        (b"\x1f\x8b\x08\0".to_vec(), "archive"),
        (compound("EncryptedPackage"), "encrypted-workbook"),
        (b"SQLite format 3\0".to_vec(), "database"),
        (b"MZ\x90\0".to_vec(), "program"),
        (b"BEGIN:VCARD\r\n".to_vec(), "contacts"),
        (b"<html><frameset><frame src=x></frameset></html>".to_vec(), "web-page-frame"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>".to_vec(), "web-page-without-table"),
        (b"<?xml version=\"1.0\"?><rss/>".to_vec(), "xml"),
        (b"{\"lessons\": []}".to_vec(), "json"),
        (b"[\n  {\"lesson\": 1}]".to_vec(), "json"),
        (b"\0\0\0\x24ftypheic".to_vec(), "image"),
        (b"BM\x36\x10\x0e\0\0\0\0\0".to_vec(), "image"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "image"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n".to_vec(), "web-archive"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n".to_vec(), "web-archive"),
        (b"<?xml version=\"1.0\"?><fet version=\"6.18.1\"><Institution_Name/></fet>".to_vec(), "fet-document"),
        (b"<Activities_Timetable><Activity><Id>1</Id><Day>Mon</Day></Activity></Activities_Timetable>".to_vec(), "fet-document"),
        (gpu002.into_bytes(), "untis-other"),
        (archive(&[("a.ics", ""), ("b.ics", "")]), "archive-of-several"),
        (vec![1, 0, 2, 0xff, 0, 0, 3, 0x80, 0, 0, 0, 9], "binary"),
        (b"class,subject,day,start,end\r\n".to_vec(), "headings-only"),
    ];
    for (bytes, seen) in cases {
        let refusal = read(&bytes, &school()).err();
        assert_eq!(refusal, Some(Refusal::NotATimetable { seen: seen.to_owned() }));
    }
    for empty in [b"".to_vec(), b" \r\n\t".to_vec(), b"\xef\xbb\xbf\r\n".to_vec()] {
        assert_eq!(read(&empty, &school()).err(), Some(Refusal::Empty));
    }
    let workbook = [("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook")];
    assert!(matches!(read(&archive(&workbook), &school()), Err(Refusal::Broken { .. })));
    assert!(matches!(read(b"PK\x03\x04 cut off", &school()), Err(Refusal::Broken { .. })));
}

#[test]
fn documents_without_a_mark_are_known_by_their_names() {
    let named = |name: &str, bytes: &[u8]| read(bytes, &Ask { file_name: Some(name.into()), ..school() }).err();
    let seen = |seen: &str| Some(Refusal::NotATimetable { seen: seen.to_owned() });
    let binary = [1, 0, 2, 0xff, 0, 0, 3, 0x80, 0, 0, 0, 9];
    assert_eq!(named("School.roz", &binary), seen("asc-document"));
    assert_eq!(named("Plan.gpn", &binary), seen("untis-document"));
    assert_eq!(named("GPU005.TXT", b"R1,Hall,,\r\nR2,Lab,,\r\n"), seen("untis-other"));
    assert_eq!(named("gpp002.txt", b"1,5A,2\r\n"), seen("untis-other"));
}

#[test]
fn a_calendar_that_was_exported_as_an_archive_is_read() {
    let event = "BEGIN:VEVENT\nDTSTART:20260907T000000Z\nDTEND:20260907T004500Z\nSUMMARY:Maths\nLOCATION:7A\nEND:VEVENT\n";
    let calendar = format!("BEGIN:VCALENDAR\n{event}END:VCALENDAR\n");
    let zip = archive(&[("Grade 7/", ""), ("Grade 7/7A.ics", &calendar), ("__MACOSX/Grade 7/._7A.ics", "x"), ("readme.md", "x")]);
    let outcome = read(&zip, &Ask { room_from: Some(RoomFrom::Field("LOCATION".into())), ..school() }).unwrap();
    assert_eq!((outcome.format, lines(&outcome)), (Format::Icalendar, vec!["7A Maths 08:00 45min 1 dates".to_owned()]));
    // An archive within an archive is none that is read.
    let nested = String::from_utf8_lossy(&archive(&[("a.txt", "x")])).into_owned();
    assert!(read(&archive(&[("a.csv", &nested)]), &school()).is_err());
}

#[test]
fn spreadsheets_of_other_programs_are_read_with_their_dates() {
    let cell = |kind: &str, value: &str, text: &str| {
        format!("<table:table-cell office:value-type='{kind}' {value}><text:p>{text}</text:p></table:table-cell>")
    };
    let text = |all: &[&str]| all.iter().map(|one| cell("string", "", one)).collect::<String>();
    let row = |cells: &str| format!("<table:table-row>{cells}<table:table-cell table:number-columns-repeated='16370'/></table:table-row>");
    let list = format!(
        "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'><office:body><office:spreadsheet>\
         <table:table table:name='Lessons'>{}{}<table:table-row table:number-rows-repeated='1048570'><table:table-cell/></table:table-row>\
         </table:table></office:spreadsheet></office:body></office:document-content>",
        row(&text(&["class", "subject", "date", "start", "end"])),
        row(&[
            &cell("float", "office:value='701'", "701"),
            &text(&["Maths"])[..],
            &cell("date", "office:date-value='2026-09-07'", "07/09/26"),
            &cell("time", "office:time-value='PT08H00M00S'", "8:00"),
            &cell("time", "office:time-value='PT08H45M00S'", "8:45"),
        ]
        .concat()),
    );
    let ods = archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &list)]);
    let flat = list
        .replace("office:document-content", "office:document")
        .replace("<office:body>", "<!-- opendocument spreadsheet --><office:body>");
    for bytes in [ods, flat.into_bytes()] {
        let outcome = read(&bytes, &school()).unwrap();
        assert_eq!(
            (outcome.format, lines(&outcome)),
            (Format::Ods, vec!["701 Maths 08:00 45min 1 dates".to_owned()]),
            "{:?}",
            outcome.rows
        );
    }
    let cells = |all: &[(&str, &str)]| {
        all.iter().map(|(kind, text)| format!("<Cell><Data ss:Type=\"{kind}\">{text}</Data></Cell>")).collect::<String>()
    };
    let of_2003 = format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"a\"><Table><Row>{}</Row><Row>{}</Row></Table></Worksheet></Workbook>",
        cells(&["班级", "课程", "日期", "开始时间", "结束时间"].map(|text| ("String", text))),
        cells(&[
            ("Number", "701"),
            ("String", "语文"),
            ("DateTime", "2026-09-07T00:00:00.000"),
            ("DateTime", "1899-12-31T08:00:00.000"),
            ("String", "8:45"),
        ]),
    );
    let outcome = read(of_2003.as_bytes(), &Ask { file_name: Some("课表.xls".into()), ..school() }).unwrap();
    assert_eq!((outcome.format, lines(&outcome)), (Format::Xls, vec!["701 语文 08:00 45min 1 dates".to_owned()]), "{:?}", outcome.rows);
}

#[test]
fn a_table_that_nobody_understands_asks_for_its_columns() {
    let outcome = read("foo;bar;baz\n7-1;Mon;08:00\n".as_bytes(), &school()).unwrap();
    assert_eq!(outcome.questions, [Question::ColumnsNeeded {}]);
    assert_eq!(outcome.columns.iter().map(|column| column.heading.as_deref().unwrap()).collect::<Vec<_>>(), ["foo", "bar", "baz"]);
}

/// A workbook of one sheet with this content.
pub(super) fn workbook(sheet: &str) -> Vec<u8> {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    let relation = |kind: &str, target: &str| {
        format!("<Relationships {package}><Relationship Id=\"r1\" Type=\"{document}/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    archive(&[
        ("_rels/.rels", &relation("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            &format!("<workbook {main} xmlns:r=\"{document}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels", &relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet {main}>{sheet}</worksheet>")),
    ])
}

#[test]
fn a_million_merged_cells_cost_no_more_than_the_cells_in_use() {
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let list = format!(
        "<sheetData><row r=\"1\">{}{}{}{}</row><row r=\"2\">{}{}{}{}</row></sheetData>",
        cell("A1", "class"),
        cell("B1", "day"),
        cell("C1", "start"),
        cell("D1", "end"),
        cell("A2", "7-1"),
        cell("B2", "Mon"),
        cell("C2", "08:00"),
        cell("D2", "08:45"),
    );
    let far = format!("<mergeCells>{}</mergeCells>", "<mergeCell ref=\"F5:XFD1048576\"/>".repeat(300_000));
    let outcome = read(&workbook(&format!("{list}{far}")), &school()).unwrap();
    assert_eq!(lines(&outcome), ["7-1  08:00 45min BYDAY=MO"]);
    let over = format!("<mergeCells>{}</mergeCells>", "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(300_000));
    assert!(matches!(read(&workbook(&format!("{list}{over}")), &school()), Err(Refusal::TooLarge { what: Bound::Cells, .. })));
}

#[test]
fn what_a_person_says_of_columns_is_about_the_list_and_not_the_sheet_that_explains_it() {
    let told = ColumnAs { at: "K".into(), meaning: Meaning::Ignored };
    let outcome = read(&template::xlsx(template::Language::ZhCn).unwrap(), &Ask { columns: vec![told], ..school() }).unwrap();
    assert_eq!((outcome.items.read, outcome.items.errors), (3, 0));
}

#[test]
fn thousands_of_titles_that_begin_alike_have_keys_of_their_own_at_once() {
    let rows: String = (0..4_900u32)
        .map(|n| format!("C{},{}{n},{},{:02}:00,{:02}:45\n", n / 35, "x".repeat(70), n % 7 + 1, n / 7 % 5 + 8, n / 7 % 5 + 8))
        .collect();
    let outcome = read(
        format!("class,subject,day,start,end\n{rows}").as_bytes(),
        &Ask { last_day: Some(jiff::civil::date(2026, 9, 20)), ..school() },
    )
    .unwrap();
    let keys: std::collections::HashSet<&str> = outcome.lines.iter().map(|line| line.key.as_str()).collect();
    assert_eq!((outcome.items.errors, keys.len(), outcome.lines.len()), (0, 4_900, 4_900));
    assert!(keys.iter().all(|key| key.chars().count() <= 64));
}

#[test]
fn what_a_file_costs_is_bounded() {
    let refused = |bytes: &[u8]| match read(bytes, &school()) {
        Err(Refusal::TooLarge { what, .. }) => Some(what),
        _ => None,
    };
    assert_eq!(refused(&vec![b'x'; (16 << 20) + 1]), Some(Bound::Bytes));
    let many: Vec<(String, String)> = (0..2_001).map(|n| (format!("{n}.txt"), String::new())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(refused(&archive(&many)), Some(Bound::Entries));
    let strings = format!("<sst>{}</sst>", "<si/>".repeat(2_000_000));
    let book = archive(&[("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", &strings)]);
    assert_eq!(refused(&book), Some(Bound::Cells));
    let rows = format!("class,day,start,end\n{}", "7-1,Mon,08:00,08:45\n".repeat(60_001));
    assert_eq!(refused(rows.as_bytes()), Some(Bound::Rows));
}
