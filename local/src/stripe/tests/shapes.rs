//! Whether what we send and read has the shape that Stripe publishes, told by stripe-mock.

use homeroom_outside::stripe::{
    Collection, CustomerDetails, Error, Id, Line, NewInvoice, NewRefund, NewSetupPage, PayWith, RefundReason, Stripe, VERSION,
};
use reqwest::{Method, Response};

use super::every_call::make_every_call;
use super::peers::{Peer, stripe_mock};
use super::{Outcome, cny, http, key, town};
use crate::stripe::Request;

async fn replay(mock: &Peer, request: &Request, version: &str) -> anyhow::Result<Response> {
    let url = format!("{}{}", mock.url, request.path);
    let mut call = http().request(Method::from_bytes(request.method.as_bytes())?, url).bearer_auth("sk_test_played");
    call = call.header("stripe-version", version);
    if let Some(key) = &request.idempotency_key {
        call = call.header("idempotency-key", key).header("content-type", "application/x-www-form-urlencoded");
    }
    Ok(call.body(request.body.clone()).send().await?)
}

#[tokio::test]
async fn every_request_has_the_published_shape() -> Outcome {
    let (mock, town) = (stripe_mock().await?, town().await?);
    make_every_call(&town).await?;
    let requests = town.played.requests();
    assert!(requests.len() > 30, "{}", requests.len());
    for request in &requests {
        let answer = replay(&mock, request, VERSION).await?;
        let status = answer.status();
        assert_eq!(status, 200, "{request:?}: {}", answer.text().await?);
    }

    // And it would say so.
    let create = requests.iter().find(|request| request.method == "POST" && request.path == "/v1/invoices").expect("an invoice");
    let odd = Request { body: format!("{}&days_until_do=3", create.body), ..create.clone() };
    assert_eq!(replay(&mock, &odd, VERSION).await?.status(), 400);
    let wrong = Request { body: create.body.replace("auto_advance=false", "auto_advance=perhaps"), ..create.clone() };
    assert_eq!(replay(&mock, &wrong, VERSION).await?.status(), 400);
    assert_eq!(replay(&mock, create, "2020-08-27").await?.status(), 400);
    Ok(())
}

/// The answers are Stripe's examples, with everything in them that we do not know.
#[tokio::test]
async fn published_examples_of_answers_are_read() -> Outcome {
    let mock = stripe_mock().await?;
    let stripe = Stripe::new(&mock.url, "sk_test_played".parse()?)?;
    let id = |text: &str| text.parse::<Id>().expect("an id");
    let (customer, invoice, method) = (id("cus_1"), id("in_1"), id("pm_1"));
    let details = CustomerDetails { name: Some("North"), metadata: &[("tenant", "ten_1")], ..CustomerDetails::default() };
    assert_eq!(stripe.create_customer(&details, &key("1")).await?.name.as_deref(), Some("North"));
    assert_eq!(stripe.update_customer(&customer, &details, &key("2")).await?.id, customer);
    stripe.set_default_method(&customer, Some(&method), &key("3")).await?;
    assert!(!stripe.customer(&customer).await?.deleted);
    assert!(stripe.find_customer("tenant", "ten_1").await?.is_some());
    assert!(stripe.methods(&customer).await?.iter().any(|method| method.card.is_some()));
    assert!(stripe.method(&method).await?.card.is_some());
    stripe.detach_method(&method, &key("4")).await?;
    let page = NewSetupPage {
        customer: &customer,
        success_url: "https://a.example",
        cancel_url: "https://a.example",
        locale: "zh",
        metadata: &[],
    };
    stripe.open_setup_page(&page, &key("5")).await?;
    stripe.setup_page(&id("cs_test_1")).await?;
    stripe.setup(&id("seti_1")).await?;
    assert!(stripe.open_portal(&customer, "https://a.example", "en", &key("6")).await?.url.starts_with("http"));
    let new = NewInvoice {
        customer: &customer,
        currency: "CNY".parse()?,
        collection: Collection::Charge,
        methods: &["card"],
        description: None,
        metadata: &[],
    };
    stripe.create_invoice(&new, &key("7")).await?;
    let lines = [Line { amount: cny(5), description: "Room hours", metadata: &[("order", "ord_1")] }];
    stripe.add_lines(&invoice, &lines, &key("8")).await?;
    stripe.finalize_invoice(&invoice, &key("9")).await?;
    stripe.pay_invoice(&invoice, PayWith::DefaultMethod, &key("10")).await?;
    stripe.send_invoice(&invoice, &key("11")).await?;
    stripe.void_invoice(&invoice, &key("12")).await?;
    stripe.mark_invoice_uncollectible(&invoice, &key("13")).await?;
    stripe.invoice(&invoice).await?;
    assert_eq!(stripe.find_invoice(&customer, ("invoice", "none"), 0).await?, None);
    stripe.delete_draft(&invoice).await?;
    stripe.invoice_paid_by(&id("pi_1")).await?;
    let refund = NewRefund { payment: &id("pi_1"), amount: cny(5), reason: Some(RefundReason::Duplicate), metadata: &[] };
    stripe.create_refund(&refund, &key("14")).await?;
    stripe.refund(&id("re_1")).await?;
    stripe.refunds_of(&id("pi_1")).await?;
    stripe.dispute(&id("du_1")).await?;
    assert!(!stripe.events(&["invoice.paid"], 0, None).await?.events.is_empty());
    let stranger = Stripe::new(&mock.url, "rk_live_abc".parse()?)?;
    assert!(matches!(stranger.customer(&customer).await, Err(Error::Credentials(_))), "it takes test keys alone");
    Ok(())
}
