//! Bell times by the name of a schedule, which the institution's academic calendars have.

use std::collections::BTreeSet;

use homeroom_domain::order::{BellSchedule, Period};
use homeroom_imports::ask::Bell;

use crate::{
    academic_calendars::store as academic_calendars,
    auth::{Caller, QuoteOrders},
    http::{ApiError, Format, Shape},
};

/// Names that a refusal lists.
const NAMES_MAX: usize = 50;

/// The periods of the schedule of that name.
///
/// # Errors
/// 422 where the institution has none, or several that differ.
pub(super) async fn named(caller: &Caller<QuoteOrders>, name: &str) -> Result<Vec<Bell>, ApiError> {
    let mut tx = caller.begin().await?;
    let calendars = academic_calendars::plans(&mut tx).await?;
    tx.rollback().await?;
    let schedules: Vec<BellSchedule> = calendars.into_iter().flat_map(|calendar| calendar.bells.0).collect();
    chosen(&schedules, name).map_err(|shape| ApiError::field("?bells", shape))
}

/// The same schedule in the calendars of two years is one.
fn chosen(schedules: &[BellSchedule], name: &str) -> Result<Vec<Bell>, Shape> {
    let named: Vec<&BellSchedule> = schedules.iter().filter(|schedule| schedule.name.trim() == name.trim()).collect();
    match named.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other.periods == first.periods) => {
            let bell = |period: &Period| Bell { period: period.period.clone(), start: period.start, end: period.end };
            Ok(first.periods.iter().map(bell).collect())
        }
        [] if !schedules.is_empty() => {
            let names: BTreeSet<&str> = schedules.iter().map(|schedule| schedule.name.as_str()).collect();
            Err(Shape::UnknownValue { value: name.to_owned(), allowed: names.into_iter().take(NAMES_MAX).map(str::to_owned).collect() })
        }
        _ => Err(Shape::BadFormat { expected: Format::OneBellSchedule }),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn a_name_stands_for_one_schedule() {
        let schedule = |name: &str, hour: i8| {
            let period = Period { period: "1".to_owned(), start: time(hour, 0, 0, 0), end: time(hour, 45, 0, 0) };
            BellSchedule { name: name.to_owned(), periods: vec![period] }
        };
        let one_only: Result<Vec<Bell>, Shape> = Err(Shape::BadFormat { expected: Format::OneBellSchedule });
        assert_eq!(chosen(&[], "Usual"), one_only);
        let years = [schedule("Usual", 8), schedule("Usual", 8), schedule("Short days", 9)];
        let usual = Bell { period: "1".to_owned(), start: time(8, 0, 0, 0), end: time(8, 45, 0, 0) };
        assert_eq!(chosen(&years, "Usual"), Ok(vec![usual]));
        let unknown = Shape::UnknownValue { value: "Exams".to_owned(), allowed: vec!["Short days".to_owned(), "Usual".to_owned()] };
        assert_eq!(chosen(&years, "Exams"), Err(unknown));
        assert_eq!(chosen(&[schedule("Usual", 8), schedule("Usual", 9)], "Usual"), one_only);
    }
}
