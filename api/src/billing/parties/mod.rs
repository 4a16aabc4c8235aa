//! Who sells and who buys, as invoices name them: legal entities of the platform, and the billing profile of a tenant.

mod entities;
mod profile;
mod store;

pub(super) use entities::{__path_get_legal_entities, __path_put_legal_entity, get_legal_entities, put_legal_entity};
pub(super) use profile::{__path_get_billing_profile, __path_put_billing_profile, get_billing_profile, put_billing_profile};
pub(super) use store::{Buyer, Entity, buyer, first_entity, next_number};
