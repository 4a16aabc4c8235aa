//! The turns of an order's life that people cause: cancel, suspend, resume. What time and the cluster cause is in `phase`.

use jiff::{SignedDuration, Timestamp};

use super::{HeldLesson, Order, OrderPhase};
use crate::slots::Slot;

/// The order is in a phase from which it cannot go there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not possible in phase {from:?}")]
pub struct InvalidTransition {
    pub from: OrderPhase,
}

/// A cancelled order.
#[derive(Debug, Clone, PartialEq)]
pub struct Cancelled {
    pub order: Order,
    /// From there on the quota is free: after the last running lesson or, where it ended at once, the slot that is running, for nothing of it is on any
    /// more. Capacity is free when the objects are gone.
    pub quota_free_from: Slot,
}

impl Order {
    /// Ends the order: no further lesson begins, and running ones end first, or at once where `immediately`. An always-room has no lesson to end and
    /// ends at once. Doing it again changes nothing, unless it is now to end at once.
    pub fn cancel(mut self, now: Timestamp, immediately: bool) -> Cancelled {
        let cancelled_at = *self.cancelled_at.get_or_insert(now);
        let (mut lessons_end, mut runs_end) = (cancelled_at, cancelled_at);
        // Of an order that waits for a purchase order nothing runs.
        let schedule = self.reserved_until.take().is_none().then(|| self.schedule());
        for lesson in schedule.iter().flat_map(|schedule| schedule.lessons()) {
            if let Some(drain) = self.drain_of_running(lesson, cancelled_at) {
                lessons_end = lessons_end.max(lesson.lesson.ends_at);
                runs_end = runs_end.max(lesson.lesson.ends_at.saturating_add(drain).unwrap_or(Timestamp::MAX));
            }
        }
        let before = self.ends_at.unwrap_or(runs_end);
        let ends_at = if immediately { before.min(now.max(cancelled_at)) } else { before };
        self.ends_at = Some(ends_at);
        if ends_at <= now && self.phase != OrderPhase::Released {
            self.phase = OrderPhase::Terminating;
        }
        let end = lessons_end.min(ends_at);
        Cancelled { order: self, quota_free_from: if end <= now { Slot::holding(end) } else { Slot::at_or_after(end) } }
    }

    /// For how long the room of a lesson stays after it; `None` when the lesson does not run at that instant.
    fn drain_of_running(&self, held: &HeldLesson, at: Timestamp) -> Option<SignedDuration> {
        // A suspension began no further lesson: what would have begun after it does not run.
        let began = held.lesson.starts_at < self.halted_since().map_or(at, |since| since.min(at));
        let runs = !held.lesson.cancelled && began && at < held.lesson.ends_at;
        let kind = &self.generations[held.generation_index as usize].kind;
        runs.then(|| SignedDuration::from_mins(kind.drain_minutes.into()))
    }

    /// Starts no further lesson and lets running ones end. Doing it again changes nothing.
    pub fn suspend(mut self, now: Timestamp) -> Result<Self, InvalidTransition> {
        if self.is_leaving() {
            return Err(InvalidTransition { from: self.phase });
        }
        self.suspended_since.get_or_insert(now);
        self.phase = OrderPhase::Suspended;
        Ok(self)
    }

    /// Takes a suspension back. Doing it again changes nothing. No trace of it is left: a room that it took down in its lead comes up again under the
    /// generation with which it was up before.
    pub fn resume(mut self, now: Timestamp) -> Result<Self, InvalidTransition> {
        if self.is_leaving() {
            return Err(InvalidTransition { from: self.phase });
        }
        if self.suspended_since.take().is_some() {
            let early = self.schedule().objects_from().is_none_or(|from| now < from);
            self.phase = if early { OrderPhase::Scheduled } else { OrderPhase::Provisioning };
        }
        Ok(self)
    }
}
