//! Callbacks: signed as the client checks them, and disturbed as Stripe's are.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use homeroom_outside::stripe::{CustomerDetails, Notice, SignatureFault, WebhookSecret, verify};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Outcome, Town, key, town};

const NOW: i64 = 1_700_000_000;

/// Somebody who is called, and takes what is signed.
#[derive(Clone)]
pub(super) struct Listener {
    now: i64,
    heard: Arc<Mutex<Vec<Heard>>>,
    /// Calls that are still answered with 500.
    failures: Arc<Mutex<u32>>,
}

/// What the check said, and what was told.
type Heard = (Result<(), SignatureFault>, Notice);

impl Listener {
    /// Somebody for whom it is now.
    pub(super) fn at(now: i64) -> Self {
        Self { now, heard: Arc::default(), failures: Arc::default() }
    }

    pub(super) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("a lock").clone()
    }

    pub(super) async fn start(&self) -> anyhow::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/hooks/stripe", listener.local_addr()?);
        let ours = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let ours = ours.clone();
                let service = service_fn(move |request| ours.clone().answer(request));
                tokio::spawn(async move { http1::Builder::new().serve_connection(TokioIo::new(stream), service).await });
            }
        });
        Ok(url)
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let signature = request.headers()["stripe-signature"].to_str().expect("a signature").to_owned();
        let body = request.into_body().collect().await.expect("a body").to_bytes();
        let secrets: Vec<WebhookSecret> = ["whsec_old", "whsec_new"].map(|secret| secret.parse().expect("a secret")).to_vec();
        // Only the newer of the two is known here.
        let checked = verify(&body, &signature, &secrets[1..], self.now);
        let mut failures = self.failures.lock().expect("a lock");
        let mut answer = Response::new(Full::default());
        if *failures > 0 {
            *failures -= 1;
            *answer.status_mut() = 500.try_into().expect("a status");
        } else if checked.is_err() {
            *answer.status_mut() = 400.try_into().expect("a status");
        }
        self.heard.lock().expect("a lock").push((checked, Notice::read(&body).expect("a notice")));
        Ok(answer)
    }

    fn names(&self) -> Vec<String> {
        self.heard
            .lock()
            .expect("a lock")
            .iter()
            .map(|(checked, notice)| (checked.is_ok(), notice.id.to_string()))
            .map(|(_, id)| id)
            .collect()
    }
}

/// A town that calls somebody, at a time that stands.
async fn calling(secrets: &[&str]) -> anyhow::Result<(Town, Listener)> {
    let (town, listener) = (town().await?, Listener::at(NOW));
    town.played.set_time(NOW).await?;
    town.played.control("hook", &json!({"url": listener.start().await?, "secrets": secrets})).await?;
    Ok((town, listener))
}

async fn events(town: &Town, count: usize) -> anyhow::Result<Vec<String>> {
    for turn in 0..count {
        town.stripe.create_customer(&CustomerDetails::default(), &key(&format!("event/{turn}"))).await?;
    }
    let page = town.stripe.events(&[], 0, None).await?;
    Ok(page.events.into_iter().rev().map(|event| event.id.to_string()).collect())
}

async fn settle(town: &Town) -> Outcome {
    town.played.settle(Duration::from_secs(20)).await
}

#[tokio::test]
async fn what_happens_is_told_once_in_order_and_signed() -> Outcome {
    let (town, listener) = calling(&["whsec_new"]).await?;
    let happened = events(&town, 5).await?;
    settle(&town).await?;
    assert_eq!(listener.names(), happened);
    for (checked, notice) in listener.heard() {
        assert_eq!((checked, notice.kind.as_str(), notice.created, notice.livemode), (Ok(()), "customer.created", NOW, false));
        assert!(!town.stripe.customer(&notice.object.expect("an object")).await?.deleted);
    }
    Ok(())
}

#[tokio::test]
async fn while_a_secret_is_replaced_both_sign() -> Outcome {
    let (town, listener) = calling(&["whsec_old", "whsec_new"]).await?;
    events(&town, 1).await?;
    settle(&town).await?;
    assert_eq!(listener.heard()[0].0, Ok(()));
    Ok(())
}

#[tokio::test]
async fn another_secret_and_an_old_signature_are_noticed() -> Outcome {
    let (town, listener) = calling(&["whsec_new"]).await?;
    let event = &events(&town, 1).await?[0];
    settle(&town).await?;
    let by_hand = async |what: Value| town.played.control("deliveries/send", &what).await;
    assert_eq!(by_hand(json!({"event": event, "secret": "whsec_stolen"})).await?["status"], 400);
    assert_eq!(by_hand(json!({"event": event, "signed_at": NOW - 301})).await?["status"], 400);
    assert_eq!(by_hand(json!({"event": event, "signed_at": NOW - 299})).await?["status"], 200);
    let checked: Vec<_> = listener.heard().into_iter().map(|(checked, _)| checked).collect();
    assert_eq!(checked, [Ok(()), Err(SignatureFault::Signature), Err(SignatureFault::Time), Ok(())]);
    Ok(())
}

#[tokio::test]
async fn events_are_repeated_reordered_and_held_back() -> Outcome {
    let (town, listener) = calling(&["whsec_new"]).await?;
    town.played.control("deliveries", &json!({"hold": true, "repeat": 1})).await?;
    let happened = events(&town, 3).await?;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(listener.names().is_empty());
    town.played.control("deliveries", &json!({"order": "reverse"})).await?;
    settle(&town).await?;
    let backwards: Vec<String> = happened.iter().rev().flat_map(|event| [event.clone(), event.clone()]).collect();
    assert_eq!(listener.names(), backwards);
    town.played.control("deliveries/repeat", &json!({"event": happened[0]})).await?;
    settle(&town).await?;
    assert_eq!(listener.names().last(), Some(&happened[0]));
    Ok(())
}

#[tokio::test]
async fn what_was_dropped_is_found_by_a_sweep() -> Outcome {
    let (town, listener) = calling(&["whsec_new"]).await?;
    town.played.control("deliveries", &json!({"drop": 2, "delay_ms": 50})).await?;
    let happened: BTreeSet<String> = events(&town, 5).await?.into_iter().collect();
    settle(&town).await?;
    let heard: BTreeSet<String> = listener.names().into_iter().collect();
    assert_eq!((happened.len(), happened.difference(&heard).count()), (5, 2));
    Ok(())
}

#[tokio::test]
async fn what_was_not_taken_is_sent_again() -> Outcome {
    let (town, listener) = calling(&["whsec_new"]).await?;
    *listener.failures.lock().expect("a lock") = 1;
    let happened = events(&town, 1).await?;
    settle(&town).await?;
    assert_eq!(listener.names(), [happened[0].clone(), happened[0].clone()]);
    Ok(())
}
