//! What a first start puts into an empty Homeroom: an administrator, the two
//! clusters, two institutions, an order each. A later start finds it all there.

use std::fs;

use anyhow::{Context, Result};
use jiff::{Timestamp, ToSpan};
use rand::distr::{Alphanumeric, SampleString};
use serde_json::{Value, json};

use super::Place;
use super::client::{HomeroomApi, field};
use super::clusters::{self, Clusters};
use super::school;
use super::service::Service;
use super::state::{Cluster, DemoFile, Login, Tenant};
use crate::config;
use crate::files::write_private;
use crate::postgres::RoleUrls;
use crate::progress::Progress;

const TIME_ZONE: &str = "Asia/Shanghai";
/// Rooms of an institution's quota beyond its first order, so that somebody who tries a second one is not refused.
const SPARE_ROOMS: usize = 20;

/// An institution and what it orders.
struct Institution {
    name: &'static str,
    email: &'static str,
    livemode: bool,
    order: Value,
}

pub(super) async fn first_time(place: &Place, service: &Service, urls: &RoleUrls, clusters: &Clusters, say: &Progress) -> Result<DemoFile> {
    let platform = make_platform_admin(place, service, say).await?;
    let api = HomeroomApi::with_key(&service.url, &platform.api_key)?;
    let mut file = DemoFile {
        url: service.url.clone(),
        metrics_url: service.metrics_url.clone(),
        database_url: urls.admin.clone(),
        clusters: Vec::new(),
        platform,
        tenants: Vec::new(),
    };
    for cluster in [&clusters.live, &clusters.simulated] {
        say(&format!("registering the {} cluster", cluster.kind.name));
        file.clusters.push(register(&api, cluster).await?);
    }
    for institution in institutions(now())? {
        say(&format!("{} orders its classrooms", institution.name));
        file.tenants.push(make_tenant(&api, &service.url, institution).await?);
    }
    file.write(place)?;
    Ok(file)
}

/// The same file with the addresses of this run; clusters that had to move to
/// another port are told to Homeroom.
pub(super) async fn again(mut file: DemoFile, service: &Service, urls: &RoleUrls, clusters: &Clusters, say: &Progress) -> Result<DemoFile> {
    say("the data of the last run are there");
    file.url.clone_from(&service.url);
    file.metrics_url.clone_from(&service.metrics_url);
    file.database_url.clone_from(&urls.admin);
    let api = HomeroomApi::with_key(&service.url, &file.platform.api_key)?;
    for (known, cluster) in file.clusters.iter_mut().zip([&clusters.live, &clusters.simulated]) {
        known.kubeconfig.clone_from(&cluster.admin_kubeconfig);
        if cluster.has_moved() {
            say(&format!("telling Homeroom where the {} cluster is now", cluster.kind.name));
            api.patch(&format!("/v1/clusters/{}", known.id), &json!({"kubeconfig": cluster.homeroom_kubeconfig})).await?;
        }
    }
    Ok(file)
}

async fn make_platform_admin(place: &Place, service: &Service, say: &Progress) -> Result<Login> {
    say("making the platform's administrator");
    let (email, password) = ("platform@homeroom.example".to_owned(), password());
    let file = place.at("platform.password");
    write_private(&file, &password)?;
    let made = service.admin(&["create-platform-admin", "--email", &email, "--password-file", &file.display().to_string()]);
    fs::remove_file(&file)?;
    made?;
    let api = HomeroomApi::log_in(&service.url, &email, &password).await?;
    let api_key = make_key(&api, "platform").await?;
    Ok(Login { email, password, api_key })
}

/// A key that may do what its maker may.
async fn make_key(api: &HomeroomApi, name: &str) -> Result<String> {
    let me = api.get("/v1/me").await?;
    let body = json!({"name": "demo", "scopes": me["permissions"]});
    let made = api.post("/v1/api-keys", &format!("key-{name}"), &body).await?;
    field(&made, "key")
}

async fn register(api: &HomeroomApi, cluster: &clusters::Cluster) -> Result<Cluster> {
    let kind = &cluster.kind;
    let mut body = json!({
        "name": kind.name, "region": kind.region, "simulated": kind.simulated, "media_url": kind.media_url,
        "kubeconfig": cluster.homeroom_kubeconfig,
    });
    if let Some(percent) = kind.headroom_percent {
        body["headroom_percent"] = json!(percent);
    }
    let made = api.post("/v1/clusters", &format!("cluster-{}", kind.name), &body).await?;
    Ok(Cluster {
        id: field(&made, "id")?,
        name: kind.name.to_owned(),
        kubeconfig: cluster.admin_kubeconfig.clone(),
        simulated: kind.simulated,
    })
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

async fn make_tenant(platform: &HomeroomApi, url: &str, institution: Institution) -> Result<Tenant> {
    let (email, password) = (institution.email.to_owned(), password());
    let rooms = institution.order["rooms"].as_array().map_or(1, Vec::len);
    let body = json!({
        "name": institution.name, "time_zone": TIME_ZONE, "currency": "CNY", "livemode": institution.livemode,
        "quota": {"rooms": rooms + SPARE_ROOMS, "seats": (rooms + SPARE_ROOMS) * 50, "live_orders": 10, "rooms_per_order": 200},
    });
    let id = field(&platform.post("/v1/tenants", &email, &body).await?, "id")?;
    let owner = json!({"email": email, "role": "owner", "password": password});
    platform.for_tenant(&id).post("/v1/members", &email, &owner).await?;
    let session = HomeroomApi::log_in(url, &email, &password).await?;
    let api_key = make_key(&session, &email).await?;
    let api = HomeroomApi::with_key(url, &api_key)?;
    let order_id = field(&api.post("/v1/orders", &email, &institution.order).await?, "id")?;
    let classrooms = api.get(&format!("/v1/classrooms?order_id={order_id}&limit=1")).await?;
    let classroom_id = field(&classrooms["items"][0], "id")?;
    Ok(Tenant { id, livemode: institution.livemode, owner: Login { email, password, api_key }, order_id, classroom_id })
}

fn password() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), 20)
}

#[expect(clippy::disallowed_methods, reason = "the demo happens now: there is no other clock in it")]
fn now() -> Timestamp {
    Timestamp::now()
}
