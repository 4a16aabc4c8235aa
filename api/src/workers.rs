//! The one list of what runs beside requests: its name, how often, and what is done. `serve` starts all of it; `homeroom admin run NAME` does one of
//! them once, by hand.
//!
//! A sweep is the room's own whose tables it empties; here it only gets its turn, in small batches, each a transaction of its own.

use std::time::Duration;

use anyhow::Context as _;
use futures::future::BoxFuture;
use jiff::Timestamp;
use sqlx::PgConnection;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    app::{App, AppState},
    auth::{self, SystemTx},
    billing, calendars, capacity, classrooms, drafts, events,
    http::idempotency,
    images,
    jobs::{self, Handlers, Wake, Wakes, Worker},
    links, members, moves, orders, overruns, pauses, promises, purges, reconcile, sessions, subscriptions,
};

/// How often what has ended is thrown away.
const SWEEP: Duration = Duration::from_secs(600);
/// How often days of joins are made, which begin by the day.
const JOINS: Duration = Duration::from_secs(3600);
/// How often it is decided whether lessons go on: a room stays or goes ten minutes before it closes.
const OVERRUNS: Duration = Duration::from_secs(30);
/// How often it is looked for reservations that end: a confirmation is refused by the clock, whenever that is.
const RESERVATIONS: Duration = Duration::from_secs(60);
/// How often it is looked for months that are over and drafts that have stood.
const BILLING: Duration = Duration::from_secs(3600);
/// How often it is looked for institutions that left and whose time is over.
const PURGES: Duration = Duration::from_secs(3600);
/// How often it is looked for what no call of Stripe's brought, and for what was left undone.
const COLLECTION: Duration = Duration::from_secs(24 * 3600);
/// How often it is looked for an hour that is over and not measured, or not looked at for what was promised of it.
const USAGE: Duration = Duration::from_secs(300);
/// How often it is looked for institutions whose caps are due.
const CAPS: Duration = Duration::from_secs(30);
/// How often it is looked whether clusters need more nodes than they have.
const NODES: Duration = Duration::from_secs(300);
/// How often it is looked for orders of drained clusters that can move.
const DRAINS: Duration = Duration::from_secs(5);
/// How often it is looked for pauses of works whose time is over.
const PAUSES: Duration = Duration::from_secs(5);
/// How often it is looked how the bells went of orders with a new room image.
const ROLLS: Duration = Duration::from_secs(10);
/// How often it is looked whether what is booked still fits, beside whenever a cluster sells more or less.
const PROMISES: Duration = Duration::from_secs(30);
/// How often the gauges of all replicas are set; they vanish when nobody has set them for thrice as long.
const GAUGES: Duration = Duration::from_secs(10);
/// Rows that a sweep deletes in one transaction.
const BATCH: i64 = 1_000;

/// The jobs that this version of the program can do.
pub fn handlers() -> Handlers<AppState> {
    Handlers::default()
        .with::<billing::ApplyEvent>()
        .with::<billing::CollectInvoice>()
        .with::<billing::DetachMethod>()
        .with::<billing::OpenPage>()
        .with::<billing::SendNotice>()
        .with::<billing::SendRefund>()
        .with::<billing::WithdrawInvoice>()
        .with::<members::SendInvitation>()
        .with::<sessions::SendPasswordLink>()
}

/// One line of the list.
#[derive(Debug)]
struct WorkerSpec {
    name: &'static str,
    runs: Runs,
}

/// Deletes at most so many rows that are of no use any more, and says how many.
type Sweep = fn(&mut PgConnection, Timestamp, i64) -> BoxFuture<'_, sqlx::Result<u64>>;
type Once = fn(AppState) -> BoxFuture<'static, anyhow::Result<()>>;
type Endless = fn(AppState, Wakes, CancellationToken) -> BoxFuture<'static, ()>;

