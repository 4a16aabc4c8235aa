//! Orders in the words of a school: `class_of(50).rooms(10).weekly("MO", "09:00", 45)`.

use serde_json::{Value, json};

/// The document of an order in the making. The term is a Chinese autumn term, 20 weeks from Tuesday 1 September 2026.
#[derive(Debug, Clone)]
#[must_use]
pub struct OrderSpec(Value);

/// An order of rooms for classes of so many pupils.
pub fn class_of(seats: u32) -> OrderSpec {
    OrderSpec::of("class", seats)
}

impl From<Value> for OrderSpec {
    fn from(document: Value) -> Self {
        Self(document)
    }
}

impl OrderSpec {
    pub fn of(kind: &str, seats: u32) -> Self {
        let document = json!({
            "name": "Autumn term", "kind": kind, "region": "cn-beijing",
            "rooms": [{"key": "room-1", "seats": seats}],
            "term": {"first_day": "2026-09-01", "last_day": "2027-01-18"},
            "timetable": {"time_zone": "Asia/Shanghai", "lessons": []},
        });
        Self(document)
    }

    /// So many rooms like the first, `room-1` to `room-n`.
    pub fn rooms(mut self, count: u32) -> Self {
        let seats = self.0["rooms"][0]["seats"].clone();
        self.0["rooms"] = (1..=count).map(|number| json!({"key": format!("room-{number}"), "seats": seats})).collect();
        self
    }

    /// A lesson in every room on these days (`MO,WE`) of every week.
    pub fn weekly(self, days: &str, start: &str, minutes: u32) -> Self {
        self.line(json!({"rrule": format!("FREQ=WEEKLY;BYDAY={days}"), "start": start, "duration_minutes": minutes}))
    }

    /// A lesson in every room on single dates.
    pub fn on(self, dates: &[&str], start: &str, minutes: u32) -> Self {
        self.line(json!({"dates": dates, "start": start, "duration_minutes": minutes}))
    }

    /// A line of the timetable, keyed `line-1`, `line-2` ... unless it says.
    pub fn line(mut self, mut line: Value) -> Self {
        if let Some(lessons) = self.0["timetable"]["lessons"].as_array_mut() {
            if line.get("key").is_none() {
                line["key"] = format!("line-{}", lessons.len() + 1).into();
            }
            lessons.push(line);
        }
        self
    }

    pub fn always(mut self) -> Self {
        self.0["timetable"] = json!({"time_zone": self.0["timetable"]["time_zone"], "availability": "always"});
        self
    }

    pub fn term(self, first_day: &str, last_day: &str) -> Self {
        self.with("/term", json!({"first_day": first_day, "last_day": last_day}))
    }

    pub fn region(self, region: &str) -> Self {
        self.with("/region", json!(region))
    }

    pub fn zone(self, zone: &str) -> Self {
        self.with("/timetable/time_zone", json!(zone))
    }

    /// Sets any field, by JSON pointer; a last part that is not there yet is added.
    #[track_caller]
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        let (parent, field) = pointer.rsplit_once('/').expect("a JSON pointer");
        let parent = self.0.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}"));
        match parent.as_array_mut() {
            Some(items) => items[field.parse::<usize>().unwrap()] = value,
            None => parent[field] = value,
        }
        self
    }

    /// The order with a change merged in, as an alternative proposes it.
    pub fn changed(mut self, change: &Value) -> Self {
        for (field, value) in change.as_object().expect("a change is an object") {
            self.0[field] = value.clone();
        }
        self
    }

    pub fn json(&self) -> Value {
        self.0.clone()
    }
}
