//! `POST /v1/password-resets`: a forgotten password. The answer and its time are alike whether there is such a person or not; the rest is a letter.

use homeroom_domain::ids::UserId;
use http::StatusCode;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::{
    app::AppState,
    auth::{
        SystemTx, api_key,
        attempts::{self, Bucket},
        identity::LINK,
        origin::Visitor,
        passwords::{self, NewLink},
    },
    http::{ApiError, Checks, Json, Problem, Problems},
    jobs::{self, Attempt, Enqueued, Failure, Job, NewJob},
    mail,
    members::normal_email,
    seal::sha256,
    words::Language,
};

/// The largest body: an address.
const BYTES_MAX: usize = 4 * 1024;
/// How long the link waits to be used.
const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(1);

/// Who forgot it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordReset {
    #[schema(format = Email)]
    email: String,
}

/// Issue a link for a forgotten password
///
/// Where mail is set up: to the address, if it is somebody's. The link works once, within an hour, as `Authorization: Bearer <link>` on
/// `PUT /v1/me/password`, or in a browser at `/password/new#<link>`; it sets one password for all roles of the person and ends all their sessions.
/// An address is written to five times an hour.
#[utoipa::path(post, path = "/v1/password-resets", tag = "access", security(()),
    responses((status = 202, description = "If there is such a person, a letter is on its way"), Problems))]
pub(crate) async fn request_password(
    visitor: Visitor,
    language: Language,
    Json(wanted): Json<PasswordReset, BYTES_MAX>,
) -> Result<StatusCode, ApiError> {
    let app = visitor.app();
    let mut checks = Checks::default();
    let email = normal_email(&wanted.email, &mut checks);
    checks.done()?;
    if app.config.mailer.is_none() {
        return Err(Problem::MailNotSetUp.into());
    }
    let now = app.clock.now();
    attempts::count(visitor.begin().await?, &[&Bucket::reset(&email), &Bucket::address(visitor.address)], now).await?;
    let mut tx = visitor.begin().await?;
    let person = store::person_by_email(tx.conn(), &email).await?;
    let letter = SendPasswordLink { user: person.map(|person| person.id.into()), language: language.tag().to_owned() };
    let key = sha256(&email).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    if jobs::enqueue(tx.conn(), NewJob::new(&letter, None, now).once(&key)).await? == Enqueued::Full {
        return Err(ApiError::RetryAfter { problem: Problem::Busy, seconds: 60 });
    }
    tx.commit().await?;
    Ok(StatusCode::ACCEPTED)
}

/// Asks for the letter.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SendPasswordLink {
    /// Nobody, for an address that is nobody's: it is asked for all the same, so that no time tells.
    user: Option<UserId>,
    /// Of whoever asked, where it is not known what the person reads.
    language: String,
}

impl Job for SendPasswordLink {
    type Context = AppState;
    const NAME: &'static str = "send-password-link";

    async fn run(self, app: AppState, attempt: Attempt) -> Result<(), Failure> {
        let Some(user) = self.user else { return Ok(()) };
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let Some(person) = store::person(tx.conn(), user).await? else { return Ok(()) };
        let places = store::places(tx.conn(), user).await?;
        if places.is_empty() {
            return Ok(());
        }
        let link = format!("{LINK}{}", api_key::random(40));
        passwords::end_own_links(tx.conn(), user.uuid()).await?;
        let until = app.clock.now() + LINK_LIFETIME;
        passwords::insert_link(tx.conn(), &NewLink { hash: &sha256(&link), user, membership: None, until }).await?;
        tx.commit().await?;
        let known = places.iter().find_map(|place| Language::of_tag(place.language.as_deref()?));
        let language = known.or_else(|| Language::of_tag(&self.language)).unwrap_or_default();
        let address = format!("{}/password/new#{link}", app.config.public_url.origin());
        let names = places.into_iter().filter_map(|place| place.name).collect();
        let draft = mail::Reset { email: person.email.clone(), places: names, address }.draft(language);
        mail::send(&app, person.email, draft, language, attempt).await
    }
}
