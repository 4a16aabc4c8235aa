//! What a purge removes of one table. Each room names those of its own that hold rows of a tenant; which come first, and when, `purges` says.
//!
//! Rows go in batches, each found by an index. Whoever asks again until nothing is removed is done with the table, wherever it was interrupted.

use futures::future::BoxFuture;
use homeroom_domain::ids::TenantId;
use sqlx::{AssertSqlSafe, PgConnection};

/// Removes some of a tenant's rows, at most about `limit`, and says how many. None: nothing is left.
pub(crate) type RemoveSome = fn(&mut PgConnection, TenantId, i64) -> BoxFuture<'_, sqlx::Result<u64>>;

/// A table of which a purge removes a tenant's rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Purged {
    pub(crate) table: &'static str,
    by: By,
}

#[derive(Debug, Clone, Copy)]
enum By {
    /// The column that says whose a row is.
    Column(&'static str),
    /// The column that refers to another table of the tenant, by which rows are found sooner; and that table.
    Parent(&'static str, &'static str),
    Hand(RemoveSome),
}

impl Purged {
    pub(crate) const fn of(table: &'static str) -> Self {
        Self::by_column(table, "tenant_id")
    }

    pub(crate) const fn by_column(table: &'static str, column: &'static str) -> Self {
        Self { table, by: By::Column(column) }
    }

    pub(crate) const fn under(table: &'static str, column: &'static str, parent: &'static str) -> Self {
        Self { table, by: By::Parent(column, parent) }
    }

    pub(crate) const fn by_hand(table: &'static str, remove: RemoveSome) -> Self {
        Self { table, by: By::Hand(remove) }
    }

    /// Removes some of the tenant's rows; see [`RemoveSome`].
    pub(crate) async fn remove(&self, conn: &mut PgConnection, tenant: TenantId, limit: i64) -> sqlx::Result<u64> {
        let table = self.table;
        let found = match self.by {
            By::Hand(remove) => return remove(conn, tenant, limit).await,
            By::Column(column) => format!("SELECT ctid FROM {table} WHERE {column} = $1 LIMIT $2"),
            By::Parent(column, parent) => {
                format!("SELECT c.ctid FROM {parent} p JOIN {table} c ON c.{column} = p.id WHERE p.tenant_id = $1 LIMIT $2")
            }
        };
        // Names of the program's own, and no text of anybody's.
        let delete = AssertSqlSafe(format!("DELETE FROM {table} WHERE ctid = ANY (ARRAY({found}))"));
        Ok(sqlx::query(delete).bind(tenant.uuid()).bind(limit).execute(conn).await?.rows_affected())
    }
}
