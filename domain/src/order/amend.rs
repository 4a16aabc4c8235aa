//! Amending: a new generation that replaces all others from a moment on.
//!
//! Whether the amended order still fits is admission's to say; here is what an amendment may be, and what becomes of the generations before it.

use jiff::Timestamp;

use serde_json::{Map, Value, json};

use super::{Generation, NewOrder, Oddity, Order, Room, ValidOrder, Warning};
use crate::{ids::ClassroomId, slots::Slot, timetable};

/// An order with its new generation.
#[derive(Debug, Clone, PartialEq)]
pub struct Amended {
    pub order: Order,
    /// Numbers of pending generations that the new one replaced.
    pub dropped: Vec<i64>,
    pub warnings: Vec<Warning>,
}

/// Why an order cannot be amended like this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmendError {
    #[error("an amendment keeps the kind")]
    OtherKind,
    #[error("an amendment keeps the time zone")]
    OtherZone,
    #[error("an amendment keeps the region")]
    OtherRegion,
    #[error("an amendment cannot take effect in the past")]
    InThePast { now: Timestamp },
    #[error("the tenant is suspended")]
    Suspended,
    #[error("the order has ended or was cancelled")]
    Ending,
}

impl Order {
    /// Adds a generation that is in force from `effective_from` on (default `now`). Pending generations from there on are dropped, with a warning.
    /// `new_id` makes the id of a room whose key is new; rooms that the document leaves out keep theirs.
    pub fn amend(
        mut self,
        next: &ValidOrder,
        effective_from: Option<Timestamp>,
        now: Timestamp,
        mut new_id: impl FnMut() -> ClassroomId,
    ) -> Result<Amended, AmendError> {
        let effective_from = effective_from.unwrap_or(now);
        self.check_amendment(&next.document, effective_from, now)?;
        let number = self.newest().number + 1;
        let mut warnings = next.warnings.clone();
        if self.in_force(effective_from).is_always() {
            warnings.push(Warning { pointer: "/timetable".to_owned(), oddity: Oddity::RestartsRooms { at: effective_from } });
        }
        let dropped = self.drop_pending(effective_from, now, &mut warnings);
        for room in &next.document.rooms {
            if !self.rooms.iter().any(|known| known.key == room.key) {
                self.rooms.push(Room { id: new_id(), key: room.key.clone() });
            }
        }
        self.generations.push(Generation { number, effective_from, document: next.document.clone(), kind: next.kind.clone() });
        Ok(Amended { order: self, dropped, warnings })
    }

    /// The generations from which follows what is booked from `since` on: the one in force before, those before it under which a room went up that is
    /// still up then (there may be many, because a lesson outlasts any number of amendments), and all later ones. Costs an expansion a generation.
    pub fn booked_by(&self, since: Timestamp) -> &[Generation] {
        // A booking changes from the slot on that holds the moment.
        let slot = Slot::holding(since).start();
        let schedule = self.schedule();
        let up = schedule.runs().iter().filter(|run| run.from < since && slot < run.to);
        let oldest = up.map(|run| run.generation).min().unwrap_or(i64::MAX);
        let in_force = self.generations.partition_point(|g| g.effective_from < since).saturating_sub(1);
        &self.generations[in_force.min(self.generations.partition_point(|g| g.number < oldest))..]
    }

    fn check_amendment(&self, next: &NewOrder, effective_from: Timestamp, now: Timestamp) -> Result<(), AmendError> {
        let current = &self.newest().document;
        let over = timetable::term_bounds(current).1 <= now;
        let refusals = [
            (self.is_leaving() || self.cancelled_at.is_some() || over, AmendError::Ending),
            (self.suspended_since.is_some(), AmendError::Suspended),
            (next.kind != current.kind, AmendError::OtherKind),
            (next.region != current.region, AmendError::OtherRegion),
            (next.timetable.time_zone != current.timetable.time_zone, AmendError::OtherZone),
            (effective_from < now, AmendError::InThePast { now }),
        ];
        refusals.into_iter().find(|(refused, _)| *refused).map_or(Ok(()), |(_, error)| Err(error))
    }

    fn drop_pending(&mut self, from: Timestamp, now: Timestamp, warnings: &mut Vec<Warning>) -> Vec<i64> {
        let pending = |g: &Generation| g.effective_from > now && g.effective_from >= from;
        let dropped: Vec<(i64, Timestamp)> = self.generations.iter().filter(|g| pending(g)).map(|g| (g.number, g.effective_from)).collect();
        self.generations.retain(|g| !pending(g));
        for &(generation, effective_from) in &dropped {
            let oddity = Oddity::PendingGenerationDropped { generation, effective_from };
            warnings.push(Warning { pointer: "/effective_from".to_owned(), oddity });
        }
        dropped.into_iter().map(|(number, _)| number).collect()
    }
}

impl NewOrder {
    /// The patch that makes this document of another: every top-level field that differs, null where it is not there any more.
    pub fn patch_of(&self, other: &Self) -> Map<String, Value> {
        let (Value::Object(new), Value::Object(old)) = (json!(self), json!(other)) else { return Map::new() };
        let gone = old.keys().filter(|field| !new.contains_key(*field)).map(|field| (field.clone(), Value::Null));
        let differs = |(field, value): &(&String, &Value)| old.get(*field) != Some(*value);
        new.iter().filter(differs).map(|(field, value)| (field.clone(), value.clone())).chain(gone.collect::<Vec<_>>()).collect()
    }

    /// Whether another document differs in names, ids of the institution's own and metadata at most: that is an edit, not a new generation.
    pub fn differs_in_labels_alone(&self, other: &Self) -> bool {
        let rooms = |order: &Self| order.rooms.iter().map(|r| (r.key.clone(), r.seats)).collect::<Vec<_>>();
        self.kind == other.kind
            && self.region == other.region
            && self.term == other.term
            && self.timetable == other.timetable
            && rooms(self) == rooms(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::fixtures::lesson_on_monday;

    #[test]
    fn a_patch_names_what_differs_and_takes_away_what_is_gone() {
        let old = NewOrder { external_id: Some("po-1".into()), ..lesson_on_monday("class", &[50]) };
        let new = NewOrder { name: "Winter".into(), external_id: None, ..old.clone() };
        assert_eq!(json!(new.patch_of(&old)), json!({"name": "Winter", "external_id": null}));
        assert_eq!(json!(old.patch_of(&old)), json!({}));
    }
}
