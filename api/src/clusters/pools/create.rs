//! `POST /v1/clusters/{id}/storage-pools`: a class that is looked at before it is kept: whether it is there, where its files lie, and whether claims may grow.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::{ClusterId, StoragePoolId};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::StoragePoolView;
use crate::{
    auth::{ManageClusters, Place, PlatformCaller, SystemTx},
    calendars,
    clusters::{
        asked::{client, fault, is_object_name, said},
        fields::is_slug,
        store::{self, ONE_POOL_NAME, ONE_STORAGE_CLASS, Pool},
        tell,
    },
    events::EventType,
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Path, Problem, Problems, Shape},
    kube::{Cluster, KubeError, StorageClass},
};

const POOLS_MAX: usize = 20;
/// A terabit a second, and an exbibyte: beyond either a figure is a mistake.
pub(crate) const BANDWIDTH_MAX: i64 = 1_000_000;
pub(crate) const SPACE_MAX: i64 = 1 << 40;
const RETENTION_MAX: i64 = 366;

/// A storage pool to record into.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewStoragePool {
    /// Unique in the cluster.
    #[schema(min_length = 1, max_length = 63, example = "nas-a")]
    name: String,
    /// Its StorageClass in the cluster, which makes volumes that many nodes write (ReadWriteMany). One pool has it.
    #[schema(min_length = 1, max_length = 253, example = "nas-a")]
    storage_class: String,
    /// What the whole pool writes, in Mbit/s. 85 % of it are sold.
    #[schema(minimum = 1, maximum = 1_000_000)]
    bandwidth_mbit: i64,
    /// What the whole pool holds, in MiB. 85 % of it are sold.
    #[schema(minimum = 1, maximum = 1_099_511_627_776_i64)]
    space_mib: i64,
    /// How many days what was recorded on a day is kept after that day. It cannot be changed later.
    #[schema(minimum = 0, maximum = 366)]
    retention_days: i64,
}

/// Create a storage pool
///
/// From then on orders of kinds that record may get it: the pool is drawn by the order's id, weighted by what is free, when the order is admitted, and never
/// changes while the order stays on the cluster. Bandwidth is booked in the slots of lessons and space until the retention is over; an order for which no pool of a cluster has both is
/// refused. The StorageClass is looked at first: it has to be there, and its files must not lie where those of another pool do
/// (`deploy/storage-pools-access.yaml` has the rights). A cluster may have 20 pools.
#[utoipa::path(post, path = "/v1/clusters/{id}/storage-pools", tag = "clusters", request_body = NewStoragePool,
    params(("id" = ClusterId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "It takes orders from now on", body = StoragePoolView), Problems))]
