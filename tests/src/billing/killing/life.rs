//! A service of which processes are killed, and the world around it: a database, a Stripe that is played, a client that asks again. Whoever tells a story
//! by it does not see that a process ended: the next one is started, what was asked is asked again, and what it left undone is waited for.

use std::time::Duration;

use homeroom_local::{
    scratch::Scratch,
    stripe::{HOOK_SECRET, KEY, Stripe},
};
use jiff::{SignedDuration, Timestamp};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::super::invoices::{run, school_on_a_plan, seller, set_seller};
use crate::support::{Answer, Controlled, Death, MailServer, Plan, School, Side, TestApp, http_client, nodes};

/// A card that pays, as it is typed into a page.
pub(super) const VISA: &str = "4242 4242 4242 4242";
/// One that is saved and then declined.
pub(super) const DECLINED: &str = "4000 0000 0000 0341";
/// When the invoices of September are issued.
const ISSUED: &str = "2026-10-04T02:00:00Z";
const ORIGIN: &str = "http://127.0.0.1:8080";

/// An institution.
pub(super) struct Payer {
    pub(super) id: String,
    pub(super) key: String,
}

/// Who asks.
#[derive(Clone, Copy)]
pub(super) enum Who<'a> {
    Platform,
    Payer(&'a Payer),
    /// With the cookie of a session.
    Person(&'a str),
}

pub(super) struct Life {
    /// The same service in this process: for what leads up to a story, and to look at what came of it.
    pub(super) app: TestApp,
    pub(super) stripe: Stripe,
    /// Processes that were killed because that is what this run is about.
    pub(super) deaths: usize,
    process: Controlled,
    settings: Vec<(&'static str, String)>,
    /// What processes do at their points while the story watches.
    plan: Plan,
    is_watching: bool,
    /// An end that is part of the story.
    own: Option<Death>,
    notes: Scratch,
    /// Where letters go, once the story has any.
    mail: Option<MailServer>,
}

impl Life {
    /// `death`: what this run is about, where it is about one.
    pub(super) async fn begin(death: Option<Death>) -> Self {
        let stripe = Stripe::start().await.expect("a Stripe");
        let flags = ["--stripe-url", &stripe.url, "--stripe-key", KEY, "--stripe-webhook-secrets", HOOK_SECRET];
        let app = TestApp::with(&flags).await.with_cluster("bj-1", nodes(4)).await;
        let settings = vec![
            ("STRIPE_URL", stripe.url.clone()),
            ("STRIPE_KEY", KEY.to_owned()),
            ("STRIPE_WEBHOOK_SECRETS", HOOK_SECRET.to_owned()),
            ("REFUND_ALONE_MINOR", "100".to_owned()),
        ];
        let notes = Scratch::new("points").expect("a folder");
        let plan = Plan { note: Some(notes.path().join("points")), death };
        let process = start(&app, &settings).await;
        let mut life = Self { app, stripe, deaths: 0, process, settings, plan, is_watching: false, own: None, notes, mail: None };
        life.introduce().await;
        life
    }

    /// Notices are written as letters from here on.
    pub(super) async fn write_letters(&mut self) {
        let mail = MailServer::start().await;
        self.settings.push(("MAIL_URL", mail.smtp_url().to_owned()));
        self.mail = Some(mail);
        self.process = start(&self.app, &self.settings).await;
        self.introduce().await;
    }

    /// From here on the story is about the process: its points are written down, and it may end at one.
    pub(super) async fn watch(&mut self) {
        self.is_watching = true;
        self.introduce().await;
    }

    /// Until it watches again.
    pub(super) async fn look_away(&mut self) {
        self.is_watching = false;
        self.introduce().await;
    }

    /// The story itself has the process end at a point, before it goes on.
    pub(super) async fn cut_off(&mut self, side: Side, at: &[&str]) {
        self.own = Some(Death { side, at: at.iter().map(|words| (*words).to_owned()).collect() });
        self.introduce().await;
    }

    /// The points that were met, each once, in the order in which they were.
    pub(super) fn points(&self) -> Vec<String> {
        assert!(self.own.is_none(), "the process did not end where the story has it end");
        let mut points: Vec<String> = Vec::new();
        for point in std::fs::read_to_string(self.notes.path().join("points")).unwrap_or_default().lines() {
            if !points.iter().any(|known| known == point) {
                points.push(point.to_owned());
            }
        }
        points
    }

    /// Tells a process what it is to do, and Stripe where it is. Stripe tells nothing until it is asked to: see `deliver`.
    async fn introduce(&mut self) {
        loop {
            let plan = match &self.own {
                Some(death) => Plan { note: None, death: Some(death.clone()) },
                None if self.is_watching => self.plan.clone(),
                None => Plan::default(),
            };
            let hook = json!({"url": format!("{}/hooks/stripe", self.process.url), "secrets": [HOOK_SECRET]});
            self.stripe.control("hook", &hook).await.expect("a hook");
            self.hold().await;
            if self.process.plan(&plan).await.is_some() {
                return;
            }
            self.replace().await;
        }
    }

    /// The process was killed: the next one is started.
    async fn start_again(&mut self) {
        self.replace().await;
        self.introduce().await;
    }

    async fn replace(&mut self) {
        if self.own.take().is_none() {
            self.deaths += 1;
            self.plan.death = None;
        }
        self.process = start(&self.app, &self.settings).await;
    }

    async fn hold(&self) {
        self.stripe.control("deliveries", &json!({"hold": true})).await.expect("held");
    }

    /// It is this time everywhere.
    pub(super) async fn set_time(&mut self, now: Timestamp) {
        self.app.set_time(&now.to_string());
        self.stripe.set_time(now.as_second()).await.expect("a clock");
        while self.process.set_time(now).await.is_none() {
            self.start_again().await;
        }
    }

    pub(super) async fn pass(&mut self, hours: i64) {
        self.set_time(self.app.now() + SignedDuration::from_hours(hours)).await;
    }

    /// Does one of the works that have a clock of their own in `serve`.
    pub(super) async fn work(&mut self, name: &str) {
        while self.process.run(name).await.is_none() {
            self.start_again().await;
        }
    }

    /// The month that is over is drafted and issued.
    pub(super) async fn bill(&mut self) {
        self.set_time(ISSUED.parse().expect("a time")).await;
        run(&self.app, "measure-usage").await;
        self.work("bill").await;
    }

    /// Jobs are done once, while somebody else is faster with Stripe than we are.
    pub(super) async fn jobs_beside(&mut self, others: impl AsyncFnOnce(&Stripe)) {
        let (stripe, process) = (&self.stripe, &mut self.process);
        let beside = async {
            others(stripe).await;
            std::future::pending::<()>().await;
        };
        let done = tokio::select! {
            done = process.run("jobs") => done,
            () = beside => None,
        };
        if done.is_none() {
            self.start_again().await;
        }
    }

    /// What Stripe has to tell is told.
    async fn deliver(&mut self) {
        self.stripe.control("deliveries", &json!({})).await.expect("sent");
        loop {
            tokio::select! {
                told = self.stripe.settle(Duration::from_secs(60)) => break told.expect("everything is told"),
                () = self.process.ended() => {}
            }
            self.start_again().await;
            self.stripe.control("deliveries", &json!({})).await.expect("sent");
        }
        self.hold().await;
    }

    /// Nothing is left to do, however long that takes: what failed and what a process left undone is tried again when its time has come.
    pub(super) async fn settle(&mut self) {
        for _ in 0..200 {
            self.deliver().await;
            self.work("jobs").await;
            let is_told = self.stripe.settle(Duration::ZERO).await.is_ok();
            match self.left().await {
                (0, _) if is_told => return,
                (_, Some(at)) if is_told => self.set_time(at + SignedDuration::from_secs(1)).await,
                _ => {}
            }
        }
        panic!("there is always something to do");
    }

    /// How many jobs are left, and when the next may be done. What is due and was not done waits for those that killed processes have left.
    async fn left(&self) -> (i64, Option<Timestamp>) {
        let left = "SELECT count(*), extract(epoch FROM min(run_at) FILTER (WHERE run_at > $1::text::timestamptz))::float8 FROM jobs WHERE state <> 'dead'";
        let left = sqlx::query_as(left).bind(self.app.now().to_string()).fetch_one(&mut self.app.sql().await).await;
        let (count, next): (i64, Option<f64>) = left.expect("the queue is read");
        (count, next.map(|seconds| Timestamp::from_millisecond((seconds * 1_000.0).ceil() as i64).expect("a time")))
    }

    /// `Value::Null`: without a body.
    pub(super) async fn post(&mut self, who: Who<'_>, path: &str, body: &Value) -> Answer {
        let key = uuid::Uuid::now_v7().to_string();
        let with_key = |life: &Self| life.request("POST", path, who).header("idempotency-key", &key);
        self.ask(|life| if body.is_null() { with_key(life) } else { with_key(life).json(body) }).await
    }

    pub(super) async fn delete(&mut self, who: Who<'_>, path: &str) -> Answer {
        self.ask(|life| life.request("DELETE", path, who)).await
    }

    /// Changes what is there by its ETag. Who is not answered reads how it stands now, and asks again where it is as it was.
    pub(super) async fn change(&mut self, who: Who<'_>, method: &str, path: &str, body: &Value) -> Answer {
        let before = self.read(who, path).await.etag().to_owned();
        loop {
            let request = self.request(method, path, who).header("if-match", &before).json(body);
            if let Some(answer) = self.process.send(request).await {
                return answer;
            }
            self.start_again().await;
            let now = self.read(who, path).await;
            if now.etag() != before {
                return now;
            }
        }
    }

    async fn read(&mut self, who: Who<'_>, path: &str) -> Answer {
        self.ask(|life| life.request("GET", path, who)).await.expect(200)
    }

    fn request(&self, method: &str, path: &str, who: Who<'_>) -> RequestBuilder {
        let method = method.parse().expect("a method");
        let request = self.process.client.request(method, format!("{}{path}", self.process.url));
        match who {
            Who::Platform => request.bearer_auth(&self.app.platform_key),
            Who::Payer(payer) => request.bearer_auth(&payer.key),
            Who::Person(cookie) => request.header("cookie", cookie).header("origin", ORIGIN),
        }
    }

    /// Asks as a client does: the same again where no answer came, and where what was asked first still runs.
    async fn ask(&mut self, request: impl Fn(&Self) -> RequestBuilder) -> Answer {
        loop {
            let request = request(self);
            match self.process.send(request).await {
                None => self.start_again().await,
                Some(answer) if answer["code"] == "idempotency_key_running" => tokio::time::sleep(Duration::from_millis(50)).await,
                Some(answer) => return answer,
            }
        }
    }

    /// A page of Stripe's, asked for while jobs are done beside.
    pub(super) async fn page(&mut self, payer: &Payer, purpose: &str) -> Answer {
        let key = uuid::Uuid::now_v7().to_string();
        loop {
            let body = json!({ "purpose": purpose });
            let asking = self.request("POST", "/v1/payment-methods", Who::Payer(payer)).header("idempotency-key", &key).json(&body);
            let asking = tokio::spawn(asking.send());
            while !asking.is_finished() {
                tokio::time::sleep(Duration::from_millis(20)).await;
                self.work("jobs").await;
                // A process that ended has left the job to be taken by another later.
                if let (_, Some(at)) = self.left().await {
                    self.set_time(at + SignedDuration::from_secs(1)).await;
                }
            }
            // Of one whose process ended there is no answer, or half of one.
            if let Ok(answer) = asking.await.expect("it is asked") {
                let (status, headers) = (answer.status(), answer.headers().clone());
                let answer = Answer::new(status, headers, answer.bytes().await.unwrap_or_default().to_vec());
                if answer["url"].is_string() {
                    return answer;
                }
                // Asked again for its address, as it says; or a process that ended still had the key.
                assert!(answer["status"] == "opening" || status == 409 || answer.body.is_empty(), "{}", answer.text());
            }
        }
    }

    /// A person saves a card.
    pub(super) async fn save(&mut self, payer: &Payer, card: &str) {
        let page = self.page(payer, "card").await;
        fill(page["url"].as_str().expect("an address"), "card", card).await;
        self.settle().await;
    }

    /// An institution on a plan since September that pays in this way.
    pub(super) async fn payer(&mut self, way: &str) -> Payer {
        let (school, _) = school_on_a_plan(&self.app).await;
        let payer = Payer { id: school.id.clone(), key: school.key.clone() };
        set_seller(&self.app, &seller()).await;
        self.pays(&payer, way).await;
        self.set_time(self.app.now()).await;
        payer
    }

    /// How it pays from now on, and where its letters go then.
    pub(super) async fn pays(&self, payer: &Payer, way: &str) {
        let school = self.school(payer);
        let etag = school.get("/v1/billing/profile").send().await.expect(200).etag().to_owned();
        let profile = json!({"name": "Qinghe", "email": format!("{way}@qinghe.example"), "payment": way});
        school.put("/v1/billing/profile", &etag).json(&profile).send().await.expect(200);
    }

    pub(super) fn school(&self, payer: &Payer) -> School<'_> {
        School::of(&self.app, &payer.id, &payer.key)
    }

    /// Its newest invoice.
    pub(super) async fn invoice(&self, payer: &Payer) -> Answer {
        let school = self.school(payer);
        let id = school.get("/v1/invoices").send().await.expect(200).items()[0]["id"].as_str().expect("an id").to_owned();
        school.get(&format!("/v1/invoices/{id}")).send().await.expect(200)
    }

    /// Whoever has the link pays, unless it is paid; and what is owed was that.
    pub(super) async fn pay_by_link(&mut self, payer: &Payer) {
        let invoice = self.invoice(payer).await;
        if invoice["status"] == "issued" {
            fill(invoice["collection"]["url"].as_str().unwrap_or_else(|| panic!("no link: {}", invoice.text())), "card", VISA).await;
        }
    }

    /// What Stripe has of a sort.
    pub(super) async fn at_stripe(&self, what: &str) -> Vec<Value> {
        self.stripe.told(what).await.expect("an answer").as_array().cloned().unwrap_or_default()
    }

    /// Something that somebody does at Stripe and that is never told. What happened before is told first.
    pub(super) async fn unheard(&mut self, act: impl AsyncFnOnce(&Stripe)) {
        self.deliver().await;
        self.stripe.control("deliveries", &json!({"hold": true, "drop": 1_000})).await.expect("dropped");
        act(&self.stripe).await;
        self.hold().await;
    }

    /// The next call whose path ends so goes wrong.
    pub(super) async fn fail(&self, what: &str, path: &str) {
        self.stripe.control("faults", &json!({"what": what, "method": "POST", "path": path})).await.expect("a fault");
    }
}

async fn start(app: &TestApp, settings: &[(&'static str, String)]) -> Controlled {
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Controlled::start(&app.database.urls(), &settings, app.now()).await
}

/// Fills a form of a page of Stripe's. It leads back to the service, which is not at its public address in these tests.
pub(super) async fn fill(url: &str, field: &str, value: &str) {
    let form = format!("{field}={}", value.replace(' ', "+"));
    let call = http_client().post(url).header("content-type", "application/x-www-form-urlencoded").body(form);
    let _ = call.send().await;
}

/// A call of the played Stripe by somebody else than the service.
pub(super) async fn call_stripe(stripe: &Stripe, method: &str, path: &str, form: &str) -> Value {
    let call = http_client().request(method.parse().expect("a method"), format!("{}{path}", stripe.url)).bearer_auth(KEY);
    let call = call.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
    let answer: Value = call.send().await.expect("an answer").json().await.expect("JSON");
    assert!(answer["error"].is_null(), "{method} {path}: {answer}");
    answer
}
