//! What the nodes of a cluster bear of what is booked there, the nodes too that are kept free: headroom is for nodes that are lost, and while it suffices nobody is
//! named.
//!
//! By shares on all of them first, as they are booked; where those do not suffice and what packs is sold, by whether the rooms pack on them. Where the rooms of
//! all days that are short are too many to be read, they are read week by week: one that has too many says nothing of the others.

use std::collections::BTreeSet;

use homeroom_domain::{
    admission::RoomsUp,
    calendar::{Amounts, Calendar, Resource},
    slots::{SLOTS_PER_DAY, Slot, Step, Steps},
};
use jiff::Timestamp;
use sqlx::PgConnection;

use crate::{
    calendars::store::Limits,
    clusters::store::{self as clusters, Among, Cluster, Weighed},
};

/// Weeks whose rooms are held at a time, the nearest: more than a year of school has. Beyond, shares alone decide until they are nearer.
const WEEKS_MAX: usize = 54;

/// As of one moment.
pub(super) struct Borne {
    /// By how much more is booked than all nodes bear.
    pub(super) over: Amounts,
    packing: Option<Packing>,
}

/// All nodes of a cluster with what is booked of them, and the rooms that are up there in the slots in which shares do not suffice.
struct Packing {
    nodes: Calendar,
    stretches: Vec<Known>,
}

/// Slots in which shares do not suffice, and the rooms that are up then; `None` where not all of them can be known.
struct Known {
    short: Steps,
    rooms: Option<RoomsUp>,
}

impl Borne {
    /// Of the calendar of a cluster from a slot on.
    pub(super) async fn read(
        conn: &mut PgConnection,
        cluster: &Cluster,
        (sold, from): (Calendar, Slot),
        now: Timestamp,
    ) -> sqlx::Result<Self> {
        if sold.over_with_packed(from).is_empty() {
            return Ok(Self { over: Amounts::new(), packing: None });
        }
        let nodes = match clusters::with_headroom(conn, cluster, now).await? {
            Some((limits, changes)) => with_limits(sold, limits).changing(changes),
            None => sold,
        };
        let over = nodes.over_with_packed(from);
        let packing = match over.get(&Resource::NodeShare) {
            Some(short) => Some(Packing { stretches: rooms(conn, cluster, short).await?, nodes }),
            None => None,
        };
        Ok(Self { over, packing })
    }

    /// Where shares do not suffice and the rooms pack all the same, they are not short. It takes its time.
    pub(super) fn short(&self) -> Amounts {
        let mut short = self.over.clone();
        if let Some(packing) = &self.packing {
            short.remove(&Resource::NodeShare);
            let left = packing.short();
            if !left.is_empty() {
                short.insert(Resource::NodeShare, left);
            }
        }
        short
    }
}

impl Packing {
    fn short(&self) -> Steps {
        let left = self.stretches.iter().map(|Known { short, rooms }| match rooms {
            Some(rooms) => rooms.short_of_nodes(&self.nodes, short),
            None => short.clone(),
        });
        Steps::sum(left.flat_map(|left| left.iter().collect::<Vec<Step>>()))
    }
}

fn with_limits(mut calendar: Calendar, limits: Limits) -> Calendar {
    calendar.limits = limits;
    calendar
}

/// The rooms that are up where shares are short: all at once, which is looked through soonest, and by week where they are too many for that.
async fn rooms(conn: &mut PgConnection, cluster: &Cluster, short: &Steps) -> sqlx::Result<Vec<Known>> {
    let calendars = [cluster.calendar_id];
    let weighed = clusters::weighed(&mut *conn, None, cluster.simulated, Among::Calendars(&calendars)).await?;
    let Some(at) = weighed.first().filter(|at| at.sells_packed) else { return Ok(vec![Known { short: short.clone(), rooms: None }]) };
    let all = known(&mut *conn, at, short.clone()).await?;
    let weeks = by_week(short);
    if all.rooms.is_some() || weeks.len() < 2 {
        return Ok(vec![all]);
    }
    let mut stretches = Vec::with_capacity(weeks.len());
    for (place, short) in weeks.into_iter().enumerate() {
        stretches.push(if place < WEEKS_MAX { known(&mut *conn, at, short).await? } else { Known { short, rooms: None } });
    }
    Ok(stretches)
}

/// The rooms that are up on the days on which shares are short, and on those around them.
async fn known(conn: &mut PgConnection, at: &Weighed, short: Steps) -> sqlx::Result<Known> {
    let first = short.iter().map(|step| step.from.day()).min();
    let last = short.iter().map(|step| last_day(&step)).max();
    let rooms = match first.zip(last) {
        Some((first, last)) => clusters::rooms_of(conn, at, ((first.saturating_sub(1), last.saturating_add(1)), &[])).await?,
        None => None,
    };
    Ok(Known { short, rooms })
}

/// Those of each week by themselves.
fn by_week(short: &Steps) -> Vec<Steps> {
    let week = |day: i32| i64::from(day.div_euclid(7));
    let weeks: BTreeSet<i64> = short.iter().flat_map(|step| week(step.from.day())..=week(last_day(&step))).collect();
    let begins = |week: i64| Slot(week * 7 * SLOTS_PER_DAY as i64);
    weeks.into_iter().map(|week| short.within(&[(begins(week), begins(week + 1))])).filter(|short| !short.is_empty()).collect()
}

fn last_day(step: &Step) -> i32 {
    Slot(step.to.0 - 1).day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_is_looked_at_week_by_week_and_nothing_of_it_is_lost() {
        let day = |day: i64| Slot(day * SLOTS_PER_DAY as i64);
        let step = |from: Slot, to: Slot| Step { from, to, amount: 3 };
        let short = Steps::sum([step(day(7), day(8)), step(day(13), day(15)), step(Slot(day(30).0 - 1), day(30))]);
        let weeks = by_week(&short);
        let spans: Vec<Vec<(Slot, Slot)>> = weeks.iter().map(|week| week.iter().map(|step| (step.from, step.to)).collect()).collect();
        assert_eq!(spans, [vec![(day(7), day(8)), (day(13), day(14))], vec![(day(14), day(15))], vec![(Slot(day(30).0 - 1), day(30))]]);
        assert_eq!(Steps::sum(weeks.iter().flat_map(|week| week.iter().collect::<Vec<Step>>())), short);
        assert!(by_week(&Steps::default()).is_empty());
    }
}
