//! The sealed column, for a change of the master key.

use crate::seal::{SealedColumn, uuid_key};

pub(crate) const SEALED: SealedColumn = SealedColumn {
    place: "classrooms.secret",
    read: |conn, after, limit| {
        Box::pin(async move {
            let after = after.map(uuid_key).transpose()?;
            let rows =
                sqlx::query!("SELECT id, secret FROM classrooms WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2", after, limit);
            Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id.to_string(), row.secret)).collect())
        })
    },
    replace: |conn, key, old, new| {
        Box::pin(async move {
            let id = uuid_key(key)?;
            let done = sqlx::query!("UPDATE classrooms SET secret = $3 WHERE id = $1 AND secret = $2", id, old, new);
            Ok(done.execute(conn).await?.rows_affected() > 0)
        })
    },
};
