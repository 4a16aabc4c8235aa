//! Flags and environment, read once. Nobody else reads the environment.
//!
//! `Settings` is what a person may say, with the words of `--help`; `Config` is what was understood. A setting that makes no sense stops the
//! process with a sentence that names it, before anything is opened.

mod bounds;
mod collection;
mod master_key;
mod public_url;

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context, bail, ensure};
use clap::{Args, ValueEnum};
use homeroom_outside::{MailUrlFault, Mailer};
use ipnet::IpNet;

pub use bounds::{Bounds, Follows, Looks, Searches};
pub use collection::Collection;
pub use master_key::MasterKey;
pub use public_url::PublicUrl;

/// The name that an installation has unless it is told otherwise.
const INSTALLATION: &str = "homeroom";

/// What a person may say about how the service behaves.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Where people and programs reach this service, such as https://homeroom.example.org. Decides origin checks, cookie names, token issuer and links. http is allowed on loopback only.
    #[arg(long, env = "PUBLIC_URL", default_value = "http://127.0.0.1:8080", help_heading = "Service")]
    public_url: String,
    /// Marks our objects in a cluster that several installations share: lower-case letters, digits and dashes.
    #[arg(long, env = "INSTALLATION", default_value = INSTALLATION, help_heading = "Service")]
    installation: String,
    /// The image of a room's media server. The default is the version that is tested; in production name it by digest (image@sha256:..., as `crane digest` or your registry says) so that every room runs the same bytes.
    #[arg(long, env = "ROOM_IMAGE", default_value = "docker.io/livekit/livekit-server:v1.13.5", help_heading = "Service")]
    room_image: String,
    /// The namespace, in every cluster, whose pods may scrape the rooms' metrics.
    #[arg(long, env = "MONITORING_NAMESPACE", default_value = "monitoring", help_heading = "Service")]
    monitoring_namespace: String,
    /// Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas.
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',', help_heading = "Service")]
    trusted_proxies: Vec<String>,
    /// Connections to Postgres that each of the two roles may hold.
    #[arg(long, env = "DATABASE_CONNECTIONS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(2..=500), help_heading = "Service")]
    database_connections: u32,
    /// For how many days it is kept who entered which room.
    #[arg(long, env = "JOINS_KEPT_DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=400), help_heading = "Service")]
    joins_kept_days: u16,
    /// Where letters go: smtp://user:password@host:587 (STARTTLS is required, but on loopback; `?tls=none` for a relay of your own network) or smtps://... Without it nothing is mailed: links of invitations are in answers, and nobody can ask for a new password.
    #[arg(long, env = "MAIL_URL", hide_env_values = true, help_heading = "Mail")]
    mail_url: Option<String>,
    /// Whom letters are from.
    #[arg(long, env = "MAIL_FROM", default_value = "Homeroom <homeroom@localhost>", help_heading = "Mail")]
    mail_from: String,
    #[command(flatten)]
    collection: collection::CollectionSettings,
    /// A file with the master key: 32 bytes in base64. It seals kubeconfigs and room secrets; without it they are lost.
    #[arg(long, env = "MASTER_KEY_FILE", help_heading = "Keys")]
    master_key_file: Option<PathBuf>,
    /// The master key itself, for installations that hand secrets over in the environment.
    #[arg(long, env = "MASTER_KEY", hide_env_values = true, conflicts_with = "master_key_file", help_heading = "Keys")]
    master_key: Option<String>,
    /// Files with master keys of before, separated by commas: they open what `homeroom admin rewrap-secrets` has not yet moved to the present one, and recognise repeated requests of the two days before.
    #[arg(long, env = "PREVIOUS_MASTER_KEY_FILES", value_delimiter = ',', help_heading = "Keys")]
    previous_master_key_files: Vec<PathBuf>,
    /// Master keys of before themselves, separated by commas.
    #[arg(long, env = "PREVIOUS_MASTER_KEYS", hide_env_values = true, value_delimiter = ',', help_heading = "Keys")]
    previous_master_keys: Vec<String>,
    /// Connections of clients at once, per replica, beside those that wait for news or follow it (at most 8,192); one more is answered 503. Allow the process as many open files and some hundreds.
    #[arg(long, env = "MAX_CONNECTIONS", default_value_t = 4_096, value_parser = connections, help_heading = "Limits")]
    max_connections: usize,
    /// Requests a minute from one client address, per replica.
    #[arg(long, env = "RATE_LIMIT_PER_ADDRESS", default_value_t = 6_000, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Limits")]
    rate_limit_per_address: u32,
    /// Requests a minute of one key or person, per replica.
    #[arg(long, env = "RATE_LIMIT_PER_CALLER", default_value_t = 3_000, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Limits")]
    rate_limit_per_caller: u32,
    /// Quota of a new institution that names none: rooms in lessons at the same time.
    #[arg(long, env = "DEFAULT_QUOTA_ROOMS", default_value_t = 20, help_heading = "Quota of a new institution")]
    default_quota_rooms: u32,
    /// Seats in lessons at the same time.
    #[arg(long, env = "DEFAULT_QUOTA_SEATS", default_value_t = 1_000, help_heading = "Quota of a new institution")]
    default_quota_seats: u32,
    /// Orders that are not over yet.
    #[arg(long, env = "DEFAULT_QUOTA_LIVE_ORDERS", default_value_t = 50, help_heading = "Quota of a new institution")]
    default_quota_live_orders: u32,
    /// Rooms in one order, at most 200.
    #[arg(long, env = "DEFAULT_QUOTA_ROOMS_PER_ORDER", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=200), help_heading = "Quota of a new institution")]
    default_quota_rooms_per_order: u32,
}

