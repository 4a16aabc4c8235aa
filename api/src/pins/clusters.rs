//! `GET` and `PUT /v1/tenants/{id}/clusters`

use std::collections::BTreeSet;

use homeroom_domain::ids::{ClusterId, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{self, Pin, Tag};
use crate::{
    auth::{ManageClusters, Place, PlatformCaller, ReadClusters},
    clusters::{TAGS_MAX, is_tag},
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Format, IfMatch, IfNoneMatch, Json, Path, Problems, Shape, Version, Versioned, patch},
    tenants,
};

/// Clusters of one list.
const CLUSTERS_MAX: usize = 100;

/// Where a tenant's orders may be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantClustersChoice {
    /// Its orders go to these alone; empty: to all that are not named in `never`. At most 100.
    #[serde(default)]
    #[schema(max_items = 100)]
    only: Vec<ClusterId>,
    /// Its orders go to none of these. At most 100.
    #[serde(default)]
    #[schema(max_items = 100)]
    never: Vec<ClusterId>,
    /// Absent: as they are.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false)]
    tags: Option<ClusterTags>,
}

/// Clusters by what operators say of them.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClusterTags {
    /// Its orders go to clusters alone that bear all of these tags. At most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    all: Vec<String>,
    /// Its orders go to no cluster that bears one of these tags. At most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    none: Vec<String>,
}

/// Where a tenant's orders may be, and how many are elsewhere.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantClusters)]
pub(crate) struct TenantClustersView {
    only: Vec<PinnedCluster>,
    never: Vec<PinnedCluster>,
    tags: ClusterTags,
    /// Orders that are not over and run on a cluster that the tenant is kept off: `POST /v1/orders/{id}/move` takes them away.
    orders_elsewhere: i64,
}

/// A cluster that a tenant is pinned to, or off.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PinnedCluster {
    id: ClusterId,
    name: String,
}

/// Get the clusters of a tenant
///
/// To which clusters its orders go alone, and to which they never go, by name and by tag. All lists are empty where nothing was chosen.
#[utoipa::path(get, path = "/v1/tenants/{id}/clusters", tag = "clusters", params(("id" = TenantId, Path)),
    responses((status = 200, description = "The clusters", body = TenantClustersView), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_tenant_clusters(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<TenantId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<TenantClustersView>, ApiError> {
    let mut tx = caller.begin().await?;
    tenants::store::find(tx.conn(), id, None).await?.ok_or(ApiError::NotFound)?;
    Ok(view(tx.conn(), id).await?.unless(if_none_match))
}

/// Set the clusters of a tenant
///
/// Counts for every order that is placed, moved or failed over from now on: a cluster that the tenant is kept off is for it as if it were cordoned. What runs there
/// stays, may be amended, and is counted as `orders_elsewhere`. A region with none of the clusters named in `only` takes no order of the tenant. The tenant
/// learns of no cluster. Names and tags add up: a cluster takes an order that neither keeps off. What tags say changes with the tags of clusters, which may come later. 422
/// for a cluster that does not exist, and for what is in both lists.
#[utoipa::path(put, path = "/v1/tenants/{id}/clusters", tag = "clusters", request_body = TenantClustersChoice,
    params(("id" = TenantId, Path), ("If-Match" = String, Header, description = "The ETag that was read")),
    responses((status = 200, description = "The clusters", body = TenantClustersView), Problems))]
