//! Lists that are sorted as their reader likes: the ids of a page by an index, in one of a few orders, and where the next page begins.
//!
//! The text of these queries depends on what was asked for, so that each is planned for what it is; everything that a client gave is bound.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Postgres, QueryBuilder, Row as _, postgres::PgRow};
use uuid::Uuid;

/// No list counts further.
pub const COUNTED: i64 = 10_000;

/// One way to sort a list: by its keys, then by id, all up or all down.
#[derive(Debug, PartialEq, Eq)]
pub struct Sort {
    /// As clients write it.
    pub name: &'static str,
    pub keys: &'static [SortKey],
    pub id: &'static str,
    pub is_down: bool,
}

/// An expression that is never null, as its index has it.
#[derive(Debug, PartialEq, Eq)]
pub struct SortKey {
    pub sql: &'static str,
    pub kind: KeyKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    At,
    Number,
    Text,
}

/// The value of a key; a time is in microseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    Number(i64),
    Text(String),
}

/// Where in a sorted list a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    pub keys: Vec<Key>,
    pub id: Uuid,
}

impl Sort {
    /// Whether a position is one of this list.
    pub fn fits(&self, position: &Position) -> bool {
        let fits = |(key, value): (&SortKey, &Key)| match (key.kind, value) {
            (KeyKind::At, Key::Number(at)) => *at >= 0 && Timestamp::from_microsecond(*at).is_ok(),
            (KeyKind::Number, Key::Number(number)) => i32::try_from(*number).is_ok(),
            (KeyKind::Text, Key::Text(text)) => !text.contains('\0'),
            _ => false,
        };
        self.keys.len() == position.keys.len() && self.keys.iter().zip(&position.keys).all(fits)
    }

    /// What stands before FROM.
    pub fn select(&self) -> QueryBuilder<Postgres> {
        let mut sql = QueryBuilder::new("SELECT ");
        for key in self.keys {
            sql.push(key.sql).push(", ");
        }
        sql.push(self.id);
        sql
    }

    /// What stands after the other conditions.
    pub fn push_end(&self, sql: &mut QueryBuilder<Postgres>, after: Option<&Position>, limit: i64) {
        if let Some(after) = after {
            sql.push(" AND (");
            for key in self.keys {
                sql.push(key.sql).push(", ");
            }
            sql.push(self.id).push(if self.is_down { ") < (" } else { ") > (" });
            for (key, value) in self.keys.iter().zip(&after.keys) {
                push_value(sql, key.kind, value);
                sql.push(", ");
            }
            sql.push_bind(after.id).push(")");
        }
        sql.push(" ORDER BY ");
        let direction = if self.is_down { " DESC" } else { "" };
        for key in self.keys {
            sql.push(key.sql).push(direction).push(", ");
        }
        sql.push(self.id).push(direction).push(" LIMIT ").push_bind(limit);
    }

    /// A row of such a query.
    fn position(&self, row: &PgRow) -> sqlx::Result<Position> {
        let key = |(column, key): (usize, &SortKey)| {
            Ok(match key.kind {
                KeyKind::At => Key::Number(row.try_get::<jiff_sqlx::Timestamp, _>(column)?.to_jiff().as_microsecond()),
                KeyKind::Number => Key::Number(row.try_get::<i32, _>(column)?.into()),
                KeyKind::Text => Key::Text(row.try_get(column)?),
            })
        };
        let keys = self.keys.iter().enumerate().map(key).collect::<sqlx::Result<_>>()?;
        Ok(Position { keys, id: row.try_get(self.keys.len())? })
    }

    /// Runs such a query. It is planned anew each time: a plan for whatever may be asked takes every part of a name for a rare one, and is a thousand
    /// times slower where it is a common one.
    pub async fn positions(&self, conn: &mut PgConnection, mut sql: QueryBuilder<Postgres>) -> sqlx::Result<Vec<Position>> {
        sql.build().persistent(false).fetch_all(conn).await?.iter().map(|row| self.position(row)).collect()
    }
}

fn push_value(sql: &mut QueryBuilder<Postgres>, kind: KeyKind, value: &Key) {
    match (kind, value) {
        (KeyKind::At, Key::Number(at)) => sql.push_bind(Timestamp::from_microsecond(*at).unwrap_or(Timestamp::MAX).to_sqlx()),
        (KeyKind::Number, Key::Number(number)) => sql.push_bind(i32::try_from(*number).unwrap_or(i32::MAX)),
        (_, Key::Text(text)) => sql.push_bind(text.clone()),
        // `fits` has refused it.
        (_, Key::Number(_)) => sql.push("NULL"),
    };
}

/// Begins a count; `count` ends it.
pub fn counting() -> QueryBuilder<Postgres> {
    QueryBuilder::new("SELECT count(*) FROM (SELECT")
}

/// How many rows a list has, as far as it is counted: one more than `COUNTED` says that there are more.
pub async fn count(conn: &mut PgConnection, mut sql: QueryBuilder<Postgres>) -> sqlx::Result<i64> {
    sql.push(" LIMIT ").push_bind(COUNTED + 1).push(") AS counted");
    sql.build_query_scalar().persistent(false).fetch_one(conn).await
}
