//! Single lessons of a rule that another event moves or cancels. They are found by their instant, in whatever zone either of the two is written.

use std::collections::HashMap;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};

use super::event::Event;
use crate::report::{Finding, RowStatus};

/// How a change of all further lessons is written.
pub(super) const AND_FOLLOWING: &str = "RANGE=THISANDFUTURE";
/// Such changes that one UID may have: each event with it looks at all of them.
const FOLLOWING_MAX: usize = 60;

#[derive(Debug, Default)]
pub(super) struct Changes<'e> {
    by_instant: HashMap<(&'e str, Timestamp), &'e Event>,
    by_day: HashMap<(&'e str, Date), &'e Event>,
    /// Those that name no zone: they are in the zone of what they change.
    by_wall: HashMap<(&'e str, DateTime), &'e Event>,
    /// Those that change all lessons from theirs on.
    following: HashMap<&'e str, Vec<&'e Event>>,
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

    pub(super) fn on_wall(&mut self, event: &'e Event, wall: DateTime) {
        match event.uid.as_deref() {
            Some(uid) => self.without.extend(self.by_wall.insert((uid, wall), event)),
            None => self.without.push(event),
        }
    }

    pub(super) fn and_following(&mut self, event: &'e Event) {
        let of_uid = self.following.entry(event.uid.as_deref().unwrap_or_default()).or_default();
        if of_uid.len() < FOLLOWING_MAX {
            of_uid.push(event);
        } else {
            self.fault(event, (RowStatus::Error, Finding::BadRule { value: AND_FOLLOWING.to_owned() }));
        }
    }

    /// What changes all further lessons of an event: those for which `take` says so belong to it and to no other.
    pub(super) fn following(&mut self, uid: &str, take: impl FnMut(&mut &'e Event) -> bool) -> Vec<&'e Event> {
        self.following.get_mut(uid).map(|events| events.extract_if(.., take).collect()).unwrap_or_default()
    }

    pub(super) fn fault(&mut self, event: &'e Event, fault: (RowStatus, Finding)) {
        self.faults.push((event, fault));
    }

    /// The event that stands for this lesson; each serves once.
    pub(super) fn take(&mut self, uid: &'e str, instant: Timestamp, wall: DateTime) -> Option<&'e Event> {
        let by_clock = self.by_instant.remove(&(uid, instant)).or_else(|| self.by_wall.remove(&(uid, wall)));
        by_clock.or_else(|| self.by_day.remove(&(uid, wall.date())))
    }

    /// Those that change all further lessons of an event which the file does not have.
    pub(super) fn following_nothing(&mut self) -> impl Iterator<Item = &'e Event> {
        std::mem::take(&mut self.following).into_values().flatten()
    }

    pub(super) fn faults(&mut self) -> Vec<(&'e Event, (RowStatus, Finding))> {
        std::mem::take(&mut self.faults)
    }

    /// Those that stand for no lesson of the file.
    pub(super) fn rest(self) -> impl Iterator<Item = &'e Event> {
        self.by_instant.into_values().chain(self.by_wall.into_values()).chain(self.by_day.into_values()).chain(self.without)
    }
}
