//! Collection by Stripe, with a Stripe that is played over HTTP and calls back.

mod faults;
mod hooks;
mod methods;
mod paying;
mod refunds;

use std::time::Duration;

use homeroom_local::stripe::{HOOK_SECRET, KEY, Stripe};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::invoices::{bill_at, faultless, run, school_on_a_plan, seller, set_seller};
use crate::support::{Answer, Listening, School, TestApp, http_client, nodes};

/// A card that pays, as it is typed into a page.
const VISA: &str = "4242 4242 4242 4242";
/// One that is saved and then declined.
const DECLINED: &str = "4000 0000 0000 0341";

/// A service that collects by a Stripe, each at the address of the other.
struct Cashier {
    app: TestApp,
    stripe: Stripe,
    hook: String,
    _listening: Listening,
}

impl Cashier {
    async fn open() -> Self {
        let stripe = Stripe::start().await.expect("a Stripe");
        let flags = ["--stripe-url", &stripe.url, "--stripe-key", KEY, "--stripe-webhook-secrets", HOOK_SECRET];
        let app = TestApp::with(&flags).await.with_cluster("bj-1", nodes(4)).await;
        let listening = app.listen().await;
        let hook = format!("{}/hooks/stripe", listening.url);
        stripe.control("hook", &json!({"url": hook, "secrets": [HOOK_SECRET]})).await.expect("a hook");
        let cashier = Self { app, stripe, hook, _listening: listening };
        cashier.set_time(cashier.app.now()).await;
        cashier
    }

    /// It is this time at both.
    async fn set_time(&self, now: Timestamp) {
        self.app.set_time(&now.to_string());
        self.stripe.set_time(now.as_second()).await.expect("a clock");
    }

    /// What is told is heard and what is due now is done, until nothing is left.
    async fn settle(&self) {
        for _ in 0..20 {
            self.stripe.settle(Duration::from_secs(20)).await.expect("everything is told");
            run(&self.app, "jobs").await;
            if self.next().await.is_none_or(|at| at > self.app.now()) && self.stripe.settle(Duration::ZERO).await.is_ok() {
                return;
            }
        }
        panic!("there is always something to do");
    }

    /// The same, and time passes until what failed was tried again and is done.
    async fn settle_in_time(&self) {
        for _ in 0..100 {
            self.settle().await;
            let Some(at) = self.next().await else { return };
            self.set_time(at + SignedDuration::from_secs(1)).await;
        }
        panic!("there is always something to try again");
    }

    /// When the next job is due.
    async fn next(&self) -> Option<Timestamp> {
        let due = "SELECT extract(epoch FROM min(run_at))::float8 FROM jobs WHERE state <> 'dead'";
        let due: Option<f64> = sqlx::query_scalar(due).fetch_one(&mut self.app.sql().await).await.expect("the queue is read");
        due.map(|seconds| Timestamp::from_millisecond((seconds * 1_000.0).ceil() as i64).expect("a time"))
    }

    /// A page of Stripe's, asked for while jobs are done beside.
    async fn page(&self, school: &School<'_>, purpose: &str) -> Answer {
        let asking = school.post("/v1/payment-methods").json(&json!({ "purpose": purpose })).send();
        tokio::pin!(asking);
        loop {
            tokio::select! {
                answer = &mut asking => return answer,
                () = tokio::time::sleep(Duration::from_millis(20)) => run(&self.app, "jobs").await,
            }
        }
    }

    /// Fills a form of a page.
    async fn fill(&self, url: &str, field: &str, value: &str) {
        let form = format!("{field}={}", value.replace(' ', "+"));
        let call = http_client().post(url).header("content-type", "application/x-www-form-urlencoded").body(form);
        // It leads back to the service, which is not at its public address in these tests.
        let _ = call.send().await;
    }

    /// A person saves a card.
    async fn save(&self, school: &School<'_>, card: &str) {
        let page = self.page(school, "card").await.expect(201);
        self.fill(page["url"].as_str().expect("an address"), "card", card).await;
        self.settle().await;
    }

    /// A school that pays in this way, with a saved card where one is named.
    async fn school(&self, way: &str, card: Option<&str>) -> School<'_> {
        let (school, _) = school_on_a_plan(&self.app).await;
        self.set_time(self.app.now()).await;
        set_seller(&self.app, &seller()).await;
        pays(&school, way).await;
        if let Some(card) = card {
            self.save(&school, card).await;
        }
        school
    }

    /// Its invoice of September is issued, and nothing is done about it yet.
    async fn issue(&self, school: &School<'_>) -> (String, i64) {
        bill_at(&self.app, "2026-10-04T02:00:00Z").await;
        self.set_time(self.app.now()).await;
        let invoice = super::invoices::invoices(school).await[0].clone();
        (invoice["id"].as_str().expect("an id").to_owned(), invoice["due_minor"].as_i64().expect("an amount"))
    }

    /// The amounts that were charged.
    async fn charged(&self) -> Vec<i64> {
        let charges = self.stripe.charged().await.expect("charges");
        charges.iter().map(|charge| charge["amount"].as_i64().expect("an amount")).collect()
    }

    async fn at_stripe(&self, what: &str) -> Vec<Value> {
        self.stripe.told(what).await.expect("an answer").as_array().cloned().unwrap_or_default()
    }

    async fn events(&self, school: &School<'_>, kind: &str) -> usize {
        let events = school.get("/v1/events?limit=200").send().await.expect(200);
        events.items().iter().filter(|event| event["type"] == kind).count()
    }
}

/// How a school pays from now on.
async fn pays(school: &School<'_>, way: &str) {
    let etag = school.get("/v1/billing/profile").send().await.expect(200).etag().to_owned();
    let profile = json!({"name": "Qinghe", "email": "accounts@qinghe.example", "payment": way});
    school.put("/v1/billing/profile", &etag).json(&profile).send().await.expect(200);
}

async fn invoice(school: &School<'_>, id: &str) -> Answer {
    school.get(&format!("/v1/invoices/{id}")).send().await.expect(200)
}

/// The invoice was paid by one charge of all of it, and the books say so.
async fn paid_once(cashier: &Cashier, school: &School<'_>, id: &str, due: i64) {
    let invoice = invoice(school, id).await;
    assert_eq!((&invoice["status"], &invoice["due_minor"], &invoice["collection"]), (&json!("paid"), &json!(0), &json!(null)));
    assert_eq!(cashier.charged().await, [due], "charged once");
    let payments = invoice["payments"].as_array().expect("payments");
    assert_eq!((payments.len(), &payments[0]["method"], &payments[0]["amount_minor"]), (1, &json!("stripe"), &json!(due)));
    faultless(&cashier.app).await;
    let balance = async |account| super::invoices::balance(&cashier.app, account).await;
    assert_eq!((balance("cash").await, balance("receivable").await, balance("deferred").await), (due, 0, 0));
    assert_eq!(cashier.events(school, "payment.received").await, 1);
}
