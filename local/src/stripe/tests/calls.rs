//! Customers, their cards, refunds, disputes and events.

use homeroom_outside::stripe::{CustomerDetails, DisputeStatus, Error, NewRefund, RefundReason, RefundStatus, Stripe};
use serde_json::json;

use super::{Outcome, cny, http, id, key, town};

#[tokio::test]
async fn a_customer_is_changed_and_found_by_its_metadata() -> Outcome {
    let town = town().await?;
    let details = CustomerDetails { name: Some("O'Hara \\ School"), metadata: &[("tenant", "ten_'1")], ..CustomerDetails::default() };
    let made = town.stripe.create_customer(&details, &key("1")).await?;
    assert_eq!((made.name.as_deref(), made.email.as_deref()), (Some("O'Hara \\ School"), None));
    let details = CustomerDetails { email: Some("a+b@school.example"), languages: &["zh-CN", "en"], ..CustomerDetails::default() };
    let changed = town.stripe.update_customer(&made.id, &details, &key("2")).await?;
    assert_eq!((changed.email.as_deref(), &changed.name, &changed.metadata), (Some("a+b@school.example"), &made.name, &made.metadata));
    assert_eq!(town.stripe.find_customer("tenant", "ten_'1").await?.map(|found| found.id), Some(made.id));
    assert_eq!(town.stripe.find_customer("tenant", "ten_2").await?, None);
    Ok(())
}

#[tokio::test]
async fn a_customer_that_was_deleted_at_stripe_is_known_as_such() -> Outcome {
    let town = town().await?;
    let school = town.school().await?;
    let url = format!("{}/v1/customers/{}", town.played.url, school.id);
    http().delete(url).bearer_auth(&town.played.key).send().await?.error_for_status()?;
    assert!(town.stripe.customer(&school.id).await?.deleted);
    assert_eq!(town.stripe.update_customer(&school.id, &CustomerDetails::default(), &key("2")).await, Err(Error::Gone));
    assert_eq!(town.stripe.customer(&"cus_none".parse()?).await, Err(Error::Gone));
    Ok(())
}

#[tokio::test]
async fn cards_are_listed_made_the_default_and_removed() -> Outcome {
    let town = town().await?;
    let (school, first) = town.school_with("pm_card_visa").await?;
    let second = town.played.control("cards", &json!({"customer": school.id.as_str(), "card": "pm_card_mastercard"})).await?;
    let kinds: Vec<_> = town.stripe.methods(&school.id).await?.into_iter().filter_map(|method| Some(method.card?.last4)).collect();
    assert_eq!(kinds, ["4444", "4242"]);
    let school = town.stripe.set_default_method(&school.id, Some(&id(&second)), &key("default")).await?;
    assert_eq!(school.default_method, Some(id(&second)));
    assert_eq!(town.stripe.detach_method(&first.id, &key("detach")).await?.customer, None);
    assert!(matches!(town.stripe.detach_method(&first.id, &key("again")).await, Err(Error::Refused { .. })));
    let school = town.stripe.set_default_method(&school.id, None, &key("none")).await?;
    assert_eq!((school.default_method, town.stripe.methods(&school.id).await?.len()), (None, 1));
    assert_eq!(town.stripe.set_default_method(&school.id, Some(&"pm_none".parse()?), &key("no such")).await, Err(Error::Gone));
    Ok(())
}

