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
