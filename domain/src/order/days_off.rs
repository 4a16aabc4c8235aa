//! Days off as a list of holidays has them, put into as few entries as say the same.

use jiff::{ToSpan as _, civil::Date};

use super::DaysOff;

/// Days off for every room, by date: those that touch or overlap are one entry, and `except` is in none.
pub fn joined(days: impl IntoIterator<Item = (Date, Date)>, except: &[Date]) -> Vec<DaysOff> {
    let mut days: Vec<(Date, Date)> = days.into_iter().filter(|(from, to)| from <= to).collect();
    days.sort_unstable();
    let mut whole: Vec<(Date, Date)> = Vec::new();
    for (from, to) in days {
        match whole.last_mut() {
            Some((_, last)) if from <= next(*last) => *last = to.max(*last),
            _ => whole.push((from, to)),
        }
    }
    let mut except = except.to_vec();
    except.sort_unstable();
    except.dedup();
    whole.into_iter().flat_map(|span| without(span, &except)).map(|(from, to)| DaysOff { from, to, off: true, rooms: None }).collect()
}

/// What is left of a span.
fn without((from, to): (Date, Date), except: &[Date]) -> Vec<(Date, Date)> {
    let inside = &except[except.partition_point(|day| *day < from)..except.partition_point(|day| *day <= to)];
    let begins = std::iter::once(from).chain(inside.iter().map(|day| next(*day)));
    let ends = inside.iter().map(|day| day.saturating_sub(1.day())).chain(std::iter::once(to));
    begins.zip(ends).filter(|(from, to)| from <= to).collect()
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: i32) -> Date {
        jiff::civil::date(2026, 9, 1).saturating_add(number.days())
    }

    fn spans(days: &[DaysOff]) -> Vec<(Date, Date)> {
        days.iter().map(|day| (day.from, day.to)).collect()
    }

    #[test]
    fn what_touches_is_one_entry_and_a_day_that_is_asked_about_is_in_none() {
        let given = [(day(9), day(9)), (day(0), day(2)), (day(3), day(5)), (day(4), day(4))];
        assert_eq!(spans(&joined(given, &[])), [(day(0), day(5)), (day(9), day(9))]);
        assert_eq!(spans(&joined(given, &[day(9), day(0), day(3), day(30)])), [(day(1), day(2)), (day(4), day(5))]);
        assert_eq!(joined([(day(2), day(1))], &[]), []);
    }

    proptest! {
        #[test]
        fn the_same_days_are_off(given in prop::collection::vec((0..60, 0..9), 0..12), except in prop::collection::vec(0..60, 0..6)) {
            let given: Vec<(Date, Date)> = given.into_iter().map(|(from, length)| (day(from), day(from + length))).collect();
            let except: Vec<Date> = except.into_iter().map(day).collect();
            let found = joined(given.clone(), &except);
            for number in 0..70 {
                let is_off = |spans: &[(Date, Date)]| spans.iter().any(|(from, to)| (*from..=*to).contains(&day(number)));
                prop_assert_eq!(is_off(&spans(&found)), is_off(&given) && !except.contains(&day(number)));
            }
            prop_assert!(found.windows(2).all(|pair| next(pair[0].to) < pair[1].from || except.contains(&next(pair[0].to))));
        }
    }
}
