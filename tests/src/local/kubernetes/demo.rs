//! The demo as people run it: it starts, says all that it knows in a file of its
//! own, stops with everything that it started, and starts again with its data
//! where it was, or beside whoever took its place. Every node is played.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use homeroom_local::postgres::persistent_dir;
use homeroom_local::scratch::Scratch;
use serde_json::Value;

use crate::kubernetes::turns;

type Outcome = anyhow::Result<()>;

/// A program that was built beside these tests.
fn program(name: &str) -> anyhow::Result<PathBuf> {
    let tests = std::env::current_exe()?;
    let folder = tests.ancestors().nth(2).context("tests are two folders down")?;
    Ok(folder.join(name))
}

/// A folder for a demo, which ends with it, however the test does.
struct Demo {
    dir: PathBuf,
    _scratch: Scratch,
}

impl Demo {
    fn new() -> anyhow::Result<Self> {
        let scratch = Scratch::new("demo-test")?;
        Ok(Self { dir: scratch.path().canonicalize()?.join("demo"), _scratch: scratch })
    }

    fn run(&self, words: &[&str]) -> anyhow::Result<Output> {
        let mut command = Command::new(program("homeroom-local")?);
        command.arg("demo").args(words).arg("--dir").arg(&self.dir).env_remove("DATABASE_URL").env_remove("KUBECONFIGS");
        Ok(command.output()?)
    }

    /// Returns what it said.
    fn start(&self) -> anyhow::Result<String> {
        let done = self.run(&["up", "--detach", "--simulated"])?;
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{said}");
        Ok(said)
    }

    fn stop(&self) -> Outcome {
        assert!(self.run(&["stop"])?.status.success());
        assert_eq!(self.processes(), Vec::<String>::new(), "nothing is left");
        Ok(())
    }

    fn file(&self) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&fs::read(self.dir.join("demo.json"))?)?)
    }

    /// The command lines that name one of its folders.
    fn processes(&self) -> Vec<String> {
        let folders = [self.dir.clone(), self.postgres()];
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        let lines = all.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
        let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
        lines.filter(|line| folders.iter().any(|folder| line.contains(&*folder.to_string_lossy()))).collect()
    }

    fn postgres(&self) -> PathBuf {
        persistent_dir(&self.dir.join("postgres"))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.run(&["stop"]);
        let _ = fs::remove_dir_all(self.postgres());
    }
}

#[tokio::test]
async fn it_starts_stops_and_starts_again_with_its_data() -> Outcome {
    if !program("homeroom")?.exists() || !program("homeroom-local")?.exists() {
        // Not captured, as the output of tests that pass is.
        writeln!(std::io::stderr(), "\nSKIPPED: the demo was not tried: make programs")?;
        return Ok(());
    }
    // It has two control planes.
    let _turns = turns(2).await;
    let demo = Demo::new()?;
    demo.start()?;
    let first = demo.file()?;
    assert_eq!(fs::metadata(demo.dir.join("demo.json"))?.permissions().mode() & 0o777, 0o600);
    check_shape(&first);
    assert_eq!(order(&first).await?["ready"], true);
    a_machine_boots(&first).await?;
    let owed: Value = call(reqwest::Method::GET, &first, 1, "invoices").await?.json().await?;
    assert_eq!(
        (&owed["items"][0]["status"], owed["items"].as_array().map(Vec::len)),
        (&"issued".into(), Some(1)),
        "there is something to pay"
    );
    demo.stop()?;

    // Somebody else is faster to its port.
    let _squatter = TcpListener::bind(text(&first, "url").trim_start_matches("http://"))?;
    let said = demo.start()?;
    let second = demo.file()?;
    assert_ne!(second["url"], first["url"], "{said}");
    for kept in ["platform", "tenants"] {
        assert_eq!(second[kept], first[kept], "{said}");
    }
    assert_eq!(order(&second).await?["ready"], true);
    a_machine_boots(&second).await?;
    let cancel = format!("orders/{}/cancel", text(&second["tenants"][1], "order_id"));
    call(reqwest::Method::POST, &second, 1, &cancel).await?;
    demo.stop()?;

    // An order that is over is said to be, and keeps nobody waiting.
    let said = demo.start()?;
    assert!(said.contains("the open room is over"), "{said}");
    demo.stop()
}

fn check_shape(demo: &Value) {
    let texts = |value: &Value, names: &[&str]| names.iter().all(|name| value[name].as_str().is_some_and(|text| !text.is_empty()));
    assert!(texts(demo, &["url", "metrics_url", "database_url"]), "{demo}");
    assert!(texts(&demo["platform"], &["email", "password", "api_key"]), "{demo}");
    let simulated: Vec<&Value> = demo["clusters"].as_array().into_iter().flatten().map(|cluster| &cluster["simulated"]).collect();
    assert_eq!(simulated, [false, true]);
    for cluster in demo["clusters"].as_array().into_iter().flatten() {
        assert!(texts(cluster, &["id", "name", "kubeconfig"]), "{cluster}");
        assert!(Path::new(cluster["kubeconfig"].as_str().unwrap_or_default()).exists(), "{cluster}");
    }
    let live: Vec<&Value> = demo["tenants"].as_array().into_iter().flatten().map(|tenant| &tenant["livemode"]).collect();
    assert_eq!(live, [false, true]);
    for tenant in demo["tenants"].as_array().into_iter().flatten() {
        assert!(texts(tenant, &["id", "email", "password", "api_key", "order_id", "classroom_id"]), "{tenant}");
    }
}

/// The simulated cluster's one node group has the least that it is to have, made of a machine that is played.
async fn a_machine_boots(demo: &Value) -> Outcome {
    let simulated =
        demo["clusters"].as_array().into_iter().flatten().find(|cluster| cluster["simulated"] == true).context("no simulated cluster")?;
    let path = format!("clusters/{}/node-groups", text(simulated, "id"));
    let begun = Instant::now();
    loop {
        let answer = request(reqwest::Method::GET, demo, text(&demo["platform"], "api_key"), &path).await?;
        let groups: Value = answer.json().await?;
        assert_eq!(groups["items"].as_array().map(Vec::len), Some(1), "{groups}");
        if groups["items"][0]["ready"] == 1 {
            return Ok(());
        }
        // It boots for twenty seconds.
        assert!(begun.elapsed() < Duration::from_secs(120), "{groups}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The school's.
async fn order(demo: &Value) -> anyhow::Result<Value> {
    let path = format!("orders/{}", text(&demo["tenants"][0], "order_id"));
    Ok(call(reqwest::Method::GET, demo, 0, &path).await?.json().await?)
}

/// One of an institution.
async fn call(method: reqwest::Method, demo: &Value, tenant: usize, path: &str) -> anyhow::Result<reqwest::Response> {
    request(method, demo, text(&demo["tenants"][tenant], "api_key"), path).await
}

async fn request(method: reqwest::Method, demo: &Value, key: &str, path: &str) -> anyhow::Result<reqwest::Response> {
    // Only the first choice of a provider counts.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let request = client.request(method, format!("{}/v1/{path}", text(demo, "url")));
    Ok(request.bearer_auth(key).send().await?.error_for_status()?)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
