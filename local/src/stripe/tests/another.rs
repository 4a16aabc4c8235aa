//! The client against localstripe, which others wrote: customers, cards, refunds, and callbacks that it signs.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use homeroom_outside::stripe::{CustomerDetails, Error, NewRefund, RefundStatus, SignatureFault, Stripe};
use serde_json::{Value, json};

use super::hooks::Listener;
use super::peers::{Peer, localstripe};
use super::{Outcome, http, id, key};

const EUR_CENTS: i64 = 12_345;

/// What our client never asks, since the pages of Stripe do it.
async fn post(peer: &Peer, path: &str, form: &str) -> anyhow::Result<Value> {
    let call = http().post(format!("{}{path}", peer.url)).bearer_auth("sk_test_played").body(form.to_owned());
    let answer = call.header("content-type", "application/x-www-form-urlencoded").send().await?;
    Ok(serde_json::from_str(&answer.error_for_status()?.text().await?)?)
}

#[tokio::test]
async fn customers_cards_and_refunds_are_as_others_understand_them() -> Outcome {
    let Some(peer) = localstripe().await? else { return Ok(()) };
    let stripe = Stripe::new(&peer.url, "sk_test_played".parse()?)?;
    let details = CustomerDetails {
        name: Some("清河第二中学"),
        email: Some("a+b@qinghe.example"),
        languages: &["zh-CN", "en"],
        metadata: &[("tenant", "ten_1")],
    };
    let school = stripe.create_customer(&details, &key("customer")).await?;
    assert_eq!((school.name.as_deref(), school.email.as_deref()), (details.name, details.email));
    assert_eq!(stripe.customer(&school.id).await?.metadata["tenant"], "ten_1");

    let card =
        post(&peer, "/v1/payment_methods", "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=34&card[cvc]=123")
            .await?;
    let card = id(&card);
    post(&peer, &format!("/v1/payment_methods/{card}/attach"), &format!("customer={}", school.id)).await?;
    assert_eq!(stripe.set_default_method(&school.id, Some(&card), &key("default")).await?.default_method, Some(card.clone()));
    assert_eq!(stripe.method(&card).await?.card.map(|card| card.last4).as_deref(), Some("4242"));

    let form = format!("amount={EUR_CENTS}&currency=eur&customer={}&payment_method={card}&capture_method=automatic", school.id);
    let payment = id(&post(&peer, "/v1/payment_intents", &form).await?);
    post(&peer, &format!("/v1/payment_intents/{payment}/confirm"), "").await?;
    let amount = homeroom_outside::stripe::Money { minor: 345, currency: "EUR".parse()? };
    let metadata = [("refund", "rfd_1")];
    let refund = stripe.create_refund(&NewRefund { payment: &payment, amount, reason: None, metadata: &metadata }, &key("refund")).await?;
    assert_eq!((refund.status, refund.amount, refund.payment.as_ref()), (RefundStatus::Succeeded, amount, Some(&payment)));
    assert_eq!(stripe.refund(&refund.id).await?, refund);
    assert_eq!(stripe.refunds_of(&payment).await?, [refund]);

    stripe.detach_method(&card, &key("detach")).await?;
    assert_eq!(stripe.customer(&"cus_none".parse()?).await, Err(Error::Gone));
    Ok(())
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "others sign with the machine's time")]
async fn what_others_sign_is_known_as_signed() -> Outcome {
    let Some(peer) = localstripe().await? else { return Ok(()) };
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    let listener = Listener::at(now);
    let url = listener.start().await?;
    for (name, secret) in [("ours", "whsec_new"), ("theirs", "whsec_stolen")] {
        let hook = json!({"url": url, "secret": secret});
        let call = http().post(format!("{}/_config/webhooks/{name}", peer.url)).header("content-type", "application/json");
        call.body(hook.to_string()).send().await?.error_for_status()?;
    }
    let stripe = Stripe::new(&peer.url, "sk_test_played".parse()?)?;
    let school = stripe.create_customer(&CustomerDetails::default(), &key("customer")).await?;
    // It waits for a second before it calls.
    for _ in 0..200 {
        if listener.heard().len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut heard = listener.heard();
    heard.sort_by_key(|(checked, _)| checked.is_err());
    assert_eq!(heard.iter().map(|(checked, _)| *checked).collect::<Vec<_>>(), [Ok(()), Err(SignatureFault::Signature)]);
    let (_, notice) = &heard[0];
    assert_eq!((notice.kind.as_str(), notice.object.as_ref()), ("customer.created", Some(&school.id)));
    Ok(())
}
