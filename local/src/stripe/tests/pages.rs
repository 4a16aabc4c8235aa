//! Pages, visited as a browser does it.

use homeroom_outside::stripe::{
    Collection, CustomerDetails, InvoiceStatus, Line, NewInvoice, NewSetupPage, PayWith, SetupPage, SetupPageStatus,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::json;

use super::{Outcome, Town, cny, id, key, town};

const BACK: &str = "https://homeroom.example/billing";

fn browser() -> anyhow::Result<Client> {
    Ok(Client::builder().no_proxy().redirect(Policy::none()).build()?)
}

async fn send(url: &str, field: &str, value: &str) -> anyhow::Result<Response> {
    let body = form_urlencoded::Serializer::new(String::new()).append_pair(field, value).finish();
    Ok(browser()?.post(url).header("content-type", "application/x-www-form-urlencoded").body(body).send().await?)
}

async fn setup_page(town: &Town) -> anyhow::Result<SetupPage> {
    let school = town.school().await?;
    let success_url = &format!("{BACK}?saved={{CHECKOUT_SESSION_ID}}");
    let page = NewSetupPage { customer: &school.id, success_url, cancel_url: BACK, locale: "zh", metadata: &[("tenant", "ten_1")] };
    Ok(town.stripe.open_setup_page(&page, &key("page")).await?)
}

#[tokio::test]
async fn a_visitor_saves_a_card_and_comes_back() -> Outcome {
    let town = town().await?;
    let page = setup_page(&town).await?;
    let url = page.url.clone().expect("a page");
    assert_eq!((page.status, page.setup.as_ref().and_then(|setup| setup.method.clone())), (SetupPageStatus::Open, None));
    let shown = browser()?.get(&url).send().await?.error_for_status()?.text().await?;
    assert!(shown.contains("清河第二中学") && shown.contains("保存银行卡"), "{shown}");

    assert!(send(&url, "card", "4000 0000 0000 0002").await?.text().await?.contains("银行卡被拒绝"));
    let odd = send(&url, "card", "1234 \"><script>").await?.text().await?;
    assert!(odd.contains("这不是测试卡号") && !odd.contains("<script>"), "{odd}");
    assert_eq!(town.stripe.setup_page(&page.id).await?.status, SetupPageStatus::Open);

    let back = send(&url, "card", "4242 4242 4242 4242").await?;
    assert_eq!((back.status().as_u16(), back.headers()["location"].to_str()?), (303, format!("{BACK}?saved={}", page.id).as_str()));
    let page = town.stripe.setup_page(&page.id).await?;
    let setup = page.setup.expect("a setup");
    assert_eq!((page.status, setup.status.as_str(), page.url), (SetupPageStatus::Complete, "succeeded", None));
    let card = town.stripe.method(&setup.method.expect("a card")).await?;
    assert_eq!((card.customer, card.card.map(|card| card.last4)), (page.customer, Some("4242".to_owned())));
    assert_eq!(send(&url, "card", "4242424242424242").await?.status(), 410, "a page is used once");
    Ok(())
}

#[tokio::test]
async fn a_page_that_was_left_open_for_a_day_is_closed() -> Outcome {
    let town = town().await?;
    town.played.set_time(1_700_000_000).await?;
    let page = setup_page(&town).await?;
    town.played.control("clock", &json!({"advance": 86_400})).await?;
    let url = page.url.expect("a page");
    assert_eq!(browser()?.get(&url).send().await?.status(), 410);
    assert_eq!(send(&url, "card", "4242424242424242").await?.status(), 410);
    assert_eq!(town.stripe.setup_page(&page.id).await?.status, SetupPageStatus::Expired);
    assert_eq!(town.stripe.events(&["checkout.session.expired"], 0, None).await?.events.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_customer_looks_after_its_cards() -> Outcome {
    let town = town().await?;
    let (school, first) = town.school_with("pm_card_visa").await?;
    let portal = town.stripe.open_portal(&school.id, BACK, "en", &key("portal")).await?;
    assert_eq!(send(&portal.url, "card", "5555 5555 5555 4444").await?.status(), 303);
    let cards = town.stripe.methods(&school.id).await?;
    assert_eq!((cards.len(), town.stripe.customer(&school.id).await?.default_method), (2, Some(cards[0].id.clone())));
    send(&portal.url, "default", first.id.as_str()).await?;
    assert_eq!(town.stripe.customer(&school.id).await?.default_method, Some(first.id.clone()));
    send(&portal.url, "remove", first.id.as_str()).await?;
    let school = town.stripe.customer(&school.id).await?;
    assert_eq!((town.stripe.methods(&school.id).await?.len(), school.default_method), (1, None));

    let stranger = town.stripe.create_customer(&CustomerDetails::default(), &key("stranger")).await?;
    let theirs = town.played.control("cards", &json!({"customer": stranger.id.as_str(), "card": "pm_card_visa"})).await?;
    send(&portal.url, "remove", id(&theirs).as_str()).await?;
    assert_eq!(town.stripe.methods(&stranger.id).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn whoever_has_an_invoices_address_can_pay_it() -> Outcome {
    let town = town().await?;
    let name = "<b>School</b>";
    let details = CustomerDetails { name: Some(name), email: Some("a@b.example"), ..CustomerDetails::default() };
    let school = town.stripe.create_customer(&details, &key("customer")).await?;
    let open = town.open(&school, Collection::Send { days_until_due: 30 }, "one").await?;
    let url = open.hosted_url.clone().expect("an address");
    let shown = browser()?.get(&url).header("accept-language", "en").send().await?.text().await?;
    assert!(
        shown.contains("¥999.50") && shown.contains("-¥200.50") && shown.contains("&lt;b&gt;") && !shown.contains("<b>School"),
        "{shown}"
    );
    assert!(send(&url, "card", "4000000000009995").await?.text().await?.contains("insufficient funds"));
    assert_eq!(town.stripe.invoice(&open.id).await?.status, InvoiceStatus::Open);
    // One that asks for its holder: the holder is there.
    assert_eq!(send(&url, "card", "4000002760003184").await?.status(), 303);
    let paid = town.stripe.invoice(&open.id).await?;
    assert_eq!((paid.status, paid.attempts, town.played.charged().await?.len()), (InvoiceStatus::Paid, 2, 1));
    assert!(browser()?.get(&url).send().await?.text().await?.contains("Paid"));
    assert!(send(&url, "card", "4242424242424242").await?.text().await?.contains("Paid. Thank you."));
    let late = town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key("late")).await;
    assert!(late.is_err() && town.played.charged().await?.len() == 1);
    Ok(())
}

#[tokio::test]
async fn an_invoice_that_allows_alipay_is_paid_by_it() -> Outcome {
    let town = town().await?;
    let school = town.school().await?;
    let by_card = town.open(&school, Collection::Send { days_until_due: 30 }, "one").await?;
    assert!(!browser()?.get(by_card.hosted_url.expect("an address")).send().await?.text().await?.contains("alipay"));
    let (currency, collection) = ("CNY".parse()?, Collection::Send { days_until_due: 30 });
    let methods = &["card", "alipay"];
    let new = NewInvoice { customer: &school.id, currency, collection, methods, description: None, metadata: &[] };
    let draft = town.stripe.create_invoice(&new, &key("create")).await?;
    let line = Line { amount: cny(500), description: "Room hours", metadata: &[] };
    town.stripe.add_lines(&draft.id, &[line], &key("lines")).await?;
    let open = town.stripe.finalize_invoice(&draft.id, &key("finalize")).await?;
    assert_eq!(send(&open.hosted_url.expect("an address"), "alipay", "yes").await?.status(), 303);
    assert_eq!(town.stripe.invoice(&open.id).await?.status, InvoiceStatus::Paid);
    assert_eq!(town.played.charged().await?[0]["payment_method_details"]["type"], "alipay");
    Ok(())
}
