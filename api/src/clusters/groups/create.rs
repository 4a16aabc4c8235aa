//! `POST /v1/clusters/{id}/node-groups`: an object that is tried before it is kept: whether it is there, has a number of replicas, and lets us set it.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    ids::{ClusterId, NodeGroupId},
    nodes::groups::GroupBounds,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::NodeGroupView;
use crate::{
    auth::{ManageClusters, Place, PlatformCaller, SystemTx},
    calendars,
    clusters::{
        asked::{client, fault, is_object_name, said},
        store::{self, NodeGroup, ONE_LABEL, ONE_OBJECT},
        tell,
    },
    events::EventType,
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Path, Problem, Problems, Shape, violates},
    kube::{Cluster, KindFound, KubeError, Scalable},
};

const GROUPS_MAX: usize = 20;
const NODES_MAX: i64 = 5_000;
/// Two days: machines that somebody plugs in are planned changes.
const BOOT_MAX: i64 = 2_880;
/// Its controller is known to delete first the machines that are marked.
const CLUSTER_API: &str = "cluster.x-k8s.io/";

/// A node group to be scaled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNodeGroup {
    /// Of the object that scales it.
    #[schema(max_length = 100, example = "cluster.x-k8s.io/v1beta2")]
    api_version: String,
    #[schema(max_length = 63, example = "MachineDeployment")]
    kind: String,
    #[schema(max_length = 63, example = "machines")]
    namespace: String,
    #[schema(max_length = 253, example = "rooms")]
    name: String,
    /// A label that its nodes bear and no other nodes do.
    #[schema(max_length = 200, example = "node-pool=rooms")]
    node_label: String,
    /// Nodes that it always has.
    #[schema(minimum = 0, maximum = 5000)]
    min: i64,
    /// Nodes that it has at the most.
    #[schema(minimum = 1, maximum = 5000)]
    max: i64,
    /// From being asked for until a node takes rooms, at the longest.
    #[schema(minimum = 1, maximum = 2880)]
    boot_minutes: i64,
    /// Whether nodes are given back. They are closed to rooms, labelled `homeroom.dev/leaving`, and once they are empty the number is lowered by as many: only say so
    /// of a group whose controller removes those. Default: true of Cluster API, whose machines are marked with its own annotation, else false.
    gives_back: Option<bool>,
}

/// Create a node group
///
/// From then on the number of its nodes follows what is booked: as many as are needed until its boot time is over, never fewer than hold rooms, and fewer only when
/// fewer were enough for twenty minutes. What it can still give is sold in slots that begin after its boot time. The object is tried first: it has to be there, have
/// the `scale` subresource and let us set it (`deploy/node-groups-access.yaml` has the rights for Cluster API). A cluster may have 20 groups.
#[utoipa::path(post, path = "/v1/clusters/{id}/node-groups", tag = "clusters", request_body = NewNodeGroup,
    params(("id" = ClusterId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "It is scaled from now on", body = NodeGroupView), Problems))]
