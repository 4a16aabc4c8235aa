//! Writing what was found of one order's rooms, and crediting it: under the tenant's lock, in one transaction.

use std::collections::HashMap;

use homeroom_domain::{
    billing::{Booked, Currency, Kept, PricedLesson, Stretch, ledger, lesson_price},
    ids::{BreachId, CreditId, TenantId},
    timetable,
};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    facts::{Look, OrderLooks},
    look::is_news,
    store,
    weeks::halted,
};
use crate::{
    auth::{Actor, Place},
    billing::{
        credits::{NewCredit, insert_credit},
        ledger::{Movement, post},
    },
    events::{self, EventType, NewEvent},
    prices::{self, Bought},
    tenants,
};

/// A breach that is about to be written.
#[derive(Debug)]
pub(super) struct NewBreach<'a> {
    pub id: BreachId,
    pub tenant: TenantId,
    pub look: &'a Look,
    pub found: &'static str,
    pub ready_at: Option<Timestamp>,
    pub cause: Value,
    pub currency: &'a str,
    pub credited_minor: i64,
    /// Of all that is credited of this order and hour.
    pub credit: Option<CreditId>,
    pub at: Timestamp,
}

/// Writes what is news of an order's lessons of one hour, and credits what its plan says, once.
pub(super) async fn breaches(conn: &mut PgConnection, of: &OrderLooks, now: Timestamp) -> anyhow::Result<()> {
    let (tenant, order) = (of.tenant, of.order);
    tenants::store::hold(conn, tenant).await?;
    // Only after the lock: somebody else may have looked at the same hour.
    let ids: Vec<String> = of.looks.iter().map(|look| look.lesson_id.clone()).collect();
    let before: HashMap<String, String> = store::found_before(conn, tenant, &ids).await?.into_iter().collect();
    let halted = halted(conn, of).await?;
    // What costs nothing is told of all the same, and credits nothing.
    let bought = prices::bought(conn, tenant, &[order.uuid()]).await?.pop();
    let worth = bought.as_ref().map(Worth::of);
    let currency = match &bought {
        Some(bought) => bought.plan.currency.code().to_owned(),
        None => tenants::store::currency_of(conn, tenant).await?,
    };
    let mut new = Vec::new();
    for look in of.looks.iter().filter(|look| is_news(before.get(&look.lesson_id).map(String::as_str), look.kept)) {
        // Who is suspended, or stopped by a cap of its own, starts no lesson: that is not the platform's to make good.
        if look.is_within(&halted) {
            continue;
        }
        let (found, ready_at) = word(look);
        let cause = store::cause(conn, tenant, look).await?.unwrap_or_else(|| json!({}));
        let credited_minor = worth.as_ref().map_or(0, |worth| worth.credit(look));
        let id = BreachId::new(Uuid::now_v7());
        new.push(NewBreach { id, tenant, look, found, ready_at, cause, currency: &currency, credited_minor, credit: None, at: now });
    }
    let credited = new.iter().map(|breach| breach.credited_minor).sum::<i64>();
    // A lesson is credited once, so that the first of them names the movement.
    let first = new.iter().find(|breach| breach.credited_minor > 0).map(|breach| &breach.look.lesson_id);
    let credit = match (first, &bought) {
        (Some(lesson), Some(bought)) => Some(grant(conn, of, (lesson, credited, bought.plan.currency), now).await?),
        _ => None,
    };
    for breach in &mut new {
        breach.credit = credit;
        store::keep_breach(conn, breach).await?;
    }
    tell(conn, of, &new, (credited, &currency)).await
}

async fn grant(
    conn: &mut PgConnection,
    of: &OrderLooks,
    (lesson, amount_minor, currency): (&str, i64, Currency),
    at: Timestamp,
) -> sqlx::Result<CreditId> {
    let (tenant, reason, key) = (of.tenant, format!("promise:{}", of.order), format!("promise:{lesson}"));
    let entries = ledger::credit_granted(amount_minor);
    post(conn, Movement { tenant, kind: "credit_promise", key: &key, currency, entries, at }).await?;
    insert_credit(conn, NewCredit { tenant, reason: &reason, currency: currency.code(), amount_minor, at, by_hand: None, payment: None })
        .await
}

async fn tell(conn: &mut PgConnection, of: &OrderLooks, new: &[NewBreach<'_>], (credited, currency): (i64, &str)) -> anyhow::Result<()> {
    let broken = new.iter().filter(|breach| matches!(breach.found, "late" | "broken"));
    let lessons: Vec<Value> = broken
        .map(|NewBreach { look, ready_at, .. }| {
            json!({ "id": look.lesson_id, "classroom": look.room_id, "ready_by": look.wanted.ready_by, "starts_at": look.wanted.starts_at, "ready_at": ready_at })
        })
        .collect();
    let Some(at) = new.first().map(|breach| breach.at).filter(|_| !lessons.is_empty()) else { return Ok(()) };
    let data = json!({ "lessons": lessons, "credited_minor": credited, "currency": currency });
    let (feed, kind, subject) = (Place::Tenant(of.tenant), EventType::PromiseBroken, of.order.to_string());
    events::record(conn, NewEvent { feed, kind, actor: &Actor::system(), subject, data, at }).await?;
    Ok(())
}

/// How it is stored, and when the room was ready.
const fn word(look: &Look) -> (&'static str, Option<Timestamp>) {
    match look.kept {
        Kept::InTime => ("kept", None),
        Kept::Late { ready_at } => ("late", Some(ready_at)),
        Kept::Broken { ready_at } => ("broken", ready_at),
        Kept::Unknown => ("unknown", None),
    }
}

/// When a tenant was suspended, from its steps in order; `true` suspends.
pub(super) fn stretches(steps: &[(Timestamp, bool)]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut since = None;
    for (at, suspends) in steps {
        match (since, suspends) {
            (None, true) => since = Some(*at),
            (Some(from), false) => {
                found.push((from, *at));
                since = None;
            }
            _ => {}
        }
    }
    found.extend(since.map(|from| (from, Timestamp::MAX)));
    found
}

/// What the order's lessons are worth, by what it holds and was bought by.
struct Worth<'a> {
    bought: &'a Bought,
    booked: Booked,
    zone: TimeZone,
}

impl<'a> Worth<'a> {
    fn of(bought: &'a Bought) -> Self {
        let rooms = u32::try_from(bought.rooms.len()).unwrap_or(u32::MAX);
        let booked = Booked::new(rooms, &bought.quota, Some(bought.charged_from));
        Self { bought, booked, zone: timetable::zone(&bought.time_zone).unwrap_or(TimeZone::UTC) }
    }

    fn credit(&self, look: &Look) -> i64 {
        let (Kept::Broken { ready_at }, Some(promise)) = (look.kept, self.bought.plan.promise) else { return 0 };
        let lesson = PricedLesson { seats: look.seats, starts_at: look.wanted.starts_at, ends_at: look.wanted.ends_at };
        let price = lesson_price(&self.bought.plan, (&self.booked, self.bought.charged_from), lesson, &self.zone);
        promise.credit(look.wanted, ready_at, price.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspension_lasts_until_it_is_taken_back() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let steps = [(at(1), true), (at(2), true), (at(5), false), (at(6), false), (at(9), true)];
        assert_eq!(stretches(&steps), [(at(1), at(5)), (at(9), Timestamp::MAX)]);
    }
}
