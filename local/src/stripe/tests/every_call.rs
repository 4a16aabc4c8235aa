//! Every call that the client has, once. A call that is added and not made here fails the test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use homeroom_outside::stripe::{Collection, Customer, CustomerDetails, Id, NewInvoice, NewRefund, NewSetupPage, PayWith, RefundReason};
use serde_json::json;

use super::{Outcome, Town, cny, id, key, town};

const METADATA: [(&str, &str); 1] = [("tenant", "ten_1")];

pub(super) async fn make_every_call(town: &Town) -> Outcome {
    let school = of_customers(town).await?;
    let card = of_cards(town, &school).await?;
    of_payments(town, &school).await?;
    of_invoices(town, &school, &card).await?;
    town.stripe.detach_method(&card, &key("detach")).await?;
    Ok(())
}

async fn of_customers(town: &Town) -> anyhow::Result<Customer> {
    let (stripe, metadata) = (&town.stripe, METADATA);
    let details = CustomerDetails {
        name: Some("清河第二中学"),
        email: Some("office@qinghe.example"),
        languages: &["zh-CN", "en"],
        metadata: &metadata,
    };
    let school = stripe.create_customer(&details, &key("customer")).await?;
    stripe.update_customer(&school.id, &details, &key("update")).await?;
    stripe.customer(&school.id).await?;
    stripe.find_customer("tenant", "ten_1").await?;
    Ok(school)
}

async fn of_cards(town: &Town, school: &Customer) -> anyhow::Result<Id> {
    let (stripe, metadata) = (&town.stripe, METADATA);
    let page = NewSetupPage {
        customer: &school.id,
        success_url: "https://homeroom.example/billing?saved={CHECKOUT_SESSION_ID}",
        cancel_url: "https://homeroom.example/billing",
        locale: "zh",
        metadata: &metadata,
    };
    let page = stripe.open_setup_page(&page, &key("page")).await?;
    let setup = stripe.setup_page(&page.id).await?.setup.expect("a setup");
    stripe.setup(&setup.id).await?;
    stripe.open_portal(&school.id, "https://homeroom.example/billing", "zh", &key("portal")).await?;
    let card = id(&town.played.control("cards", &json!({"customer": school.id.as_str(), "card": "pm_card_visa"})).await?);
    stripe.set_default_method(&school.id, Some(&card), &key("default")).await?;
    stripe.methods(&school.id).await?;
    stripe.method(&card).await?;
    Ok(card)
}

async fn of_payments(town: &Town, school: &Customer) -> Outcome {
    let stripe = &town.stripe;
    let paid = town.paid(school, "paid").await?;
    stripe.invoice(&paid.id).await?;
    stripe.find_invoice(&school.id, ("invoice", "none"), 1_600_000_000).await?;
    let payment = paid.paid_by().expect("a payment");
    stripe.invoice_paid_by(payment).await?;
    let refund = NewRefund { payment, amount: cny(100), reason: Some(RefundReason::RequestedByCustomer), metadata: &[("refund", "rfd_1")] };
    let refund = stripe.create_refund(&refund, &key("refund")).await?;
    stripe.refund(&refund.id).await?;
    stripe.refunds_of(payment).await?;
    let dispute = town.played.control("disputes", &json!({"invoice": paid.id.as_str()})).await?;
    stripe.dispute(&id(&dispute)).await?;
    Ok(())
}

async fn of_invoices(town: &Town, school: &Customer, card: &Id) -> Outcome {
    let (stripe, metadata) = (&town.stripe, METADATA);
    let sent = town.open(school, Collection::Send { days_until_due: 30 }, "sent").await?;
    stripe.send_invoice(&sent.id, &key("send")).await?;
    stripe.pay_invoice(&sent.id, PayWith::NothingHere, &key("transfer")).await?;
    let charged = town.open(school, Collection::Charge, "charged").await?;
    stripe.pay_invoice(&charged.id, PayWith::Method(card), &key("pay")).await?;
    let alipay = NewInvoice {
        customer: &school.id,
        currency: "CNY".parse()?,
        collection: Collection::Send { days_until_due: 14 },
        methods: &["card", "alipay"],
        description: Some("PO 2026-7"),
        metadata: &metadata,
    };
    let alipay = stripe.create_invoice(&alipay, &key("alipay")).await?;
    stripe.delete_draft(&alipay.id).await?;
    let voided = town.open(school, Collection::Charge, "voided").await?;
    stripe.void_invoice(&voided.id, &key("void")).await?;
    let lost = town.open(school, Collection::Charge, "lost").await?;
    stripe.mark_invoice_uncollectible(&lost.id, &key("lost")).await?;
    let events = stripe.events(&["invoice.paid", "refund.created"], 1_600_000_000, None).await?.events;
    stripe.events(&["invoice.paid"], 1_600_000_000, events.first().map(|event| &event.id)).await?;
    Ok(())
}

#[tokio::test]
async fn every_call_is_answered_and_carries_its_key_and_version() -> Outcome {
    let town = town().await?;
    make_every_call(&town).await?;
    for request in town.played.requests() {
        assert_eq!((request.status, request.version.as_deref()), (200, Some(homeroom_outside::stripe::VERSION)), "{request:?}");
        assert_eq!(request.idempotency_key.is_some(), request.method == "POST", "{request:?}");
    }
    Ok(())
}

/// The client's calls by their names in its source.
#[test]
fn no_call_is_left_out() -> Outcome {
    let mut left_out = BTreeSet::new();
    let here = concat!(include_str!("every_call.rs"), include_str!("mod.rs"));
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../outside/src/stripe"))? {
        let source = fs::read_to_string(entry?.path())?;
        for name in source.split("pub async fn ").skip(1).filter_map(|rest| rest.split('(').next()) {
            if !here.contains(&format!("stripe.{name}(")) {
                left_out.insert(name.to_owned());
            }
        }
    }
    assert!(left_out.is_empty(), "{left_out:?}");
    Ok(())
}