pub(crate) async fn put_tenant_clusters(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<TenantId>,
    if_match: IfMatch,
    Json(choice): Json<TenantClustersChoice>,
) -> Result<Versioned<TenantClustersView>, ApiError> {
    let mut checks = Checks::default();
    for (pointer, list) in [("/only", &choice.only), ("/never", &choice.never)] {
        checks.that(list.len() <= CLUSTERS_MAX, pointer, Shape::TooLong { max: CLUSTERS_MAX as u64 });
    }
    if let Some(tags) = &choice.tags {
        tags.check(&mut checks);
    }
    checks.done()?;
    let expected = if_match.required()?;
    let mut tx = caller.begin().await?;
    tenants::store::lock(tx.conn(), id, None).await?.ok_or(ApiError::NotFound)?;
    let before = Choice::read(tx.conn(), id).await?.edit();
    expected.matches(before)?;
    choice.fits(&store::known(tx.conn(), &choice.ids()).await?)?;
    store::replace(tx.conn(), id, &choice.only, &choice.never).await?;
    if let Some(tags) = &choice.tags {
        store::replace_tags(tx.conn(), id, &tags.all, &tags.none).await?;
    }
    let view = view(tx.conn(), id).await?;
    if before != view.version.edit {
        let (feed, kind, actor) = (Place::Platform, EventType::TenantClustersChanged, caller.actor());
        let data = json!({ "only": view.body.only, "never": view.body.never, "tags": view.body.tags });
        events::record(tx.conn(), NewEvent { feed, kind, actor: &actor, subject: id.to_string(), data, at: caller.now() }).await?;
    }
    tx.commit().await?;
    Ok(view)
}

impl TenantClustersChoice {
    fn ids(&self) -> Vec<Uuid> {
        self.only.iter().chain(&self.never).map(|id| id.uuid()).collect()
    }

    /// # Errors
    /// 422 at every cluster that is none, or is named twice.
    fn fits(&self, known: &[Uuid]) -> Result<(), ApiError> {
        let (mut checks, mut seen) = (Checks::default(), BTreeSet::new());
        for (name, list) in [("only", &self.only), ("never", &self.never)] {
            for (place, id) in list.iter().enumerate() {
                let fits = known.contains(&id.uuid()) && seen.insert(*id);
                checks.that(fits, &format!("/{name}/{place}"), Shape::BadFormat { expected: Format::RegisteredCluster });
            }
        }
        checks.done()
    }
}

impl ClusterTags {
    /// Each is a tag, and in one list once.
    fn check(&self, checks: &mut Checks) {
        let mut seen = BTreeSet::new();
        for (name, list) in [("all", &self.all), ("none", &self.none)] {
            checks.that(list.len() <= TAGS_MAX, &format!("/tags/{name}"), Shape::TooLong { max: TAGS_MAX as u64 });
            for (place, tag) in list.iter().enumerate() {
                let fits = is_tag(tag) && seen.insert(tag);
                checks.that(fits, &format!("/tags/{name}/{place}"), Shape::BadFormat { expected: Format::ClusterTag });
            }
        }
    }

    fn of(tags: &[Tag]) -> Self {
        let of = |rule: &str| tags.iter().filter(|tag| tag.rule == rule).map(|tag| tag.tag.clone()).collect();
        Self { all: of("all"), none: of("none") }
    }
}

/// What was chosen, as it is kept.
struct Choice {
    pins: Vec<Pin>,
    tags: Vec<Tag>,
}

impl Choice {
    async fn read(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Self> {
        Ok(Self { pins: store::of_tenant(&mut *conn, tenant).await?, tags: store::tags_of_tenant(conn, tenant).await? })
    }

    /// The choice itself is what is edited: whoever makes the same again has the same.
    fn edit(&self) -> i64 {
        let pins = self.pins.iter().map(|pin| format!("{} {}", pin.rule, pin.cluster_id));
        let texts: Vec<String> = pins.chain(self.tags.iter().map(|tag| format!("{} {}", tag.rule, tag.tag))).collect();
        Version::of_content(0, texts.join("\n").as_bytes()).revision
    }
}

async fn view(conn: &mut PgConnection, tenant: TenantId) -> sqlx::Result<Versioned<TenantClustersView>> {
    let choice = Choice::read(&mut *conn, tenant).await?;
    let Choice { pins, tags } = &choice;
    let of = |rule: &str| -> Vec<PinnedCluster> {
        let of_rule = pins.iter().filter(|pin| pin.rule == rule);
        of_rule.map(|pin| PinnedCluster { id: ClusterId::new(pin.cluster_id), name: pin.name.clone() }).collect()
    };
    let (only, never, tags) = (of("only"), of("never"), ClusterTags::of(tags));
    let view = TenantClustersView { only, never, tags, orders_elsewhere: store::orders_elsewhere(conn, tenant).await? };
    let version = Version::of_content(choice.edit(), &serde_json::to_vec(&view).unwrap_or_default());
    Ok(Versioned::new(version, view))
}
