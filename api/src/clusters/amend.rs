//! `PATCH /v1/clusters/{id}`: other words or limits, or a new kubeconfig of the same cluster.

use homeroom_domain::{
    cluster::{cover::Cover, interfaces::Interfaces},
    ids::ClusterId,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    check::{self, Answered},
    fields::{Fields, tags},
    interfaces::{self, InterfaceProfile},
    register::taken,
    store::{self, Checked, Cluster, Patch},
    tell,
    thresholds::ThresholdsAsked,
    view::ClusterView,
    words,
};
use crate::{
    auth::{ManageClusters, PlatformCaller, SystemTx},
    calendars,
    events::EventType,
    http::{ApiError, Fault, IfMatch, Json, Path, Problems, Versioned, patch},
    jobs::{self, Wake},
};

/// Each field that is present replaces the whole field.
// Not Debug: it holds credentials.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendCluster {
    #[schema(nullable = false, min_length = 1, max_length = 63)]
    #[serde(default, deserialize_with = "patch::present")]
    name: Option<String>,
    /// Of the same cluster: one of another is refused.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    kubeconfig: Option<String>,
    /// Null means all nodes.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 5000)]
    node_limit: Option<Option<i64>>,
    #[schema(nullable = false, minimum = 0, maximum = 90)]
    #[serde(default, deserialize_with = "patch::present")]
    headroom_percent: Option<i64>,
    /// How long nodes take to come by themselves, up to the node limit: minutes for a group that is scaled, days for racks that are bought, at most 90 of them.
    /// Until then only nodes that are there are sold. Null means that none come by themselves.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 129_600)]
    node_lead_minutes: Option<Option<i64>>,
    /// What it bears of namespaces, Services and pods, where that is less than Kubernetes publishes (10,000, 10,000 and 150,000), and most pods of a node.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "patch::present")]
    thresholds: Option<ThresholdsAsked>,
    /// Null means that no room gets a network interface of its own. Refused while rooms are booked that have one.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(value_type = Option<InterfaceProfile>)]
    interfaces: Option<Option<InterfaceProfile>>,
    /// Whether it sells what packs onto its nodes beyond their shares, as long as its headroom is a node at least. To be turned on once no replica of the version
    /// before is left: that one cannot read what is booked then.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "patch::present")]
    sells_packed: Option<bool>,
    /// Whether all that is booked of it is to have room on the other clusters of its region, were it lost. `told`: operators are told when it has not, with the
    /// nodes that it takes. `enforced`: and no order is taken in the region that would leave it without.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "patch::present")]
    cover: Option<Cover>,
    #[schema(nullable = false, max_length = 500)]
    #[serde(default, deserialize_with = "patch::present")]
    media_url: Option<String>,
    /// What is said of it in a word, by which institutions may be kept to clusters or off them: 1 to 32 lower-case letters, digits and dashes, at most 20.
    #[schema(nullable = false, max_items = 20)]
    #[serde(default, deserialize_with = "patch::present")]
    tags: Option<Vec<String>>,
}

/// Amend a cluster
///
/// What it sells follows at once: where less is left than is booked, the orders that no longer fit are named as promises at risk. `node_lead_minutes` needs a
/// `node_limit`. `tags` count from the next order that is placed, moved or failed over. A threshold may be set below what stands: nothing goes for that, and no
/// order more comes.
#[utoipa::path(patch, path = "/v1/clusters/{id}", tag = "clusters", request_body = AmendCluster,
    params(("id" = ClusterId, Path), ("If-Match" = String, Header, description = "The ETag that was read.")),
    responses((status = 200, description = "As it is now", body = ClusterView), Problems))]
pub(crate) async fn amend_cluster(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
    if_match: IfMatch,
    Json(body): Json<AmendCluster>,
) -> Result<Versioned<ClusterView>, ApiError> {
    body.fields().check()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    expected.matches(store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?.edit)?;
    drop(tx);
    let answered = match &body.kubeconfig {
        Some(text) => Some(check::check(text).await?),
        None => None,
    };
    let mut tx = caller.begin().await?;
    // In the order in which its worker and admission lock: the calendar, then the cluster.
    let calendar = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?.calendar_id;
    calendars::store::lock(tx.conn(), &[calendar]).await?;
    let cluster = store::lock(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    expected.matches(cluster.edit)?;
    if let Some(answered) = answered {
        replace_kubeconfig(&mut tx, &caller, &cluster, &answered).await?;
    }
    write(&mut tx, &caller, &cluster, &body).await?;
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Versioned::new(cluster.version_tag(), ClusterView::new(cluster, caller.language())))
}

