//! How much of a tenant's quota is booked: now, and at its fullest from now on.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::Resource,
    slots::{SLOTS_PER_DAY, Slot},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::days::days;

/// Use of one resource.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub now: i64,
    /// The highest from now on, and the first slot that has it. `None` when nothing is booked.
    pub highest: Option<(Slot, i64)>,
}

/// Use by resource; what was never booked is absent.
pub async fn usage(conn: &mut PgConnection, calendar: Uuid, now: Slot) -> sqlx::Result<BTreeMap<Resource, Usage>> {
    let mut rows = days(conn, &[calendar], (now.day(), i32::MAX)).await?;
    rows.sort_unstable_by_key(|row| row.day);
    let mut out: BTreeMap<Resource, Usage> = BTreeMap::new();
    for row in rows {
        let first = i64::from(row.day) * SLOTS_PER_DAY as i64;
        let usage = out.entry(row.resource).or_default();
        (first..).map(Slot).zip(row.used).filter(|(slot, _)| *slot >= now).for_each(|(slot, used)| usage.see(now, slot, used));
    }
    Ok(out)
}

impl Usage {
    fn see(&mut self, now: Slot, slot: Slot, used: i64) {
        if slot == now {
            self.now = used;
        }
        if used > self.highest.map_or(0, |highest| highest.1) {
            self.highest = Some((slot, used));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_is_the_first_of_equals_and_nothing_is_none() {
        let mut usage = Usage::default();
        for (slot, used) in [(4, 0), (5, 7), (6, 9), (7, 9)] {
            usage.see(Slot(5), Slot(slot), used);
        }
        assert_eq!(usage, Usage { now: 7, highest: Some((Slot(6), 9)) });
        assert_eq!(Usage::default().highest, None);
    }
}