pub(crate) async fn create_storage_pool(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ClusterId>,
    idempotent: Idempotent,
    Json(new): Json<NewStoragePool>,
) -> Result<Response, ApiError> {
    new.check()?;
    let mut tx = caller.begin().await?;
    store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), Place::Platform).await? {
        return Ok(*answer);
    }
    let sealed = store::kubeconfig(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    new.may_be(&mut tx, id, None).await?;
    // The cluster is asked outside of a transaction: it may take its time.
    tx.rollback().await?;
    let class = new.looked_at(client(&caller.app().seal, id, &sealed)).await?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), Place::Platform).await? {
        return Ok(*answer);
    }
    let cluster = store::get(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    calendars::store::lock(tx.conn(), &[cluster.calendar_id]).await?;
    new.may_be(&mut tx, id, class.files_at.as_deref()).await?;
    let pool = Pool {
        id: StoragePoolId::new(Uuid::now_v7()),
        cluster_id: id,
        calendar_id: Uuid::now_v7(),
        name: new.name,
        storage_class: new.storage_class,
        bandwidth_mbit: new.bandwidth_mbit,
        space_mib: new.space_mib,
        retention_days: u16::try_from(new.retention_days).unwrap_or_default(),
        is_open: true,
        grows: class.grows,
        files_at: class.files_at,
        created_at: caller.now(),
        revision: 0,
    };
    calendars::store::create(tx.conn(), pool.calendar_id, None, &pool.limits()).await?;
    store::insert_pool(&mut tx, &pool).await.map_err(known)?;
    let data = json!({ "cluster": cluster.name, "id": pool.id, "name": pool.name, "storage_class": pool.storage_class });
    tell(tx.conn(), id, EventType::ClusterStoragePoolCreated, (&caller.actor(), data, caller.now())).await?;
    let view = StoragePoolView::all(tx.conn(), vec![pool], caller.now()).await?.pop().ok_or(ApiError::NotFound)?;
    let created = Created::without_address(view);
    idempotent.keep(tx.conn(), Place::Platform, &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

/// Two that were created at the same time.
fn known(error: sqlx::Error) -> ApiError {
    match error.as_database_error().and_then(sqlx::error::DatabaseError::constraint) {
        Some(ONE_POOL_NAME) => taken("/name"),
        Some(ONE_STORAGE_CLASS) => taken("/storage_class"),
        _ => error.into(),
    }
}

fn taken(pointer: &str) -> ApiError {
    ApiError::With(Problem::StoragePoolKnown, json!({ "pointer": pointer }))
}

impl NewStoragePool {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.that(is_slug(&self.name), "/name", Shape::BadFormat { expected: Format::Slug });
        checks.that(is_object_name(&self.storage_class, 253), "/storage_class", Shape::BadFormat { expected: Format::PlainText });
        checks.number("/bandwidth_mbit", self.bandwidth_mbit, 1..=BANDWIDTH_MAX).number("/space_mib", self.space_mib, 1..=SPACE_MAX);
        checks.number("/retention_days", self.retention_days, 0..=RETENTION_MAX).done()
    }

    /// Whether no other pool has its name, its class, or, where the class says where they lie, its files.
    ///
    /// # Errors
    /// 409 that names the field, or where there are enough pools; 422 for files that lie in another's.
    async fn may_be(&self, tx: &mut SystemTx, id: ClusterId, files_at: Option<&str>) -> Result<(), ApiError> {
        let all = store::pools(tx.conn(), None).await?;
        let own = || all.iter().filter(|pool| pool.cluster_id == id);
        if own().any(|pool| pool.name == self.name) {
            return Err(taken("/name"));
        }
        if own().any(|pool| pool.storage_class == self.storage_class) {
            return Err(taken("/storage_class"));
        }
        let lies_there = |pool: &&Pool| files_at.zip(pool.files_at.as_deref()).is_some_and(|(one, other)| overlap(one, other));
        if let Some(pool) = all.iter().find(lies_there) {
            return Err(vec![fault("/storage_class", "pool_overlaps", json!({ "pool": pool.name, "files": pool.files_at }))].into());
        }
        if own().count() >= POOLS_MAX {
            return Err(ApiError::With(Problem::TooManyStoragePools, json!({ "limit": POOLS_MAX })));
        }
        Ok(())
    }

    /// Asks the cluster for the class.
    ///
    /// # Errors
    /// 422 that names the field.
    async fn looked_at(&self, cluster: Option<Cluster>) -> Result<StorageClass, ApiError> {
        let silent = || fault("/storage_class", "pool_silent", json!({}));
        let asked = async {
            let Some(cluster) = cluster else { return Ok(Err(silent())) };
            let missing = cluster.missing_to_store().await?;
            if !missing.is_empty() {
                return Ok(Err(fault("/storage_class", "pool_rights_missing", json!({ "rights": missing }))));
            }
            match cluster.storage_class(&self.storage_class).await {
                Ok(class) => Ok(Ok(class)),
                Err(KubeError::NotFound) => Ok(Err(fault("/storage_class", "pool_class_not_found", json!({})))),
                Err(error) => Err(error),
            }
        };
        said(silent(), asked).await
    }
}

/// Whether one directory is the other, or within it.
fn overlap(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    within(one, other) || within(other, one)
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn directories_overlap_where_one_is_the_other_or_within_it() {
        for (one, other, overlaps) in [
            ("nas-a/share", "nas-a/share", true),
            ("nas-a", "nas-a/share", true),
            ("nas-a/share/x", "nas-a/share", true),
            ("nas-a/share", "nas-a/shared", false),
            ("nas-a/share", "nas-b/share", false),
        ] {
            assert_eq!((overlap(one, other), overlap(other, one)), (overlaps, overlaps), "{one} {other}");
        }
    }
}
