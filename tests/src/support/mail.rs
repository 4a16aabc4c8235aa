//! A real mail server that keeps what it is given.

use homeroom_local::{Mailpit, scratch::Scratch};
use serde_json::{Value, json};

use super::process::http_client;

/// It stops with the test.
#[derive(Debug)]
pub struct MailServer {
    mailpit: Mailpit,
    _dir: Scratch,
}

/// A letter that was taken.
#[derive(Debug)]
pub struct Received {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// By which a reader's server knows what it has had already.
    pub message_id: String,
}

impl Received {
    /// The address that the letter asks to open.
    pub fn address(&self) -> &str {
        self.text.split_whitespace().find(|word| word.starts_with("http")).expect("a letter holds an address")
    }

    /// What follows `#` there.
    pub fn secret(&self) -> &str {
        self.address().split_once('#').expect("an address with a secret").1
    }
}

impl MailServer {
    pub async fn start() -> Self {
        let dir = Scratch::new("mail").unwrap();
        let mailpit = Mailpit::start(dir.path(), &homeroom_local::progress::stderr()).await.unwrap();
        Self { mailpit, _dir: dir }
    }

    /// As `MAIL_URL` of the service.
    pub fn smtp_url(&self) -> &str {
        &self.mailpit.smtp_url
    }

    /// What was taken so far, the oldest first.
    pub async fn letters(&self) -> Vec<Received> {
        let list = self.get("/api/v1/messages?limit=200").await;
        let mut letters = Vec::new();
        for item in list["messages"].as_array().unwrap().iter().rev() {
            let whole = self.get(&format!("/api/v1/message/{}", item["ID"].as_str().unwrap())).await;
            let text = |name: &str| whole[name].as_str().unwrap().replace("\r\n", "\n");
            let to = whole["To"][0]["Address"].as_str().unwrap().to_owned();
            letters.push(Received { to, subject: text("Subject"), text: text("Text"), html: text("HTML"), message_id: text("MessageID") });
        }
        letters
    }

    /// Answers every letter so from now on; 0 takes them again.
    pub async fn answer(&self, code: u16) {
        let trigger = if code == 0 { json!({"ErrorCode": 451, "Probability": 0}) } else { json!({"ErrorCode": code, "Probability": 100}) };
        let body = json!({ "Recipient": trigger }).to_string();
        let url = format!("{}/api/v1/chaos", self.mailpit.url);
        let answer = http_client().put(url).header("content-type", "application/json").body(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.mailpit.url);
        let text = http_client().get(url).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    }
}
