//! What goes wrong on the way: each call is repeated until it is answered, and happens once.

use std::time::Duration;

use homeroom_outside::Trouble;
use homeroom_outside::stripe::{Collection, CustomerDetails, Error, InvoiceStatus, PayWith, Stripe};
use serde_json::json;

use super::{Outcome, Town, key, town};

/// Tries to pay an invoice twice with the same key; what came of either.
async fn twice(town: &Town, fault: &str) -> anyhow::Result<[Result<InvoiceStatus, Error>; 2]> {
    let (school, _) = town.school_with("pm_card_visa").await?;
    let open = town.open(&school, Collection::Charge, fault).await?;
    town.played.fail(fault, "/pay").await?;
    let pay =
        async || town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key(&format!("{fault}/pay"))).await.map(|paid| paid.status);
    Ok([pay().await, pay().await])
}

const CUT: Error = Error::TryLater { trouble: Trouble::Cut, after: None };

fn later(status: u16) -> Error {
    Error::TryLater { trouble: Trouble::Status(status.try_into().expect("a status")), after: None }
}

#[tokio::test]
async fn a_lost_answer_is_given_again_and_nothing_is_charged_twice() -> Outcome {
    let town = town().await?;
    for (turn, fault) in ["lost_answer", "lost_call"].into_iter().enumerate() {
        assert_eq!(twice(&town, fault).await?, [Err(CUT), Ok(InvoiceStatus::Paid)], "{fault}");
        assert_eq!(town.played.charged().await?.len(), turn + 1, "{fault}");
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_can_be_lost_again_and_again() -> Outcome {
    let town = town().await?;
    let (school, _) = town.school_with("pm_card_visa").await?;
    let open = town.open(&school, Collection::Charge, "one").await?;
    town.played.control("faults", &json!({"what": "lost_answer", "path": "/pay", "times": 3})).await?;
    let pay = async || town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key("pay")).await.map(|paid| paid.status);
    assert_eq!([pay().await, pay().await, pay().await, pay().await], [Err(CUT), Err(CUT), Err(CUT), Ok(InvoiceStatus::Paid)]);
    assert_eq!(town.played.charged().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_crowd_and_a_lock_leave_the_key_free() -> Outcome {
    let town = town().await?;
    assert_eq!(twice(&town, "too_many").await?, [Err(later(429)), Ok(InvoiceStatus::Paid)]);
    assert_eq!(twice(&town, "locked").await?, [Err(later(409)), Ok(InvoiceStatus::Paid)]);
    assert_eq!(town.played.charged().await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_given_again() -> Outcome {
    let town = town().await?;
    assert_eq!(twice(&town, "garbled").await?, [Err(Error::Unreadable), Ok(InvoiceStatus::Paid)]);
    assert_eq!(town.played.charged().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_key_that_an_error_used_up_says_so_and_the_invoice_says_what_was_done() -> Outcome {
    let town = town().await?;
    let spent = Error::KeySpent(500.try_into()?);
    assert_eq!(twice(&town, "error_before").await?, [Err(later(500)), Err(spent.clone())]);
    assert!(town.played.charged().await?.is_empty());
    assert_eq!(twice(&town, "error_after").await?, [Err(later(500)), Err(spent)]);
    assert_eq!(town.played.charged().await?.len(), 1);
    let invoices = town.played.told("invoices").await?;
    let statuses: Vec<_> = invoices.as_array().into_iter().flatten().map(|invoice| invoice["status"].clone()).collect();
    assert_eq!(statuses, ["open", "paid"]);
    Ok(())
}

#[tokio::test]
async fn a_slow_call_goes_on_when_we_no_longer_wait_and_its_key_is_held_meanwhile() -> Outcome {
    let town = town().await?;
    let (school, _) = town.school_with("pm_card_visa").await?;
    let open = town.open(&school, Collection::Charge, "one").await?;
    town.played.control("faults", &json!({"what": "slow", "path": "/pay", "ms": 5_000})).await?;
    let impatient = Stripe::with_deadline(&town.played.url, town.played.key.parse()?, Duration::from_secs(1))?;
    let gave_up = impatient.pay_invoice(&open.id, PayWith::DefaultMethod, &key("pay")).await;
    assert_eq!(gave_up, Err(Trouble::Deadline).map_err(|trouble| Error::TryLater { trouble, after: None }));
    town.played.wait_for_call("/pay", false, Duration::from_secs(20)).await?;
    assert_eq!(town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key("pay")).await, Err(later(409)));
    let mut paid = Err(later(409));
    for _ in 0..600 {
        paid = town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key("pay")).await;
        if paid.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!((paid?.status, town.played.charged().await?.len()), (InvoiceStatus::Paid, 1));
    Ok(())
}

#[tokio::test]
async fn a_call_can_be_watched_before_and_after_it_is_done() -> Outcome {
    let town = town().await?;
    for (turn, (fault, charges)) in [("slow", 0), ("slow_answer", 2)].into_iter().enumerate() {
        let (school, _) = town.school_with("pm_card_visa").await?;
        let open = town.open(&school, Collection::Charge, &turn.to_string()).await?;
        town.played.control("faults", &json!({"what": fault, "path": "/pay", "ms": 2_000})).await?;
        let (stripe, id) = (town.stripe.clone(), open.id.clone());
        let paying = tokio::spawn(async move { stripe.pay_invoice(&id, PayWith::DefaultMethod, &key(&format!("{turn}/pay"))).await });
        town.played.wait_for_call("/pay", fault == "slow_answer", Duration::from_secs(20)).await?;
        assert_eq!(town.played.charged().await?.len(), charges, "{fault}");
        assert_eq!(paying.await??.status, InvoiceStatus::Paid);
        assert_eq!(town.played.charged().await?.len(), turn + 1);
        assert_eq!(town.played.told("under-way").await?, json!([]));
    }
    Ok(())
}

#[tokio::test]
async fn a_fault_waits_for_its_call_and_is_used_up() -> Outcome {
    let town = town().await?;
    town.played.control("faults", &json!({"what": "too_many", "method": "POST", "path": "/customers", "skip": 1, "times": 2})).await?;
    let mut outcomes = Vec::new();
    for turn in 0..4 {
        outcomes.push(town.stripe.create_customer(&CustomerDetails::default(), &key(&turn.to_string())).await.is_ok());
        assert!(town.stripe.find_customer("tenant", "none").await.is_ok(), "another call is not meant");
    }
    assert_eq!(outcomes, [true, false, false, true]);
    Ok(())
}

#[tokio::test]
async fn a_key_belongs_to_one_call_for_a_day() -> Outcome {
    let town = town().await?;
    town.played.set_time(1_700_000_000).await?;
    let named = |name: &'static str| CustomerDetails { name: Some(name), ..CustomerDetails::default() };
    let first = town.stripe.create_customer(&named("North"), &key("one")).await?;
    let other = town.stripe.create_customer(&named("South"), &key("one")).await;
    let Err(Error::Refused { code: Some(code), .. }) = other else { panic!("{other:?}") };
    assert_eq!(code.as_str(), "idempotency_error");
    town.played.control("clock", &json!({"advance": 86_399})).await?;
    assert_eq!(town.stripe.create_customer(&named("North"), &key("one")).await?, first);
    town.played.control("clock", &json!({"advance": 1})).await?;
    assert_ne!(town.stripe.create_customer(&named("North"), &key("one")).await?.id, first.id);
    Ok(())
}

#[tokio::test]
async fn a_call_that_was_wrong_leaves_its_key_free() -> Outcome {
    let town = town().await?;
    let wrong = CustomerDetails { metadata: &[("a]", "b")], ..CustomerDetails::default() };
    assert!(matches!(town.stripe.create_customer(&wrong, &key("one")).await, Err(Error::Refused { .. })));
    town.stripe.create_customer(&CustomerDetails::default(), &key("one")).await?;
    Ok(())
}

#[tokio::test]
async fn nobody_at_the_address_is_trouble_that_passes() -> Outcome {
    let town = town().await?;
    let stripe = town.stripe.clone();
    town.played.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let missing = stripe.find_customer("tenant", "ten_1").await;
    assert_eq!(missing, Err(Error::TryLater { trouble: Trouble::Connect, after: None }));
    Ok(())
}
