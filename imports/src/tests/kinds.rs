//! Kinds of files: workbooks of every age, pages named .xls, and what is no timetable and must say so.

use std::io::Write as _;

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{faults, lines, school};
use crate::{
    Ask, Refusal,
    ask::{ColumnAs, Format, Meaning},
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
    let ods = archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")]);
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"%PDF-1.7 ...".to_vec(), "pdf"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "image"),
        (b"\xff\xd8\xff\xe0 jpeg".to_vec(), "image"),
        (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "image"),
        (zip("word/document.xml"), "word-document"),
        (compound("WordDocument"), "word-document"),
        (b"{\\rtf1 x}".to_vec(), "word-document"),
        (zip("ppt/presentation.xml"), "presentation"),
        (ods, "open-document-spreadsheet"),
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
        (b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>".to_vec(), "xml-spreadsheet-2003"),
        (b"<?xml version=\"1.0\"?><rss/>".to_vec(), "xml"),
        (b"{\"lessons\": []}".to_vec(), "json"),
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
fn a_table_that_nobody_understands_asks_for_its_columns() {
    let outcome = read("foo;bar;baz\n7-1;Mon;08:00\n".as_bytes(), &school()).unwrap();
    assert_eq!(outcome.questions, [Question::ColumnsNeeded {}]);
    assert_eq!(outcome.columns.iter().map(|column| column.heading.as_deref().unwrap()).collect::<Vec<_>>(), ["foo", "bar", "baz"]);
}

/// A workbook of one sheet with this content.
fn workbook(sheet: &str) -> Vec<u8> {
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
