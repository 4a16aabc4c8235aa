//! Encryption at rest, over the database.

use homeroom::seal::{Rewrapped, Seal, rewrap_secrets};

use crate::support::TestApp;

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