pub(crate) async fn create_node_group(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
    idempotent: Idempotent,
    Json(new): Json<NewNodeGroup>,
) -> Result<Response, ApiError> {
    new.check()?;
    let mut tx = caller.begin().await?;
    store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), Place::Platform).await? {
        return Ok(*answer);
    }
    let sealed = store::kubeconfig(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    may_be(&mut tx, id, &new).await?;
    // The cluster is asked outside of a transaction: it may take its time.
    tx.rollback().await?;
    let plural = new.tried(client(&caller.app().seal, id, &sealed)).await?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), Place::Platform).await? {
        return Ok(*answer);
    }
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    calendars::store::lock(tx.conn(), &[cluster.calendar_id]).await?;
    may_be(&mut tx, id, &new).await?;
    let group = NodeGroup {
        id: NodeGroupId::new(Uuid::now_v7()),
        object: new.object(plural),
        node_label: new.node_label.clone(),
        bounds: new.bounds(),
        seen: None,
        created_at: caller.now(),
    };
    store::insert_node_group(&mut tx, id, &group).await.map_err(known)?;
    let data = json!({ "cluster": cluster.name, "id": group.id, "name": new.name, "min": new.min, "max": new.max });
    tell(tx.conn(), id, EventType::ClusterNodeGroupCreated, (&caller.actor(), data, caller.now())).await?;
    let created = Created::without_address(NodeGroupView::new(id, group));
    idempotent.keep(tx.conn(), Place::Platform, &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

/// # Errors
/// 409 where there are enough groups, or where it is one of them.
async fn may_be(tx: &mut SystemTx, id: ClusterId, new: &NewNodeGroup) -> Result<(), ApiError> {
    let groups = store::node_groups(tx.conn(), id).await?;
    let is_same = |group: &NodeGroup| {
        let object = &group.object;
        (object.api_version == new.api_version && object.kind == new.kind && object.namespace == new.namespace && object.name == new.name)
            || group.node_label == new.node_label
    };
    if groups.iter().any(is_same) {
        return Err(ApiError::Plain(Problem::NodeGroupKnown));
    }
    if groups.len() >= GROUPS_MAX {
        return Err(ApiError::With(Problem::TooManyNodeGroups, json!({ "limit": GROUPS_MAX })));
    }
    Ok(())
}

fn known(error: sqlx::Error) -> ApiError {
    let constraint = error.as_database_error().and_then(sqlx::error::DatabaseError::constraint);
    let constraint = if constraint == Some(ONE_LABEL) { ONE_LABEL } else { ONE_OBJECT };
    violates(error, constraint, Problem::NodeGroupKnown)
}

impl NewNodeGroup {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.that(is_api_version(&self.api_version), "/api_version", Shape::BadFormat { expected: Format::PlainText });
        checks.that(is_kind(&self.kind), "/kind", Shape::BadFormat { expected: Format::PlainText });
        checks.that(is_object_name(&self.namespace, 63), "/namespace", Shape::BadFormat { expected: Format::PlainText });
        checks.that(is_object_name(&self.name, 253), "/name", Shape::BadFormat { expected: Format::PlainText });
        checks.that(is_label(&self.node_label), "/node_label", Shape::BadFormat { expected: Format::PlainText });
        checks.number("/min", self.min, 0..=NODES_MAX).number("/max", self.max, 1..=NODES_MAX);
        checks.number("/boot_minutes", self.boot_minutes, 1..=BOOT_MAX).done()?;
        if self.min > self.max {
            return Err(vec![fault("/min", "group_min_above_max", json!({}))].into());
        }
        Ok(())
    }

    fn object(&self, plural: String) -> Scalable {
        Scalable {
            api_version: self.api_version.clone(),
            kind: self.kind.clone(),
            plural,
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }

    fn bounds(&self) -> GroupBounds {
        let Self { min, max, boot_minutes, .. } = *self;
        GroupBounds { min, max, boot_minutes, gives_back: self.gives_back.unwrap_or(self.is_of_cluster_api()) }
    }

    fn is_of_cluster_api(&self) -> bool {
        self.api_version.starts_with(CLUSTER_API)
    }

    /// Asks the cluster, and gives how it names the resource.
    ///
    /// # Errors
    /// 422 that names the field.
    async fn tried(&self, cluster: Option<Cluster>) -> Result<String, ApiError> {
        let silent = || fault("/name", "group_silent", json!({}));
        let asked = async {
            let Some(cluster) = cluster else { return Ok(Err(silent())) };
            let plural = match cluster.kind(&self.api_version, &self.kind).await? {
                KindFound::Absent => return Ok(Err(fault("/kind", "group_kind_unknown", json!({})))),
                KindFound::NotScalable => return Ok(Err(fault("/kind", "group_not_scalable", json!({})))),
                KindFound::Scalable(plural) => plural,
            };
            let object = self.object(plural);
            let machines = self.is_of_cluster_api() && self.bounds().gives_back;
            let missing = cluster.missing_to_scale(&object, machines).await?;
            if !missing.is_empty() {
                return Ok(Err(fault("/name", "group_rights_missing", json!({ "rights": missing }))));
            }
            match cluster.scale(&object).await {
                Ok(_) => Ok(Ok(object.plural)),
                Err(KubeError::NotFound) => Ok(Err(fault("/name", "group_not_found", json!({})))),
                Err(error) => Err(error),
            }
        };
        said(silent(), asked).await
    }
}

fn is_api_version(text: &str) -> bool {
    let part =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    text.len() <= 100 && text.split('/').count() <= 2 && text.split('/').all(part)
}

fn is_kind(text: &str) -> bool {
    (1..=63).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `key=value`, as a selector has it.
fn is_label(text: &str) -> bool {
    let part = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/'));
    text.len() <= 200 && text.split_once('=').is_some_and(|(key, value)| part(key) && part(value))
}
