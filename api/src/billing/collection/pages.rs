//! `POST /v1/payment-methods`: a page of Stripe's on which a card is saved, or cards are looked after. A job opens it; the request waits a while for its
//! address, so that most callers have it in the first answer.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::{HostedPageId, TenantId};
use homeroom_outside::stripe::{Error, NewSetupPage, Portal, SetupPage, SetupPageStatus, Stripe};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    METADATA,
    calls::{Call, No, Subject},
    customers::{self, customer},
    store::pages::{self, PageRow},
    stripe,
};
use crate::{
    app::{App, AppState},
    auth::{Caller, ManageBilling, SystemTx},
    http::{ApiError, Begun, Created, Idempotent, Json, Problem, Problems, beside, replayed},
    jobs::{self, Attempt, Failure, Job, NewJob},
    tenants,
    words::Language,
};

/// Pages that a tenant opens a day.
const PAGES_A_DAY: i64 = 50;
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// A page for looking after cards closes after about so long.
const PORTAL_OPEN: SignedDuration = SignedDuration::from_hours(1);
/// How often it is looked whether the page is open, and how many times.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: usize = 80;
/// Where the pages lead back to.
const BACK: &str = "/settings/invoices";

/// Which page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHostedPage {
    #[serde(default)]
    purpose: PagePurpose,
}

/// What a page is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PagePurpose {
    /// To save a card.
    #[default]
    Card,
    /// To look after saved cards: which is charged first, and to add and remove some.
    Portal,
}

impl PagePurpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Portal => "portal",
        }
    }
}

/// A page of Stripe's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HostedPage {
    pub id: HostedPageId,
    #[schema(pattern = "^(card|portal)$")]
    pub purpose: String,
    /// `opening`: ask again with the same `Idempotency-Key` for its address. `open`: send the person there. `completed`: a card was saved. `expired`: it was
    /// open for too long; open another. `failed`: Stripe did not open it.
    #[schema(pattern = "^(opening|open|completed|expired|failed)$")]
    pub status: String,
    /// While it is open. Whoever has it can use the page.
    pub url: Option<String>,
    pub expires_at: Option<Timestamp>,
}

impl HostedPage {
    pub(super) fn new(row: PageRow, now: Timestamp) -> Self {
        let expires_at = row.expires_at.map(jiff_sqlx::Timestamp::to_jiff);
        let is_over = row.status == "open" && expires_at.is_some_and(|at| at <= now);
        let status = if is_over { "expired".to_owned() } else { row.status };
        Self { id: HostedPageId::new(row.id), purpose: row.purpose, url: row.url.filter(|_| !is_over), status, expires_at }
    }
}

/// Create a page for cards
///
/// Opens a page of Stripe's, on which a person of the institution saves a card (it is open for a day) or looks after cards (for an hour), and which leads back
/// to the portal. The numbers of cards never come here. A tenant opens at most 50 a day.
#[utoipa::path(
    post, path = "/v1/payment-methods", tag = "billing", request_body = NewHostedPage,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The page", body = HostedPage), Problems)
)]
pub(crate) async fn create_hosted_page(
    caller: Caller<ManageBilling>,
    idempotent: Idempotent,
    Json(new): Json<NewHostedPage>,
) -> Result<Response, ApiError> {
    if caller.app().config.collection.stripe.is_none() {
        return Err(Problem::CollectionUnavailable.into());
    }
    let mut tx = caller.begin().await?;
    let before = match idempotent.begin(tx.conn(), caller.place()).await? {
        Begun::Replay(answer) => return Ok(*answer),
        Begun::Made(made) => made.first().copied(),
        Begun::Fresh => None,
    };
    let id = match before {
        Some(id) => id,
        None => {
            let id = ask_for(tx.conn(), &caller, new.purpose).await?;
            idempotent.keep_made(tx.conn(), caller.place(), vec![id]).await?;
            tx.commit().await?;
            id
        }
    };
    let page = beside(opened(&caller, HostedPageId::new(id))).await?;
    let answer = Created::without_address(HostedPage::new(page, caller.now())).into_response();
    Ok(if before.is_some() { replayed(answer) } else { answer })
}

async fn ask_for(conn: &mut sqlx::PgConnection, caller: &Caller<ManageBilling>, purpose: PagePurpose) -> Result<Uuid, ApiError> {
    let (tenant, now) = (caller.tenant(), caller.now());
    tenants::store::hold(&mut *conn, tenant).await?;
    if pages::count_pages(&mut *conn, tenant, now - DAY).await? >= PAGES_A_DAY {
        return Err(ApiError::With(Problem::TooManyPages, json!({ "limit": PAGES_A_DAY })));
    }
    let row = PageRow {
        id: Uuid::now_v7(),
        tenant_id: tenant.uuid(),
        purpose: purpose.name().to_owned(),
        status: "opening".to_owned(),
        language: caller.language().tag().to_owned(),
        url: None,
        expires_at: None,
        created_at: now.to_sqlx(),
    };
    pages::insert_page(&mut *conn, &row).await?;
    // Where the queue is full, the page stays as it is asked for, and says so.
    let _ = jobs::enqueue(conn, NewJob::new(&OpenPage { page: HostedPageId::new(row.id) }, Some(tenant), now)).await?;
    Ok(row.id)
}