#[derive(Debug)]
enum Runs {
    /// From start to stop, in every replica.
    Always(Endless),
    /// From start to stop, in every replica; what is due can be done by hand as well.
    Queue,
    /// Every so often, in every replica.
    InEach(Duration),
    /// Every so often and whenever it is woken by one of two things, in each replica: whichever is first.
    Woken(Duration, [Wake; 2], Once),
    /// Every so often, in one replica.
    InOne(Duration, Once),
    /// The same: batches until there is nothing left.
    Sweep(Sweep),
}

const ALL: [WorkerSpec; 36] = [
    WorkerSpec { name: "listen", runs: Runs::Always(|app, wakes, stop| Box::pin(async move { wakes.listen(&app.pools, &stop).await })) },
    WorkerSpec { name: "pass-on-events", runs: Runs::Always(|app, wakes, stop| Box::pin(events::pass_on(app, wakes, stop))) },
    WorkerSpec { name: "reconcile", runs: Runs::Always(|app, wakes, stop| Box::pin(reconcile::run(app, wakes, stop))) },
    WorkerSpec { name: "jobs", runs: Runs::Queue },
    WorkerSpec { name: "gauges", runs: Runs::InEach(GAUGES) },
    WorkerSpec { name: "keep-joins", runs: Runs::InOne(JOINS, |app| Box::pin(async move { Ok(classrooms::keep_joins(&app).await?) })) },
    WorkerSpec { name: "go-on", runs: Runs::InOne(OVERRUNS, |app| Box::pin(overruns::go_on(app))) },
    WorkerSpec { name: "end-reservations", runs: Runs::InOne(RESERVATIONS, |app| Box::pin(orders::end_reservations(app))) },
    WorkerSpec { name: "bill", runs: Runs::InOne(BILLING, |app| Box::pin(billing::bill(app))) },
    WorkerSpec { name: "dun", runs: Runs::InOne(BILLING, |app| Box::pin(billing::dun(app))) },
    WorkerSpec { name: "purge", runs: Runs::InOne(PURGES, |app| Box::pin(purges::purge(app))) },
    WorkerSpec { name: "expire-credits", runs: Runs::InOne(BILLING, |app| Box::pin(billing::expire_credits(app))) },
    WorkerSpec { name: "measure-usage", runs: Runs::InOne(USAGE, |app| Box::pin(billing::measure(app))) },
    WorkerSpec { name: "watch-caps", runs: Runs::InOne(CAPS, |app| Box::pin(billing::watch_caps(app))) },
    WorkerSpec { name: "look-for-events", runs: Runs::InOne(COLLECTION, |app| Box::pin(billing::sweep_events(app))) },
    WorkerSpec { name: "keep-promises", runs: Runs::InOne(USAGE, |app| Box::pin(billing::keep_promises(app))) },
    WorkerSpec { name: "drain", runs: Runs::InOne(DRAINS, |app| Box::pin(moves::drive_drains(app))) },
    WorkerSpec { name: "end-pauses", runs: Runs::InOne(PAUSES, |app| Box::pin(pauses::end_pauses(app))) },
    WorkerSpec { name: "plan-nodes", runs: Runs::InOne(NODES, |app| Box::pin(capacity::watch_nodes(app))) },
    WorkerSpec { name: "roll-images", runs: Runs::InOne(ROLLS, |app| Box::pin(images::rolls::advance(app))) },
    WorkerSpec { name: "watch-promises", runs: Runs::Woken(PROMISES, [Wake::Limits, Wake::Orders], |app| Box::pin(promises::watch(app))) },
    WorkerSpec { name: "sweep-accuracy", runs: Runs::Sweep(capacity::sweep_accuracy) },
    WorkerSpec { name: "sweep-attempts", runs: Runs::Sweep(auth::sweep::attempts) },
    WorkerSpec { name: "sweep-booked-rooms", runs: Runs::Sweep(calendars::sweep_rooms) },
    WorkerSpec { name: "sweep-collection", runs: Runs::Sweep(billing::sweep_collection) },
    WorkerSpec { name: "sweep-dead-jobs", runs: Runs::Sweep(jobs::sweep_dead) },
    WorkerSpec { name: "sweep-drafts", runs: Runs::Sweep(drafts::sweep_drafts) },
    WorkerSpec { name: "sweep-idempotency-keys", runs: Runs::Sweep(idempotency::sweep) },
    WorkerSpec { name: "sweep-links", runs: Runs::Sweep(links::sweep_links) },
    WorkerSpec { name: "sweep-moves", runs: Runs::Sweep(moves::sweep_moves) },
    WorkerSpec { name: "sweep-password-links", runs: Runs::Sweep(auth::passwords::sweep_links) },
    WorkerSpec { name: "sweep-sessions", runs: Runs::Sweep(sessions::sweep_sessions) },
    WorkerSpec { name: "sweep-signing-keys", runs: Runs::Sweep(auth::sweep::signing_keys) },
    WorkerSpec { name: "sweep-promises", runs: Runs::Sweep(billing::sweep_promises) },
    WorkerSpec { name: "sweep-subscriptions", runs: Runs::Sweep(subscriptions::sweep_subscriptions) },
    WorkerSpec { name: "sweep-usage", runs: Runs::Sweep(billing::sweep_usage) },
];

