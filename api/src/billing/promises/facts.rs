//! What the lessons that ended in an hour say of their rooms: worked out of an order, and of when its rooms were seen to be ready.

use std::collections::{BTreeMap, HashMap};

use homeroom_domain::{
    billing::{Kept, Stretch, Wanted},
    ids::{ClassroomId, OrderId, TenantId},
    order::{Order, Readiness, ready_by},
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// One lesson in one room, and how its promise was kept.
#[derive(Debug, Clone)]
pub(super) struct Look {
    pub lesson_id: String,
    pub order: OrderId,
    pub room_id: ClassroomId,
    pub room: String,
    pub title: String,
    pub seats: u32,
    /// Pupils that the lesson expects, if it says so, and those that were let in; these are counted only where they are summed.
    pub expected: Option<u32>,
    pub seen: i64,
    /// When its room begins to come up.
    pub opens_at: Timestamp,
    pub wanted: Wanted,
    pub kept: Kept,
    /// How long before its lesson the room was ready that was so in time, within its lead; else nought.
    pub ready_before: SignedDuration,
}

impl Look {
    /// Whether one of these stretches lies between the moment at which its room was to come up and that at which it was wanted.
    pub(super) fn is_within(&self, stretches: &[Stretch]) -> bool {
        stretches.iter().any(|(from, to)| *from < self.wanted.starts_at.max(self.wanted.ready_by) && *to > self.opens_at)
    }
}

/// The lessons of one order.
#[derive(Debug)]
pub(super) struct OrderLooks {
    pub tenant: TenantId,
    pub order: OrderId,
    pub looks: Vec<Look>,
}

/// What was seen, by room and by order.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub ready: HashMap<Uuid, Vec<Readiness>>,
    pub unseen: BTreeMap<Uuid, Vec<Stretch>>,
}

/// Of lessons that were held and ended in the window.
pub(super) fn of_orders(orders: &[Order], seen: &Seen, window: Stretch) -> Vec<OrderLooks> {
    let looks = |order: &Order| OrderLooks { tenant: order.tenant_id, order: order.id, looks: of_order(order, seen, window) };
    orders.iter().map(looks).filter(|order| !order.looks.is_empty()).collect()
}

fn of_order(order: &Order, seen: &Seen, (from, to): Stretch) -> Vec<Look> {
    let unseen = seen.unseen.get(&order.id.uuid()).map_or(&[][..], Vec::as_slice);
    let mut looks = Vec::new();
    for held in order.lessons_between(from.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(from), to) {
        let lesson = &held.lesson;
        if lesson.cancelled || lesson.ends_at < from || lesson.ends_at >= to {
            continue;
        }
        let Some(generation) = order.generation(held.generation) else { continue };
        let (document, lead) = (&generation.document, generation.kind.lead_minutes);
        let (Some(room), Some(line)) = (document.rooms.get(lesson.room as usize), document.timetable.lessons.get(lesson.line as usize))
        else {
            continue;
        };
        let ready_by = ready_by(&held, lead);
        let wanted = Wanted { ready_by, starts_at: lesson.starts_at, ends_at: lesson.ends_at };
        let ready = seen.ready.get(&held.room_id.uuid()).map_or(&[][..], Vec::as_slice);
        let opens_at = ready_by.saturating_sub(SignedDuration::from_mins(lead.into())).unwrap_or(ready_by);
        let since = ready.iter().filter(|up| up.from <= ready_by && up.to.is_none_or(|to| ready_by < to)).map(|up| up.from).min();
        looks.push(Look {
            lesson_id: order.lesson_id(&held).to_string(),
            order: order.id,
            room_id: held.room_id,
            room: room.name.clone().unwrap_or_else(|| room.key.clone()),
            title: line.title.clone().unwrap_or_else(|| line.key.clone()),
            seats: room.seats,
            expected: line.expected,
            seen: 0,
            opens_at,
            ready_before: since.map_or(SignedDuration::ZERO, |since| lesson.starts_at.duration_since(since.max(opens_at))),
            wanted,
            kept: wanted.kept(ready, unseen),
        });
    }
    looks
}
