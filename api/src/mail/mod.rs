//! Letters to people: their words in both languages, and their way out. Rooms decide who is written to, and do it in jobs; no request sends any.

mod letters;
mod money;

use homeroom_outside::MailError;

pub(crate) use letters::{Invitation, Reset};
pub(crate) use money::MoneyNotice;

use crate::{
    app::App,
    jobs::{Attempt, Failure},
    words::Language,
};

/// A letter's words, before it has a form.
pub(crate) struct Draft {
    subject: String,
    /// What is said before the address that is to be opened, and after it.
    before: Vec<String>,
    address: String,
    after: Vec<String>,
}

/// Sends a letter in the name of an attempt. Each attempt is a letter of its own, for its link is: who drops what has come before drops none of them.
///
/// # Errors
/// When the mail server did not take it.
pub(crate) async fn send(app: &App, to: String, draft: Draft, language: Language, attempt: Attempt) -> Result<(), Failure> {
    send_as(app, to, draft, language, &format!("{}.{}", attempt.id, attempt.number)).await
}

/// Sends a letter under an id of its own: one that is sent twice under the same is the same letter.
///
/// # Errors
/// When the mail server did not take it.
pub(crate) async fn send_as(app: &App, to: String, draft: Draft, language: Language, id: &str) -> Result<(), Failure> {
    let Some(mailer) = &app.config.mailer else { return Err(Failure::again("mail is not set up in this process: MAIL_URL")) };
    let letter = draft.written(to, language);
    mailer.send(&letter, id).await.map_err(|error| match error {
        MailError::Refused(_) | MailError::Address => Failure::dead(&error.to_string()),
        MailError::Unreachable | MailError::Later(_) | MailError::Credentials(_) => Failure::again(&error.to_string()),
    })
}
