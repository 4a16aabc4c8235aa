//! Keys that were kept as they were typed, in the one form in which they are looked for.

use homeroom::db::MIGRATOR;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use super::run::filled_up_to;

const BEFORE: i64 = 20_261_128_100_000;

#[tokio::test]
async fn a_key_of_two_characters_for_one_letter_becomes_the_key_that_it_looks_like() {
    let (database, mut conn) = filled_up_to(BEFORE).await;
    let document = json!({"rooms": [{"key": "e\u{301}cole"}], "timetable": {"lessons": [{"rooms": ["e\u{301}cole"]}]}});
    for sql in ["UPDATE classrooms SET key = $1 ->> 'key'", "UPDATE order_generations SET document = $1 -> 'document' WHERE number = 1"] {
        sqlx::query(sql).bind(json!({"key": "e\u{301}cole", "document": document})).execute(&mut conn).await.unwrap();
    }
    MIGRATOR.run(&mut PgConnection::connect_with(&database.owner()).await.unwrap()).await.unwrap();
    let key: String = sqlx::query_scalar("SELECT key FROM classrooms").fetch_one(&mut conn).await.unwrap();
    assert_eq!(key, "\u{e9}cole");
    let kept: Value =
        sqlx::query_scalar("SELECT document FROM order_generations WHERE number = 1 LIMIT 1").fetch_one(&mut conn).await.unwrap();
    assert_eq!(kept, json!({"rooms": [{"key": "\u{e9}cole"}], "timetable": {"lessons": [{"rooms": ["\u{e9}cole"]}]}}));
}

#[tokio::test]
async fn rooms_of_one_order_that_would_get_the_same_key_keep_theirs() {
    let (database, mut conn) = filled_up_to(BEFORE).await;
    sqlx::raw_sql(
        "UPDATE classrooms SET key = U&'e\\0301cole';
         INSERT INTO classrooms (id, tenant_id, order_id, key, position, seats, secret, created_at)
             SELECT '00000000-0000-7000-8000-0000000000aa', tenant_id, order_id, U&'\\00e9cole', 1, 50, secret, created_at FROM classrooms",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    MIGRATOR.run(&mut PgConnection::connect_with(&database.owner()).await.unwrap()).await.unwrap();
    let keys: Vec<String> = sqlx::query_scalar("SELECT key FROM classrooms ORDER BY position").fetch_all(&mut conn).await.unwrap();
    assert_eq!(keys, ["e\u{301}cole", "\u{e9}cole"]);
}
