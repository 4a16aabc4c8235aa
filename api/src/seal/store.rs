//! The columns that hold sealed values. A new one is added to both queries here, or a change of the master key would forget it.

use sqlx::PgConnection;

/// A sealed value and its place.
pub(super) struct Sealed {
    /// `<table>.<column>`.
    pub place: String,
    pub id: String,
    pub value: Vec<u8>,
}

impl Sealed {
    pub(super) fn context(&self) -> String {
        format!("{}/{}", self.place, self.id)
    }
}

pub(super) async fn all(conn: &mut PgConnection) -> sqlx::Result<Vec<Sealed>> {
    sqlx::query_as!(
        Sealed,
        r#"SELECT 'clusters.kubeconfig' AS "place!", id::text AS "id!", kubeconfig AS "value!" FROM clusters
           UNION ALL SELECT 'classrooms.secret', id::text, secret FROM classrooms
           UNION ALL SELECT 'signing_keys.private_key', kid, private_key FROM signing_keys"#
    )
    .fetch_all(conn)
    .await
}

/// Replaces the value, if it is still the one that was read; returns how many rows that were.
pub(super) async fn replace(conn: &mut PgConnection, sealed: &Sealed, fresh: &[u8]) -> sqlx::Result<u64> {
    let done = match sealed.place.as_str() {
        "clusters.kubeconfig" => {
            let update =
                sqlx::query!("UPDATE clusters SET kubeconfig = $3 WHERE id::text = $1 AND kubeconfig = $2", sealed.id, sealed.value, fresh);
            update.execute(conn).await?
        }
        "classrooms.secret" => {
            let update =
                sqlx::query!("UPDATE classrooms SET secret = $3 WHERE id::text = $1 AND secret = $2", sealed.id, sealed.value, fresh);
            update.execute(conn).await?
        }
        _ => {
            let update = sqlx::query!(
                "UPDATE signing_keys SET private_key = $3 WHERE kid = $1 AND private_key = $2",
                sealed.id,
                sealed.value,
                fresh
            );
            update.execute(conn).await?
        }
    };
    Ok(done.rows_affected())
}
