//! What is up on clusters that sell what packs, so that it is seen there what more packs. Whose rooms are read is capacity's.

use homeroom_domain::admission::{ClusterCalendar, RoomsUp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Weighed;
use crate::calendars::store as calendars;

/// Puts what is up on some UTC days, both included, on those of some clusters that sell what packs; orders that are asked about are named. Says whether it is known
/// of any.
pub async fn read_rooms(
    conn: &mut PgConnection,
    clusters: Vec<&mut ClusterCalendar>,
    weighed: &[Weighed],
    (range, asked): ((i32, i32), &[Uuid]),
) -> sqlx::Result<bool> {
    let mut is_any_known = false;
    for at in clusters {
        let Some(weighed) = weighed.iter().find(|weighed| weighed.id == at.cluster) else { continue };
        at.rooms_up = rooms_of(&mut *conn, weighed, (range, asked)).await?;
        is_any_known |= at.rooms_up.is_some();
    }
    Ok(is_any_known)
}

/// What is up on one of them on some UTC days; `None` where it does not sell what packs, or where not all of it can be known.
pub async fn rooms_of(conn: &mut PgConnection, at: &Weighed, (range, asked): ((i32, i32), &[Uuid])) -> sqlx::Result<Option<RoomsUp>> {
    let (true, Some(shape), Some(others)) = (at.sells_packed, at.shape, at.others_most) else { return Ok(None) };
    let up = calendars::rooms_up(conn, at.calendar_id, range, asked).await?;
    Ok(up.map(|orders| RoomsUp::new(shape, others, orders)))
}
