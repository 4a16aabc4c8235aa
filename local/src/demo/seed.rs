//! What a first start puts into an empty Homeroom: an administrator, the two
//! clusters, two institutions, an order each, an invoice to pay. A later start
//! finds it all there.
//!
//! Each step looks first whether it was done: a database that outlives a first
//! start that was interrupted holds what that start got to.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::Site;
use super::client::{HomeroomApi, field};
use super::clusters::{self, Clusters};
use super::money;
use super::school;
use super::service::Service;
use super::state::{Cluster, DemoFile, Login, Tenant};
use super::watch;
use crate::config;
use crate::files::write_private;
use crate::postgres::RoleUrls;
use crate::progress::Progress;

const TIME_ZONE: &str = "Asia/Shanghai";
/// Rooms of an institution's quota beyond its first order, so that somebody who tries a second one is not refused, even one for which nodes have to be bought.
const SPARE_ROOMS: usize = 200;
/// As whom somebody can enter the open room by a link.
const LINKED: [&str; 2] = ["teacher", "pupil"];

/// An institution and what it orders.
struct Institution {
    name: &'static str,
    email: &'static str,
    livemode: bool,
    order: Value,
}

pub(super) async fn first_time(site: &Site, service: &Service, urls: &RoleUrls, clusters: &Clusters, say: &Progress) -> Result<DemoFile> {
    let platform = make_platform_admin(site, service, say).await?;
    let api = HomeroomApi::with_key(&service.url, &platform.api_key)?;
    let mut file = DemoFile {
        url: service.url.clone(),
        metrics_url: service.metrics_url.clone(),
        database_url: urls.admin.clone(),
        mail_url: String::new(),
        stripe_url: String::new(),
        clusters: Vec::new(),
        platform,
        tenants: Vec::new(),
    };
    for cluster in [&clusters.live, &clusters.simulated] {
        say(&format!("registering the {} cluster", cluster.kind.name));
        file.clusters.push(register(&api, cluster).await?);
    }
    for cluster in &file.clusters {
        watch::until_counted(&api, cluster, say).await?;
    }
    let version = money::offer(&api).await?;
    for institution in institutions(now())? {
        say(&format!("{} orders its classrooms", institution.name));
        file.tenants.push(make_tenant(site, (&api, &version), &service.url, institution).await?);
    }
    say("issuing last month's invoice, which can be paid");
    money::bill_last_month(service, urls, &api, file.tenant(true)?).await?;
    file.write(site)?;
    Ok(file)
}

/// The same file with the addresses of this run. Homeroom is told where the
/// clusters are, whether or not they had to move to another port: only it knows
/// what it was told last.
pub(super) async fn again(mut file: DemoFile, service: &Service, urls: &RoleUrls, clusters: &Clusters, say: &Progress) -> Result<DemoFile> {
    say("the data of the last run are there");
    file.url.clone_from(&service.url);
    file.metrics_url.clone_from(&service.metrics_url);
    file.database_url.clone_from(&urls.admin);
    let api = HomeroomApi::with_key(&service.url, &file.platform.api_key)?;
    for (known, cluster) in file.clusters.iter_mut().zip([&clusters.live, &clusters.simulated]) {
        known.kubeconfig.clone_from(&cluster.admin_kubeconfig);
        tell_where(&api, &known.id, cluster).await?;
    }
    Ok(file)
}

async fn tell_where(api: &HomeroomApi, id: &str, cluster: &clusters::Cluster) -> Result<()> {
    let told = api.patch(&format!("/v1/clusters/{id}"), &json!({"kubeconfig": cluster.homeroom_kubeconfig})).await;
    told.map(|_| ()).with_context(|| format!("Homeroom does not take the {} cluster's kubeconfig", cluster.kind.name))
}

async fn make_platform_admin(site: &Site, service: &Service, say: &Progress) -> Result<Login> {
    say("making the platform's administrator");
    let email = "platform@homeroom.example".to_owned();
    let password = DemoFile::password(site, &email)?;
    let file = site.at("platform.password");
    write_private(&file, &password)?;
    let made = service.admin(&["create-platform-admin", "--email", &email, "--password-file", &file.display().to_string()]);
    fs::remove_file(&file)?;
    if let Err(error) = made
        && !error.to_string().contains("already")
    {
        return Err(error);
    }
    let api = HomeroomApi::log_in(&service.url, &email, &password).await?;
    let api_key = make_key(&api).await?;
    Ok(Login { email, password, api_key })
}

/// A key that may do what its maker may.
async fn make_key(api: &HomeroomApi) -> Result<String> {
    let me = api.get("/v1/me").await?;
    let made = api.post("/v1/api-keys", &json!({"name": "demo", "scopes": me["permissions"]})).await?;
    field(&made, "key")
}

