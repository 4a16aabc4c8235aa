//! What the nodes of a cluster bear of what is booked there, the nodes too that are kept free: headroom is for nodes that are lost, and while it suffices nobody is
//! named.
//!
//! By shares on all of them first, as they are booked; where those do not suffice and what packs is sold, by whether the rooms pack on them.

use homeroom_domain::{
    admission::RoomsUp,
    calendar::{Amounts, Calendar, Resource},
    slots::{Slot, Steps},
};
use jiff::Timestamp;
use sqlx::PgConnection;

use crate::{
    calendars::store::Limits,
    clusters::store::{self as clusters, Among, Cluster},
};

/// As of one moment.
pub(super) struct Borne {
    /// By how much more is booked than all nodes bear.
    pub(super) over: Amounts,
    packing: Option<Packing>,
}

/// All nodes of a cluster with what is booked of them, and the rooms that are up there.
struct Packing {
    nodes: Calendar,
    rooms: RoomsUp,
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
            Some(short) => rooms(conn, cluster, short).await?.map(|rooms| Packing { nodes, rooms }),
            None => None,
        };
        Ok(Self { over, packing })
    }

    /// Where shares do not suffice and the rooms pack all the same, they are not short. It takes its time.
    pub(super) fn short(&self) -> Amounts {
        let mut short = self.over.clone();
        if let Some(Packing { nodes, rooms }) = &self.packing {
            let shares = short.remove(&Resource::NodeShare).unwrap_or_default();
            let left = rooms.short_of_nodes(nodes, &shares);
            if !left.is_empty() {
                short.insert(Resource::NodeShare, left);
            }
        }
        short
    }
}

fn with_limits(mut calendar: Calendar, limits: Limits) -> Calendar {
    calendar.limits = limits;
    calendar
}

/// The rooms that are up on the days on which shares are short, and on those around them.
async fn rooms(conn: &mut PgConnection, cluster: &Cluster, short: &Steps) -> sqlx::Result<Option<RoomsUp>> {
    let days = |pick: fn(i32, i32) -> i32| short.iter().map(|step| step.from.day()).reduce(pick);
    let (Some(first), Some(last)) = (days(i32::min), days(i32::max)) else { return Ok(None) };
    let calendars = [cluster.calendar_id];
    let weighed = clusters::weighed(&mut *conn, None, cluster.simulated, Among::Calendars(&calendars)).await?;
    let Some(at) = weighed.first() else { return Ok(None) };
    clusters::rooms_of(conn, at, ((first.saturating_sub(1), last.saturating_add(1)), &[])).await
}
