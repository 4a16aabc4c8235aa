//! Webhooks: signs what is due, sends it, and says how it went.

use std::time::Duration;

use hmac::{Hmac, Mac};
use reqwest::Client;
use sha2::Sha256;

use super::outbox::Next;
use super::world::Shared;

/// Stripe gives up after about as long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends until the task is dropped.
pub(super) async fn run(world: Shared, client: Client) {
    let changed = world.with(|world| world.store.outbox.changed.clone());
    loop {
        let notified = changed.notified();
        match world.with(|world| world.store.outbox.next()) {
            Next::Send(hook, delivery) => {
                let at = world.with(|world| world.store.now());
                let header = signature(&delivery.body, &hook.secrets, at);
                let status = send(&client, &hook.url, &header, delivery.body.clone()).await;
                world.with(|world| world.store.outbox.sent(delivery, status));
            }
            Next::WaitFor(pause) => {
                let _ = tokio::time::timeout(pause, notified).await;
            }
            Next::Nothing => notified.await,
        }
    }
}

/// The status of the answer, if there was one.
pub(super) async fn send(client: &Client, url: &str, signature: &str, body: Vec<u8>) -> Option<u16> {
    let request = client.post(url).header("stripe-signature", signature).header("content-type", "application/json; charset=utf-8");
    let answer = request.header("user-agent", "Stripe/1.0 (played)").timeout(PATIENCE).body(body).send().await.ok()?;
    Some(answer.status().as_u16())
}

/// `t=<unix seconds>,v1=<hex HMAC-SHA256(secret, "t.body")>`, and one more `v1` for each further secret.
pub(super) fn signature(body: &[u8], secrets: &[String], at: i64) -> String {
    let mut header = format!("t={at}");
    for secret in secrets {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { continue };
        mac.update(format!("{at}.").as_bytes());
        mac.update(body);
        let digest: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        header.push_str(",v1=");
        header.push_str(&digest);
    }
    header
}
