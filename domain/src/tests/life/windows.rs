//! What a window of time shows of an order is what the whole of it shows there, whatever was amended, moved, cancelled and suspended.

use crate::order::{HeldLesson, NewOrder, Order};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::date};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{amend, document, on, order};

/// A lesson every day in two rooms, one of them past midnight, and some that are cancelled or moved, by day of September.
fn some_month() -> impl Strategy<Value = NewOrder> {
    let change = (0u8..2, 0u8..2, 1u8..29, prop::option::of((1u8..29, 0u8..24)));
    (0u8..3, prop::collection::vec(change, 0..10)).prop_map(|(hour, changes)| {
        let day = |day: u8| format!("2026-09-{:02}", day + 1);
        let mut changes: Vec<_> = changes.into_iter().map(|(line, room, on, to)| ((line, room, on), to)).collect();
        changes.sort_unstable();
        changes.dedup_by_key(|change| change.0);
        let changes: Vec<Value> = changes
            .into_iter()
            .map(|((line, room, on), to)| {
                let (line, room) = (["day", "night"][usize::from(line)], ["a", "b"][usize::from(room)]);
                let mut change = json!({"lesson": line, "room": room, "on": day(on)});
                match to {
                    Some((to, at)) => change["moved_to"] = json!({"date": day(to), "start": format!("{at:02}:10")}),
                    None => change["cancelled"] = json!(true),
                }
                change
            })
            .collect();
        let lessons = json!([
            {"key": "day", "rrule": "FREQ=DAILY", "start": format!("{:02}:00", 9 + hour), "duration_minutes": 45},
            {"key": "night", "rrule": "FREQ=DAILY", "start": "23:30", "duration_minutes": 90}]);
        document(json!({"time_zone": "America/New_York", "lessons": lessons, "changes": changes}), &["a", "b"])
    })
}

fn september(hours: i64) -> Timestamp {
    on("2026-09-01", "00:00") + SignedDuration::from_hours(hours)
}

/// As the whole order has them.
fn between(whole: &[HeldLesson], from: Timestamp, to: Timestamp) -> Vec<HeldLesson> {
    whole.iter().filter(|held| held.lesson.ends_at > from && held.lesson.starts_at < to).copied().collect()
}

proptest! {
    // A case has several windows.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 2))]

    #[test]
    fn a_window_shows_what_the_whole_shows_there(
        first in some_month(),
        next in prop::collection::vec((some_month(), 1i64..200, 0i64..100), 0..4),
        stops in (prop::option::of(0i64..700), prop::option::of(0i64..700)),
        windows in prop::collection::vec((-50i64..800, 1i64..200), 1..8),
    ) {
        let mut order = order(first);
        let mut now = september(0);
        for (document, hours, ahead) in next {
            now += SignedDuration::from_hours(hours);
            order = amend(order, document, Some(now + SignedDuration::from_hours(ahead)), now).expect("an amendment").order;
        }
        if let Some(cancelled) = stops.0 {
            order = order.cancel(now + SignedDuration::from_hours(cancelled), false).order;
        }
        order.suspended_since = stops.1.map(september);
        let whole = order.schedule().lessons().to_vec();
        for (from, hours) in windows {
            let (from, to) = (september(from), september(from + hours));
            prop_assert_eq!(order.lessons_between(from, to), between(&whole, from, to));
        }
    }
}

#[test]
fn a_century_is_worked_through_a_week_at_a_time() {
    let lesson = json!([{"key": "day", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}]);
    let order: Order = order(document(json!({"time_zone": "UTC", "lessons": lesson}), &["a", "b"]));
    let mut found = Vec::new();
    let mut monday = date(2026, 8, 31).at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).expect("a moment");
    for _ in 0..6 {
        let next = &monday + 7.days();
        found.extend(order.lessons_between(monday.timestamp(), next.timestamp()));
        monday = next;
    }
    assert_eq!(found, order.schedule().lessons());
    assert!(order.lessons_between(on("1990-01-01", "00:00"), on("2026-09-01", "09:00")).is_empty());
}