/// The page once it is open, or as it stands after a while.
async fn opened(caller: &Caller<ManageBilling>, id: HostedPageId) -> Result<PageRow, ApiError> {
    let mut looks = 0;
    loop {
        let mut tx = caller.begin().await?;
        let row = pages::page(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
        tx.rollback().await?;
        looks += 1;
        if row.status != "opening" || looks >= LOOKS || caller.app().stopping.is_cancelled() {
            return Ok(row);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Asks for a page to be opened.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OpenPage {
    page: HostedPageId,
}

impl Job for OpenPage {
    type Context = AppState;
    const NAME: &'static str = "open-hosted-page";
    const DEADLINE: Duration = Duration::from_secs(100);
    /// Whoever waits for a page does not wait for an hour.
    const ATTEMPTS: i32 = 4;

    async fn run(self, app: AppState, attempt: Attempt) -> Result<(), Failure> {
        let stripe = stripe(&app)?;
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let Some(row) = pages::page(tx.conn(), self.page).await?.filter(|row| row.status == "opening") else { return Ok(()) };
        tx.rollback().await?;
        let opened = open(&app, stripe, &row).await;
        if opened.is_err() && attempt.number >= Self::ATTEMPTS {
            end(&app, self.page, "failed").await?;
        }
        opened
    }
}

async fn open(app: &App, stripe: &Stripe, row: &PageRow) -> Result<(), Failure> {
    let (id, tenant) = (HostedPageId::new(row.id), TenantId::new(row.tenant_id));
    let payer = customer(app, stripe, tenant).await?;
    let call = Call::begin(app, Subject { tenant, id: row.id }, "open").await?;
    let back = format!("{}{BACK}", app.config.public_url.origin());
    let locale = Language::of_tag(&row.language).unwrap_or_default().pick(["en", "zh"]);
    let opened = if row.purpose == "portal" {
        let opened = stripe.open_portal(&payer, &back, locale, &call.key).await;
        let opened = call.end(app, opened, |portal: &Portal| portal.id.as_str()).await?;
        opened.map(|portal| (portal.id, Some(portal.url), app.clock.now() + PORTAL_OPEN))
    } else {
        let (name, saved) = (row.id.to_string(), format!("{back}?card=saved"));
        let metadata = [(METADATA, name.as_str())];
        let new = NewSetupPage { customer: &payer, success_url: &saved, cancel_url: &back, locale, metadata: &metadata };
        let opened = stripe.open_setup_page(&new, &call.key).await;
        let opened = call.end(app, opened, |page: &SetupPage| page.id.as_str()).await?;
        opened.map(|page| (page.id, page.url, Timestamp::from_second(page.expires_at).unwrap_or(app.clock.now() + DAY)))
    };
    match opened {
        Ok((page, Some(url), expires_at)) => {
            let mut tx = SystemTx::of_worker(&app.pools).await?;
            pages::open_page(tx.conn(), id, (page.as_str(), &url), expires_at).await?;
            tx.commit().await?;
            Ok(())
        }
        // Answered to a key of before: it is over.
        Ok((_, None, _)) => end(app, id, "expired").await,
        Err(No(Error::Gone)) => Err(customers::forgotten(app, tenant, &payer).await?),
        Err(no) => {
            end(app, id, "failed").await?;
            Err(no.into())
        }
    }
}

async fn end(app: &App, id: HostedPageId, status: &str) -> Result<(), Failure> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    pages::end_page(tx.conn(), id, status).await?;
    tx.commit().await?;
    Ok(())
}

/// What became of a page on which a card is saved, as it was just fetched; with it the cards are looked at.
pub(super) async fn apply_page(app: &App, stripe: &Stripe, page: &SetupPage) -> Result<(), Failure> {
    let ours = page.metadata.get(METADATA).and_then(|id| id.parse::<Uuid>().ok()).map(HostedPageId::new);
    match (page.status, ours) {
        (SetupPageStatus::Complete, Some(id)) => end(app, id, "completed").await?,
        (SetupPageStatus::Expired, Some(id)) => end(app, id, "expired").await?,
        _ => {}
    }
    match &page.customer {
        Some(payer) if page.status == SetupPageStatus::Complete => customers::look(app, stripe, payer).await,
        _ => Ok(()),
    }
}
