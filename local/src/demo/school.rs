//! The school's order, moved so that a lesson is on now.
//!
//! The term moves by whole days, and with it the days of the week, so that every
//! holiday and make-up day keeps its place; the bells move by whole quarter
//! hours. The first day of the term becomes today. Only so many lessons have
//! passed as today's bells cannot hold before midnight; the last may pass it.

use anyhow::{Context, Result};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

const DAY_MINUTES: i32 = 24 * 60;
const QUARTER: i32 = 15;
const WEEK: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// `order` with its term, its days and its bells moved.
pub(super) fn moved(order: &Value, now: Timestamp) -> Result<Value> {
    let mut order = order.clone();
    let zone = text(&order["timetable"]["time_zone"])?;
    let local = now.in_tz(&zone)?;
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let first_day: Date = text(&order["term"]["first_day"])?.parse()?;
    let days = i64::from(first_day.until(local.date())?.get_days());

    let lines = order["timetable"]["lessons"].as_array_mut().context("the order has no lessons")?;
    let bells = lines.iter().map(|line| minutes(&line["start"])).collect::<Result<Vec<_>>>()?;
    let shift = bell_shift(bells, minute).context("the order's day is too long to be moved")?;
    for line in lines {
        let start = minutes(&line["start"])? + shift;
        line["start"] = json!(format!("{:02}:{:02}", start / 60, start % 60));
        line["rrule"] = json!(rotated(&text(&line["rrule"])?, days));
    }
    for name in ["first_day", "last_day"] {
        move_date(&mut order["term"][name], days)?;
    }
    for entry in order["timetable"]["days"].as_array_mut().into_iter().flatten() {
        for name in ["from", "to", "date", "runs_as"] {
            move_date(&mut entry[name], days)?;
        }
        // Indexing made the absent ones null: as absent again.
        if let Some(fields) = entry.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
    }
    Ok(order)
}

/// The earliest bell of the day that may ring within the last quarter hour, so
/// that all bells stay on one date.
fn bell_shift(mut bells: Vec<i32>, now: i32) -> Option<i32> {
    bells.sort_unstable();
    let (first, last) = (*bells.first()?, *bells.last()?);
    let shifts = bells.iter().map(|bell| (now - bell).div_euclid(QUARTER) * QUARTER);
    shifts.into_iter().find(|shift| last + shift < DAY_MINUTES && first + shift >= 0)
}

fn rotated(rule: &str, days: i64) -> String {
    let Some((head, names)) = rule.split_once("BYDAY=") else { return rule.to_owned() };
    let places = names.split(',').filter_map(|name| WEEK.iter().position(|day| *day == name));
    let by = usize::try_from(days.rem_euclid(7)).unwrap_or(0);
    let mut places: Vec<usize> = places.map(|place| (place + by) % 7).collect();
    places.sort_unstable();
    let names: Vec<&str> = places.into_iter().map(|place| WEEK[place]).collect();
    format!("{head}BYDAY={}", names.join(","))
}

fn move_date(value: &mut Value, days: i64) -> Result<()> {
    if let Some(text) = value.as_str() {
        let date: Date = text.parse()?;
        *value = json!(date.checked_add(days.days())?.to_string());
    }
    Ok(())
}

fn minutes(start: &Value) -> Result<i32> {
    let start = text(start)?;
    let (hours, minutes) = start.split_once(':').context("a start is like 08:00")?;
    Ok(hours.parse::<i32>()? * 60 + minutes.parse::<i32>()?)
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context("the order lacks a text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school() -> Value {
        serde_json::from_str(include_str!("../../../deploy/demo/school.json")).expect("the file that ships")
    }

    #[test]
    fn a_lesson_is_on_at_every_minute_of_a_week() {
        let school = school();
        let start: Timestamp = "2026-11-20T15:45:00Z".parse().expect("a time");
        for minute in (0..7 * 24 * 60).step_by(7) {
            let now = start + i64::from(minute).minutes();
            let local = now.in_tz("Asia/Shanghai").expect("a zone");
            let moved = moved(&school, now).expect("it can be moved");
            let today = WEEK[usize::try_from(local.weekday().to_monday_zero_offset()).expect("a weekday")];
            let lines = moved["timetable"]["lessons"].as_array().expect("lines");
            let now = i32::from(local.hour()) * 60 + i32::from(local.minute());
            let on_now = lines
                .iter()
                .filter(|line| line["rrule"].as_str().is_some_and(|rule| rule.rsplit('=').next().is_some_and(|days| days.contains(today))))
                .filter(|line| {
                    let start = minutes(&line["start"]).expect("a start");
                    assert!((0..DAY_MINUTES).contains(&start));
                    (start..start + 30).contains(&now)
                });
            assert_eq!(on_now.count(), 6, "one lesson a grade at {local}");
            assert_eq!(moved["term"]["first_day"], local.date().to_string());
        }
    }

    #[test]
    fn holidays_keep_their_place_in_the_week() {
        let now: Timestamp = "2026-11-23T23:35:00Z".parse().expect("a time");
        let moved = moved(&school(), now).expect("it can be moved");
        assert_eq!(moved["term"], json!({"first_day": "2026-11-24", "last_day": "2027-04-12"}));
        let days = json!([{"from": "2026-12-24", "to": "2026-12-30", "off": true}, {"date": "2027-01-02", "runs_as": "2026-12-30"}]);
        assert_eq!(moved["timetable"]["days"], days);
    }
}
