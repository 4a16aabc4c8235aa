//! Rows of spreadsheets that are wrong are told cell by cell, and are taken once their cells are sent back as they should be.

use jiff::tz::TimeZone;

use super::{faults, lines, samples::folder, school};
use crate::{Ask, Outcome, ask::Mended, read, report::Finding};

fn cells<'a>(outcome: &'a Outcome, row: &str) -> Vec<(&'a str, &'a str)> {
    outcome.cells.get(row).into_iter().flatten().map(|cell| (cell.at.as_str(), cell.text.as_str())).collect()
}

fn mended(cells: &[(&str, &str)]) -> Vec<Mended> {
    cells.iter().map(|(at, text)| Mended { at: (*at).to_owned(), text: (*text).to_owned() }).collect()
}

#[test]
fn rows_of_a_workbook_are_mended_cell_by_cell() {
    let file = std::fs::read(folder().join("xlsx-typed-list.xlsx")).unwrap();
    let ask = Ask { time_zone: TimeZone::get("Asia/Shanghai").ok(), default_seats: Some(35), ..Ask::default() };
    let outcome = read(&file, &ask).unwrap();
    assert_eq!(outcome.cells.keys().collect::<Vec<_>>(), ["10", "7", "9"]);
    let row = [("A9", "2026-09-15"), ("B9", "11:00"), ("C9", "10:00"), ("D9", "703"), ("E9", "Art"), ("F9", "T05"), ("G9", "20")];
    assert_eq!(cells(&outcome, "9"), row);
    assert_eq!(cells(&outcome, "10")[3], ("D10", ""));
    let one = read(&file, &Ask { mended: mended(&[("c9", "11:45")]), ..ask.clone() }).unwrap();
    assert_eq!((one.items.taken, one.items.errors), (7, 2), "{:?}", one.rows);
    let all = [("C7", "09:45"), ("C9", "11:45"), ("D10", "703"), ("Z99", "x"), ("A1000000", "x")];
    let all = read(&file, &Ask { mended: mended(&all), ..ask }).unwrap();
    assert_eq!((all.items.taken, all.items.errors, all.lessons_total), (9, 0, 9), "{:?}", all.rows);
    assert!(all.cells.is_empty());
}

#[test]
fn a_cell_of_one_of_several_sheets_bears_its_name() {
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|text| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>")).collect();
        format!("<Row>{cells}</Row>")
    };
    let sheet = |name: &str, class: &str, day: &str| {
        let rows = row(&["班级", "课程", "星期", "节次"]) + &row(&[class, "语文", day, "1"]);
        format!("<Worksheet ss:Name=\"{name}\"><Table>{rows}</Table></Worksheet>")
    };
    let file = format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">{}{}</Workbook>",
        sheet("初一", "701", "周一"),
        sheet("初二", "801", "周八"),
    );
    let outcome = read(file.as_bytes(), &school()).unwrap();
    assert_eq!(faults(&outcome), [("初二!2".to_owned(), Finding::UnknownDay { value: "周八".into() })]);
    assert_eq!(cells(&outcome, "初二!2")[2], ("初二!C2", "周八"));
    let again = read(file.as_bytes(), &Ask { mended: mended(&[("初二!C2", "周二")]), ..school() }).unwrap();
    assert_eq!(lines(&again), ["701 语文 08:00 45min BYDAY=MO", "801 语文 08:00 45min BYDAY=TU"]);
}

#[test]
fn a_cell_of_a_matrix_is_mended_as_it_stands_with_its_lines() {
    let page =
        "<table><tr><td>节次<td>周一<td>周二</tr><tr><td>1<td>数学<br>教师甲<br>9-3周<td>语文</tr><tr><td>2<td>语文<td>数学</tr></table>";
    let ask = Ask { room_from: Some(crate::ask::RoomFrom::Fixed("701".into())), ..school() };
    let outcome = read(page.as_bytes(), &ask).unwrap();
    assert_eq!(faults(&outcome), [("B2".to_owned(), Finding::BadWeekList { value: "9-3周".into() })]);
    assert_eq!(cells(&outcome, "B2"), [("B2", "数学\n教师甲\n9-3周")]);
    let again = read(page.as_bytes(), &Ask { mended: mended(&[("B2", "数学\n教师甲\n3-9周")]), ..ask }).unwrap();
    assert_eq!((again.items.taken, again.items.errors), (4, 0), "{:?}", again.rows);
}

#[test]
fn text_is_not_told_cell_by_cell_and_what_is_told_is_bounded() {
    let rows = "7-1,Art,Xyz,1\n".repeat(3);
    let text = read(format!("Class,Subject,Day,Period\n{rows}").as_bytes(), &school()).unwrap();
    assert_eq!((text.items.errors, text.cells.len()), (3, 0));
    let row = "<tr><td>7-1<td>Art<td>Xyz<td>1</tr>".repeat(1_000);
    let good = "<tr><td>7-1<td>Art<td>Mon<td>1</tr>";
    let page = format!("<table><tr><td>Class<td>Subject<td>Day<td>Period</tr>{good}{row}</table>");
    let outcome = read(page.as_bytes(), &school()).unwrap();
    assert_eq!((outcome.items.errors, outcome.cells.len()), (1_000, 200));
}
