//! The sealed column, for a change of the master key.

use crate::seal::SealedColumn;

pub(crate) const SEALED: SealedColumn = SealedColumn {
    place: "signing_keys.private_key",
    read: |conn, after, limit| {
        Box::pin(async move {
            let rows = sqlx::query!(
                "SELECT kid, private_key FROM signing_keys WHERE $1::text IS NULL OR kid > $1 ORDER BY kid LIMIT $2",
                after,
                limit
            );
            Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.kid, row.private_key)).collect())
        })
    },
    replace: |conn, key, old, new| {
        Box::pin(async move {
            let done = sqlx::query!("UPDATE signing_keys SET private_key = $3 WHERE kid = $1 AND private_key = $2", key, old, new);
            Ok(done.execute(conn).await?.rows_affected() > 0)
        })
    },
};
