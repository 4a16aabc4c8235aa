//! The second fence, looked at from outside: what is used is the sum of what is reserved.

use std::collections::{BTreeMap, BTreeSet};

use homeroom_domain::slots::{SLOTS_PER_DAY, Slot, Step, Steps};
use sqlx::PgConnection;
use uuid::Uuid;

/// A slot whose counter is not the sum of its reservations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    pub calendar_id: Uuid,
    pub resource: String,
    /// The first slot of the calendar and resource that differs.
    pub slot: Slot,
    pub used: i64,
    pub reserved: i64,
}

/// Compares every calendar with its reservations. Empty means that all is well.
///
/// The first statement of its transaction: all is read as of one moment, so a running service may be asked. Locks would not do, because admission
/// takes them in another order than any that suits here.
#[tracing::instrument(name = "db.calendars.verify", skip_all)]
pub async fn verify(conn: &mut PgConnection) -> sqlx::Result<Vec<Mismatch>> {
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").execute(&mut *conn).await?;
    let mut out = Vec::new();
    for calendar in sqlx::query_scalar!("SELECT id FROM calendars ORDER BY id").fetch_all(&mut *conn).await? {
        let (used, reserved) = (used(conn, calendar).await?, booked(conn, calendar).await?);
        out.extend(compare(calendar, &used, &reserved));
    }
    Ok(out)
}

#[tracing::instrument(name = "db.calendars.used", skip_all)]
async fn used(conn: &mut PgConnection, calendar: Uuid) -> sqlx::Result<BTreeMap<String, Steps>> {
    let rows = sqlx::query!("SELECT resource, day, used FROM calendar_days WHERE calendar_id = $1", calendar).fetch_all(conn).await?;
    let mut parts: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    for row in rows {
        let slots = (i64::from(row.day) * SLOTS_PER_DAY as i64..).zip(row.used);
        parts.entry(row.resource).or_default().extend(slots.map(|(slot, amount)| Step { from: Slot(slot), to: Slot(slot + 1), amount }));
    }
    Ok(parts.into_iter().map(|(resource, steps)| (resource, Steps::sum(steps))).collect())
}

#[tracing::instrument(name = "db.calendars.booked", skip_all)]
async fn booked(conn: &mut PgConnection, calendar: Uuid) -> sqlx::Result<BTreeMap<String, Steps>> {
    let rows = sqlx::query!("SELECT resource, steps FROM reservations WHERE calendar_id = $1", calendar).fetch_all(conn).await?;
    let mut parts: BTreeMap<String, Vec<Step>> = BTreeMap::new();
    for row in rows {
        parts.entry(row.resource).or_default().extend(Steps::from_flat(&row.steps).iter());
    }
    Ok(parts.into_iter().map(|(resource, steps)| (resource, Steps::sum(steps))).collect())
}

fn compare(calendar_id: Uuid, used: &BTreeMap<String, Steps>, reserved: &BTreeMap<String, Steps>) -> Vec<Mismatch> {
    let none = Steps::default();
    let resources: BTreeSet<&String> = used.keys().chain(reserved.keys()).collect();
    let differs = |resource: &String| {
        let (used, reserved) = (used.get(resource).unwrap_or(&none), reserved.get(resource).unwrap_or(&none));
        let slot = used.minus(reserved).iter().next()?.from;
        Some(Mismatch { calendar_id, resource: resource.clone(), slot, used: at(used, slot), reserved: at(reserved, slot) })
    };
    resources.into_iter().filter_map(differs).collect()
}

fn at(steps: &Steps, slot: Slot) -> i64 {
    steps.iter().find(|step| step.from <= slot && slot < step.to).map_or(0, |step| step.amount)
}
