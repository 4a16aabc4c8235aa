//! Making people: addresses, passwords, one-time links, and the first platform admin.

use homeroom_domain::ids::{MembershipId, UserId};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sqlx::PgConnection;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use uuid::Uuid;

use super::{
    store::{self, NewMembership},
    view::{MemberStatus, MemberView},
};
use crate::{
    app::App,
    auth::{
        Actor, Place, Role, Secret, SystemTx, api_key,
        identity::LINK,
        password::{self, Recipe},
        passwords::{self, NewLink},
    },
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Format, Problem, Shape, violates},
    seal::sha256,
    words::Language,
};

/// How long a one-time link waits to be used.
const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 7);
/// RFC 5321.
const EMAIL: usize = 254;

/// Most people with a role in one place.
const MEMBERS_MAX: i64 = 5_000;

/// The address as it is stored and compared: without the blanks and capitals that people add, and in one spelling (NFKC) where Unicode knows several.
pub(crate) fn normal_email(text: &str, checks: &mut Checks) -> String {
    normal_email_at("/email", text, checks)
}

/// The same of an address that stands elsewhere in the body.
pub(super) fn normal_email_at(pointer: &str, text: &str, checks: &mut Checks) -> String {
    let email = spelled(text);
    let plausible = email.len() <= EMAIL
        && email.chars().all(is_seen)
        && email.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    checks.that(plausible, pointer, Shape::BadFormat { expected: Format::Email });
    email
}

/// An address in the spelling in which it would be stored.
pub(super) fn spelled(email: &str) -> String {
    email.trim().nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// Characters that one can see in an address. Others make two of what looks like one, or turn what stands beside them.
fn is_seen(c: char) -> bool {
    // Letters and marks by their class that are drawn as nothing: fillers, joiners of graphemes and selectors of variants.
    let is_blank = matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}');
    (c.is_ascii_graphic() || c.is_alphanumeric() || is_combining_mark(c)) && !is_blank
}

pub(crate) fn check_password(pointer: &str, secret: &Secret, checks: &mut Checks) {
    let length = secret.length();
    checks.that(length >= *password::LENGTH.start(), pointer, Shape::TooShort { min: *password::LENGTH.start() as u64 }).that(
        length <= *password::LENGTH.end(),
        pointer,
        Shape::TooLong { max: *password::LENGTH.end() as u64 },
    );
}

/// Somebody who comes in: an address, and a first password or the promise of a link.
pub(super) struct Newcomer {
    pub email: String,
    pub role: Role,
    pub name: Option<String>,
    pub language: Option<Language>,
    pub teaches_as: Vec<String>,
    pub password: Option<FirstPassword>,
}

impl Newcomer {
    /// The member that was made of the newcomer.
    pub(super) fn view(self, id: MembershipId, at: Timestamp) -> MemberView {
        let Self { email, role, name, language: _, teaches_as, password } = self;
        let status = if password.is_some() { MemberStatus::Active } else { MemberStatus::Invited };
        MemberView { id, email, name, role, teaches_as, status, created_at: at }
    }
}

/// A membership that was just made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joined {
    pub id: MembershipId,
    pub user: UserId,
}

/// A password that a place hands out, hashed before the transaction, and whether there is such a person or not: the time tells nothing.
pub(super) struct FirstPassword {
    secret: Secret,
    recipe: Recipe,
    hash: Vec<u8>,
}

impl FirstPassword {
    pub(super) async fn new(app: &App, email: &str, secret: Secret) -> Result<Self, ApiError> {
        let known = store::recipe(&mut *app.pools.worker.acquire().await?, email).await?;
        let recipe = known.unwrap_or_else(Recipe::fresh);
        let hash = password::hash(&secret, recipe.clone()).await?;
        Ok(Self { secret, recipe, hash })
    }

    /// The hash by the recipe that the person has in the end: another one when somebody else made the person meanwhile.
    async fn by(&self, recipe: Recipe) -> Result<Vec<u8>, ApiError> {
        if recipe == self.recipe { Ok(self.hash.clone()) } else { password::hash(&self.secret, recipe).await }
    }
}

