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
        let weighed = weighed.iter().find(|weighed| weighed.id == at.cluster && weighed.sells_packed);
        let (Some(shape), Some(others)) = (at.shape, weighed.and_then(|weighed| weighed.others_most)) else { continue };
        let up = calendars::rooms_up(&mut *conn, at.calendar.id, range, asked).await?;
        at.rooms_up = up.map(|orders| RoomsUp::new(shape, others, orders));
        is_any_known |= at.rooms_up.is_some();
    }
    Ok(is_any_known)
}
