//! Who sells and who buys, as invoices name them: legal entities of the platform, and the billing profile of a tenant.

mod entities;
mod profile;
mod seller;
mod store;

pub(crate) use store::PURGED;

pub(super) use entities::{__path_get_legal_entities, __path_put_legal_entity, get_legal_entities, put_legal_entity};
pub(super) use profile::{__path_get_billing_profile, __path_put_billing_profile, get_billing_profile, put_billing_profile};
pub(super) use seller::{__path_get_tenant_seller, __path_put_tenant_seller, get_tenant_seller, put_tenant_seller};
pub(super) use store::{Buyer, Entity, buyer, next_number, seller_of};
