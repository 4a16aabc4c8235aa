//! The lists to fill in import as they are.

use super::{lines, school};
use crate::{
    Ask, read,
    report::RowStatus,
    template::{Language, csv, xlsx},
};

#[test]
fn templates_import_without_an_error() {
    for (language, first) in [(Language::En, "7A Maths 08:00 45min BYDAY=MO"), (Language::ZhCn, "七(1)班 数学 08:00 45min BYDAY=MO")] {
        for bytes in [csv(language), xlsx(language).unwrap()] {
            let outcome = read(&bytes, &Ask { default_seats: None, ..school() }).unwrap();
            assert!(outcome.questions.is_empty() && outcome.rows.iter().all(|row| row.status == RowStatus::Skipped), "{:?}", outcome.rows);
            assert_eq!((outcome.items.read, outcome.items.taken, outcome.lines.len()), (3, 3, 3));
            assert!(lines(&outcome).contains(&first.to_owned()), "{:?}", lines(&outcome));
            assert!(outcome.columns.iter().all(|column| column.meaning.is_some()));
        }
    }
}

/// The headings of a template, as it is given out.
fn headings(language: Language) -> Vec<String> {
    let file = String::from_utf8(csv(language)).unwrap();
    file.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').map(str::to_owned).collect()
}

/// A template as spreadsheet programs save it: dates and times as numbers, blanks behind words and rows, columns that nobody filled in left out.
#[test]
fn a_template_that_a_spreadsheet_program_saved_imports() {
    let number = |at: &str, value: &str| format!("<c r=\"{at}\"><v>{value}</v></c>");
    let text = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>");
    for (language, weekday) in [(Language::En, "Mon "), (Language::ZhCn, "星期一 ")] {
        let headings: String =
            "ABCDEFGHIJKL".chars().zip(headings(language)).map(|(at, heading)| text(&format!("{at}1"), &format!(" {heading} "))).collect();
        let row = |row: u32| {
            [
                number(&format!("A{row}"), "701"),
                number(&format!("B{row}"), "48"),
                text(&format!("C{row}"), "Maths "),
                text(&format!("E{row}"), weekday),
                number(&format!("F{row}"), "0.333333333333333"),
                number(&format!("G{row}"), "0.364583333333333"),
                number(&format!("J{row}"), "46279"),
                number(&format!("K{row}"), "46300"),
                text(&format!("N{row}"), "  "),
            ]
            .concat()
        };
        let blank = |row: u32| text(&format!("A{row}"), " ") + &text(&format!("L{row}"), "\u{a0}");
        let sheet = format!(
            "<sheetData><row r=\"1\">{headings}</row><row r=\"2\">{}</row><row r=\"3\">{}</row><row r=\"900\">{}</row></sheetData>",
            row(2),
            blank(3),
            blank(900)
        );
        let outcome = read(&super::kinds::workbook(&sheet), &Ask { default_seats: None, bells: Vec::new(), ..school() }).unwrap();
        assert_eq!(
            (outcome.items.read, outcome.rows.len(), outcome.questions.len()),
            (1, 0, 0),
            "{:?} {:?}",
            outcome.rows,
            outcome.questions
        );
        assert_eq!((lines(&outcome), outcome.lessons_total), (vec!["701 Maths 08:00 45min BYDAY=MO;UNTIL=20261005".to_owned()], 4));
        assert_eq!(outcome.rooms[0].seats, 48);
    }
}
