//! Whether it is time: an order goes on elsewhere between two lessons, once its objects stand there and nothing of it is up where it was.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    order::{Order, Schedule},
    phase::Reason,
};

/// No room may begin to come up sooner after the switch. Whoever works on the old place decides by what it read, and by its own clock: within this time both
/// have learnt of the switch.
pub const SWITCH_BEFORE: SignedDuration = SignedDuration::from_mins(2);

/// What is known of a move whose place is prepared.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub order: &'a Order,
    pub schedule: &'a Schedule,
    /// The newest generation when the new place was booked.
    pub admitted: i64,
    pub target: Target<'a>,
    pub source: Source,
}

/// What is known of the new place.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// Everything that is planned there stands.
    Stands,
    /// It does not, and why.
    Unfinished(&'a Reason),
    /// It cannot be seen, or its rooms are not reached.
    Silent,
}

/// What is known of the old place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Rooms that were up when it was last looked at.
    pub rooms_up: u32,
    /// Whoever works on it has done all that was asked of it, and wants no room up.
    pub is_at_rest: bool,
    /// It can be seen.
    pub is_seen: bool,
}

/// What to do with a move now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Switch,
    Wait(Blocker),
    Withdraw(Withdrawn),
}

/// What a move waits for. Serialised as `{"reason": ..., "params": {...}}`. Added to, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum Blocker {
    /// The objects at the new place do not stand yet: `why`, as the order's condition would say it.
    ObjectsBeingMade { why: Reason },
    /// Rooms are open, in their lead or drain included.
    RoomsOpen { rooms: u32, until: Timestamp },
    /// The next room opens too soon.
    LessonSoon { opens_at: Timestamp },
    /// Its rooms are always up until then: only a person can move it, by an amendment that leaves a gap.
    AlwaysOn { until: Timestamp },
    /// Rooms are going down.
    RoomsClosing { rooms: u32 },
    /// Rooms were up when the old cluster was last seen. A failover would not wait.
    SourceSilent { rooms: u32 },
    /// The new cluster does not answer, or its rooms are not reached.
    TargetSilent {},
}

/// Why a move was given up. Serialised as `{"reason": ..., "params": {...}}`. Added to, never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum Withdrawn {
    ByHand {},
    /// The order has another generation by now, and what was booked at the new place was for the one before.
    OrderChanged {},
    /// The order ends, or has ended.
    OrderEnds {},
    /// The drain that moved it was cancelled.
    DrainCancelled {},
    /// A failover took the order elsewhere.
    FailedOver {},
}

/// Decides about a move whose new place is booked.
pub fn step(facts: &Facts<'_>, now: Timestamp) -> Step {
    let Facts { order, schedule, admitted, target, source } = facts;
    if order.is_leaving() || order.cancelled_at.is_some() || now >= schedule.ends_at() {
        return Step::Withdraw(Withdrawn::OrderEnds {});
    }
    if order.newest().number != *admitted {
        return Step::Withdraw(Withdrawn::OrderChanged {});
    }
    target.unready().or_else(|| idle(schedule, now)).or_else(|| source.busy()).map_or(Step::Switch, Step::Wait)
}

impl Target<'_> {
    /// What was seen of the new place has against it.
    fn unready(self) -> Option<Blocker> {
        match self {
            Self::Stands => None,
            Self::Unfinished(why) => Some(Blocker::ObjectsBeingMade { why: why.clone() }),
            Self::Silent => Some(Blocker::TargetSilent {}),
        }
    }
}

/// What the timetable has against it.
fn idle(schedule: &Schedule, now: Timestamp) -> Option<Blocker> {
    let up = || schedule.runs().iter().filter(|run| run.from <= now && now < run.to);
    if let Some(until) = up().map(|run| run.to).max() {
        let rooms = u32::try_from(up().count()).unwrap_or(u32::MAX);
        let is_always = up().any(|run| run.always);
        return Some(if is_always { Blocker::AlwaysOn { until } } else { Blocker::RoomsOpen { rooms, until } });
    }
    let next = schedule.runs().iter().map(|run| run.from).filter(|from| *from > now).min();
    let opens_at = next.filter(|at| at.duration_since(now) < SWITCH_BEFORE)?;
    Some(Blocker::LessonSoon { opens_at })
}

impl Source {
    /// What was seen of the old place has against it.
    fn busy(self) -> Option<Blocker> {
        match self {
            Self { rooms_up: 0, is_at_rest: true, .. } => None,
            Self { rooms_up: rooms, is_seen: false, .. } => Some(Blocker::SourceSilent { rooms }),
            Self { rooms_up: rooms, .. } => Some(Blocker::RoomsClosing { rooms }),
        }
    }
}
