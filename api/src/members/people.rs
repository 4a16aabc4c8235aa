//! Making people: addresses, passwords, one-time links, and the first platform admin.

use homeroom_domain::ids::MembershipId;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{self, NewMembership};
use crate::{
    app::App,
    auth::{Actor, Place, Role, Secret, SystemTx, api_key, identity::LINK, password},
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Format, Problem, Shape, violates},
    seal::sha256,
};

/// How long a one-time link waits to be used.
const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 7);
/// RFC 5321.
const EMAIL: usize = 254;

/// The address as it is stored and compared: without the blanks and capitals that people add.
pub(crate) fn normal_email(text: &str, checks: &mut Checks) -> String {
    let email = text.trim().to_lowercase();
    let plausible = email.len() <= EMAIL
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && email.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    checks.that(plausible, "/email", Shape::BadFormat { expected: Format::Email });
    email
}

pub(crate) fn check_password(pointer: &str, secret: &Secret, checks: &mut Checks) {
    let length = secret.length();
    checks.that(length >= *password::LENGTH.start(), pointer, Shape::TooShort { min: *password::LENGTH.start() as u64 }).that(
        length <= *password::LENGTH.end(),
        pointer,
        Shape::TooLong { max: *password::LENGTH.end() as u64 },
    );
}

/// Somebody who comes in: an address, and a password's hash or the promise of a link.
pub(super) struct Newcomer {
    pub email: String,
    pub password_hash: Option<String>,
    pub role: Role,
}

/// Makes the membership, and the person where there is none. Returns the link, which works only for somebody without a password whom no other
/// place counts on: otherwise whoever adds an address could take over the person.
pub(super) async fn join(
    conn: &mut PgConnection,
    place: Place,
    newcomer: &Newcomer,
    at: Timestamp,
) -> Result<(MembershipId, Option<String>), ApiError> {
    let person = store::find_or_make(conn, &newcomer.email, place, at).await?;
    let id = MembershipId::new(Uuid::now_v7());
    let new = NewMembership { id, user: person.id, place, role: newcomer.role.name(), at };
    store::insert(conn, &new).await.map_err(|error| violates(error, store::ONE_MEMBERSHIP, Problem::MemberExists))?;
    let unclaimed = !person.has_password && !person.elsewhere;
    let link = match &newcomer.password_hash {
        Some(hash) if unclaimed => {
            store::set_first_password(conn, person.id, hash).await?;
            None
        }
        Some(_) => None,
        None => Some(format!("{LINK}{}", api_key::random(40))),
    };
    if let Some(link) = link.as_ref().filter(|_| unclaimed) {
        store::insert_link(conn, person.id, &sha256(link), at + LINK_LIFETIME).await?;
    }
    Ok((id, link))
}

/// Makes a platform admin, for whoever stands at the machine. An existing person keeps their password.
///
/// # Errors
/// When the address or password is not acceptable, or the person is on the platform already.
pub async fn create_platform_admin(app: &App, email: &str, secret: Secret) -> anyhow::Result<MembershipId> {
    let mut checks = Checks::default();
    let email = normal_email(email, &mut checks);
    check_password("/password", &secret, &mut checks);
    checks.done().map_err(|_| {
        anyhow::anyhow!(
            "an e-mail address and a password of {} to {} characters are needed",
            password::LENGTH.start(),
            password::LENGTH.end()
        )
    })?;
    let newcomer = Newcomer { email, password_hash: Some(password::hash(secret).await?), role: Role::PlatformAdmin };
    let now = app.clock.now();
    let mut tx = SystemTx::begin(&app.pools).await?;
    let (id, _) = join(tx.conn(), Place::Platform, &newcomer, now).await.map_err(|error| match error.problem() {
        Problem::MemberExists => anyhow::anyhow!("this person has a role on the platform already"),
        _ => anyhow::Error::from(error),
    })?;
    let data = json!({ "email": newcomer.email, "role": newcomer.role });
    let actor = Actor::operator();
    let event = NewEvent { feed: Place::Platform, kind: EventType::MemberAdded, actor: &actor, subject: id.to_string(), data, at: now };
    events::record(tx.conn(), event).await?;
    tx.commit().await?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_without_case_and_must_be_one() {
        let normal = |text: &str| {
            let mut checks = Checks::default();
            let email = normal_email(text, &mut checks);
            checks.done().map(|()| email).ok()
        };
        assert_eq!(normal(" Li.Wei@Example.ORG "), Some("li.wei@example.org".to_owned()));
        for wrong in ["", "li", "@example.org", "li@", "li@a@b", "li wei@example.org"] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
    }
}
