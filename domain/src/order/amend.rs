//! Amending: a new generation that replaces all others from a moment on.
//!
//! Whether the amended order still fits is admission's to say; here is what an amendment may be, and what becomes of the generations before it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{Dropped, Generation, NewOrder, NewRoom, Oddity, Order, Room, Run, Schedule, Term, Timetable, ValidOrder, Warning, idle::KEPT};
use crate::{ids::ClassroomId, timetable};

/// Of runs that ended longer ago nobody asks which generation they followed.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(24);
/// Changes of an academic calendar after which generations that decided nothing are looked for, and changes of any sort after which those are that a later
/// one stands for.
const SOUGHT_EVERY: i64 = 10;

/// An order with its new generation.
#[derive(Debug, Clone, PartialEq)]
pub struct Amended {
    pub order: Order,
    /// Numbers of pending generations that the new one replaced. They are gone, but for those in the order's `dropped`.
    pub replaced: Vec<i64>,
    /// Numbers of generations of before that decided nothing, or for which a later one stands. They are gone too.
    pub idle: Vec<i64>,
    /// Numbers of those that stay, but whose document says now what others said too.
    pub rewritten: Vec<i64>,
    pub warnings: Vec<Warning>,
    /// From when on anything may be different: never in the past.
    pub felt_from: Timestamp,
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
    #[error("the order has as many generations as it may keep")]
    TooManyGenerations,
}

impl Order {
    /// Adds a generation that is in force from `effective_from` on (default `now`). Pending generations from there on are dropped, with a warning.
    /// `new_id` makes the id of a room whose key is new; rooms that the document leaves out keep theirs.
    pub fn amend(
        self,
        next: &ValidOrder,
        effective_from: Option<Timestamp>,
        now: Timestamp,
        new_id: impl FnMut() -> ClassroomId,
    ) -> Result<Amended, AmendError> {
        let effective_from = effective_from.unwrap_or(now);
        self.check_amendment(&next.document, effective_from, now)?;
        let mut amended = self.followed_by(next, effective_from, now, new_id);
        amended.idle = amended.order.take_idle(KEPT, now);
        amended.within_bounds(now)
    }

    /// The same from now on, of a document in which nothing but the days of its academic calendar is another. To find generations that decided nothing takes
    /// schedules of the whole term, so that is left to one amendment in so many, and to one that would not be kept otherwise.
    pub fn amend_days(self, next: &ValidOrder, now: Timestamp, new_id: impl FnMut() -> ClassroomId) -> Result<Amended, AmendError> {
        self.check_amendment(&next.document, now, now)?;
        let mut amended = self.followed_by(next, now, now, new_id);
        if !amended.is_sought() && amended.order.is_within_bounds() {
            return Ok(amended);
        }
        amended.idle = amended.order.take_idle(KEPT, now);
        amended.within_bounds(now)
    }

    /// The same, of what may be an amendment.
    pub(crate) fn followed_by(
        mut self,
        next: &ValidOrder,
        effective_from: Timestamp,
        now: Timestamp,
        mut new_id: impl FnMut() -> ClassroomId,
    ) -> Amended {
        let number = self.newest().number + 1;
        let mut warnings = next.warnings.clone();
        if self.in_force(effective_from).is_always() {
            warnings.push(Warning { pointer: "/timetable".to_owned(), oddity: Oddity::RestartsRooms { at: effective_from } });
        }
        let before = self.schedule_if_felt(effective_from, now);
        let replaced = self.take_pending(effective_from, now);
        warnings.extend(replaced.iter().map(told_of));
        for room in &next.document.rooms {
            if !self.rooms.iter().any(|known| known.key == room.key) {
                self.rooms.push(Room { id: new_id(), key: room.key.clone() });
            }
        }
        let (document, kind) = (next.document.clone(), next.kind.clone());
        self.generations.push(Generation { number, created_at: now, effective_from, replaced_at: None, document, kind });
        if let Some(before) = before {
            self.keep_aside(&before, &replaced, now);
        }
        let felt_from = replaced.iter().chain([self.newest()]).map(Generation::felt_from).min().unwrap_or(now).max(now);
        let replaced = replaced.iter().map(|generation| generation.number).collect();
        Amended { order: self, replaced, idle: Vec::new(), rewritten: Vec::new(), warnings, felt_from }
    }

