//! Invoices from draft to their end.

use homeroom_outside::stripe::{Collection, Error, InvoiceStatus, Line, Money, NewInvoice, PayWith};
use serde_json::json;

use super::{Outcome, cny, key, town};

#[tokio::test]
async fn a_saved_card_pays_an_invoice_once() -> Outcome {
    let town = town().await?;
    let (school, _) = town.school_with("pm_card_visa").await?;
    let draft = town.draft(&school, Collection::Charge, "one").await?;
    assert_eq!((draft.status, draft.total, draft.hosted_url.as_deref()), (InvoiceStatus::Draft, cny(99_950), None));
    let open = town.stripe.finalize_invoice(&draft.id, &key("finalize")).await?;
    assert_eq!((open.status, open.due, open.paid, open.paid_by()), (InvoiceStatus::Open, cny(99_950), cny(0), None));
    assert!(town.played.charged().await?.is_empty());
    let paid = town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key("pay")).await?;
    assert_eq!((paid.status, paid.paid), (InvoiceStatus::Paid, cny(99_950)));
    assert_eq!(town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key("pay")).await?, paid);
    assert!(matches!(town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key("other")).await, Err(Error::Refused { .. })));
    let charges = town.played.charged().await?;
    assert_eq!((charges.len(), &charges[0]["amount"], &charges[0]["currency"]), (1, &json!(99_950), &json!("cny")));
    assert_eq!(charges[0]["payment_intent"], paid.paid_by().expect("a payment").as_str());
    Ok(())
}

