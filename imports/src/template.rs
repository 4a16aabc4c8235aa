//! Lists to fill in, as a workbook or as text, in two languages. They import as they are: the rows are examples, and a second sheet says what each
//! column means.

use std::io::{Cursor, Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

/// The language of the headings and explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    En,
    ZhCn,
}

/// A heading, what it means, and what stands there in each example.
struct Column {
    heading: [&'static str; 2],
    meaning: [&'static str; 2],
    examples: [[&'static str; 2]; 3],
}

const COLUMNS: [Column; 12] = [
    Column {
        heading: ["class", "班级"],
        meaning: [
            "The class; each class becomes a classroom. Several classes taught together: separate them by commas.",
            "班级，每个班级对应一间教室。合班上课的班级用逗号分开。",
        ],
        examples: [["7A", "七(1)班"], ["7A", "七(1)班"], ["7B", "七(2)班"]],
    },
    Column {
        heading: ["seats", "人数"],
        meaning: ["How many pupils the classroom has seats for. Once for each class is enough.", "教室的学生座位数，每个班级填一次即可。"],
        examples: [["48", "48"], ["", ""], ["45", "45"]],
    },
    Column {
        heading: ["subject", "课程"],
        meaning: ["What is taught.", "课程名称。"],
        examples: [["Maths", "数学"], ["Science", "科学"], ["Art", "美术"]],
    },
    Column {
        heading: ["teacher", "教师"],
        meaning: [
            "Name or code of the teacher; several are separated by commas. May be empty.",
            "教师姓名或代号，多位用逗号分开，可不填。",
        ],
        examples: [["T01", "T01"], ["T02", "T02"], ["T03, T04", "T03, T04"]],
    },
    Column {
        heading: ["day", "星期"],
        meaning: ["The weekday: Mon to Sun, or 1 to 7 from Monday on.", "星期一至星期日，或 1 至 7（1 为星期一）。"],
        examples: [["Mon", "星期一"], ["Wed", "星期三"], ["Fri", "星期五"]],
    },
    Column {
        heading: ["start", "开始时间"],
        meaning: ["When the lesson starts, such as 08:00.", "上课时间，如 08:00。"],
        examples: [["08:00", "08:00"], ["10:00", "10:00"], ["14:00", "14:00"]],
    },
    Column {
        heading: ["end", "结束时间"],
        meaning: ["When it ends, such as 08:45.", "下课时间，如 08:45。"],
        examples: [["08:45", "08:45"], ["11:30", "11:30"], ["14:45", "14:45"]],
    },
    Column {
        heading: ["period", "节次"],
        meaning: [
            "Instead of start and end: the period, such as 1 or 3-4. Its times are those of your bell schedule.",
            "可代替开始和结束时间：节次，如 1 或 3-4 节，时间以作息表为准。",
        ],
        examples: [["", ""], ["", ""], ["", ""]],
    },
    Column {
        heading: ["weeks", "周次"],
        meaning: [
            "Empty for every week; odd, even, or weeks of the term such as 1-8, 10, 12-16.",
            "每周上课可不填；单周填“单”，双周填“双”，也可填 1-16周(单)、1-8,10-16 等。",
        ],
        examples: [["", ""], ["", ""], ["even", "双"]],
    },
    Column {
        heading: ["from", "开始日期"],
        meaning: [
            "Empty for the whole term; else the first date, such as 2026-09-14.",
            "整个学期可不填；否则填首次上课日期，如 2026-09-14。",
        ],
        examples: [["", ""], ["", ""], ["", ""]],
    },
    Column {
        heading: ["to", "结束日期"],
        meaning: ["Empty for the whole term; else the last date.", "整个学期可不填；否则填最后上课日期。"],
        examples: [["", ""], ["", ""], ["", ""]],
    },
    Column {
        heading: ["expected", "预计人数"],
        meaning: ["How many pupils are expected, if fewer than seats. May be empty.", "预计到课人数，不多于座位数，可不填。"],
        examples: [["", ""], ["40", "40"], ["", ""]],
    },
];

const SHEETS: [[&str; 2]; 2] = [["Lessons", "课程表"], ["About the columns", "填写说明"]];
const ABOUT: [[&str; 2]; 2] = [["Column", "列"], ["What it means", "说明"]];

fn table(language: Language) -> Vec<Vec<&'static str>> {
    let at = language as usize;
    let headings = COLUMNS.iter().map(|column| column.heading[at]).collect();
    let example = |row: usize| COLUMNS.iter().map(|column| column.examples[row][at]).collect();
    vec![headings, example(0), example(1), example(2)]
}

fn about(language: Language) -> Vec<Vec<&'static str>> {
    let at = language as usize;
    let rows = COLUMNS.iter().map(|column| vec![column.heading[at], column.meaning[at]]);
    std::iter::once(ABOUT.iter().map(|heading| heading[at]).collect()).chain(rows).collect()
}

/// UTF-8 with a mark and CR LF, which every spreadsheet program opens as it is.
pub fn csv(language: Language) -> Vec<u8> {
    let field = |field: &str| if field.contains(',') { format!("\"{field}\"") } else { field.to_owned() };
    let line = |row: &Vec<&str>| row.iter().map(|text| field(text)).collect::<Vec<_>>().join(",") + "\r\n";
    let text: String = table(language).iter().map(line).collect();
    [b"\xef\xbb\xbf", text.as_bytes()].concat()
}

/// A workbook with a sheet to fill in and one that explains it.
pub fn xlsx(language: Language) -> std::io::Result<Vec<u8>> {
    let at = language as usize;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let (lessons, about) = (sheet(&table(language), &[14]), sheet(&about(language), &[18, 100]));
    let sheets: String =
        (1..).zip(SHEETS).map(|(id, name)| format!("<sheet name=\"{}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>", name[at])).collect();
    let book = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{sheets}</sheets></workbook>");
    for (name, text) in [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", book),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml"), ("styles", "styles.xml")]),
        ),
        ("xl/styles.xml", STYLES.replace("MAIN", MAIN)),
        ("xl/worksheets/sheet1.xml", lessons),
        ("xl/worksheets/sheet2.xml", about),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n")?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
    <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
    <Override PartName=\"/xl/worksheets/sheet2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
    <Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>";
