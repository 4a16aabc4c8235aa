//! One event that stands in the file more than once.

use std::collections::HashMap;

use super::{event::Event, moment::Stamp};

/// Events, each once. The same UID, start, title and place are one event, of which the highest SEQUENCE counts, else the last; the same UID with
/// another start is another lesson, because programs number their events anew in every file or not at all.
pub(super) fn latest(events: &[Event]) -> Vec<&Event> {
    type Key<'a> = (&'a str, Option<&'a Stamp>, Option<&'a Stamp>, &'a str, Option<&'a str>);
    let mut best: HashMap<Key<'_>, usize> = HashMap::new();
    let mut kept: Vec<Option<&Event>> = Vec::with_capacity(events.len());
    for event in events {
        let at = kept.len();
        kept.push(Some(event));
        let Some(uid) = event.uid.as_deref() else { continue };
        let key = match &event.instead_of {
            Some(of) => (uid, None, Some(of), "", None),
            None => (uid, event.start.as_ref(), None, event.summary.as_str(), event.location.as_deref()),
        };
        if let Some(known) = best.insert(key, at) {
            let newer = kept[known].is_none_or(|known| known.sequence <= event.sequence);
            kept[if newer { known } else { at }] = None;
            if !newer {
                best.insert(key, known);
            }
        }
    }
    kept.into_iter().flatten().collect()
}
