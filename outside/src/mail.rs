//! Mail by SMTP. One connection a letter: letters are few, and each is an attempt of a job that is repeated when it fails.

use std::{fmt, net::IpAddr, time::Duration};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp,
};
use url::Url;

/// For each answer of the server.
const PATIENCE: Duration = Duration::from_secs(15);

/// A letter to one person, in two forms that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// A language tag, such as `zh-CN`.
    pub language: &'static str,
}

/// Why the settings of mail cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailUrlFault {
    #[error("it must be like smtp://user:password@mail.example.org:587 or smtps://mail.example.org")]
    Form,
    #[error("without TLS no password is sent to another machine: leave out tls=none, or the user")]
    Bare,
    #[error("the sender must be an address, such as Homeroom <homeroom@example.org>")]
    Sender,
}

/// A letter that was not taken. No variant holds anything that the other side wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The server is away, busy, or does not know us yet: try again. The letter may have been taken all the same.
    #[error("the mail server could not be reached or did not answer in time")]
    Unreachable,
    #[error("the mail server answered {0}")]
    Later(u16),
    /// Whoever set the server's address and credentials must look at them; until then the same happens again.
    #[error("the mail server answered {0}: it does not accept our credentials")]
    Credentials(u16),
    /// It takes no such letter, or knows no such address.
    #[error("the mail server answered {0}: it does not take this letter")]
    Refused(u16),
    /// The address is none that mail can go to.
    #[error("this is no address that mail can go to")]
    Address,
}

/// Sends letters by one server. Clones share nothing but the settings.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("from", &self.from.email.to_string()).finish_non_exhaustive()
    }
}

impl Mailer {
    /// `smtps://` speaks TLS from the first byte. `smtp://` asks for STARTTLS and sends nothing without it, but on loopback, or with `?tls=none`.
    ///
    /// # Errors
    /// When the address or the sender cannot be used. The text is never quoted: it may hold a password.
    pub fn new(url: &str, from: &str) -> Result<Self, MailUrlFault> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let from = from.parse::<Mailbox>().map_err(|_| MailUrlFault::Sender)?;
        let url = encrypted(url)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|_| MailUrlFault::Form)?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    /// Hands the letter to the server. `id` is the letter's own: a server may drop one whose id it has seen.
    ///
    /// # Errors
    /// When the server did not take it.
    pub async fn send(&self, letter: &Letter, id: &str) -> Result<(), MailError> {
        let message = self.message(letter, id)?;
        self.transport.send(message).await.map(drop).map_err(|error| named(&error))
    }

    fn message(&self, letter: &Letter, id: &str) -> Result<Message, MailError> {
        let to = letter.to.parse::<Address>().map_err(|_| MailError::Address)?;
        let domain = self.from.email.domain();
        let builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .message_id(Some(format!("<{id}@{domain}>")))
            // Nobody's absence is to be told to us.
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Content-Language"), letter.language.to_owned()));
        let body = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
        builder.multipart(body).map_err(|_| MailError::Address)
    }
}

/// The address with what it leaves unsaid about TLS.
fn encrypted(text: &str) -> Result<Url, MailUrlFault> {
    let mut url = Url::parse(text).map_err(|_| MailUrlFault::Form)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(MailUrlFault::Form)?;
    let near = host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let bare = match (url.scheme(), url.query()) {
        ("smtps", None) => return Ok(url),
        ("smtp", None) => near,
        ("smtp", Some("tls=none")) if near || url.username().is_empty() => true,
        ("smtp", Some("tls=none")) => return Err(MailUrlFault::Bare),
        _ => return Err(MailUrlFault::Form),
    };
    url.set_query((!bare).then_some("tls=required"));
    Ok(url)
}

fn named(error: &smtp::Error) -> MailError {
    match error.status().map(u16::from) {
        Some(code @ (530 | 534 | 535 | 538)) => MailError::Credentials(code),
        Some(code) if error.is_permanent() => MailError::Refused(code),
        Some(code) => MailError::Later(code),
        None => MailError::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "Homeroom <homeroom@example.org>";

    #[test]
    fn no_password_and_no_letter_leaves_the_machine_in_the_clear_unless_that_is_said() {
        let url = |text: &str| encrypted(text).map(|url| url.to_string());
        assert_eq!(url("smtp://mail.example.org:587").unwrap(), "smtp://mail.example.org:587?tls=required");
        assert_eq!(url("smtp://me:secret@mail.example.org").unwrap(), "smtp://me:secret@mail.example.org?tls=required");
        assert_eq!(url("smtps://me:secret@mail.example.org").unwrap(), "smtps://me:secret@mail.example.org");
        assert_eq!(url("smtp://127.0.0.1:1025").unwrap(), "smtp://127.0.0.1:1025");
        assert_eq!(url("smtp://relay.mail.svc?tls=none").unwrap(), "smtp://relay.mail.svc");
        assert_eq!(url("smtp://me:secret@relay.mail.svc?tls=none"), Err(MailUrlFault::Bare));
        for wrong in ["", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail.example.org?tls=perhaps"] {
            assert_eq!(Mailer::new(wrong, FROM).map(drop), Err(MailUrlFault::Form), "{wrong}");
        }
        assert_eq!(Mailer::new("smtp://127.0.0.1:25", "nobody").map(drop), Err(MailUrlFault::Sender));
        let shown = format!("{:?}", Mailer::new("smtps://me:secret@mail.example.org", FROM).unwrap());
        assert!(shown.contains("homeroom@example.org") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn a_letter_is_two_forms_of_the_same_and_whole_in_chinese() {
        let letter = Letter {
            to: "li@example.org".to_owned(),
            subject: "清河第二中学邀请您".to_owned(),
            text: "您好".to_owned(),
            html: "<p>您好</p>".to_owned(),
            language: "zh-CN",
        };
        let mailer = Mailer::new("smtp://127.0.0.1:25", FROM).unwrap();
        let sent = String::from_utf8(mailer.message(&letter, "job_1").unwrap().formatted()).unwrap();
        for part in
            ["multipart/alternative", "text/plain", "text/html", "Message-ID: <job_1@example.org>", "Auto-Submitted: auto-generated"]
        {
            assert!(sent.contains(part), "{part}: {sent}");
        }
        let nowhere = Letter { to: "no address".to_owned(), ..letter };
        assert_eq!(mailer.message(&nowhere, "job_1").map(drop), Err(MailError::Address));
    }
}
