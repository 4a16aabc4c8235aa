//! Spans and runs: when a room is wanted, and when it is up for it.
//!
//! A span is what the timetable asks for; a run is spans widened by lead and drain, with those that touch joined: between two lessons that follow
//! each other closely a room does not restart. What a run costs is not decided here.

use jiff::{SignedDuration, Timestamp};

/// A half-open stretch of time `[from, to)` of one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Index into the `rooms` of the document that the span was made from.
    pub room: u32,
    pub from: Timestamp,
    pub to: Timestamp,
}

/// The spans widened by lead and drain, joined per room where they overlap or touch. Sorted by room, then by start; empty spans are dropped.
pub fn runs(spans: &[Span], lead_minutes: u32, drain_minutes: u32) -> Vec<Span> {
    let (lead, drain) = (minutes(lead_minutes), minutes(drain_minutes));
    let mut wide: Vec<Span> = spans.iter().filter(|s| s.from < s.to).map(|s| widened(*s, lead, drain)).collect();
    wide.sort_unstable_by_key(|s| (s.room, s.from, s.to));
    let mut out: Vec<Span> = Vec::with_capacity(wide.len());
    for span in wide {
        match out.last_mut() {
            Some(last) if last.room == span.room && span.from <= last.to => last.to = last.to.max(span.to),
            _ => out.push(span),
        }
    }
    out
}

fn minutes(count: u32) -> SignedDuration {
    SignedDuration::from_mins(i64::from(count))
}

fn widened(span: Span, lead: SignedDuration, drain: SignedDuration) -> Span {
    Span { from: span.from.checked_sub(lead).unwrap_or(Timestamp::MIN), to: span.to.checked_add(drain).unwrap_or(Timestamp::MAX), ..span }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(room: u32, from: i64, to: i64) -> Span {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        Span { room, from: at(from), to: at(to) }
    }

    #[test]
    fn lessons_whose_drain_meets_the_next_lead_are_one_run() {
        let spans = [span(0, 165, 210), span(0, 100, 145), span(1, 100, 145), span(0, 240, 285)];
        assert_eq!(runs(&spans, 10, 10), [span(0, 90, 220), span(0, 230, 295), span(1, 90, 155)]);
        assert_eq!(runs(&spans, 0, 0).len(), 4);
        assert!(runs(&[span(0, 5, 5)], 10, 10).is_empty());
    }

    proptest! {
        /// Minute by minute, a room is in a run exactly when some span, widened, covers the minute.
        #[test]
        fn runs_are_the_union(raw in prop::collection::vec((0u32..3, 0i64..300, 1i64..60), 0..40), lead in 0u32..20, drain in 0u32..20) {
            let spans: Vec<Span> = raw.iter().map(|&(room, from, long)| span(room, from, from + long)).collect();
            let joined = runs(&spans, lead, drain);
            for room in 0..3 {
                for minute in -30..400 {
                    let covered = |s: &Span, l: u32, d: u32| {
                        s.room == room && s.from.as_second() / 60 - i64::from(l) <= minute && minute < s.to.as_second() / 60 + i64::from(d)
                    };
                    let wanted = spans.iter().any(|s| covered(s, lead, drain));
                    prop_assert_eq!(joined.iter().filter(|s| covered(s, 0, 0)).count(), usize::from(wanted));
                }
            }
            for pair in joined.windows(2) {
                prop_assert!((pair[0].room, pair[0].to) < (pair[1].room, pair[1].from));
            }
        }
    }
}