/// Where the service listens.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Addresses {
    /// Address of the API.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080", help_heading = "Addresses")]
    pub(crate) listen: SocketAddr,
    /// Address of /metrics, kept off the API's port so that it need not be public.
    #[arg(long, env = "METRICS_LISTEN", default_value = "127.0.0.1:9090", help_heading = "Addresses")]
    pub(crate) metrics_listen: SocketAddr,
    /// For how long, once asked to stop, /readyz says no while requests are still taken: longer than balancers take between two looks.
    #[arg(long, env = "STOP_DELAY_SECONDS", default_value_t = 5, help_heading = "Addresses")]
    pub(crate) stop_delay_seconds: u64,
}

/// The database, as the two roles of the service.
#[derive(Debug, Args)]
pub(crate) struct Databases {
    /// The database as a member of `homeroom_app`: serves institutions, fenced by row-level security.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, help_heading = "Database")]
    pub(crate) database_url: String,
    /// The database as a member of `homeroom_worker`: serves log-in, the platform and the reconciler.
    #[arg(long, env = "WORKER_DATABASE_URL", hide_env_values = true, help_heading = "Database")]
    pub(crate) worker_database_url: String,
}

/// The database, as the owner of its schema.
#[derive(Debug, Args)]
pub(crate) struct OwnerDatabase {
    /// The database as the role that owns the schema; it may create roles, or `homeroom_app` and `homeroom_worker` exist already.
    #[arg(long, env = "OWNER_DATABASE_URL", hide_env_values = true)]
    pub(crate) owner_database_url: String,
}

/// What is logged, and how.
#[derive(Debug, Args)]
pub(crate) struct LogSettings {
    /// The form of the log on stderr.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Json, global = true, help_heading = "Log")]
    pub(crate) log_format: LogFormat,
    /// What is logged: levels, by module where wanted, such as `info,homeroom=debug`.
    #[arg(long, env = "LOG", default_value = "info,sqlx=warn,kube=warn,hyper=warn", global = true, help_heading = "Log")]
    pub(crate) log: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormat {
    Json,
    Text,
}

/// How this process was told to run.
#[derive(Debug, Clone)]
pub struct Config {
    pub public_url: PublicUrl,
    /// Marks our namespaces in a cluster that several installations share.
    pub installation: String,
    pub room_image: String,
    /// Its pods may scrape rooms, in every cluster.
    pub monitoring_namespace: String,
    /// Who sends letters, where mail is set up.
    pub mailer: Option<Mailer>,
    pub collection: Collection,
    pub trusted_proxies: Arc<[IpNet]>,
    pub database_connections: u32,
    pub bounds: Bounds,
    pub looks: Looks,
    pub follows: Follows,
    pub searches: Searches,
    pub master_key: MasterKey,
    pub previous_master_keys: Vec<MasterKey>,
    pub rate_limits: RateLimits,
    pub default_quota: DefaultQuota,
    /// For how many days it is kept who entered which room.
    pub joins_kept_days: u16,
}

/// Requests a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    pub per_address: u32,
    pub per_caller: u32,
}

/// Limits of an institution that was created without a quota of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefaultQuota {
    pub rooms: u32,
    pub seats: u32,
    pub live_orders: u32,
    pub rooms_per_order: u32,
}

