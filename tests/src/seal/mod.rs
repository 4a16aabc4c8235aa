//! Encryption at rest, over the database.

use homeroom::{
    cli::{Rewrapped, SEALED, rewrap_secrets},
    config::MasterKey,
    seal::Seal,
};

use sqlx::Connection as _;

use crate::support::{TestApp, class_of, nodes};

#[tokio::test]
async fn everything_sealed_moves_to_a_new_master_key() {
    let (old, new) = ([1; 32], [2; 32]);
    // 32 bytes of 2, with the key of other tests before it.
    let app = TestApp::with(&[
        "--master-key",
        "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
        "--previous-master-keys",
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
    ])
    .await;
    let context = "signing_keys.private_key/k1";
    let mut sql = app.sql().await;
    sqlx::query("INSERT INTO signing_keys (kid, public_key, private_key, created_at) VALUES ('k1', '', $1, now())")
        .bind(Seal::new(&old, &[]).seal(context, b"secret"))
        .execute(&mut sql)
        .await
        .unwrap();
    assert_eq!(rewrap_secrets(&app.state).await.unwrap(), Rewrapped { moved: 1, already: 0, failed: 0 });
    assert_eq!(rewrap_secrets(&app.state).await.unwrap(), Rewrapped { moved: 0, already: 1, failed: 0 });
    let moved: Vec<u8> = sqlx::query_scalar("SELECT private_key FROM signing_keys").fetch_one(&mut sql).await.unwrap();
    assert_eq!(Seal::new(&new, &[]).open(context, &moved).unwrap().as_slice(), b"secret");
    sqlx::query("UPDATE signing_keys SET private_key = 'damaged'").execute(&mut sql).await.unwrap();
    assert_eq!(rewrap_secrets(&app.state).await.unwrap().failed, 1);
}

#[tokio::test]
async fn kubeconfigs_and_rooms_secrets_move_too() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("School").await;
    school.order(class_of(20).rooms(2).weekly("MO", "09:00", 45)).await.expect_created();
    let (old, new) = ([1; 32], [2; 32]);
    let mut sql = app.sql().await;
    let cluster: uuid::Uuid = sqlx::query_scalar("SELECT id FROM clusters").fetch_one(&mut sql).await.unwrap();
    let kubeconfig = Seal::new(&old, &[]).seal(&format!("clusters.kubeconfig/{cluster}"), b"a kubeconfig");
    sqlx::query("UPDATE clusters SET kubeconfig = $1").bind(kubeconfig).execute(&mut sql).await.unwrap();
    let changed = app.with_config(|config| {
        config.previous_master_keys = vec![config.master_key.clone()];
        config.master_key = MasterKey::parse("AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=").unwrap();
    });
    assert_eq!(rewrap_secrets(&changed).await.unwrap(), Rewrapped { moved: 3, already: 0, failed: 0 });
    let alone = Seal::new(&new, &[]);
    let moved: Vec<u8> = sqlx::query_scalar("SELECT kubeconfig FROM clusters").fetch_one(&mut sql).await.unwrap();
    assert_eq!(alone.open(&format!("clusters.kubeconfig/{cluster}"), &moved).unwrap().as_slice(), b"a kubeconfig");
    let rooms: Vec<(uuid::Uuid, Vec<u8>)> = sqlx::query_as("SELECT id, secret FROM classrooms").fetch_all(&mut sql).await.unwrap();
    assert_eq!(rooms.len(), 2);
    for (room, secret) in rooms {
        assert!(alone.open(&format!("classrooms.secret/{room}"), &secret).is_ok());
    }
}

/// Columns of bytes that hold nothing sealed, and why that may be.
const OPEN: [(&str, &str); 10] = [
    ("api_keys.secret_hash", "a digest"),
    ("idempotency_keys.body", "an answer without its secrets"),
    ("idempotency_keys.body_hash", "a keyed digest"),
    ("links.secret_hash", "a digest"),
    ("subscriptions.secret_hash", "a digest"),
    ("password_links.token_hash", "a digest"),
    ("passwords.hash", "a digest"),
    ("sessions.token_hash", "a digest"),
    ("signing_keys.public_key", "public"),
    ("_sqlx_migrations.checksum", "a digest"),
];

#[tokio::test]
async fn every_column_of_bytes_is_sealed_and_moves_with_the_master_key_or_holds_nothing_secret() {
    let app = TestApp::new().await;
    let sql = "SELECT table_name || '.' || column_name FROM information_schema.columns
               WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1";
    let stored: Vec<String> =
        sqlx::query_scalar(sql).fetch_all(&mut sqlx::PgConnection::connect_with(&app.database.superuser()).await.unwrap()).await.unwrap();
    let open: Vec<&str> = OPEN.iter().map(|(column, _)| *column).collect();
    let sealed: Vec<&str> = stored.iter().map(String::as_str).filter(|column| !open.contains(column)).collect();
    let mut named: Vec<&str> = SEALED.iter().map(|column| column.place).collect();
    named.sort_unstable();
    assert_eq!(sealed, named);
}

#[tokio::test]
async fn thousands_of_values_move_in_batches_while_rooms_are_recorded_as_up() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("School").await;
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let mut sql = app.sql().await;
    let (old, new) = ([1; 32], [2; 32]);
    let template = "INSERT INTO signing_keys (kid, public_key, private_key, created_at) SELECT 'k' || lpad(n::text, 5, '0'), '', '', now() FROM generate_series(1, 1300) n";
    sqlx::query(template).execute(&mut sql).await.unwrap();
    for n in 1..=1300 {
        let kid = format!("k{n:05}");
        let sealed = Seal::new(&old, &[]).seal(&format!("signing_keys.private_key/{kid}"), b"secret");
        sqlx::query("UPDATE signing_keys SET private_key = $2 WHERE kid = $1").bind(&kid).bind(sealed).execute(&mut sql).await.unwrap();
    }
    // Somebody holds the only room, which comes last, until the keys have moved.
    let mut other = app.sql().await;
    sqlx::raw_sql("BEGIN; UPDATE classrooms SET status = status").execute(&mut other).await.unwrap();
    let changed = app.with_config(|config| {
        config.previous_master_keys = vec![config.master_key.clone()];
        config.master_key = MasterKey::parse("AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=").unwrap();
    });
    let moving = tokio::spawn(async move { rewrap_secrets(&changed).await });
    app.until_somebody_waits().await;
    let alone = Seal::new(&new, &[]);
    let keys: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT kid, private_key FROM signing_keys").fetch_all(&mut sql).await.unwrap();
    let seen = keys.iter().filter(|(kid, value)| alone.open(&format!("signing_keys.private_key/{kid}"), value).is_ok()).count();
    assert_eq!(seen, 1300, "what was moved is committed while the rest waits");
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    // The tests' cluster has a kubeconfig that was never sealed.
    let done = moving.await.unwrap().unwrap();
    assert_eq!((done.moved, done.already), (1301, 0), "{done:?}");
}
