//! Giving a notice: its row, to whom it is written, and a job for each letter, in the transaction of whatever it is about.

use homeroom_domain::{
    billing::NoticeKind,
    ids::{NoticeId, TenantId},
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    letter,
    store::{self, NewRow},
    view::NoticeFacts,
};
use crate::app::App;

/// Something to be told.
#[derive(Debug)]
pub(in crate::billing) struct NewNotice<'a> {
    pub tenant: TenantId,
    pub kind: NoticeKind,
    /// The same for the same thing, which is told once.
    pub key: &'a str,
    pub facts: NoticeFacts,
    pub at: Timestamp,
}

/// Writes a notice and to whom it goes, and asks for no letter yet: whoever wrote it does.
pub(super) async fn tell_later(conn: &mut PgConnection, app: &App, new: NewNotice<'_>) -> sqlx::Result<()> {
    let NewNotice { tenant, kind, key, facts, at } = new;
    let notice = NoticeId::new(Uuid::now_v7());
    if store::insert(conn, &NewRow { id: notice, tenant, key, kind: kind.as_str(), facts: &facts, at }).await?
        && app.config.mailer.is_some()
    {
        for place in store::insert_letters(conn, tenant, notice).await? {
            // Or else whoever looks for letters that were left would ask for it.
            store::mark_queued(conn, (notice, place)).await?;
        }
    }
    Ok(())
}

/// Gives a notice; `None` where it was given before.
pub(in crate::billing) async fn tell(conn: &mut PgConnection, app: &App, new: NewNotice<'_>) -> sqlx::Result<Option<NoticeId>> {
    let NewNotice { tenant, kind, key, facts, at } = new;
    let notice = NoticeId::new(Uuid::now_v7());
    if !store::insert(conn, &NewRow { id: notice, tenant, key, kind: kind.as_str(), facts: &facts, at }).await? {
        return Ok(None);
    }
    if app.config.mailer.is_some() {
        for place in store::insert_letters(conn, tenant, notice).await? {
            letter::queue(conn, tenant, (notice, place), at).await?;
        }
    }
    Ok(Some(notice))
}
