//! `POST /hooks/stripe`: what Stripe tells. Its signature is checked over the raw bytes, it is kept once by its id, and answered at once; a job looks into it.

use homeroom_outside::stripe::Notice;
use http::StatusCode;
use sqlx::PgConnection;

use super::{ApplyEvent, store::inbox};
use crate::{
    app::App,
    auth::SignedByStripe,
    http::{ApiError, Problem, Problems},
    jobs::{self, NewJob, Wake},
};

/// Register an event of Stripe's
///
/// For Stripe alone: the body is an event of at most 256 KiB, signed in `Stripe-Signature` within the last five minutes with a secret that is configured.
/// An event is taken once, however often it is sent and in whatever order; nothing in it is believed but what it names, which is fetched.
#[utoipa::path(
    post, path = "/hooks/stripe", tag = "service", security(()),
    responses((status = 200, description = "Taken, now or before"), Problems)
)]
pub(crate) async fn receive_stripe_event(signed: SignedByStripe) -> Result<StatusCode, ApiError> {
    // What has no id and type is no event of ours to take, and would be sent again for three days.
    let Some(notice) = Notice::read(&signed.body) else { return Err(Problem::MalformedJson.into()) };
    let app = signed.app().clone();
    let Some(stripe) = app.config.collection.stripe.as_ref() else { return Err(Problem::CollectionUnavailable.into()) };
    if notice.livemode == stripe.livemode() {
        let mut tx = signed.begin().await?;
        take(&app, tx.conn(), &notice).await?;
        tx.commit().await?;
        app.wakes.soon(&app.pools, Wake::Jobs);
    }
    Ok(StatusCode::OK)
}

/// Keeps an event and has it looked into; one that is known is left alone. The caller wakes the workers.
pub(super) async fn take(app: &App, conn: &mut PgConnection, notice: &Notice) -> sqlx::Result<()> {
    let now = app.clock.now();
    if inbox::keep_event(&mut *conn, notice, now).await? {
        let job = ApplyEvent { event: notice.id.to_string() };
        let _ = jobs::enqueue_with_row(conn, NewJob::new(&job, None, now)).await?;
    }
    Ok(())
}