    fn check_amendment(&self, next: &NewOrder, effective_from: Timestamp, now: Timestamp) -> Result<(), AmendError> {
        let current = &self.newest().document;
        // A lesson that goes on past the end of the term is still one of the order.
        let over = timetable::term_bounds(current).1 <= now && self.schedule().ends_at() <= now;
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

    fn take_pending(&mut self, from: Timestamp, now: Timestamp) -> Vec<Generation> {
        let (replaced, kept) = std::mem::take(&mut self.generations).into_iter().partition(|g| g.is_replaced(from, now));
        self.generations = kept;
        replaced
    }

    /// The schedule, where rooms may follow a generation that was dropped, or is going to be.
    fn schedule_if_felt(&self, from: Timestamp, now: Timestamp) -> Option<Schedule> {
        let may_be_up = |g: &Generation| g.is_replaced(from, now) && g.felt_from() < now;
        (!self.dropped.is_empty() || self.generations.iter().any(may_be_up)).then(|| self.schedule())
    }

    /// Keeps those without which a room would not be, or have been, up as it is; and of those kept before no longer than anybody looks back.
    fn keep_aside(&mut self, before: &Schedule, replaced: &[Generation], now: Timestamp) {
        let long_ago = now.saturating_sub(LOOKED_BACK).unwrap_or(Timestamp::MIN);
        let counts = |at: Timestamp| before.runs().iter().any(|run| run.from < at && at <= run.to && long_ago < run.to);
        self.dropped.retain(|dropped| counts(dropped.at));
        if begun(before, now) != begun(&self.schedule(), now) {
            let felt = replaced.iter().filter(|generation| generation.felt_from() < now);
            self.dropped.extend(felt.map(|generation| Dropped { generation: generation.clone(), at: now }));
            self.dropped.sort_unstable_by_key(|dropped| dropped.generation.number);
        }
    }
}

impl Amended {
    /// Whether generations are looked for that need not be kept.
    fn is_sought(&self) -> bool {
        self.order.newest().number % SOUGHT_EVERY == 0
    }

    /// Refused where its generations may not be kept though those are gone for which later ones stand.
    fn within_bounds(mut self, now: Timestamp) -> Result<Self, AmendError> {
        let mut fits = self.order.is_within_bounds();
        if !fits || self.is_sought() {
            let folded = self.order.fold_generations(KEPT, now);
            self.idle.extend(folded.taken);
            self.rewritten = folded.rewritten;
            fits = fits || self.order.is_within_bounds();
        }
        if fits { Ok(self) } else { Err(AmendError::TooManyGenerations) }
    }
}

impl Generation {
    fn is_replaced(&self, from: Timestamp, now: Timestamp) -> bool {
        self.effective_from > now && self.effective_from >= from
    }
}

/// What was up until a moment.
fn begun(schedule: &Schedule, at: Timestamp) -> Vec<Run> {
    let runs = schedule.runs().iter().filter(|run| run.from < at);
    runs.map(|run| Run { to: run.to.min(at), ..*run }).collect()
}

fn told_of(replaced: &Generation) -> Warning {
    let oddity = Oddity::PendingGenerationDropped { generation: replaced.number, effective_from: replaced.effective_from };
    Warning { pointer: "/effective_from".to_owned(), oddity }
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
        self.differs_in_seats_alone(other) && self.rooms.iter().zip(&other.rooms).all(|(room, other)| room.seats == other.seats)
    }

    /// The same, with as many seats as you like: its lessons are the same.
    pub(crate) fn differs_in_seats_alone(&self, other: &Self) -> bool {
        self.lessons_of() == other.lessons_of()
    }

    /// What decides its lessons: not a label, and no number of seats. Every field is named, so that a new one does not compile until it is decided
    /// which it is.
    fn lessons_of(&self) -> (&str, &str, &Term, &Timetable, Vec<&str>) {
        let Self {
            name: _,
            kind,
            region,
            external_id: _,
            metadata: _,
            rooms,
            term,
            timetable,
            flexible: _,
            overrun_minutes: _,
            cost_group: _,
            expected_price: _,
            reserved_until: _,
        } = self;
        (kind, region, term, timetable, rooms.iter().map(NewRoom::place_of_lessons).collect())
    }
}

impl NewRoom {
    /// The same of a room.
    fn place_of_lessons(&self) -> &str {
        let Self { key, seats: _, name: _, external_id: _, metadata: _ } = self;
        key
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