/// Makes the membership, and the person where there is none, with the password if there is one. It is of this membership alone: what a place hands
/// out must open nothing at another place, whichever of the two added the address first.
pub(super) async fn join(conn: &mut PgConnection, place: Place, newcomer: &Newcomer, at: Timestamp) -> Result<Joined, ApiError> {
    if store::lock_and_count(conn, place).await? >= MEMBERS_MAX {
        return Err(ApiError::With(Problem::TooManyMembers, json!({ "limit": MEMBERS_MAX })));
    }
    let recipe = newcomer.password.as_ref().map_or_else(Recipe::fresh, |password| password.recipe.clone());
    let person = store::find_or_make(conn, &newcomer.email, &recipe, at).await?;
    let id = MembershipId::new(Uuid::now_v7());
    let new = NewMembership {
        id,
        user: person.id,
        place,
        role: newcomer.role.name(),
        name: newcomer.name.as_deref(),
        language: newcomer.language.map(Language::tag),
        teaches_as: &newcomer.teaches_as,
        taken_up: newcomer.password.is_some(),
        at,
    };
    store::insert(conn, &new).await.map_err(|error| violates(error, store::ONE_MEMBERSHIP, Problem::MemberExists))?;
    if let Some(password) = &newcomer.password {
        passwords::insert_password(conn, id, &password.by(person.recipe).await?).await?;
    }
    Ok(Joined { id, user: person.id })
}

/// Makes the link with which a member takes up the role. Earlier ones of the same role end.
pub(super) async fn make_link(conn: &mut PgConnection, joined: Joined, at: Timestamp) -> sqlx::Result<String> {
    passwords::end_links(conn, joined.id).await?;
    let link = format!("{LINK}{}", api_key::random(40));
    let new = NewLink { hash: &sha256(&link), user: joined.user, membership: Some(joined.id), until: at + LINK_LIFETIME };
    passwords::insert_link(conn, &new).await?;
    Ok(link)
}

/// Makes a platform admin, for whoever stands at the machine. The password opens the platform alone; what the person has elsewhere stays.
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
    let password = FirstPassword::new(app, &email, secret).await?;
    let (name, language, teaches_as) = (None, None, Vec::new());
    let newcomer = Newcomer { email, role: Role::PlatformAdmin, name, language, teaches_as, password: Some(password) };
    let now = app.clock.now();
    let mut tx = SystemTx::of_operator(&app.pools).await?;
    let Joined { id, .. } = join(tx.conn(), Place::Platform, &newcomer, now).await.map_err(|error| match error.problem() {
        Problem::MemberExists => anyhow::anyhow!("this person has a role on the platform already"),
        _ => anyhow::Error::from(error),
    })?;
    let (actor, subject) = (Actor::operator(), id.to_string());
    let event = NewEvent { feed: Place::Platform, kind: EventType::MemberAdded, actor: &actor, subject, data: json!({}), at: now };
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
        assert_eq!(normal("Jose\u{301}@example.org"), Some("jos\u{e9}@example.org".to_owned()));
        assert_eq!(normal("\u{ff4c}i@example.org"), Some("li@example.org".to_owned()));
        assert_eq!(normal("李伟@例子.中国"), Some("李伟@例子.中国".to_owned()));
        for unseen in
            ['\u{200b}', '\u{202e}', '\u{ad}', '\u{feff}', '\u{2066}', '\u{3164}', '\u{2800}', '\u{115f}', '\u{fe0f}', '\u{200d}', '\u{7f}']
        {
            for wrong in [format!("li{unseen}@example.org"), format!("{unseen}li@example.org"), format!("li@example{unseen}.org")] {
                assert_eq!(normal(&wrong), None, "{wrong:?}");
            }
        }
        for wrong in ["", "li", "@example.org", "li@", "li@a@b", "li wei@example.org"] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
    }
}
