//! What people knew before passwords belonged to memberships still opens what it opened.

use homeroom::db::MIGRATOR;
use sqlx::{Connection, PgConnection};

use crate::support::Database;

const BEFORE: i64 = 20_261_123_100_400;
/// Two people: one with a password and two memberships, whose link did nothing, and one with a link.
const PEOPLE: &str = "
    INSERT INTO tenants (id, name, time_zone, currency, livemode, created_at)
        SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'School', 'Asia/Shanghai', 'CNY', true, '2026-08-01' FROM generate_series(1, 2) n;
    INSERT INTO users (id, email, password_hash, created_at) VALUES
        ('00000000-0000-7000-8000-000000000011', 'known@example.org',
         '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8', '2026-08-01'),
        ('00000000-0000-7000-8000-000000000012', 'new@example.org', NULL, '2026-08-01');
    INSERT INTO memberships (id, user_id, tenant_id, role, created_at) VALUES
        ('00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000001', 'owner', '2026-08-01'),
        ('00000000-0000-7000-8000-000000000022', '00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000002', 'owner', '2026-08-01'),
        ('00000000-0000-7000-8000-000000000023', '00000000-0000-7000-8000-000000000012', '00000000-0000-7000-8000-000000000002', 'viewer', '2026-08-01');
    INSERT INTO password_links (token_hash, user_id, expires_at) VALUES
        ('\\x01', '00000000-0000-7000-8000-000000000011', '2026-08-08'), ('\\x02', '00000000-0000-7000-8000-000000000012', '2026-08-08');";

#[tokio::test]
async fn passwords_and_links_go_to_the_memberships_that_they_opened() {
    let database = Database::empty().await;
    let mut owner = PgConnection::connect_with(&database.owner()).await.unwrap();
    let mut superuser = PgConnection::connect_with(&database.superuser()).await.unwrap();
    MIGRATOR.run_to(BEFORE, &mut owner).await.unwrap();
    sqlx::raw_sql(PEOPLE).execute(&mut superuser).await.unwrap();
    MIGRATOR.run(&mut owner).await.unwrap();
    let moved: Vec<(String, bool)> = sqlx::query_as(
        "SELECT right(p.membership_id::text, 2), u.password_recipe || '$' || rtrim(encode(p.hash, 'base64'), '=') = u.password_hash
         FROM passwords p JOIN memberships m ON m.id = p.membership_id JOIN users u ON u.id = m.user_id ORDER BY 1",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    assert_eq!(moved, [("21".to_owned(), true), ("22".to_owned(), true)]);
    let links: Vec<(Vec<u8>, String)> =
        sqlx::query_as("SELECT token_hash, right(membership_id::text, 2) FROM password_links").fetch_all(&mut superuser).await.unwrap();
    assert_eq!(links, [(vec![2], "23".to_owned())]);
    let recipes: Vec<String> = sqlx::query_scalar("SELECT DISTINCT password_recipe FROM users").fetch_all(&mut superuser).await.unwrap();
    assert_eq!(recipes.len(), 2);
    assert!(recipes.iter().all(|recipe| recipe.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && recipe.len() == 53), "{recipes:?}");
}
