//! Single lessons of a rule that another event moves or cancels. They are found by their instant, in whatever zone either of the two is written.

use std::collections::HashMap;

use jiff::{Timestamp, civil::Date};

use super::event::Event;
use crate::report::{Finding, RowStatus};

#[derive(Debug, Default)]
pub(super) struct Changes<'e> {
    by_instant: HashMap<(&'e str, Timestamp), &'e Event>,
    by_day: HashMap<(&'e str, Date), &'e Event>,
    /// Those without a UID, which belong to no other event.
    without: Vec<&'e Event>,
    faults: Vec<(&'e Event, (RowStatus, Finding))>,
}

impl<'e> Changes<'e> {
    pub(super) fn at(&mut self, event: &'e Event, instant: Timestamp) {
        match event.uid.as_deref() {
            Some(uid) => self.without.extend(self.by_instant.insert((uid, instant), event)),
            None => self.without.push(event),
        }
    }

    pub(super) fn on_day(&mut self, event: &'e Event, day: Date) {
        match event.uid.as_deref() {
            Some(uid) => self.without.extend(self.by_day.insert((uid, day), event)),
            None => self.without.push(event),
        }
    }

    pub(super) fn fault(&mut self, event: &'e Event, fault: (RowStatus, Finding)) {
        self.faults.push((event, fault));
    }

    /// The event that stands for this lesson; each serves once.
    pub(super) fn take(&mut self, uid: &'e str, instant: Timestamp, day: Date) -> Option<&'e Event> {
        self.by_instant.remove(&(uid, instant)).or_else(|| self.by_day.remove(&(uid, day)))
    }

    pub(super) fn faults(&mut self) -> Vec<(&'e Event, (RowStatus, Finding))> {
        std::mem::take(&mut self.faults)
    }

    /// Those that stand for no lesson of the file.
    pub(super) fn rest(self) -> impl Iterator<Item = &'e Event> {
        self.by_instant.into_values().chain(self.by_day.into_values()).chain(self.without)
    }
}
