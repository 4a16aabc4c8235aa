//! Who an institution is at Stripe, and which cards it has saved there.

use homeroom_domain::ids::TenantId;
use homeroom_outside::stripe::{Customer, CustomerDetails, Error, Id, Stripe};
use serde_json::json;
use uuid::Uuid;

use super::{
    METADATA,
    calls::{Call, Subject},
    failed,
    store::customers,
};
use crate::{
    app::App,
    auth::{Actor, Place, SystemTx},
    billing::parties,
    events::{self, EventType, NewEvent},
    jobs::Failure,
    tenants,
};

/// An id of Stripe's that we stored.
pub(super) fn stored(text: &str) -> Result<Id, Failure> {
    text.parse().map_err(|_| Failure::dead("what is stored is no id of Stripe's"))
}

/// The customer of a tenant: the one that there is, or a new one.
///
/// # Errors
/// When there is none yet.
pub(super) async fn customer(app: &App, stripe: &Stripe, tenant: TenantId) -> Result<Id, Failure> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let known = customers::customer(tx.conn(), tenant).await?;
    let buyer = parties::buyer(tx.conn(), tenant).await?.0;
    tx.rollback().await?;
    if let Some(known) = known {
        return stored(&known);
    }
    let call = Call::begin(app, Subject { tenant, id: tenant.uuid() }, "customer").await?;
    let name = tenant.to_string();
    let made = match &call.made {
        Some(made) => Some(stored(made)?),
        None if call.look_first => stripe.find_customer(METADATA, &name).await.map_err(|error| failed(&error))?.map(|customer| customer.id),
        None => None,
    };
    let id = match made {
        Some(id) => id,
        None => {
            let email = Some(buyer.email.as_str()).filter(|email| !email.is_empty());
            let details = CustomerDetails { name: Some(&buyer.name), email, languages: &[], metadata: &[(METADATA, &name)] };
            let made = stripe.create_customer(&details, &call.key).await;
            call.end(app, made, |customer: &Customer| customer.id.as_str()).await??.id
        }
    };
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    customers::put_customer(tx.conn(), tenant, id.as_str()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Tells Stripe where to write to, before it is asked to write: the name and the address may have changed since the customer was made.
pub(super) async fn address(app: &App, stripe: &Stripe, tenant: TenantId, (id, of): (&Id, Uuid)) -> Result<(), Failure> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let buyer = parties::buyer(tx.conn(), tenant).await?.0;
    tx.rollback().await?;
    let known = stripe.customer(id).await.map_err(|error| failed(&error))?;
    if known.deleted {
        return Err(forgotten(app, tenant, id).await?);
    }
    if known.email.as_deref() == Some(buyer.email.as_str()) && known.name.as_deref() == Some(buyer.name.as_str()) {
        return Ok(());
    }
    let call = Call::begin(app, Subject { tenant, id: of }, "address").await?;
    let details = CustomerDetails { name: Some(&buyer.name), email: Some(&buyer.email), ..CustomerDetails::default() };
    let told = stripe.update_customer(id, &details, &call.key).await;
    call.end(app, told, |customer: &Customer| customer.id.as_str()).await??;
    Ok(())
}

/// The customer was deleted at Stripe: the next try makes another.
pub(super) async fn forgotten(app: &App, tenant: TenantId, id: &Id) -> Result<Failure, Failure> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    customers::forget_customer(tx.conn(), tenant, id.as_str()).await?;
    tx.commit().await?;
    Ok(Failure::again("the customer was deleted at Stripe; another is made"))
}

/// Asks which cards a customer has, and keeps the answer unless a later one was kept.
///
/// # Errors
/// When it is to be asked again.
pub(super) async fn look(app: &App, stripe: &Stripe, id: &Id) -> Result<(), Failure> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let tenant = customers::tenant_of(tx.conn(), id.as_str()).await?;
    tx.rollback().await?;
    let Some(tenant) = tenant else { return Ok(()) };
    let asked = app.clock.now();
    let customer = match stripe.customer(id).await {
        Ok(customer) if customer.deleted => return forgotten(app, tenant, id).await.map(drop),
        Ok(customer) => customer,
        Err(Error::Gone) => return forgotten(app, tenant, id).await.map(drop),
        Err(error) => return Err(failed(&error)),
    };
    let methods = stripe.methods(id).await.map_err(|error| failed(&error))?;
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    tenants::store::hold(tx.conn(), tenant).await?;
    if customers::take_answer(tx.conn(), tenant, id.as_str(), asked).await? {
        let default = customer.default_method.as_ref().map(Id::as_str);
        if customers::put_methods(tx.conn(), tenant, (&methods, default), asked).await? {
            let actor = Actor::system();
            let (kind, subject) = (EventType::PaymentMethodsChanged, tenant.to_string());
            let data = json!({ "cards": methods.iter().filter(|method| method.card.is_some()).count() });
            events::record(tx.conn(), NewEvent { feed: Place::Tenant(tenant), kind, actor: &actor, subject, data, at: asked }).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
