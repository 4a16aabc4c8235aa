//! Addresses of before are found under the one spelling that is compared.

use homeroom::db::MIGRATOR;
use sqlx::{Connection, PgConnection};

use crate::support::Database;

const BEFORE: i64 = 20_261_125_210_000;

#[tokio::test]
async fn an_address_gets_the_spelling_that_is_compared_and_twins_stay_apart() {
    let database = Database::empty().await;
    let mut owner = PgConnection::connect_with(&database.owner()).await.unwrap();
    let mut superuser = PgConnection::connect_with(&database.superuser()).await.unwrap();
    MIGRATOR.run_to(BEFORE, &mut owner).await.unwrap();
    for email in ["Jose\u{301}@example.org", "li@example.org", "\u{ff4c}i@example.org"] {
        let insert = "INSERT INTO users (id, email, password_recipe, created_at) VALUES (gen_random_uuid(), $1, 'recipe', '2026-08-01')";
        sqlx::query(insert).bind(email).execute(&mut superuser).await.unwrap();
    }
    MIGRATOR.run(&mut owner).await.unwrap();
    let mut emails: Vec<String> = sqlx::query_scalar("SELECT email FROM users").fetch_all(&mut superuser).await.unwrap();
    emails.sort();
    assert_eq!(emails, ["jos\u{e9}@example.org", "li@example.org", "\u{ff4c}i@example.org"]);
    let fenced: bool =
        sqlx::query_scalar("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'users'").fetch_one(&mut superuser).await.unwrap();
    assert!(fenced);
}
