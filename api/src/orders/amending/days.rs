//! What another academic calendar makes of an order that follows it: the days that it touches are expanded, decided and booked, and no others.
//!
//! Whatever those days cannot tell is worked out of the whole term: an order that waits for a purchase order, because its first lesson bounds how long it may;
//! a kind whose numbers are others by now, because every room counts differently then; and a room that is up for days on end. What it costs is told by
//! what is held in all, which is read anyway.

use std::sync::Arc;

use homeroom_domain::{
    admission::Week,
    ids::ClassroomId,
    order::{NewOrder, TouchedDays},
};
use uuid::Uuid;

use super::draft::{DIFFERENT_MAX, NextGeneration, Quoted, Reading, WorkedOut, not_amended};
use crate::{
    http::ApiError,
    orders::placing::{self, Amendment, record::Lessons},
};

impl Reading {
    /// What the newest document comes to with other days of its calendar, from now on; `None` where the whole of it has to be looked at.
    ///
    /// # Errors
    /// As of any amendment.
    pub(super) fn work_out_days(&self, document: &NewOrder) -> Result<Option<WorkedOut>, ApiError> {
        let (order, now) = (&self.order, self.now);
        let newest = order.newest();
        let kind = self.offer.catalogue.kinds.iter().find(|kind| kind.name == newest.kind.name);
        if order.reserved_until.is_some() || kind != Some(&newest.kind) {
            return Ok(None);
        }
        let Some(touched) = TouchedDays::between(&newest.document, document) else { return Ok(None) };
        let (next, total) = placing::pass_touched(document.clone(), &self.offer.catalogue, now, &touched)?;
        let amended = order.clone().amend_days(&next, now, || ClassroomId::new(Uuid::now_v7())).map_err(|error| not_amended(&error))?;
        let Some(parts) = touched.parts(order, &amended) else { return Ok(None) };
        let quoted = self.is_quoted.then(|| Quoted {
            // Of a calendar's change it is told which lessons differ, and not how a week of them fits.
            week: Week::of(&next, |_| false),
            difference: parts.difference(order, &amended.order, DIFFERENT_MAX),
        });
        let rooms = order.in_force(now).document.rooms.len();
        let shapes = self.offer.shapes(&next.document.region);
        let amendment = Arc::new(Amendment::of_days(order.clone(), &amended, parts, now, shapes));
        Ok(Some(WorkedOut {
            lessons: Lessons::counted(&next, total),
            next,
            peaks: amendment.peaks,
            generation: Some(NextGeneration { amended, amendment, rooms }),
            quoted,
        }))
    }
}
