//! The acceptance story: a school of 3,000 pupils for a term.

use super::support::school;
use jiff::civil::date;

#[test]
fn a_school_has_46_080_lessons_and_48_000_without_its_days_off() {
    let document = school();
    let expansion = crate::timetable::expand(&document).unwrap();
    assert_eq!(expansion.lessons.len(), 46_080);
    assert_eq!(expansion.warnings, []);

    let mut without = document;
    without.timetable.days.clear();
    assert_eq!(crate::timetable::expand(&without).unwrap().lessons.len(), 48_000);
}

#[test]
fn a_make_up_day_replays_a_day_that_is_off() {
    let document = school();
    let lessons = crate::timetable::expand(&document).unwrap().lessons;
    let lines_on = |day| {
        let mut lines: Vec<u32> = lessons.iter().filter(|l| l.held_on == day).map(|l| l.line).collect();
        lines.sort_unstable();
        lines
    };
    assert!(lines_on(date(2026, 10, 7)).is_empty());
    assert_eq!(lines_on(date(2026, 10, 10)).len(), 60 * 8);
    assert_eq!(lines_on(date(2026, 10, 10)), lines_on(date(2026, 10, 14)));
}