#[tokio::test]
async fn a_declined_card_says_why_and_leaves_the_invoice_open() -> Outcome {
    let town = town().await?;
    for (turn, (card, code, reason)) in [
        ("pm_card_chargeDeclined", "card_declined", Some("generic_decline")),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", Some("insufficient_funds")),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeCustomerFail", "card_declined", Some("generic_decline")),
        ("pm_card_authenticationRequired", "authentication_required", Some("authentication_required")),
    ]
    .into_iter()
    .enumerate()
    {
        let (school, _) = town.school_with(card).await?;
        let open = town.open(&school, Collection::Charge, &turn.to_string()).await?;
        let refused = town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key(&format!("{turn}/pay"))).await;
        let Err(Error::Declined(decline)) = refused else { panic!("{card}: {refused:?}") };
        assert_eq!(
            (decline.code.as_ref().map(|code| code.as_str()), decline.reason.as_ref().map(|code| code.as_str())),
            (Some(code), reason)
        );
        assert_eq!(decline.wants_the_holder(), card == "pm_card_authenticationRequired");
        let open = town.stripe.invoice(&open.id).await?;
        assert_eq!((open.status, open.attempts), (InvoiceStatus::Open, 1));
        assert_eq!(open.payments[0].failure.as_ref().map(|code| code.as_str()), reason.or(Some(code)), "{card}");
        assert_eq!(open.payments[0].intent, decline.payment);
    }
    assert!(town.played.charged().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_card_that_was_declined_can_pay_later_with_another_key() -> Outcome {
    let town = town().await?;
    let (school, card) = town.school_with("pm_card_visa").await?;
    let decline =
        async |decline: &str| town.played.control("cards/decline", &json!({"payment_method": card.id.as_str(), "decline": decline})).await;
    decline("insufficient_funds").await?;
    let open = town.open(&school, Collection::Charge, "one").await?;
    let pay = async |name: &str| town.stripe.pay_invoice(&open.id, PayWith::Method(&card.id), &key(name)).await;
    assert!(matches!(pay("first").await, Err(Error::Declined(_))));
    decline("none").await?;
    assert!(matches!(pay("first").await, Err(Error::Declined(_))), "a key keeps its answer");
    assert_eq!(pay("second").await?.status, InvoiceStatus::Paid);
    assert_eq!(town.played.charged().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn without_a_card_nothing_is_paid() -> Outcome {
    let town = town().await?;
    let school = town.school().await?;
    let open = town.open(&school, Collection::Charge, "one").await?;
    assert!(matches!(town.stripe.pay_invoice(&open.id, PayWith::DefaultMethod, &key("pay")).await, Err(Error::Refused { .. })));
    Ok(())
}

#[tokio::test]
async fn an_invoice_is_sent_to_somebody_and_due_in_days() -> Outcome {
    let town = town().await?;
    let now = 1_709_164_800;
    town.played.set_time(now).await?;
    let school = town.school().await?;
    let open = town.open(&school, Collection::Send { days_until_due: 30 }, "one").await?;
    assert_eq!(open.due_at, Some(now + 30 * 86_400));
    assert_eq!(town.stripe.send_invoice(&open.id, &key("send")).await?.status, InvoiceStatus::Open);
    town.played.control("clock", &json!({"advance": 31 * 86_400})).await?;
    let kinds: Vec<_> = town.stripe.events(&[], 0, None).await?.events.into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "invoice.overdue").count(), 1);

    let nobody = town.stripe.create_customer(&homeroom_outside::stripe::CustomerDetails::default(), &key("nobody")).await?;
    let refused = town.draft(&nobody, Collection::Send { days_until_due: 30 }, "two").await.expect_err("there is no address");
    assert!(matches!(refused.downcast_ref(), Some(Error::Refused { .. })), "{refused}");
    let charged = town.open(&school, Collection::Charge, "three").await?;
    assert!(matches!(town.stripe.send_invoice(&charged.id, &key("send three")).await, Err(Error::Refused { .. })));
    Ok(())
}

#[tokio::test]
async fn an_invoice_of_nothing_is_paid_without_a_charge() -> Outcome {
    let town = town().await?;
    let school = town.school().await?;
    let currency = "CNY".parse()?;
    let new = NewInvoice { customer: &school.id, currency, collection: Collection::Charge, methods: &[], description: None, metadata: &[] };
    let draft = town.stripe.create_invoice(&new, &key("create")).await?;
    assert_eq!(town.stripe.finalize_invoice(&draft.id, &key("finalize")).await?.status, InvoiceStatus::Paid);
    assert!(town.played.charged().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn an_invoice_ends_in_one_way() -> Outcome {
    let town = town().await?;
    let (school, _) = town.school_with("pm_card_visa").await?;
    let voided = town.open(&school, Collection::Charge, "voided").await?;
    assert_eq!(town.stripe.void_invoice(&voided.id, &key("void")).await?.status, InvoiceStatus::Void);
    let lost = town.open(&school, Collection::Charge, "lost").await?;
    assert_eq!(town.stripe.mark_invoice_uncollectible(&lost.id, &key("lost")).await?.status, InvoiceStatus::Uncollectible);
    assert_eq!(town.stripe.pay_invoice(&lost.id, PayWith::DefaultMethod, &key("after all")).await?.status, InvoiceStatus::Paid);
    let transferred = town.open(&school, Collection::Charge, "transferred").await?;
    let transferred = town.stripe.pay_invoice(&transferred.id, PayWith::NothingHere, &key("transfer")).await?;
    assert_eq!((transferred.status, transferred.paid, transferred.paid_by()), (InvoiceStatus::Paid, cny(0), None));
    assert_eq!(town.played.charged().await?.len(), 1);

    let unwanted = town.draft(&school, Collection::Charge, "unwanted").await?;
    town.stripe.delete_draft(&unwanted.id).await?;
    assert_eq!(town.stripe.delete_draft(&unwanted.id).await, Err(Error::Gone));
    for ended in [&voided.id, &transferred.id] {
        let lines = [Line { amount: cny(1), description: "late", metadata: &[] }];
        assert!(matches!(town.stripe.add_lines(ended, &lines, &key(&format!("{ended}/lines"))).await, Err(Error::Refused { .. })));
        assert!(matches!(town.stripe.finalize_invoice(ended, &key(&format!("{ended}/finalize"))).await, Err(Error::Refused { .. })));
        assert!(matches!(town.stripe.void_invoice(ended, &key(&format!("{ended}/void"))).await, Err(Error::Refused { .. })));
        assert!(matches!(town.stripe.delete_draft(ended).await, Err(Error::Refused { .. })));
    }
    Ok(())
}

#[tokio::test]
async fn an_invoice_is_found_by_its_metadata_however_many_came_after() -> Outcome {
    let town = town().await?;
    let school = town.school().await?;
    let wanted = town.draft(&school, Collection::Charge, "inv_1").await?;
    for turn in 0..120 {
        town.draft(&school, Collection::Charge, &format!("later_{turn}")).await?;
    }
    assert_eq!(town.stripe.find_invoice(&school.id, ("invoice", "inv_1"), 0).await?, Some(wanted));
    assert_eq!(town.stripe.find_invoice(&school.id, ("invoice", "inv_2"), 0).await?, None);
    Ok(())
}

#[tokio::test]
async fn amounts_that_stripe_counts_otherwise_arrive_as_they_were_meant() -> Outcome {
    let town = town().await?;
    let (school, _) = town.school_with("pm_card_visa").await?;
    for (currency, minor, wire) in [("JPY", 5_000, 5_000), ("UGX", 5_000, 500_000), ("KWD", 5_120, 5_120)] {
        let currency = currency.parse()?;
        let new = NewInvoice {
            customer: &school.id,
            currency,
            collection: Collection::Charge,
            methods: &["card"],
            description: None,
            metadata: &[],
        };
        let draft = town.stripe.create_invoice(&new, &key(&format!("{currency}/create"))).await?;
        let line = Line { amount: Money { minor, currency }, description: "Room hours", metadata: &[] };
        let draft = town.stripe.add_lines(&draft.id, &[line], &key(&format!("{currency}/lines"))).await?;
        town.stripe.finalize_invoice(&draft.id, &key(&format!("{currency}/finalize"))).await?;
        let paid = town.stripe.pay_invoice(&draft.id, PayWith::DefaultMethod, &key(&format!("{currency}/pay"))).await?;
        assert_eq!(paid.paid, Money { minor, currency });
        assert_eq!(town.played.charged().await?.last().map(|charge| charge["amount"].clone()), Some(json!(wire)));
        let fraction = Line { amount: Money { minor: 1, currency: "KWD".parse()? }, ..line };
        assert!(matches!(town.stripe.add_lines(&draft.id, &[fraction], &key("fraction")).await, Err(Error::Amount(_))));
    }
    Ok(())
}
