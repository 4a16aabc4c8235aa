//! What is known outlives a stop, for a demo that is started again.

use homeroom_outside::stripe::{Collection, InvoiceStatus, Stripe};

use super::{Outcome, Town, key, town};
use crate::scratch::Scratch;
use crate::stripe::{Options, Stripe as Played};

#[tokio::test]
async fn a_played_stripe_that_was_stopped_knows_its_customers_and_keys() -> Outcome {
    let scratch = Scratch::new("stripe-test")?;
    let start = async || Played::start_with(Options { file: Some(scratch.path().join("stripe.json")), ..Options::default() }).await;
    let town_of = |played: Played| -> anyhow::Result<Town> {
        let stripe = Stripe::new(&played.url, played.key.parse()?)?;
        Ok(Town { played, stripe })
    };
    let town = town_of(start().await?)?;
    let (school, _) = town.school_with("pm_card_visa").await?;
    let paid = town.paid(&school, "one").await?;
    town.played.stop();

    let town = town_of(start().await?)?;
    assert_eq!(town.stripe.invoice(&paid.id).await?.status, InvoiceStatus::Paid);
    assert_eq!(town.paid(&school, "one").await?.id, paid.id, "its keys are known");
    assert_eq!(town.played.charged().await?.len(), 1);
    let next = town.open(&school, Collection::Charge, "two").await?;
    assert!(town.stripe.find_invoice(&school.id, ("invoice", "two"), 0).await?.is_some_and(|found| found.id == next.id));
    Ok(())
}

#[tokio::test]
async fn a_stop_cuts_connections_and_another_start_is_another_stripe() -> Outcome {
    let (first, second) = (town().await?, town().await?);
    let school = first.school().await?;
    assert!(second.stripe.customer(&school.id).await.is_err());
    assert!(first.played.check().is_ok());
    let detail = homeroom_outside::stripe::CustomerDetails::default();
    assert!(second.stripe.create_customer(&detail, &key("customer")).await.is_ok(), "keys are of one Stripe");
    Ok(())
}