impl AmendCluster {
    fn fields(&self) -> Fields<'_> {
        Fields {
            name: self.name.as_deref(),
            region: None,
            media_url: self.media_url.as_deref(),
            node_limit: self.node_limit.flatten(),
            headroom_percent: self.headroom_percent,
            node_lead_minutes: self.node_lead_minutes.flatten(),
            tags: self.tags.as_deref(),
            thresholds: self.thresholds.map(Into::into),
            interfaces: self.interfaces.as_ref().and_then(Option::as_ref),
        }
    }

    /// The names of the fields that were given: their values may be secret.
    fn named(&self) -> Vec<&'static str> {
        let given = [
            ("name", self.name.is_some()),
            ("kubeconfig", self.kubeconfig.is_some()),
            ("node_limit", self.node_limit.is_some()),
            ("headroom_percent", self.headroom_percent.is_some()),
            ("node_lead_minutes", self.node_lead_minutes.is_some()),
            ("thresholds", self.thresholds.is_some()),
            ("interfaces", self.interfaces.is_some()),
            ("sells_packed", self.sells_packed.is_some()),
            ("cover", self.cover.is_some()),
            ("media_url", self.media_url.is_some()),
            ("tags", self.tags.is_some()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
    }
}

async fn replace_kubeconfig(
    tx: &mut SystemTx,
    caller: &PlatformCaller<ManageClusters>,
    cluster: &Cluster,
    answered: &Answered,
) -> Result<(), ApiError> {
    if answered.identity.uid != cluster.uid {
        return Err(vec![check::fault("kubeconfig_other_cluster", json!({}))].into());
    }
    let sealed = answered.sealed(&caller.app().seal, cluster.id);
    let checked = Checked { uid: cluster.uid, version: &answered.identity.version, kubeconfig: &sealed };
    Ok(store::set_kubeconfig(tx, cluster.id, &checked).await?)
}

async fn write(tx: &mut SystemTx, caller: &PlatformCaller<ManageClusters>, cluster: &Cluster, body: &AmendCluster) -> Result<(), ApiError> {
    let interfaces = match &body.interfaces {
        Some(asked) => asked.clone().map(Interfaces::from),
        None => cluster.interfaces.clone(),
    };
    interfaces::may_follow(tx.conn(), cluster.calendar_id, (cluster.interfaces.as_ref(), interfaces.as_ref()), caller.now()).await?;
    let narrow = |limit: i64| i32::try_from(limit).ok();
    let tags = body.tags.as_deref().map_or_else(|| cluster.tags.clone(), tags);
    let new = Patch {
        name: body.name.as_deref().unwrap_or(&cluster.name),
        media_url: body.media_url.as_deref().unwrap_or(&cluster.media_url),
        node_limit: body.node_limit.map_or(cluster.node_limit, |limit| limit.and_then(narrow)),
        headroom_percent: body.headroom_percent.and_then(narrow).unwrap_or(cluster.headroom_percent),
        node_lead_minutes: body.node_lead_minutes.map_or(cluster.node_lead_minutes, |lead| lead.and_then(narrow)),
        tags: &tags,
        thresholds: body.thresholds.map_or(cluster.thresholds, Into::into),
        interfaces: interfaces.as_ref(),
        sells_packed: body.sells_packed.unwrap_or(cluster.sells_packed),
        cover: body.cover.unwrap_or(cluster.cover),
    };
    if new.node_lead_minutes.is_some() && new.node_limit.is_none() {
        let pointer = if body.node_lead_minutes.is_some() { "/node_lead_minutes" } else { "/node_limit" };
        return Err(vec![Fault::own(pointer, words::fault("node_lead_without_limit", json!({})))].into());
    }
    store::update(tx, cluster.id, &new).await.map_err(taken)?;
    store::recount_as_seen(tx.conn(), cluster.id, caller.now()).await?;
    let data = json!({ "fields": body.named() });
    tell(tx.conn(), cluster.id, EventType::ClusterUpdated, (&caller.actor(), data, caller.now())).await?;
    Ok(jobs::wake(tx.conn(), Wake::Clusters).await?)
}
