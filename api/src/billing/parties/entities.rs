//! `GET` and `PUT /v1/platform/legal-entities`: who sells. Invoices are written by the oldest, or by the one that was chosen for a tenant.

use homeroom_domain::{
    billing::{TaxIdFault, check_tax_id as check_tax_id_of_country},
    ids::LegalEntityId,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{self, Entity};
use crate::{
    auth::{ManagePlans, PlatformCaller, ReadReceivables},
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Format, IfMatch, IfNoneMatch, Json, Problem, Problems, Shape, Version, Versioned, text},
};

const ENTITIES_MAX: usize = 20;

/// Who sells.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LegalEntity)]
pub(crate) struct LegalEntityView {
    pub id: LegalEntityId,
    #[serde(flatten)]
    pub entity: NewLegalEntity,
    /// The number that the next invoice is given.
    pub next_number: i64,
}

/// The sellers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LegalEntities {
    /// The oldest first.
    pub items: Vec<LegalEntityView>,
}

/// What invoices say of the seller.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct NewLegalEntity {
    /// What its invoice numbers begin with; another prefix is another seller. Letters, digits and dashes.
    #[schema(min_length = 1, max_length = 20, pattern = "^[0-9A-Za-z-]{1,20}$", example = "HR-")]
    pub(super) number_prefix: String,
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    pub(super) name: String,
    /// Lines, at most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub(super) address: String,
    #[serde(default)]
    #[schema(max_length = 30, pattern = "^[0-9A-Za-z-]{0,30}$")]
    pub(super) tax_id: String,
    #[serde(default)]
    #[schema(max_length = 254)]
    pub(super) email: String,
    /// Where to transfer money to: lines, at most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub(super) bank: String,
    /// What the tax is called on invoices.
    #[serde(default)]
    #[schema(max_length = 64, example = "VAT")]
    pub(super) tax_name: String,
    /// A flat rate, in parts of a million: 60000 is six per cent.
    #[serde(default)]
    #[schema(maximum = 1000000)]
    pub(super) tax_rate_ppm: u32,
    /// Days after its issue in which an invoice is to be paid.
    #[serde(default = "month")]
    #[schema(minimum = 0, maximum = 365)]
    pub(super) days_until_due: i32,
    /// Whether each invoice waits until somebody issues it.
    #[serde(default)]
    pub(super) approval: bool,
    /// Whoever has less overdue in all, in whole units of the currency, is neither reminded nor suspended.
    #[serde(default)]
    #[schema(maximum = 1000000)]
    pub(super) chase_from: u32,
}

const fn month() -> i32 {
    30
}

impl NewLegalEntity {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        let is_code = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let prefix_fits = (1..=20).contains(&self.number_prefix.len()) && is_code(&self.number_prefix);
        checks.that(prefix_fits, "/number_prefix", Shape::BadFormat { expected: Format::Code });
        checks.name("/name", &self.name).text("/tax_name", &self.tax_name, 0..=64);
        check_address("/address", &self.address, &mut checks);
        check_address("/bank", &self.bank, &mut checks);
        check_tax_id("/tax_id", &self.tax_id, &mut checks);
        check_email("/email", &self.email, &mut checks);
        checks.number("/tax_rate_ppm", self.tax_rate_ppm.into(), 0..=1_000_000);
        checks.number("/chase_from", self.chase_from.into(), 0..=1_000_000);
        checks.number("/days_until_due", self.days_until_due.into(), 0..=365);
        checks.done()
    }
}

/// Lines of text.
pub(super) fn check_address(pointer: &str, address: &str, checks: &mut Checks) {
    checks.that(address.chars().count() <= 500, pointer, Shape::TooLong { max: 500 });
    let lines_fit = address.lines().all(|line| line.is_empty() || homeroom_domain::text::is_visible(line));
    checks.that(lines_fit, pointer, Shape::BadFormat { expected: Format::PlainText });
}

