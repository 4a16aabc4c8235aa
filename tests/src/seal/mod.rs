//! Encryption at rest, over the database.

use homeroom::{
    config::MasterKey,
    seal::{Rewrapped, Seal, rewrap_secrets},
};

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
