//! The letters of a notice: a job each. A letter that was taken is not sent again.

use homeroom_domain::{
    billing::{Currency, NoticeKind},
    ids::{NoticeId, TenantId},
    timetable,
};
use jiff::{Timestamp, tz::TimeZone};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::{
    store::{self, Letter},
    view::NoticeFacts,
};
use crate::{
    app::{App, AppState},
    auth::SystemTx,
    jobs::{self, Attempt, Enqueued, Failure, Job, NewJob},
    mail,
    words::Language,
};

/// Letters that are asked for again at once.
const PAGE: i64 = 500;

/// Asks for a letter.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SendNotice {
    notice: NoticeId,
    place: i16,
}

impl Job for SendNotice {
    type Context = AppState;
    const NAME: &'static str = "send-notice";

    async fn run(self, app: AppState, _: Attempt) -> Result<(), Failure> {
        let Self { notice, place } = self;
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let Some(letter) = store::unsent(tx.conn(), notice, place).await? else { return Ok(()) };
        tx.rollback().await?;
        let kind = NoticeKind::named(&letter.kind).ok_or_else(|| Failure::again("this version does not know the notice"))?;
        let (to, language) = (letter.email.clone(), language(&letter));
        let draft = words(&app, letter, kind).draft(language);
        // Not the attempt's: whoever drops what has come before drops what was sent twice.
        mail::send_as(&app, to, draft, language, &format!("{notice}.{place}")).await?;
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        store::mark_sent(tx.conn(), (notice, place), app.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// What is known of the reader; else Chinese to whoever pays in the money of China.
fn language(letter: &Letter) -> Language {
    let guessed = if letter.currency == "CNY" { Language::ZhCn } else { Language::En };
    letter.language.as_deref().and_then(Language::of_tag).unwrap_or(guessed)
}

fn words(app: &App, letter: Letter, kind: NoticeKind) -> mail::MoneyNotice {
    let NoticeFacts { invoices, invoice_id, amount_minor, owed_minor, currency, due_on, until, day } = letter.facts.0;
    let zone = timetable::zone(&letter.time_zone).unwrap_or(TimeZone::UTC);
    let page = match kind {
        NoticeKind::Cancelled | NoticeKind::PurgeDue => "settings/plan".to_owned(),
        // Nobody can come in there any more.
        NoticeKind::Purged => String::new(),
        _ => invoice_id.map_or_else(|| "settings/invoices".to_owned(), |id| format!("settings/invoices/{id}")),
    };
    mail::MoneyNotice {
        kind,
        place: letter.tenant_name,
        invoices,
        amount: amount(amount_minor, &currency),
        owed: owed_minor.filter(|owed| *owed > 0).map(|owed| amount(owed, &currency)),
        on: due_on.or_else(|| until.map(|until| zone.to_datetime(until).date())),
        is_first: day == Some(0),
        address: format!("{}/{page}", app.config.public_url.origin()),
    }
}

/// As a transfer has it: the code, and a point before the minor digits.
fn amount(minor: i64, currency: &str) -> String {
    let digits = currency.parse::<Currency>().map_or(2, Currency::digits);
    format!("{currency} {}", Decimal::new(minor, digits))
}

/// Asks for a letter in the transaction of its notice. Where the queue is full it is asked for later: the notice stands all the same.
pub(super) async fn queue(conn: &mut PgConnection, tenant: TenantId, (notice, place): (NoticeId, i16), at: Timestamp) -> sqlx::Result<()> {
    let job = SendNotice { notice, place };
    let key = format!("{notice}.{place}");
    match jobs::enqueue(conn, NewJob::new(&job, Some(tenant), at).once(&key)).await? {
        Enqueued::Queued(_) | Enqueued::Known => store::mark_queued(conn, (notice, place)).await,
        Enqueued::Full => Ok(()),
    }
}

/// Asks for the letters that no queue had room for.
///
/// # Errors
/// When the database does not answer.
pub(in crate::billing) async fn queue_left(app: &App) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    for (tenant, notice, place) in store::left(tx.conn(), PAGE).await? {
        queue(tx.conn(), tenant, (notice, place), app.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}
