//! The service's client against the played Stripe, over HTTP: what either of them would get wrong about the other shows here.

mod another;
mod calls;
mod collecting;
mod every_call;
mod faults;
mod fields;
mod hooks;
mod keeping;
mod pages;
mod peers;
mod shapes;

use homeroom_outside::stripe::{
    Collection, Customer, CustomerDetails, Id, IdempotencyKey, Invoice, Line, Method, Money, NewInvoice, PayWith, Stripe,
};
use serde_json::{Value, json};

use crate::stripe::Stripe as Played;

type Outcome = anyhow::Result<()>;

/// A played Stripe, and our client of it.
struct Town {
    played: Played,
    stripe: Stripe,
}

async fn town() -> anyhow::Result<Town> {
    let played = Played::start().await?;
    let stripe = Stripe::new(&played.url, played.key.parse()?)?;
    Ok(Town { played, stripe })
}

/// Who asks beside the client.
fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

fn key(text: &str) -> IdempotencyKey {
    text.replace(' ', "-").parse().expect("a key")
}

fn id(value: &Value) -> Id {
    value["id"].as_str().expect("an id").parse().expect("an id")
}

fn cny(minor: i64) -> Money {
    Money { minor, currency: "CNY".parse().expect("a currency") }
}

impl Town {
    async fn school(&self) -> anyhow::Result<Customer> {
        let details =
            CustomerDetails { name: Some("清河第二中学"), email: Some("office@qinghe.example"), ..CustomerDetails::default() };
        Ok(self.stripe.create_customer(&details, &key("customer")).await?)
    }

    /// A school that pays by this card.
    async fn school_with(&self, card: &str) -> anyhow::Result<(Customer, Method)> {
        let school = self.school().await?;
        let card = self.played.control("cards", &json!({"customer": school.id.as_str(), "card": card, "default": true})).await?;
        Ok((school, self.stripe.method(&id(&card)).await?))
    }

    /// An invoice of two lines, not yet payable.
    async fn draft(&self, school: &Customer, collection: Collection, name: &str) -> anyhow::Result<Invoice> {
        let metadata = [("invoice", name)];
        let currency = "CNY".parse()?;
        let new = NewInvoice { customer: &school.id, currency, collection, methods: &[], description: Some(name), metadata: &metadata };
        let draft = self.stripe.create_invoice(&new, &key(&format!("{name}/create"))).await?;
        let lines = [
            Line { amount: cny(120_000), description: "课堂 × 40 小时", metadata: &[("order", "ord_1")] },
            Line { amount: cny(-20_050), description: "Credit", metadata: &[] },
        ];
        Ok(self.stripe.add_lines(&draft.id, &lines, &key(&format!("{name}/lines"))).await?)
    }

    /// An invoice that waits for its money.
    async fn open(&self, school: &Customer, collection: Collection, name: &str) -> anyhow::Result<Invoice> {
        let draft = self.draft(school, collection, name).await?;
        Ok(self.stripe.finalize_invoice(&draft.id, &key(&format!("{name}/finalize"))).await?)
    }

    /// An invoice whose money came.
    async fn paid(&self, school: &Customer, name: &str) -> anyhow::Result<Invoice> {
        let open = self.open(school, Collection::Charge, name).await?;
        Ok(self.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key(&format!("{name}/pay"))).await?)
    }
}