#[tokio::test]
async fn money_goes_back_at_most_once() -> Outcome {
    let town = town().await?;
    let (school, _) = town.school_with("pm_card_visa").await?;
    let paid = town.paid(&school, "one").await?;
    let payment = paid.paid_by().expect("a payment");
    let metadata = [("refund", "rfd_1")];
    let part = NewRefund { payment, amount: cny(40_000), reason: Some(RefundReason::RequestedByCustomer), metadata: &metadata };
    let refund = town.stripe.create_refund(&part, &key("part")).await?;
    assert_eq!((refund.status, refund.amount, refund.payment.as_ref()), (RefundStatus::Succeeded, cny(40_000), Some(payment)));
    assert_eq!(town.stripe.create_refund(&part, &key("part")).await?, refund);
    let too_much = NewRefund { amount: cny(59_951), metadata: &[], ..part };
    assert!(matches!(town.stripe.create_refund(&too_much, &key("too much")).await, Err(Error::Refused { .. })));
    let rest = NewRefund { amount: cny(59_950), reason: Some(RefundReason::Duplicate), ..too_much };
    town.stripe.create_refund(&rest, &key("rest")).await?;
    let all = town.stripe.refunds_of(payment).await?;
    assert_eq!(all.iter().map(|refund| refund.amount.minor).sum::<i64>(), paid.paid.minor);
    assert_eq!(all.iter().find(|refund| refund.metadata.get("refund").is_some_and(|id| id == "rfd_1")), Some(&refund));
    Ok(())
}

#[tokio::test]
async fn a_refund_can_fail_after_it_had_succeeded() -> Outcome {
    let town = town().await?;
    let (school, _) = town.school_with("pm_card_refundFail").await?;
    let paid = town.paid(&school, "one").await?;
    let payment = paid.paid_by().expect("a payment");
    let new = NewRefund { payment, amount: cny(500), reason: Some(RefundReason::Fraudulent), metadata: &[] };
    let refund = town.stripe.create_refund(&new, &key("refund")).await?;
    assert_eq!(refund.status, RefundStatus::Succeeded);
    let failed = town.stripe.refund(&refund.id).await?;
    assert_eq!(failed.status, RefundStatus::Failed);
    assert!(failed.failure.is_some());
    Ok(())
}

#[tokio::test]
async fn a_dispute_leads_to_the_invoice_that_it_is_about() -> Outcome {
    let town = town().await?;
    let (school, _) = town.school_with("pm_card_visa").await?;
    let paid = town.paid(&school, "one").await?;
    let opened = town.played.control("disputes", &json!({"invoice": paid.id.as_str()})).await?;
    let dispute = town.stripe.dispute(&id(&opened)).await?;
    assert_eq!((dispute.status, dispute.amount), (DisputeStatus::Open, paid.paid));
    assert_eq!(town.stripe.invoice_paid_by(dispute.payment.as_ref().expect("a payment")).await?, Some(paid.id));
    town.played.control("disputes/close", &json!({"dispute": dispute.id.as_str(), "status": "lost"})).await?;
    assert_eq!(town.stripe.dispute(&dispute.id).await?.status, DisputeStatus::Lost);
    Ok(())
}

#[tokio::test]
async fn events_are_listed_page_by_page_since_a_moment() -> Outcome {
    let town = town().await?;
    town.played.set_time(1_700_000_000).await?;
    town.stripe.create_customer(&CustomerDetails::default(), &key("before")).await?;
    town.played.set_time(1_700_000_100).await?;
    for turn in 0..250 {
        town.stripe.create_customer(&CustomerDetails::default(), &key(&turn.to_string())).await?;
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = town.stripe.events(&["customer.created", "customer.deleted"], 1_700_000_100, after.as_ref()).await?;
        found.extend(page.events);
        after = found.last().map(|event| event.id.clone());
        if !page.more {
            break;
        }
    }
    found.dedup();
    assert_eq!(found.len(), 250);
    assert!(found.iter().all(|event| event.kind == "customer.created" && event.object.is_some()));
    assert!(town.stripe.events(&["invoice.paid"], 0, None).await?.events.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_is_for_whoever_configured_it() -> Outcome {
    let town = town().await?;
    let stripe = Stripe::new(&town.played.url, "sk_test_another".parse()?)?;
    assert!(matches!(stripe.find_customer("tenant", "ten_1").await, Err(Error::Credentials(_))));
    Ok(())
}
