//! From bytes to single components.
//!
//! The calendar parser sees one event or zone at a time, and of it only the lines that are read here: it would follow nesting until the stack ends,
//! and keeps whatever it is given. Folds are undone on bytes, since programs fold in the middle of a character.

use std::borrow::Cow;

use crate::{
    ask::Ask,
    bounds::{COMPONENTS, Counter, EVENTS, NESTING},
    report::{Bound, Refusal},
    text::decode,
};

/// What is kept of a line that is only shown; what is longer than a title may be is an error all the same.
const TEXT_BYTES: usize = 4 << 10;
/// As many dates as a line may have.
const DATES_BYTES: usize = 128 << 10;
/// What is kept of the definition of a zone.
const ZONE_BYTES: usize = 256 << 10;

const DATES: [&str; 8] = ["DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"];
const TEXTS: [&str; 7] = ["UID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "CATEGORIES", "X-MICROSOFT-CDO-ALLDAYEVENT"];

/// What a calendar consists of, in the order of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// An event as a component of its own, with the lines that matter.
    Event(&'a str),
    Zone(&'a str),
    /// The zone that the calendar names for all of it.
    ZoneOfAll(&'a str),
}

/// The text with its folds undone, and its encoding.
pub(super) fn text_of<'a>(bytes: &'a [u8], ask: &Ask) -> (Cow<'a, str>, &'static str) {
    match unfold(bytes) {
        Cow::Borrowed(bytes) => {
            let (text, encoding) = decode(bytes, ask, None);
            // In UTF-16 the folds are seen only now.
            match unfold(text.as_bytes()) {
                Cow::Owned(unfolded) => (Cow::Owned(String::from_utf8_lossy(&unfolded).into_owned()), encoding),
                Cow::Borrowed(_) => (text, encoding),
            }
        }
        Cow::Owned(unfolded) => {
            let (text, encoding) = decode(&unfolded, ask, None);
            (Cow::Owned(text.into_owned()), encoding)
        }
    }
}

fn unfold(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_fold = |pair: &[u8]| pair[0] == b'\n' && matches!(pair[1], b' ' | b'\t');
    if !bytes.windows(2).any(is_fold) {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes.len() > at + 1 && is_fold(&bytes[at..at + 2]) {
            if out.last() == Some(&b'\r') {
                out.pop();
            }
            at += 2;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    Cow::Owned(out)
}

/// Calls `take` for each part. `field` is a property that is kept as well.
pub(super) fn parts(text: &str, field: Option<&str>, mut take: impl FnMut(Part<'_>)) -> Result<(), Refusal> {
    let mut scan = Scan { open: Vec::new(), unit: String::new(), field };
    let mut components = Counter::new(Bound::Components, COMPONENTS);
    let mut events = Counter::new(Bound::Items, EVENTS);
    // Of an event, since a person finds those and not the lines between the folds.
    let broken = |events: &Counter| Refusal::Broken { seen: "icalendar".to_owned(), at: events.taken().to_string() };
    for line in text.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        if let Some(name) = after(line, "BEGIN:") {
            scan.begin(name, &mut components, &mut events)?;
        } else if let Some(name) = after(line, "END:") {
            scan.end(name, &mut take).ok_or_else(|| broken(&events))?;
        } else {
            scan.property(line, &mut take);
        }
    }
    // A file that was cut off would be a term that lacks its end.
    if scan.open.is_empty() { Ok(()) } else { Err(broken(&events)) }
}

/// What follows a word, in whatever case the word is written.
fn after<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let head = line.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| line[word.len()..].trim())
}

struct Scan<'a> {
    /// Names of the components that are open.
    open: Vec<String>,
    /// The event or zone that is being collected.
    unit: String,
    field: Option<&'a str>,
}

impl Scan<'_> {
    fn begin(&mut self, name: &str, components: &mut Counter, events: &mut Counter) -> Result<(), Refusal> {
        components.take(1)?;
        if self.open.len() as u64 >= NESTING {
            return Err(Refusal::TooLarge { what: Bound::Nesting, max: NESTING });
        }
        self.open.push(name.chars().take(64).collect::<String>().to_ascii_uppercase());
        match self.within() {
            [_, unit] if unit == "VEVENT" || unit == "VTIMEZONE" => {
                if unit == "VEVENT" {
                    events.take(1)?;
                }
                self.unit.clear();
                self.put_mark("BEGIN");
            }
            [_, zone, _] if zone == "VTIMEZONE" => self.put_mark("BEGIN"),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, take: &mut impl FnMut(Part<'_>)) -> Option<()> {
        if !self.open.last()?.eq_ignore_ascii_case(name) {
            return None;
        }
        match self.within() {
            [_, unit] if unit == "VEVENT" => {
                self.put_mark("END");
                take(Part::Event(&self.unit));
            }
            [_, unit] if unit == "VTIMEZONE" => {
                self.put_mark("END");
                take(Part::Zone(&self.unit));
            }
            [_, zone, _] if zone == "VTIMEZONE" => self.put_mark("END"),
            _ => {}
        }
        self.open.pop();
        Some(())
    }

    fn within(&self) -> &[String] {
        &self.open
    }

    fn put_mark(&mut self, mark: &str) {
        let name = self.open.last().map_or("", String::as_str);
        let line = format!("{mark}:{name}\n");
        self.unit.push_str(&line);
    }

    fn property(&mut self, line: &str, take: &mut impl FnMut(Part<'_>)) {
        let name = &line[..line.find([';', ':']).unwrap_or(0)];
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        match self.within() {
            [_] if is("X-WR-TIMEZONE") => take(Part::ZoneOfAll(line.rsplit(':').next().unwrap_or_default().trim())),
            [_, unit] if unit == "VEVENT" => {
                if DATES.iter().any(|known| is(known)) {
                    let head = &line[..line.floor_char_boundary(DATES_BYTES)];
                    let line = with_quoted_zone(head);
                    // What is cut off must not pass for the whole.
                    let line = if head.len() < DATES_BYTES { line } else { Cow::Owned(format!("{line},!")) };
                    self.put_line(&line);
                } else if TEXTS.iter().any(|known| is(known)) || self.field.is_some_and(is) {
                    self.put_line(&line[..line.floor_char_boundary(TEXT_BYTES)]);
                }
            }
            [_, zone, ..] if zone == "VTIMEZONE" && self.unit.len() + line.len() < ZONE_BYTES => self.put_line(line),
            _ => {}
        }
    }

    /// The name in capitals, since the parser tells texts from other values by it.
    fn put_line(&mut self, line: &str) {
        let end = line.find([';', ':']).unwrap_or(0);
        self.unit.push_str(&line[..end].to_ascii_uppercase());
        self.unit.push_str(&line[end..]);
        self.unit.push('\n');
    }
}

/// Some programs write a zone's display name without the quotation marks that its colon needs. No date has a colon, so the last one ends the name.
fn with_quoted_zone(line: &str) -> Cow<'_, str> {
    let bare = |line: &str| line.find(":").is_some_and(|first| line.rfind(':') != Some(first));
    let Some((head, rest)) = line.split_once("TZID=") else { return Cow::Borrowed(line) };
    if rest.starts_with('"') || !bare(rest) {
        return Cow::Borrowed(line);
    }
    match rest.rsplit_once(':') {
        Some((zone, value)) => Cow::Owned(format!("{head}TZID=\"{}\":{value}", zone.replace('"', ""))),
        None => Cow::Borrowed(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(bytes: &[u8]) -> Result<Vec<String>, Refusal> {
        let (text, _) = text_of(bytes, &Ask::default());
        let mut found = Vec::new();
        parts(&text, None, |part| {
            if let Part::Event(event) = part {
                found.push(event.to_owned());
            }
        })?;
        Ok(found)
    }

    #[test]
    fn a_fold_in_the_middle_of_a_character_leaves_the_character_whole() {
        let text = "数学".as_bytes();
        let mut file = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:".to_vec();
        file.extend_from_slice(&text[..4]);
        file.extend_from_slice(b"\r\n ");
        file.extend_from_slice(&text[4..]);
        file.extend_from_slice(b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        assert_eq!(events(&file).unwrap(), ["BEGIN:VEVENT\nSUMMARY:数学\nEND:VEVENT\n"]);
        let wide: Vec<u8> = "\u{feff}BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:数\r\n 学\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(events(&wide).unwrap(), ["BEGIN:VEVENT\nSUMMARY:数学\nEND:VEVENT\n"]);
    }

    #[test]
    fn alarms_and_descriptions_are_left_out_and_a_bare_display_name_is_quoted() {
        let file = "BEGIN:VCALENDAR\nbegin:vevent\nDescription:x\nDTSTART;TZID=(UTC+01:00) Amsterdam, Berlin:20260907T080000\nBEGIN:VALARM\n\
                    DURATION:PT5M\nEND:VALARM\nsummary:a\nEND:VEVENT\nEND:VCALENDAR\n";
        let event = "BEGIN:VEVENT\nDTSTART;TZID=\"(UTC+01:00) Amsterdam, Berlin\":20260907T080000\nSUMMARY:a\nEND:VEVENT\n";
        assert_eq!(events(file.as_bytes()).unwrap(), [event]);
    }

    #[test]
    fn what_nests_too_deep_or_is_cut_off_is_refused_before_it_is_parsed() {
        let deep = "BEGIN:VEVENT\n".repeat(100_000);
        assert_eq!(events(deep.as_bytes()), Err(Refusal::TooLarge { what: Bound::Nesting, max: NESTING }));
        let broken = |at: &str| Err(Refusal::Broken { seen: "icalendar".to_owned(), at: at.to_owned() });
        assert_eq!(events(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a"), broken("1"));
        assert_eq!(events(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR"), broken("1"));
        let many = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", "BEGIN:VEVENT\nEND:VEVENT\n".repeat(70_000));
        assert!(matches!(events(many.as_bytes()), Err(Refusal::TooLarge { .. })));
    }
}