pub(super) fn check_tax_id(pointer: &str, tax_id: &str, checks: &mut Checks) {
    let fits = tax_id.len() <= 30 && tax_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    checks.that(fits, pointer, Shape::BadFormat { expected: Format::Code });
    match check_tax_id_of_country(tax_id) {
        Err(TaxIdFault::SocialCreditCode) => checks.that(false, pointer, Shape::BadFormat { expected: Format::SocialCreditCode }),
        Err(TaxIdFault::VatNumber) => checks.that(false, pointer, Shape::BadFormat { expected: Format::VatNumber }),
        Ok(()) => checks,
    };
}

pub(super) fn check_email(pointer: &str, email: &str, checks: &mut Checks) {
    let fits = email.is_empty()
        || (email.len() <= 254 && email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')));
    checks.that(fits && !email.contains(char::is_whitespace), pointer, Shape::BadFormat { expected: Format::Email });
}

impl From<Entity> for LegalEntityView {
    fn from(entity: Entity) -> Self {
        let id = entity.id();
        let Entity { name, address, tax_id, email, bank, number_prefix, next_number, tax_name, days_until_due, approval, .. } = entity;
        let (tax_rate_ppm, chase_from) = (entity.tax_rate_ppm.unsigned_abs(), entity.chase_from.unsigned_abs());
        let entity = NewLegalEntity {
            number_prefix,
            name,
            address,
            tax_id,
            email,
            bank,
            tax_name,
            tax_rate_ppm,
            days_until_due,
            approval,
            chase_from,
        };
        Self { id, entity, next_number }
    }
}

/// List legal entities
///
/// Who sells: at most 20. Invoices are written by the oldest, or by the one that `PUT /v1/tenants/{id}/seller` chose; without any, they stay drafts.
#[utoipa::path(
    get, path = "/v1/platform/legal-entities", tag = "billing",
    responses((status = 200, description = "The sellers", body = LegalEntities), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_legal_entities(
    caller: PlatformCaller<ReadReceivables>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<LegalEntities>, ApiError> {
    let mut tx = caller.begin().await?;
    let all = store::entities(tx.conn()).await?;
    Ok(Versioned::new(version(&all), view(all)).unless(if_none_match))
}

/// All of them are one thing to edit; the numbers that they give are nobody's edit.
fn version(all: &[Entity]) -> Version {
    let numbers = all.iter().map(|entity| entity.next_number).sum();
    Version { edit: all.iter().map(|entity| entity.edit).sum(), revision: numbers }
}

fn view(all: Vec<Entity>) -> LegalEntities {
    LegalEntities { items: all.into_iter().map(LegalEntityView::from).collect() }
}

/// Set a legal entity
///
/// The one with this `number_prefix` is changed, or added where there is none. Its numbers go on without a gap. Invoices that are issued keep what they say.
#[utoipa::path(
    put, path = "/v1/platform/legal-entities", tag = "billing", request_body = NewLegalEntity,
    params(("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "The sellers", body = LegalEntities), Problems)
)]
pub(crate) async fn put_legal_entity(
    caller: PlatformCaller<ManagePlans>,
    if_match: IfMatch,
    Json(new): Json<NewLegalEntity>,
) -> Result<Versioned<LegalEntities>, ApiError> {
    new.check()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    store::hold_entities(tx.conn()).await?;
    expected.matches(version(&store::entities(tx.conn()).await?).edit)?;
    let id = LegalEntityId::new(Uuid::now_v7());
    store::put_entity(tx.conn(), id, &new, caller.now()).await?;
    let all = store::entities(tx.conn()).await?;
    if all.len() > ENTITIES_MAX {
        return Err(ApiError::With(Problem::TooManyPlans, json!({ "limit": ENTITIES_MAX })));
    }
    let (kind, actor, data) = (EventType::LegalEntityChanged, caller.actor(), json!({ "name": new.name }));
    let subject = all.iter().find(|one| one.number_prefix == new.number_prefix).map_or(id, Entity::id).to_string();
    events::record(tx.conn(), NewEvent { feed: caller.home(), kind, actor: &actor, subject, data, at: caller.now() }).await?;
    tx.commit().await?;
    Ok(Versioned::new(version(&all), view(all)))
}
