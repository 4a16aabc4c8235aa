//! The subcommands, a function each.
//!
//! What they start belongs in the library, where tests start it too; what they say
//! goes to standard error, so that the output of a command run for somebody is its own.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::{Parser, Subcommand};
use homeroom_local::control_plane::{ControlPlane, Machines, NodeSpec, Options};
use homeroom_local::demo;
use homeroom_local::mailpit::Mailpit;
use homeroom_local::postgres::{self, Postgres};
use homeroom_local::progress::{self, Progress};
use homeroom_local::real_node::RealNode;
use homeroom_local::scratch::Scratch;
use homeroom_local::stripe::{self, Stripe};
use homeroom_local::tools::{Tool, Tools};
use serde_json::json;
use sqlx::migrate::Migrator;
use sqlx::{Connection, PgConnection};

#[derive(Parser)]
#[command(name = "homeroom-local", about = "PostgreSQL and Kubernetes on this machine, for Homeroom's demo and tests")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the programs of the local control plane and of the real node
    Tools {
        /// Only what simulated nodes need
        #[arg(long)]
        simulated: bool,
    },
    /// Build one of them, and print where it is
    Tool {
        /// Its file's name, as `livekit-server`
        name: String,
    },
    /// Run PostgreSQL and one control plane with simulated nodes until Ctrl-C
    Up {
        /// Where their data are kept
        #[arg(long)]
        dir: PathBuf,
        /// How many nodes of bare-metal size
        #[arg(long, default_value_t = 3)]
        nodes: usize,
        /// And a real node beside them, where rooms really run
        #[arg(long)]
        real_node: bool,
    },
    /// Run one control plane with simulated nodes until standard input ends, and print its kubeconfigs in one line of JSON: that of its
    /// administrator, and the one to register with Homeroom. Lines of the input are freeze-nodes, after which no node is heard of, and thaw-nodes
    ControlPlane {
        /// How many nodes of bare-metal size
        #[arg(long, default_value_t = 2)]
        nodes: usize,
    },
    /// Run the demo, or end it
    Demo {
        #[command(subcommand)]
        what: DemoCommand,
    },
    /// Run a command with a PostgreSQL of its own: DATABASE_URL and
    /// WORKER_DATABASE_URL as the service reads them, OWNER_DATABASE_URL as
    /// migrations do, ADMIN_DATABASE_URL for everything
    WithPostgres {
        /// Run these migrations on it first
        #[arg(long)]
        migrations: Option<PathBuf>,
        #[arg(trailing_var_arg = true, required = true)]
        command: Vec<String>,
    },
    /// Run a command with a mail server of its own, which keeps what it is given: MAIL_URL as the service reads it, MAILPIT_URL for whoever
    /// reads the letters
    WithMail {
        #[arg(trailing_var_arg = true, required = true)]
        command: Vec<String>,
    },
    /// Play Stripe until Ctrl-C: its API and its pages, for test cards alone. Its address and its key are printed
    Stripe {
        /// Any free one where it is not said
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Who is called when something happens, as http://127.0.0.1:8080/hooks/stripe
        #[arg(long)]
        hook: Option<String>,
        /// With what those calls are signed
        #[arg(long, default_value = stripe::HOOK_SECRET)]
        hook_secret: String,
        /// Keeps what it knows in this file from one start to the next
        #[arg(long)]
        file: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum DemoCommand {
    /// Start everything and stay until Ctrl-C
    Up {
        /// Return when everything is Ready and leave it running
        #[arg(long)]
        detach: bool,
        /// Where its data are kept; else .local in the checkout
        #[arg(long)]
        dir: Option<PathBuf>,
        /// Play every node, even if this machine can hold a real one
        #[arg(long)]
        simulated: bool,
    },
    /// End the demo that runs
    Stop {
        /// Where its data are kept; else .local in the checkout
        #[arg(long)]
        dir: Option<PathBuf>,
    },
}

pub(crate) async fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Tools { simulated } => tools(simulated).await?,
        Command::Tool { name } => tool(&name).await?,
        Command::Up { dir, nodes, real_node } => up(&dir, nodes, real_node).await?,
        Command::ControlPlane { nodes } => control_plane(nodes).await?,
        Command::Demo { what } => run_demo(what).await?,
        Command::WithPostgres { migrations, command } => return with_postgres(migrations.as_deref(), &command).await,
        Command::WithMail { command } => return with_mail(&command).await,
        Command::Stripe { port, hook, hook_secret, file } => {
            let hook = hook.map(|url| stripe::Hook { url, secrets: vec![hook_secret] });
            play_stripe(stripe::Options { port, hook, file, ..stripe::Options::default() }).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn run_demo(command: DemoCommand) -> Result<()> {
    match command {
        DemoCommand::Up { detach: true, dir, simulated } => demo::start_detached(&demo::Options { dir, simulated }).await,
        DemoCommand::Up { detach: false, dir, simulated } => demo::up(&demo::Options { dir, simulated }).await,
        DemoCommand::Stop { dir } => demo::stop(dir.as_deref()).await,
    }
}

async fn tools(simulated: bool) -> Result<()> {
    let wanted: &[Tool] = if simulated { &Tool::CONTROL_PLANE } else { &Tool::ALL };
    Tools::ensure(wanted, &progress::stderr()).await?;
    Machines::download().await
}

async fn tool(name: &str) -> Result<()> {
    let wanted = Tool::ALL.into_iter().find(|tool| tool.file_name() == name).with_context(|| format!("there is no tool {name}"))?;
    let tools = Tools::ensure(&[wanted], &progress::stderr()).await?;
    writeln!(std::io::stdout(), "{}", tools.path(wanted)?.display()).context("standard output is closed")
}

async fn up(dir: &Path, nodes: usize, real_node: bool) -> Result<()> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let dir = dir.canonicalize()?;
    let say = progress::stderr();
    let database = postgres::Options { dir: postgres::persistent_dir(&dir.join("postgres")), durable: true, progress: say.clone() };
    let database = Postgres::start(database).await?;
    let options =
        Options { dir: dir.join("kubernetes"), nodes: NodeSpec::bare_metal_fleet(nodes), persistent: true, progress: say.clone() };
    let control_plane = ControlPlane::start(options).await?;
    let node = start_node(&control_plane, &dir, real_node, &say).await?;
    let homeroom = dir.join("homeroom.kubeconfig");
    std::fs::write(&homeroom, control_plane.homeroom_kubeconfig().await?)?;
    for (name, value) in urls(&database) {
        say(&format!("{name}={value}"));
    }
    say(&format!("KUBECONFIG={}", control_plane.admin_kubeconfig_path().display()));
    say(&format!("to register with Homeroom: {}", homeroom.display()));
    tokio::signal::ctrl_c().await?;
    if let Some(node) = node {
        node.stop().await?;
    }
    control_plane.stop().await?;
    database.stop().await
}

/// Whoever started this holds its standard input: however that process ends, nothing stays behind.
async fn control_plane(nodes: usize) -> Result<()> {
    let scratch = Scratch::new("control-plane")?;
    let mut control_plane = ControlPlane::start(Options::scratch(scratch.path(), NodeSpec::bare_metal_fleet(nodes))).await?;
    let kubeconfigs = json!({"admin": control_plane.admin_kubeconfig(), "homeroom": control_plane.homeroom_kubeconfig().await?});
    writeln!(std::io::stdout(), "{kubeconfigs}").context("standard output is closed")?;
    let (sender, mut asked) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || std::io::stdin().lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    while let Some(line) = asked.recv().await {
        match line.as_str() {
            "freeze-nodes" => control_plane.freeze_nodes(),
            "thaw-nodes" => control_plane.thaw_nodes(),
            _ => bail!("no command: {line}"),
        }
    }
    control_plane.stop().await
}

async fn start_node(control_plane: &ControlPlane, dir: &Path, wanted: bool, say: &Progress) -> Result<Option<RealNode>> {
    if !wanted {
        return Ok(None);
    }
    RealNode::possible(say).await.map_err(|reason| anyhow!("no real node here: {reason}"))?;
    let node = RealNode::start(control_plane, &dir.join("node"), say).await?;
    say(&format!("ROOM_IMAGE={}", node.livekit_image()));
    Ok(Some(node))
}

async fn with_postgres(migrations: Option<&Path>, command: &[String]) -> Result<ExitCode> {
    let database = Postgres::start_scratch().await?;
    if let Some(dir) = migrations {
        let mut owner = PgConnection::connect(&database.urls().owner).await?;
        Migrator::new(dir).await.with_context(|| format!("cannot read the migrations in {}", dir.display()))?.run(&mut owner).await?;
    }
    let code = run_with(command, urls(&database)).await;
    database.stop().await?;
    code
}

async fn with_mail(command: &[String]) -> Result<ExitCode> {
    let scratch = Scratch::new("mail")?;
    let mailpit = Mailpit::start(scratch.path(), &progress::stderr()).await?;
    let code = run_with(command, [("MAIL_URL", &mailpit.smtp_url), ("MAILPIT_URL", &mailpit.url)]).await;
    mailpit.stop().await;
    code
}

async fn play_stripe(options: stripe::Options) -> Result<()> {
    let stripe = Stripe::start_with(options).await?;
    writeln!(std::io::stdout(), "STRIPE_URL={}\nSTRIPE_KEY={}", stripe.url, stripe.key).context("standard output is closed")?;
    tokio::signal::ctrl_c().await?;
    stripe.stop();
    Ok(())
}

async fn run_with<'a>(command: &[String], variables: impl IntoIterator<Item = (&'static str, &'a String)>) -> Result<ExitCode> {
    let [program, args @ ..] = command else { bail!("no command") };
    let mut started = tokio::process::Command::new(program);
    started.args(args);
    for (name, value) in variables {
        started.env(name, value);
    }
    let status = started.status().await.with_context(|| format!("cannot run {program}"))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

fn urls(database: &Postgres) -> [(&'static str, &String); 4] {
    let urls = database.urls();
    [
        ("DATABASE_URL", &urls.app),
        ("OWNER_DATABASE_URL", &urls.owner),
        ("WORKER_DATABASE_URL", &urls.worker),
        ("ADMIN_DATABASE_URL", &urls.admin),
    ]
}
