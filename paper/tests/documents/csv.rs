//! The table for a spreadsheet.

use homeroom_paper::{CSV_COLUMNS, csv};

use crate::samples;

#[test]
fn a_table_of_lines_is_whole_row_by_row() {
    insta::assert_snapshot!("csv_of_an_invoice", csv(&samples::chinese()).unwrap().replace('\r', ""));
}

#[test]
fn a_credit_note_names_what_it_corrects_and_its_amounts_stay_numbers() {
    let table = csv(&samples::credit_note(&samples::english(), "VAT")).unwrap();
    let row = table.lines().nth(1).unwrap();
    assert!(row.starts_with("credit_note,HR-2026-C00003,issued,2026-10-01,,HR-2026-000042,Riverside College,"), "{row}");
    assert!(row.ends_with(",-32,room-hours,0.45,6%,EUR,-1440,-14.40"), "{row}");
}

#[test]
fn every_row_has_the_documented_columns() {
    let table = csv(&samples::of_lines(25)).unwrap();
    assert!(table.starts_with('\u{feff}'));
    let heading: Vec<_> = table.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').collect();
    assert_eq!(heading, CSV_COLUMNS.map(|(name, _)| name));
    assert_eq!(table.lines().count(), 26);
}

#[test]
fn no_text_is_a_formula_or_another_row() {
    for text in samples::HOSTILE {
        let table = csv(&samples::hostile(text)).unwrap();
        assert_eq!(table.split("\r\n").count(), 4, "{text}");
        for cell in table.split([',', '\n']).map(|cell| cell.trim_start_matches('"')) {
            assert!(!cell.starts_with(['=', '+', '@', '＋', '\t']), "{text}: {cell}");
        }
    }
}