/// The names of what can be run by hand.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().filter(|work| !matches!(work.runs, Runs::Always(_))).map(|work| work.name)
}

/// Does one of them once, now, whenever it would be due.
///
/// # Errors
/// When there is none of the name that can be run by hand, or it fails.
pub async fn run(app: &AppState, name: &str) -> anyhow::Result<()> {
    let work = ALL.iter().find(|work| work.name == name).with_context(|| format!("there is no work called {name:?}"))?;
    match work.runs {
        Runs::Always(_) => anyhow::bail!("{name} runs for as long as the service does, not once"),
        Runs::Queue => {
            let attempts = worker(app).run_due().await?;
            tracing::info!(attempts, "what was due in the queue was tried");
        }
        Runs::InEach(_) => gauges(app).await?,
        Runs::Woken(_, _, work) | Runs::InOne(_, work) => work(app.clone()).await?,
        Runs::Sweep(sweep) => sweep_all(app, name, sweep).await?,
    }
    Ok(())
}

/// Starts all of them. Each ends by itself when `stop` is cancelled, handing over what it held.
pub fn start(app: &AppState, tracker: &TaskTracker, stop: &CancellationToken) {
    let wakes = Wakes::default();
    for WorkerSpec { name, runs } in &ALL {
        let (app, stop, wakes) = (app.clone(), stop.clone(), wakes.clone());
        match *runs {
            Runs::Always(work) => tracker.spawn(work(app, wakes, stop)),
            Runs::Queue => tracker.spawn(async move { worker(&app).run(&wakes, &stop).await }),
            Runs::InEach(period) => tracker.spawn(async move { jobs::every(name, period, &stop, || gauges(&app)).await }),
            Runs::Woken(period, by, work) => tracker.spawn(async move {
                jobs::every_or_woken(name, period, (&wakes, by), &stop, || work(app.clone())).await;
            }),
            Runs::InOne(period, work) => tracker.spawn(async move {
                jobs::every_in_one_replica(name, period, &app.pools, &stop, || work(app.clone())).await;
            }),
            Runs::Sweep(sweep) => tracker.spawn(async move {
                jobs::every_in_one_replica(name, SWEEP, &app.pools, &stop, || sweep_all(&app, name, sweep)).await;
            }),
        };
    }
}

fn worker(app: &AppState) -> Worker<AppState> {
    Worker::new(app.pools.clone(), app.clock.clone(), handlers(), app.clone())
}

async fn gauges(app: &App) -> anyhow::Result<()> {
    jobs::gauge(&app.pools, app.clock.now()).await?;
    jobs::show_successes(&app.pools).await?;
    pauses::gauge(&app.pools).await?;
    Ok(())
}

async fn sweep_all(app: &App, name: &str, sweep: Sweep) -> anyhow::Result<()> {
    let mut rows = 0;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let batch = sweep(tx.conn(), app.clock.now(), BATCH).await?;
        tx.commit().await?;
        rows += batch;
        if batch < BATCH.unsigned_abs() {
            tracing::debug!(work = name, rows, "swept");
            return Ok(());
        }
    }
}
