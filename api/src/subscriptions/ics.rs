//! Lessons as RFC 5545 text, as Google, Apple and Outlook read it.
//!
//! Written here and not by the library that reads such files: it writes no time zones. What is read back by that library is the test of this.

use std::{collections::BTreeMap, fmt::Write};

use jiff::{
    Timestamp,
    tz::{Offset, TimeZone},
};

/// Octets of a line before it is folded.
const LINE_OCTETS: usize = 75;
/// How often a program may ask.
const REFRESH: &str = "PT1H";

/// A lesson as an event.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// The same for ever.
    pub uid: String,
    /// Grows when the event changes.
    pub sequence: i64,
    /// When what is said of it was decided.
    pub stamp: Timestamp,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub zone: String,
    pub cancelled: bool,
    pub summary: String,
    pub location: String,
    pub description: String,
    pub url: String,
}

/// A calendar of events that lie between two moments.
pub(super) fn calendar(name: &str, note: Option<&str>, events: &[Event], (from, to): (Timestamp, Timestamp)) -> String {
    let mut text = Text::default();
    text.lines(&["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Homeroom//Lessons//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]);
    text.property("X-WR-CALNAME", name);
    if let Some(note) = note {
        text.property("X-WR-CALDESC", note);
    }
    text.line(&format!("REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"));
    text.line(&format!("X-PUBLISHED-TTL:{REFRESH}"));
    let zones: BTreeMap<&str, TimeZone> =
        events.iter().map(|event| (event.zone.as_str(), TimeZone::get(&event.zone).unwrap_or(TimeZone::UTC))).collect();
    for (name, zone) in &zones {
        time_zone(&mut text, name, zone, (from, to));
    }
    for event in events {
        event.write(&mut text, zones.get(event.zone.as_str()).unwrap_or(&TimeZone::UTC));
    }
    text.line("END:VCALENDAR");
    text.0
}

impl Event {
    fn write(&self, text: &mut Text, zone: &TimeZone) {
        let wall = |at: Timestamp| zone.to_datetime(at).strftime("%Y%m%dT%H%M%S").to_string();
        text.line("BEGIN:VEVENT");
        text.line(&format!("UID:{}", self.uid));
        text.line(&format!("DTSTAMP:{}", self.stamp.strftime("%Y%m%dT%H%M%SZ")));
        text.line(&format!("SEQUENCE:{}", self.sequence));
        text.line(&format!("DTSTART;TZID={}:{}", self.zone, wall(self.starts_at)));
        text.line(&format!("DTEND;TZID={}:{}", self.zone, wall(self.ends_at)));
        text.line(if self.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        for (name, value) in [("SUMMARY", &self.summary), ("LOCATION", &self.location), ("DESCRIPTION", &self.description)] {
            if !value.is_empty() {
                text.property(name, value);
            }
        }
        text.line(&format!("URL:{}", self.url));
        text.line("END:VEVENT");
    }
}

/// How the zone's clocks stand at the first moment, and each change of them until the last.
fn time_zone(text: &mut Text, name: &str, zone: &TimeZone, (from, to): (Timestamp, Timestamp)) {
    text.line("BEGIN:VTIMEZONE");
    text.line(&format!("TZID:{name}"));
    let begins = zone.preceding(from).next().map_or(Timestamp::UNIX_EPOCH, |change| change.timestamp());
    let standing = zone.to_offset(from);
    observance(text, zone, (begins.max(Timestamp::UNIX_EPOCH), standing), standing);
    let mut before = standing;
    for change in zone.following(from).take_while(|change| change.timestamp() <= to) {
        observance(text, zone, (change.timestamp(), change.offset()), before);
        before = change.offset();
    }
    text.line("END:VTIMEZONE");
}

fn observance(text: &mut Text, zone: &TimeZone, (at, offset): (Timestamp, Offset), before: Offset) {
    let sort = if zone.to_offset_info(at).dst().is_dst() { "DAYLIGHT" } else { "STANDARD" };
    text.line(&format!("BEGIN:{sort}"));
    text.line(&format!("DTSTART:{}", before.to_datetime(at).strftime("%Y%m%dT%H%M%S")));
    text.line(&format!("TZOFFSETFROM:{}", signed(before)));
    text.line(&format!("TZOFFSETTO:{}", signed(offset)));
    text.line(&format!("END:{sort}"));
}

fn signed(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    format!("{}{:02}{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60)
}

/// Lines that end with CR and LF, folded between characters.
#[derive(Default)]
struct Text(String);

impl Text {
    fn lines(&mut self, lines: &[&str]) {
        lines.iter().for_each(|line| self.line(line));
    }

    fn property(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for letter in value.chars() {
            match letter {
                '\\' | ';' | ',' => {
                    line.push('\\');
                    line.push(letter);
                }
                '\n' => line.push_str("\\n"),
                letter if letter.is_control() => {}
                letter => line.push(letter),
            }
        }
        self.line(&line);
    }

    fn line(&mut self, line: &str) {
        let mut room = LINE_OCTETS;
        for letter in line.chars() {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE_OCTETS - 1;
            }
            room -= letter.len_utf8();
            let _ = self.0.write_char(letter);
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            uid: "les_1@homeroom".into(),
            sequence: 2,
            stamp: "2026-09-01T00:00:00Z".parse().unwrap(),
            starts_at: "2026-10-26T08:00:00Z".parse().unwrap(),
            ends_at: "2026-10-26T08:45:00Z".parse().unwrap(),
            zone: "Europe/Berlin".into(),
            cancelled: false,
            summary: "Maths, part 1; \\ and\nmore".into(),
            location: "数".repeat(60),
            description: String::new(),
            url: "https://homeroom.example/enter/cls_1".into(),
        }
    }

    #[test]
    fn lines_are_folded_between_characters_and_texts_are_escaped() {
        let text = calendar("a", None, &[event()], ("2026-10-01T00:00:00Z".parse().unwrap(), "2026-12-01T00:00:00Z".parse().unwrap()));
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_OCTETS), "{text}");
        assert!(text.replace("\r\n ", "").contains(&format!("LOCATION:{}\r\n", "数".repeat(60))));
        assert!(text.contains("SUMMARY:Maths\\, part 1\\; \\\\ and\\nmore\r\n"));
        assert!(!text.contains("DESCRIPTION"));
        assert!(text.contains("DTSTART;TZID=Europe/Berlin:20261026T090000\r\n"));
    }

    #[test]
    fn a_zone_has_the_clocks_of_the_window_and_each_change_of_them() {
        let text = calendar("a", None, &[event()], ("2026-10-01T00:00:00Z".parse().unwrap(), "2026-12-01T00:00:00Z".parse().unwrap()));
        let zone = &text[text.find("BEGIN:VTIMEZONE").unwrap()..text.find("BEGIN:VEVENT").unwrap()];
        assert!(zone.contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0200\r\n"), "{zone}");
        assert!(zone.contains("BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"), "{zone}");
        let shanghai = Event { zone: "Asia/Shanghai".into(), ..event() };
        let text = calendar("a", None, &[shanghai], ("2026-10-01T00:00:00Z".parse().unwrap(), "2026-12-01T00:00:00Z".parse().unwrap()));
        assert_eq!(text.matches("TZOFFSETTO:+0800").count(), 1, "{text}");
    }
}