async fn register(api: &HomeroomApi, cluster: &clusters::Cluster) -> Result<Cluster> {
    let kind = &cluster.kind;
    let list = api.get("/v1/clusters").await?;
    let known = list["items"].as_array().into_iter().flatten().find(|item| item["name"] == kind.name);
    let id = match known {
        Some(known) => {
            let id = field(known, "id")?;
            tell_where(api, &id, cluster).await?;
            id
        }
        None => field(&api.post("/v1/clusters", &registration(cluster)).await?, "id")?,
    };
    Ok(Cluster { id, name: kind.name.to_owned(), kubeconfig: cluster.admin_kubeconfig.clone(), simulated: kind.simulated })
}

fn registration(cluster: &clusters::Cluster) -> Value {
    let kind = &cluster.kind;
    let mut body = json!({
        "name": kind.name, "region": kind.region, "simulated": kind.simulated, "media_url": kind.media_url,
        "kubeconfig": cluster.homeroom_kubeconfig,
    });
    if let Some(percent) = kind.headroom_percent {
        body["headroom_percent"] = json!(percent);
    }
    body
}

fn institutions(now: Timestamp) -> Result<[Institution; 2]> {
    let path = config::project_dir().join("deploy/demo/school.json");
    let school: Value = serde_json::from_slice(&fs::read(&path)?).with_context(|| format!("{} is no JSON", path.display()))?;
    Ok([
        Institution { name: "第一中学", email: "school@homeroom.example", livemode: false, order: school::moved(&school, now)? },
        Institution { name: "Corner Tutoring", email: "tutoring@homeroom.example", livemode: true, order: open_room(now)? },
    ])
}

/// One room for eight, open day and night for a term.
fn open_room(now: Timestamp) -> Result<Value> {
    let today = now.in_tz(TIME_ZONE)?.date();
    Ok(json!({
        "name": "Open room", "kind": "class", "region": "local", "external_id": "demo-open-room",
        "rooms": [{"key": "open", "name": "Open room", "seats": 8}],
        "term": {"first_day": today.to_string(), "last_day": today.checked_add(140.days())?.to_string()},
        "timetable": {"time_zone": TIME_ZONE, "availability": "always"},
    }))
}

async fn make_tenant(site: &Site, (platform, version): (&HomeroomApi, &Value), url: &str, institution: Institution) -> Result<Tenant> {
    let email = institution.email.to_owned();
    let password = DemoFile::password(site, &email)?;
    let id = ensure(platform, "/v1/tenants", &format!("external_id={email}"), &tenant(&institution)).await?;
    let owner = json!({"email": email, "role": "owner", "password": password});
    ensure(&platform.for_tenant(&id), "/v1/members", &format!("email={email}"), &owner).await?;
    let api_key = make_key(&HomeroomApi::log_in(url, &email, &password).await?).await?;
    let api = HomeroomApi::with_key(url, &api_key)?;
    money::subscribe(&api, version).await?;
    let named = format!("external_id={}", field(&institution.order, "external_id")?);
    let order_id = ensure(&api, "/v1/orders", &named, &institution.order).await?;
    let classrooms = api.get(&format!("/v1/classrooms?order_id={order_id}&limit=1")).await?;
    let classroom_id = field(&classrooms["items"][0], "id")?;
    let owner = Login { email, password, api_key };
    Ok(Tenant { id, livemode: institution.livemode, owner, order_id, classroom_id, links: BTreeMap::new() })
}

/// Links into the open room for people without an account. A link's secret is told once: what was made is kept for the next start.
pub(super) async fn links(file: &mut DemoFile) -> Result<()> {
    let url = file.url.clone();
    let Some(open) = file.tenants.iter_mut().find(|tenant| tenant.livemode) else { return Ok(()) };
    let api = HomeroomApi::with_key(&url, &open.owner.api_key)?;
    for role in LINKED {
        if open.links.contains_key(role) {
            continue;
        }
        let made = api.post(&format!("/v1/classrooms/{}/links", open.classroom_id), &json!({"role": role, "valid": "term"})).await?;
        let address = field(&made, "address")?;
        let secret = address.rsplit_once('#').map(|(_, secret)| secret.to_owned()).context("a link without a secret")?;
        open.links.insert(role.to_owned(), secret);
    }
    Ok(())
}

fn tenant(institution: &Institution) -> Value {
    let rooms = institution.order["rooms"].as_array().map_or(1, Vec::len) + SPARE_ROOMS;
    json!({
        "name": institution.name, "external_id": institution.email, "time_zone": TIME_ZONE, "currency": "CNY", "livemode": institution.livemode,
        "quota": {"rooms": rooms, "seats": rooms * 50, "live_orders": 10, "rooms_per_order": 200},
    })
}

/// The id of the one thing in a list that answers the query, made if there is none.
async fn ensure(api: &HomeroomApi, path: &str, query: &str, body: &Value) -> Result<String> {
    let found = match api.first(&format!("{path}?{query}")).await? {
        Some(found) => found,
        None => api.post(path, body).await?,
    };
    field(&found, "id")
}

#[expect(clippy::disallowed_methods, reason = "the demo happens now: there is no other clock in it")]
fn now() -> Timestamp {
    Timestamp::now()
}
