//! When the rooms of some lessons were Available: what their states follow from, and no more of it, because an order gathers such intervals for as long
//! as it lives.

use std::collections::BTreeMap;

use homeroom_domain::{ids::ClassroomId, order::Readiness, timetable::Lesson};

use crate::{
    auth::{Caller, Permit},
    classrooms::store,
    http::ApiError,
};

/// By room.
pub(super) type ReadyTimes = BTreeMap<ClassroomId, Vec<Readiness>>;

/// Of the rooms of these lessons, during them and now.
pub(super) async fn times<P: Permit>(caller: &Caller<P>, lessons: &[(ClassroomId, Lesson)]) -> Result<ReadyTimes, ApiError> {
    let from = lessons.iter().map(|(_, lesson)| lesson.starts_at).min();
    let to = lessons.iter().map(|(_, lesson)| lesson.ends_at).max();
    let (Some(from), Some(to)) = (from, to) else { return Ok(ReadyTimes::new()) };
    let mut rooms: Vec<_> = lessons.iter().map(|(room, _)| room.uuid()).collect();
    rooms.sort_unstable();
    rooms.dedup();
    let mut tx = caller.begin().await?;
    Ok(store::readiness(&mut tx, &rooms, (from, to), caller.now()).await?)
}
