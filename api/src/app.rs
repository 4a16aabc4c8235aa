//! What every handler and worker is given. No business methods.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::extract::FromRef;
use homeroom_outside::{Client, Settings};
use tokio_util::sync::CancellationToken;

use crate::{
    auth::KeyRing,
    clock::Clock,
    config::Config,
    db::{Pools, pulse::Pulse},
    events::Following,
    http::{ByAddress, Limiter},
    jobs::SoonWakes,
    orders::{Timetables, Turns, Waiting},
    platform::BellDays,
    seal::Seal,
    work::Work,
};

/// Patience with the server of one room.
const ROOM_SERVER_DEADLINE: Duration = Duration::from_secs(3);
/// Names of rooms that are looked up at a time: a few of the threads that others need too.
const ROOM_SERVER_LOOK_UPS: usize = 32;

/// The service's parts.
#[derive(Debug)]
pub struct App {
    pub pools: Pools,
    pub clock: Clock,
    pub config: Config,
    /// Encryption at rest.
    pub seal: Seal,
    /// The keys that sign access tokens.
    pub keys: KeyRing,
    /// Requests counted by address and by caller.
    pub limits: Arc<Limiter>,
    /// Schedules of orders that are asked for often.
    pub timetables: Timetables,
    /// What timetables of all tenants say of a day, for operators.
    pub bell_days: BellDays,
    /// Bookings of a tenant, one after the other, and of all as many as leave connections to others.
    pub turns: Turns,
    /// Wake-ups that are sent after a commit.
    pub wakes: SoonWakes,
    /// Permits for what takes long to work out.
    pub work: Work,
    /// Requests that wait for an order to change.
    pub waiting: Waiting,
    /// Those who follow events.
    pub following: Following,
    /// Asks rooms' own servers, on the operator's clusters.
    pub room_servers: Client,
    /// Whether the database answers.
    pub pulse: Pulse,
    /// Cancelled when the process was asked to stop: waiting requests answer at once.
    pub stopping: CancellationToken,
}

impl App {
    /// # Errors
    /// When a part cannot be made from what was configured.
    pub fn new(config: Config, pools: Pools, clock: Clock) -> anyhow::Result<Self> {
        let previous: Vec<_> = config.previous_master_keys.iter().map(|key| *key.bytes()).collect();
        let seal = Seal::new(config.master_key.bytes(), &previous);
        Ok(Self {
            keys: KeyRing::new(pools.clone(), seal.clone(), clock.clone()),
            seal,
            limits: Arc::new(Limiter::new(config.rate_limits)),
            timetables: Timetables::default(),
            bell_days: BellDays::default(),
            turns: Turns::new(config.database_connections),
            wakes: SoonWakes::default(),
            work: Work::start()?,
            waiting: Waiting::default(),
            following: Following::new(config.follows, pools.news.clone()),
            room_servers: room_servers()?,
            pulse: Pulse::default(),
            pools,
            clock,
            config,
            stopping: CancellationToken::new(),
        })
    }
}

/// One a process: it reads the system's certificates, and keeps no connection that would belong to a runtime.
fn room_servers() -> anyhow::Result<Client> {
    static SHARED: OnceLock<Client> = OnceLock::new();
    if let Some(client) = SHARED.get() {
        return Ok(client.clone());
    }
    let client = Client::new(Settings {
        deadline: ROOM_SERVER_DEADLINE,
        keep_idle: false,
        look_ups: Some(ROOM_SERVER_LOOK_UPS),
        ..Settings::default()
    })?;
    Ok(SHARED.get_or_init(|| client).clone())
}

/// Shared by all handlers.
pub type AppState = Arc<App>;

// What extractors that know no `App` take of it.
impl FromRef<AppState> for Seal {
    fn from_ref(app: &AppState) -> Self {
        app.seal.clone()
    }
}

impl FromRef<AppState> for ByAddress {
    fn from_ref(app: &AppState) -> Self {
        Self { limiter: app.limits.clone(), trusted_proxies: app.config.trusted_proxies.clone() }
    }
}

impl FromRef<AppState> for Clock {
    fn from_ref(app: &AppState) -> Self {
        app.clock.clone()
    }
}