/// Two styles of cells, both text, so that `08:00` and `7-1` stay what they are; the second is bold.
const STYLES: &str = "<styleSheet xmlns=\"MAIN\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
    <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
        <fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>\
        </cellStyleXfs><cellXfs count=\"2\">\
    <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
        <xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs>\
            <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

fn relations(all: &[(&str, &str)]) -> String {
    let one = |(id, (kind, target)): (usize, &(&str, &str))| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    let all: String = (1..).zip(all).map(one).collect();
    format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>")
}

/// Rows of text, the first in bold and always in sight. The last width is that of all further columns.
fn sheet(rows: &[Vec<&str>], widths: &[u32]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |index: usize| widths.get(index).or(widths.last()).copied().unwrap_or(12);
    let wide =
        |index: usize| format!("<col min=\"{0}\" max=\"{0}\" width=\"{1}\" style=\"0\" customWidth=\"1\"/>", index + 1, width(index));
    let widths: String = (0..columns).map(wide).collect();
    let cell = |style: usize, text: &&str| match text.is_empty() {
        true => format!("<c s=\"{style}\"/>"),
        false => format!("<c s=\"{style}\" t=\"inlineStr\"><is><t>{}</t></is></c>", quick_xml::escape::escape(*text)),
    };
    let row = |(number, row): (usize, &Vec<&str>)| {
        let cells: String = row.iter().map(|text| cell(usize::from(number == 1), text)).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows: String = (1..).zip(rows).map(row).collect();
    format!(
        "<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
         state=\"frozen\"/></sheetView></sheetViews><cols>{widths}</cols><sheetData>{rows}</sheetData></worksheet>"
    )
}