impl TryFrom<Settings> for Config {
    type Error = anyhow::Error;

    fn try_from(settings: Settings) -> anyhow::Result<Self> {
        ensure!(
            is_label(&settings.installation),
            "INSTALLATION {:?} must be 1-63 lower-case letters, digits and dashes",
            settings.installation
        );
        ensure!(
            is_label(&settings.monitoring_namespace),
            "MONITORING_NAMESPACE {:?} is no name of a namespace",
            settings.monitoring_namespace
        );
        ensure!(!settings.room_image.trim().is_empty(), "ROOM_IMAGE must not be empty");
        Ok(Self {
            public_url: PublicUrl::parse(&settings.public_url)?,
            master_key: settings.read_master_key()?,
            previous_master_keys: settings.read_previous_master_keys()?,
            rate_limits: RateLimits { per_address: settings.rate_limit_per_address, per_caller: settings.rate_limit_per_caller },
            trusted_proxies: settings.trusted_proxies.iter().map(|text| network(text)).collect::<anyhow::Result<_>>()?,
            mailer: settings.mail_url.as_deref().map(|url| mailer(url, &settings.mail_from)).transpose()?,
            collection: Collection::try_from(settings.collection)?,
            installation: settings.installation,
            room_image: settings.room_image,
            monitoring_namespace: settings.monitoring_namespace,
            database_connections: settings.database_connections,
            joins_kept_days: settings.joins_kept_days,
            bounds: Bounds { connections: settings.max_connections, ..Bounds::default() },
            looks: Looks::default(),
            follows: Follows::default(),
            searches: Searches::default(),
            default_quota: DefaultQuota {
                rooms: settings.default_quota_rooms,
                seats: settings.default_quota_seats,
                live_orders: settings.default_quota_live_orders,
                rooms_per_order: settings.default_quota_rooms_per_order,
            },
        })
    }
}

impl Settings {
    fn read_master_key(&self) -> anyhow::Result<MasterKey> {
        match (&self.master_key_file, &self.master_key) {
            (Some(path), _) => MasterKey::read(path).context("MASTER_KEY_FILE"),
            (None, Some(text)) => MasterKey::parse(text),
            (None, None) => bail!("MASTER_KEY_FILE or MASTER_KEY is needed: make one with `openssl rand -base64 32`"),
        }
    }

    fn read_previous_master_keys(&self) -> anyhow::Result<Vec<MasterKey>> {
        let files = self.previous_master_key_files.iter().map(|path| MasterKey::read(path).context("PREVIOUS_MASTER_KEY_FILES"));
        files.chain(self.previous_master_keys.iter().map(|text| MasterKey::parse(text).context("PREVIOUS_MASTER_KEYS"))).collect()
    }
}

fn connections(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|count| *count > 0).ok_or_else(|| "must be a whole number above 0".to_owned())
}

fn mailer(url: &str, from: &str) -> anyhow::Result<Mailer> {
    Mailer::new(url, from).map_err(|fault| match fault {
        MailUrlFault::Sender => anyhow::anyhow!("MAIL_FROM: {fault}"),
        MailUrlFault::Form | MailUrlFault::Bare => anyhow::anyhow!("MAIL_URL: {fault}"),
    })
}

fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn network(text: &str) -> anyhow::Result<IpNet> {
    let text = text.trim();
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .with_context(|| format!("TRUSTED_PROXIES: {text:?} is neither an address nor a network"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_previous_master_key_is_read_from_its_file() {
        use clap::Parser;
        #[derive(Parser)]
        struct CommandLine {
            #[command(flatten)]
            settings: Settings,
        }
        let file = std::env::temp_dir().join(format!("homeroom-{}.key", uuid::Uuid::now_v7()));
        std::fs::write(&file, "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n").unwrap();
        let key = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
        let flags = ["homeroom", "--master-key", key, "--previous-master-keys", key, "--previous-master-key-files"];
        let settings = CommandLine::parse_from(flags.into_iter().chain([file.to_str().unwrap()])).settings;
        let config = Config::try_from(settings).unwrap();
        assert_eq!(config.previous_master_keys.iter().map(|key| *key.bytes()).collect::<Vec<_>>(), [[1; 32], [2; 32]]);
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn a_trusted_proxy_is_an_address_or_a_network() {
        assert!(network("10.0.0.0/8").unwrap().contains(&"10.1.2.3".parse::<IpAddr>().unwrap()));
        assert!(network(" ::1 ").is_ok());
        assert!(network("proxy.local").is_err());
    }
}
