//! The order's life: which stage its objects are in, and which phase follows.
//!
//! `reserved` -> `scheduled` -> `provisioning` -> `active` <-> `suspended`; from any of them -> `terminating` -> `released`; the term's end does it by itself.

use jiff::Timestamp;

use crate::{
    order::{Order, OrderPhase, Schedule},
    workload::Stage,
};

/// What the timetable and people decide about an order's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifecycle {
    /// 7 days before the first lesson.
    pub objects_from: Timestamp,
    /// The end of its term or, once cancelled, of its running lessons: from then on its objects go.
    pub ends_at: Timestamp,
    /// Its institution is suspended, or a cap stops it.
    pub suspended: bool,
    /// Since when a cap on spending stops it.
    pub stopped_since: Option<Timestamp>,
    /// It ends with its running lessons.
    pub cancelled: bool,
    /// Until when it waits for a purchase order.
    pub reserved_until: Option<Timestamp>,
}

impl Lifecycle {
    /// Of an order in which no room is ever wanted, objects never come.
    pub fn of(order: &Order, schedule: &Schedule) -> Self {
        let ends_at = schedule.ends_at();
        Self {
            objects_from: schedule.objects_from().unwrap_or(ends_at),
            ends_at,
            suspended: order.halted_since().is_some(),
            stopped_since: order.stopped_since,
            cancelled: order.cancelled_at.is_some(),
            reserved_until: order.reserved_until,
        }
    }
}

/// What `plan` is to make of the order at this moment.
pub fn stage(phase: OrderPhase, life: &Lifecycle, now: Timestamp) -> Stage {
    match phase {
        OrderPhase::Terminating | OrderPhase::Released => Stage::Leaving,
        _ if now >= life.ends_at => Stage::Leaving,
        // Whatever its timetable says: who has not confirmed gets nothing.
        OrderPhase::Reserved => Stage::Absent,
        // An order that was suspended before its objects were due has none either.
        OrderPhase::Scheduled | OrderPhase::Suspended if now < life.objects_from => Stage::Absent,
        _ => Stage::Standing,
    }
}

/// The phase after what was seen. An order that once was active does not become `provisioning` again by a drift.
pub(super) fn next(phase: OrderPhase, stage: Stage, suspended: bool, progress: Progress) -> OrderPhase {
    match (phase, stage) {
        (OrderPhase::Released, _) => OrderPhase::Released,
        (_, Stage::Leaving) if progress == Progress::Gone => OrderPhase::Released,
        (_, Stage::Leaving) => OrderPhase::Terminating,
        // A person ends that, or the end of the reservation.
        (OrderPhase::Reserved, _) => OrderPhase::Reserved,
        (_, Stage::Absent) if suspended => OrderPhase::Suspended,
        (_, Stage::Absent) => OrderPhase::Scheduled,
        (OrderPhase::Active | OrderPhase::Suspended, Stage::Standing) => standing(suspended),
        (_, Stage::Standing) if progress == Progress::AsPlanned => standing(suspended),
        (_, Stage::Standing) => OrderPhase::Provisioning,
    }
}

fn standing(suspended: bool) -> OrderPhase {
    if suspended { OrderPhase::Suspended } else { OrderPhase::Active }
}

/// How far the cluster is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Underway,
    AsPlanned,
    Gone,
}
