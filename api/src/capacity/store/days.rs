//! Day rows: 96 counters a resource and UTC day.

use std::collections::BTreeMap;

use homeroom_domain::slots::{SLOTS_PER_DAY, Slot, Step, Steps};
use sqlx::PgConnection;
use uuid::Uuid;

/// What is used of one resource on one UTC day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    pub calendar_id: Uuid,
    pub resource: String,
    /// UTC days from the epoch.
    pub day: i32,
    /// 96 counters, one a slot.
    pub used: Vec<i64>,
}

/// The day rows of some calendars from `first` to `last`, both included; days on which nothing was ever booked have none.
pub async fn days(conn: &mut PgConnection, calendars: &[Uuid], first: i32, last: i32) -> sqlx::Result<Vec<DayRow>> {
    sqlx::query_as!(
        DayRow,
        "SELECT calendar_id, resource, day, used FROM calendar_days WHERE calendar_id = ANY($1) AND day BETWEEN $2 AND $3",
        calendars,
        first,
        last
    )
    .fetch_all(conn)
    .await
}

/// Adds differences to a calendar whose header the caller has locked, in one statement for all resources and days.
pub(super) async fn add(conn: &mut PgConnection, calendar: Uuid, differences: &BTreeMap<String, Steps>) -> sqlx::Result<()> {
    let mut changed = by_day(differences);
    let Some((first, last)) = span(&changed) else { return Ok(()) };
    for row in days(conn, &[calendar], first, last).await? {
        if let Some(counters) = changed.get_mut(&(row.resource, row.day)) {
            counters.iter_mut().zip(row.used).for_each(|(counter, used)| *counter += used);
        }
    }
    write(conn, calendar, changed).await
}

/// Whole days; the counters lie one after the other, because Postgres has no array of arrays of rows.
async fn write(conn: &mut PgConnection, calendar: Uuid, changed: BTreeMap<(String, i32), Vec<i64>>) -> sqlx::Result<()> {
    let (mut resources, mut days, mut counters) = (Vec::new(), Vec::new(), Vec::new());
    for ((resource, day), used) in changed {
        resources.push(resource);
        days.push(day);
        counters.extend(used);
    }
    sqlx::query!(
        "INSERT INTO calendar_days (calendar_id, tenant_id, resource, day, used)
         SELECT c.id, c.tenant_id, n.resource, n.day, ($4::bigint[])[(n.place - 1) * 96 + 1 : n.place * 96]
         FROM calendars c, unnest($2::text[], $3::integer[]) WITH ORDINALITY AS n(resource, day, place)
         WHERE c.id = $1
         ON CONFLICT (calendar_id, resource, day) DO UPDATE SET used = excluded.used",
        calendar,
        &resources,
        &days,
        &counters
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn by_day(differences: &BTreeMap<String, Steps>) -> BTreeMap<(String, i32), Vec<i64>> {
    let mut out = BTreeMap::new();
    for (resource, steps) in differences {
        for step in steps.iter() {
            spread(resource, step, &mut out);
        }
    }
    out
}

fn spread(resource: &str, step: Step, out: &mut BTreeMap<(String, i32), Vec<i64>>) {
    let mut slot = step.from;
    while slot < step.to {
        let counters = out.entry((resource.to_owned(), slot.day())).or_insert_with(|| vec![0; SLOTS_PER_DAY]);
        for counter in &mut counters[slot.of_day()..] {
            if slot >= step.to {
                break;
            }
            *counter += step.amount;
            slot = Slot(slot.0 + 1);
        }
    }
}

fn span(changed: &BTreeMap<(String, i32), Vec<i64>>) -> Option<(i32, i32)> {
    let days = || changed.keys().map(|key| key.1);
    Some((days().min()?, days().max()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_over_midnight_fills_both_days() {
        let steps = Steps::sum([Step { from: Slot(94), to: Slot(98), amount: 3 }]);
        let days = by_day(&BTreeMap::from([("rooms".to_owned(), steps)]));
        assert_eq!(span(&days), Some((0, 1)));
        assert_eq!(days[&("rooms".to_owned(), 0)][93..], [0, 3, 3]);
        assert_eq!(days[&("rooms".to_owned(), 1)][..3], [3, 3, 0]);
    }
}
