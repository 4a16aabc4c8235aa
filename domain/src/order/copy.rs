//! An order for another term: the rooms and the week of one that there is.

use jiff::{ToSpan as _, civil::Date};

use super::{Line, NewOrder, NewRoom, Term};
use crate::timetable::monday_of;

impl NewOrder {
    /// The same rooms and weeks in another term. What belongs to the old term is left out: days off, make-up days, changes of single lessons, lessons of
    /// a single date, and the institution's own ids. Other dates move by as many weeks as the terms are apart.
    #[must_use]
    pub fn copied_to(&self, term: Term) -> Self {
        let weeks = Weeks { from: self.term, to: term };
        let mut copy = self.clone();
        copy.external_id = None;
        copy.rooms.iter_mut().for_each(|room: &mut NewRoom| room.external_id = None);
        copy.timetable.days.clear();
        copy.timetable.changes.clear();
        copy.timetable.lessons = self.timetable.lessons.iter().filter_map(|line| weeks.line(line)).collect();
        copy.term = term;
        copy
    }
}

/// Two terms, whose first weeks are the same week.
struct Weeks {
    from: Term,
    to: Term,
}

impl Weeks {
    fn line(&self, line: &Line) -> Option<Line> {
        let mut line = line.clone();
        if let Some(dates) = &mut line.dates {
            if dates.len() < 2 {
                return None;
            }
            *dates =
                dates.iter().map(|date| self.moved(*date)).filter(|date| (self.to.first_day..=self.to.last_day).contains(date)).collect();
            return (!dates.is_empty()).then_some(line);
        }
        // A day that is not the first one says which weeks are meant; a term that begins later in its week does not change them.
        line.from = line.from.map(|from| self.moved(from));
        line.rrule = line.rrule.as_deref().map(|rule| self.rule(rule));
        Some(line)
    }

    fn moved(&self, date: Date) -> Date {
        let weeks = monday_of(self.from.first_day).until(monday_of(self.to.first_day)).map_or(0, |span| span.get_days());
        date.checked_add(weeks.days()).unwrap_or(date)
    }

    /// With an UNTIL moved like a date.
    fn rule(&self, rule: &str) -> String {
        let part = |part: &str| {
            let moved = part.strip_prefix("UNTIL=").filter(|until| until.is_char_boundary(8) && until.len() >= 8).and_then(|until| {
                let date: Date = until[..8].parse().ok()?;
                Some(format!("UNTIL={}{}", self.moved(date).strftime("%Y%m%d"), &until[8..]))
            });
            moved.unwrap_or_else(|| part.to_owned())
        };
        rule.split(';').map(part).collect::<Vec<_>>().join(";")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::*;
    use crate::timetable::expand;

    fn document(timetable: &Value) -> NewOrder {
        serde_json::from_value(json!({
            "name": "Autumn", "kind": "class", "region": "r", "external_id": "po-1", "rooms": [{"key": "a", "seats": 20, "external_id": "r-1"}],
            "term": {"first_day": "2026-09-01", "last_day": "2026-12-31"}, "timetable": timetable}))
        .unwrap()
    }

    #[test]
    fn a_copy_has_the_same_weeks_and_nothing_that_belongs_to_the_old_term() {
        let before = document(&json!({"time_zone": "Asia/Shanghai",
            "lessons": [
                {"key": "odd", "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "start": "08:00", "duration_minutes": 45},
                {"key": "even", "rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20260930", "from": "2026-09-07", "start": "09:00", "duration_minutes": 45},
                {"key": "labs", "dates": ["2026-09-02", "2026-12-30"], "start": "10:00", "duration_minutes": 45},
                {"key": "once", "dates": ["2026-09-03"], "start": "11:00", "duration_minutes": 45}],
            "days": [{"from": "2026-10-01", "to": "2026-10-07", "off": true}],
            "changes": [{"lesson": "labs", "room": "a", "on": "2026-09-02", "cancelled": true}]}));
        let term = Term { first_day: date(2027, 2, 22), last_day: date(2027, 3, 31) };
        let copy = before.copied_to(term);
        assert_eq!((copy.external_id.as_ref(), copy.rooms[0].external_id.as_ref()), (None, None));
        assert_eq!((copy.timetable.days.len(), copy.timetable.changes.len(), copy.term), (0, 0, term));
        let lessons = expand(&copy).unwrap().lessons;
        let dates = |key: &str| -> Vec<String> {
            let line = copy.timetable.lessons.iter().position(|line| line.key == key).unwrap();
            lessons.iter().filter(|lesson| lesson.line as usize == line).map(|lesson| lesson.held_on.to_string()).collect()
        };
        assert_eq!(dates("odd"), ["2027-02-25", "2027-03-11", "2027-03-25"]);
        assert_eq!(dates("even"), ["2027-03-04", "2027-03-18"], "until the same week");
        assert_eq!(dates("labs"), ["2027-02-24"]);
        assert!(!copy.timetable.lessons.iter().any(|line| line.key == "once"));
    }
}
